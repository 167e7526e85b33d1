from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rounds.accounts"
    label = "accounts"

    def ready(self) -> None:
        from rounds.accounts import events, house
        from rounds.timeline import house as rules_of_the_house
        from rounds.timeline import registry

        registry.add(*events.EVENTS)
        rules_of_the_house.add(house.RULES)
