from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "rounds.imports"
    label = "imports"

    def ready(self) -> None:
        from rounds.accounts.erasing import FORGETTING
        from rounds.imports import events
        from rounds.imports.forgetting import forget
        from rounds.timeline import registry

        registry.add(*events.EVENTS)
        FORGETTING.append(forget)
