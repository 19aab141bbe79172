"""The bell of the trail: its days are sealed once they are over."""

from celery import shared_task

from . import seals


@shared_task
def seal_days() -> int:
    """Each night; a night that was missed is made good by the next."""
    return seals.seal_days()
