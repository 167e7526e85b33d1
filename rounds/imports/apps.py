from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "rounds.imports"
    label = "imports"

    def ready(self) -> None:
        from rounds.accounts.erasing import FORGETTING
        from rounds.imports import events, house
        from rounds.imports.forgetting import forget
        from rounds.timeline import house as rules_of_the_house
        from rounds.timeline import registry

        registry.add(*events.EVENTS)
        rules_of_the_house.add(house.RULES)
        FORGETTING.append(forget)
