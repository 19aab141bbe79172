"""The bench, as an app of its own settings only."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "bench"
