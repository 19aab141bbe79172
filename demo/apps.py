"""The demonstration county, as Django knows it: two commands and no table."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
    verbose_name = "Demonstration county"
