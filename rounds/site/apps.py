from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "rounds.site"
    label = "site"
