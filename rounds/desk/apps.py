from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "rounds.desk"
    label = "desk"

    def ready(self) -> None:
        from rounds.desk import clauses, events, macros
        from rounds.policies import registry as policies
        from rounds.timeline import registry

        policies.register((*clauses.CLAUSES, macros.Macro))
        registry.add(*events.EVENTS)
