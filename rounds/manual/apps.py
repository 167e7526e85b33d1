from django.apps import AppConfig


class ManualConfig(AppConfig):
    name = "rounds.manual"
    label = "manual"
