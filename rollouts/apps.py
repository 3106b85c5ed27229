"""Django app configuration."""

from django.apps import AppConfig


class RolloutsConfig(AppConfig):
    name = "rollouts"
