from django.apps import AppConfig


class EngineConfig(AppConfig):
    name = "rounds.engine"
    label = "engine"
