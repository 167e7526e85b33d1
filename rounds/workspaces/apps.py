from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "rounds.workspaces"
    label = "workspaces"
