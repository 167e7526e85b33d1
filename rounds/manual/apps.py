from django.apps import AppConfig


class ManualConfig(AppConfig):
    name = "rounds.manual"
    label = "manual"

    def ready(self) -> None:
        from rounds.manual import events
        from rounds.timeline import registry

        registry.add(*events.EVENTS)
