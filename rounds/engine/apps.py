from django.apps import AppConfig


class EngineConfig(AppConfig):
    name = "rounds.engine"
    label = "engine"

    def ready(self) -> None:
        from rounds.engine import events
        from rounds.timeline import registry

        registry.add(*events.EVENTS)
