"""Doing what a form asks: the same for every page that acts."""

from access.attempt import attempt, status_of

__all__ = ["attempt", "status_of"]
