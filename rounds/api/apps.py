from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "rounds.api"
    label = "api"

    def ready(self) -> None:
        from rounds.accounts.erasing import FORGETTING
        from rounds.api.forgetting import forget

        FORGETTING.append(forget)
