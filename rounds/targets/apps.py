from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "rounds.targets"
    label = "targets"

    def ready(self) -> None:
        from rounds.policies import registry as clauses
        from rounds.targets import clauses as kinds
        from rounds.targets import events, house
        from rounds.timeline import house as rules_of_the_house
        from rounds.timeline import registry

        clauses.register(kinds.CLAUSES)
        registry.add(*events.EVENTS)
        rules_of_the_house.add(house.RULES)
