"""Opening a case in an emergency, and reviewing afterwards whether that was right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.timezone import localdate

from access.actor import Actor, Role
from access.change import advance
from access.policy import Refused, require
from access.rows import unshare
from agencies.models import Appointment, Person
from audit.trail import write
from clocks.services import AreaLimits, limits_of
from clocks.working_days import due, ends_at
from nominals.models import Nominal
from notices.services import notify
from sharing.entitled import NOT_ENTITLED, is_entitled
from sharing.models import LONGEST_EMERGENCY, BreakGlass

SOURCE = "break_glass"
SHORTEST_REASON = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try: the case that opened, or none; or that it is too soon to try again."""

    opened: Nominal | None = None
    must_wait: bool = False


@transaction.atomic
def open_case(  # noqa: PLR0913 (a case is named by its reference, or by three things)
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    surname: str = "",
    forenames: str = "",
    date_of_birth: date | None = None,
    reference: str = "",
) -> Answer:
    """Open one case of the actor's own area to the actor for some hours, or nothing; or refuse.

    The whole name and date of birth, or the reference, must be those of exactly one case that
    is not open to them already, sealed or withheld from them: else nothing opens, and the answer
    is the same. Each try is written in the trail, without what was typed; past five in an hour
    none is made. What opens is told at once to the co-ordinators and to the case manager.
    """
    require(actor, "break_glass.open")
    if not is_entitled(actor):
        raise Refused(NOT_ENTITLED)
    key, limits = uuid4(), limits_of(actor.area_id)
    said = [surname, forenames, date_of_birth, reference, reason]
    must_wait, opened = _break(actor, key, said, limits, at)
    if opened is None:
        write("break_glass.open", None, by=actor, at=at, opened=False)
        return Answer(must_wait=must_wait)
    glass = BreakGlass.objects.visible_to(actor).select_related("nominal").get(pk=key)
    write("break_glass.open", glass, by=actor, at=at, opened=True)
    _announce(glass, at=at)
    return Answer(glass.nominal)


@transaction.atomic
def review(glass: BreakGlass, *, actor: Actor, at: datetime, outcome: str, note: str) -> None:
    """Record whether opening a case in an emergency was proportionate, and why; or refuse.

    Nobody reviews their own. If it was not, what it opened closes at once.
    """
    found = {"outcome": outcome, "review_note": note}
    advance(glass, "review", actor=actor, at=at, reviewed_at=at, reviewed_by=actor.person, **found)
    if outcome == BreakGlass.Outcome.NOT_PROPORTIONATE:
        unshare(glass.nominal, source=SOURCE, source_id=glass.pk, at=at)


def _break(
    actor: Actor, key: UUID, said: Sequence[str | date | None], limits: AreaLimits, at: datetime
) -> tuple[bool, UUID | None]:
    """Ask the one function that looks where the actor cannot: must they wait, and what opened."""
    today = localdate(at)
    until = min(ends_at(limits.of("break_glass", today), at), at + LONGEST_EMERGENCY)
    review_by = due(limits.of("break_glass_review", today), today)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT must_wait, opened FROM sharing_break_glass"
            "(%s, %s, %s, %s, %s::date, %s, %s, %s, %s, %s)",
            [actor.appointment_id, key, *said, at, until, review_by],
        )
        must_wait, opened = cursor.fetchone()
    return must_wait, opened


def _announce(glass: BreakGlass, *, at: datetime) -> None:
    for person in _concerned(glass, at):
        notify(
            rule="break_glass.opened",
            recipient=person,
            about_id=glass.pk,
            on=localdate(at),
            at=at,
            link=glass.get_absolute_url(),
            nominal_id=glass.nominal_id,
        )


def _concerned(glass: BreakGlass, at: datetime) -> Iterator[Person]:
    """The area's co-ordinators and the case manager; never whoever opened it."""
    held = Appointment.objects.live(at).filter(
        area_id=glass.nominal.area_id, role=Role.COORDINATOR, person__is_active=True
    )
    people = {each.person_id: each.person for each in held.select_related("person")}
    people[glass.nominal.case_manager_id] = glass.nominal.case_manager
    people.pop(glass.person_id, None)
    yield from people.values()
