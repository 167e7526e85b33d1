from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rounds.accounts"
    label = "accounts"

    def ready(self) -> None:
        from rounds.accounts import events
        from rounds.timeline import registry

        registry.add(*events.EVENTS)
