from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "rounds.team"
    label = "team"

    def ready(self) -> None:
        from rounds.policies import registry as clauses
        from rounds.team import events, house, rules
        from rounds.team.second_factor import events as of_second_factors
        from rounds.team.tokens import events as of_tokens
        from rounds.timeline import house as rules_of_the_house
        from rounds.timeline import registry

        clauses.register(rules.CLAUSES)
        registry.add(*events.EVENTS, *of_tokens.EVENTS, *of_second_factors.EVENTS)
        rules_of_the_house.add(house.RULES)
