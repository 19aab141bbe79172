"""The nominals app."""

from django.apps import AppConfig


class NominalsConfig(AppConfig):
    name = "nominals"
    default_auto_field = "django.db.models.BigAutoField"
