"""Cases opened in an emergency that wait for a review."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from access.actor import Actor
from govuk.words import british_date, plural
from sharing.lifecycle import Status
from sharing.models import BreakGlass

from .todo import Todo


def to_review(actor: Actor, today: date) -> Iterator[Todo]:
    """Those of the area that the co-ordinators have not reviewed, the first due first."""
    of_area = BreakGlass.objects.visible_to(actor).filter(nominal__area=actor.area_id)
    waiting = of_area.filter(status=Status.TO_REVIEW).exclude(person=actor.person_id)
    days = list(waiting.order_by("review_due_on").values_list("review_due_on", flat=True))
    if days:
        late = sum(day < today for day in days)
        yield Todo(
            f"{plural(len(days), 'case')} to review",
            reverse("sharing:list_break_glass"),
            f"The first {'was' if late else 'is'} due by {british_date(days[0])}.",
            late=late,
        )
