from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    name = "rounds.checkins"
    label = "checkins"

    def ready(self) -> None:
        from rounds.accounts.erasing import FORGETTING
        from rounds.checkins import clauses as kinds
        from rounds.checkins import events
        from rounds.checkins.forgetting import forget
        from rounds.policies import registry as clauses
        from rounds.timeline import registry

        clauses.register(kinds.CLAUSES)
        registry.add(*events.EVENTS)
        FORGETTING.append(forget)
