from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "rounds.api"
    label = "api"
