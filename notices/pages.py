"""What the frame of every page says about the inbox."""

from django.http import HttpRequest

from .models import Notice

ENOUGH = 100  # past that the frame says "99+", so nobody counts further


def unread_notices(request: HttpRequest) -> dict[str, int]:
    """A context processor: how many notices the person asking has not read."""
    actor = getattr(request, "actor", None)
    unread = Notice.objects.visible_to(actor).unread().order_by()
    return {"unread_notices": unread[:ENOUGH].count() if actor else 0}
