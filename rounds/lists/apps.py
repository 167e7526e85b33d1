from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "rounds.lists"
    label = "lists"

    def ready(self) -> None:
        from rounds.lists import clauses, events
        from rounds.policies import registry as policies
        from rounds.timeline import registry

        policies.register(clauses.CLAUSES)
        registry.add(*events.EVENTS)
