from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "rounds.timeline"
    label = "timeline"
