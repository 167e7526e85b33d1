from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "rounds.desk"
    label = "desk"

    def ready(self) -> None:
        from rounds.desk import clauses, events, house, macros
        from rounds.policies import registry as policies
        from rounds.timeline import house as rules_of_the_house
        from rounds.timeline import registry

        policies.register((*clauses.CLAUSES, macros.Macro))
        registry.add(*events.EVENTS)
        rules_of_the_house.add(house.RULES)
