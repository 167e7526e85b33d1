from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "rounds.telemetry"
    label = "telemetry"

    def ready(self) -> None:
        from rounds.accounts.erasing import FORGETTING
        from rounds.policies import registry as policies
        from rounds.telemetry import clauses, events, house
        from rounds.telemetry.forgetting import forget
        from rounds.timeline import house as rules_of_the_house
        from rounds.timeline import registry

        policies.register(clauses.CLAUSES)
        registry.add(*events.EVENTS)
        rules_of_the_house.add(house.RULES)
        FORGETTING.append(forget)
