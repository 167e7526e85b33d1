from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "rounds.telemetry"
    label = "telemetry"

    def ready(self) -> None:
        from rounds.accounts.erasing import FORGETTING
        from rounds.policies import registry as policies
        from rounds.telemetry import clauses, events
        from rounds.telemetry.forgetting import forget
        from rounds.timeline import registry

        policies.register(clauses.CLAUSES)
        registry.add(*events.EVENTS)
        FORGETTING.append(forget)
