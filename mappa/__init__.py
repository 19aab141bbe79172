"""The composition root: settings, addresses, the worker, health, and the one command that runs it all."""

from mappa.celery import app as celery_app

__all__ = ["celery_app"]
