from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "rounds.targets"
    label = "targets"

    def ready(self) -> None:
        from rounds.policies import registry as clauses
        from rounds.targets import clauses as kinds
        from rounds.targets import events
        from rounds.timeline import registry

        clauses.register(kinds.CLAUSES)
        registry.add(*events.EVENTS)
