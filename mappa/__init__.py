"""The composition root, the only package that knows all the others."""

from mappa.celery import app as celery_app

__all__ = ["celery_app"]
