from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "rounds.mail"
    label = "mail"

    def ready(self) -> None:
        from rounds.mail import clauses, events, house
        from rounds.policies import registry as policies
        from rounds.timeline import house as rules_of_the_house
        from rounds.timeline import registry

        policies.register(clauses.CLAUSES)
        registry.add(*events.EVENTS)
        rules_of_the_house.add(house.RULES)
