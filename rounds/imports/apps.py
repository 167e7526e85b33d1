from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "rounds.imports"
    label = "imports"

    def ready(self) -> None:
        from rounds.imports import events
        from rounds.timeline import registry

        registry.add(*events.EVENTS)
