"""Minutes to write, to approve, to issue and to read."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.urls import reverse

from access.actor import Actor
from govuk.words import british_date, plural
from meetings.lifecycle import MinutesStatus, SlotStatus
from meetings.models import Minutes

from .todo import MOST_NAMED, Todo

LATELY = timedelta(days=14)
STAGES = (
    (MinutesStatus.DRAFT, "to write"),
    (MinutesStatus.CHECKING, "to check"),
    (MinutesStatus.SUBMITTED, "with the chair"),
    (MinutesStatus.APPROVED, "to issue"),
    (MinutesStatus.RECALLED, "recalled, to issue again"),
)


def of_the_unit(actor: Actor, today: date) -> Iterator[Todo]:
    """Minutes of cases that were heard and are not issued, by the stage that they are at."""
    unissued = Minutes.objects.visible_to(actor).filter(slot__status=SlotStatus.CLOSED)
    waiting = list(unissued.exclude(status=MinutesStatus.ISSUED).order_by("due_on"))
    for status, words in STAGES:
        at_stage = [each for each in waiting if each.status == status]
        if at_stage:
            yield Todo(
                f"{plural(len(at_stage), 'set')} of minutes {words}",
                _where(at_stage),
                _due(at_stage[0].due_on, today),
                late=_late(at_stage, today),
            )


def to_approve(actor: Actor, today: date) -> Iterator[Todo]:
    """Minutes that wait for the actor, who chaired."""
    waiting = Minutes.objects.visible_to(actor).filter(
        status=MinutesStatus.SUBMITTED, slot__session__chair=actor.person_id
    )
    for each in waiting.select_related("slot", "nominal").order_by("due_on"):
        yield Todo(
            f"Minutes of {_of(each)}",
            each.get_absolute_url(),
            f"To be issued by {british_date(each.due_on)}.",
            late=_late([each], today),
            is_one=True,
        )


def to_read(actor: Actor, today: date) -> Iterator[Todo]:
    """Minutes issued lately to the actor's agency."""
    issued = Minutes.objects.visible_to(actor).filter(
        status=MinutesStatus.ISSUED,
        issued_at__date__gt=today - LATELY,
        distribution__agency=actor.agency_id,
    )
    for each in issued.select_related("slot", "nominal").order_by("-issued_at")[:MOST_NAMED]:
        yield Todo(
            f"Minutes of {_of(each)}",
            each.get_absolute_url(),
            f"Issued on {british_date(each.issued_at)}." if each.issued_at else "",
        )


def _of(minutes: Minutes) -> str:
    return f"{minutes.nominal.name}, heard on {british_date(minutes.slot.starts_at)}"


def _where(minutes: Sequence[Minutes]) -> str:
    """The one set itself, or the sessions that they are of."""
    if len(minutes) == 1:
        return minutes[0].get_absolute_url()
    return f"{reverse('meetings:list_sessions')}?past=yes"


def _due(day: date, today: date) -> str:
    return f"The first {'was' if day < today else 'is'} due by {british_date(day)}."


def _late(minutes: Iterable[Minutes], today: date) -> int:
    return sum(each.due_on < today for each in minutes)
