from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "rounds.telemetry"
    label = "telemetry"

    def ready(self) -> None:
        from rounds.accounts.erasing import FORGETTING
        from rounds.telemetry import events
        from rounds.telemetry.forgetting import forget
        from rounds.timeline import registry

        registry.add(*events.EVENTS)
        FORGETTING.append(forget)
