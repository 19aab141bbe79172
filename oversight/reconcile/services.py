"""Making the shares of an area equal what the facts say, and saying what had to be mended."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import DateTimeField, Func
from django.utils.timezone import localdate

from access.actor import Actor, Role
from access.locks import acting_as, service_actors
from access.policy import require
from access.turns import turns
from agencies.models import Appointment, Area, Person
from audit.trail import write
from clocks.working_days import ONE_DAY, end_of
from meetings.facts import Heard
from notices.services import notify

from . import shares
from .compare import Change, changes
from .facts import Sealed, everything, sealed
from .models import Difference, Mended, ReconcileRun, What

TOLD = (Role.COORDINATOR,)
NOTHING_SEALED = Sealed(frozenset(), Heard({}))


@dataclass(frozen=True, slots=True)
class OutOfStep:
    """A share that differed from the facts, as it is reported: to whom it was open is not said."""

    kind: str
    source: str
    what: What
    record: UUID
    nominal: UUID | None


def reconcile_all(*, at: datetime, again: bool = True) -> Iterator[ReconcileRun]:
    """Compare the shares of every area with the facts, each as its own service; one run for each.

    The national unit comes first, for it alone sees the sealed cases, and which sessions hear
    them. Each area is a transaction of its own; not `again`, those that were compared today are
    left out, so that what was broken off is taken up where it stopped. What is wrong in one keeps
    no other waiting (`access.turns`): but without the national unit nothing is compared, since
    what opens a session that hears a sealed case would then look like too much.
    """
    units = set(Area.objects.filter(national=True).values_list("pk", flat=True))
    hidden = NOTHING_SEALED
    with turns() as turn:
        for actor in sorted(service_actors(), key=lambda each: each.area_id not in units):
            is_national, runs = actor.area_id in units, []
            with acting_as(actor) if is_national else turn(actor):
                _one_at_a_time(actor)
                if again or not _compared_on(localdate(at), actor):
                    runs.append(reconcile(actor=actor, at=at, hidden=hidden))
                hidden = sealed(actor, at=at) if is_national else hidden
            yield from runs


@transaction.atomic
def reconcile(*, actor: Actor, at: datetime, hidden: Sealed = NOTHING_SEALED) -> ReconcileRun:
    """Make every share that the service sees equal what the facts say now, or refuse.

    What is missing is given, what is too much is ended, dates are corrected; each difference is
    in the report, and if there was any, the co-ordinators are told. Done twice, the second finds
    nothing.
    """
    require(actor, "reconcile.run")
    _one_at_a_time(actor)
    regained = [
        OutOfStep(kind, source, What.GIVEN, record, nominal)
        for kind, source, record, nominal in shares.back_in_sight()
    ]
    checked, found, seen = _compare(actor, at, hidden)
    if found:
        # Somebody may have changed a fact while we read: what differs twice, differs.
        again = set(_compare(actor, at, hidden)[1])
        found = [each for each in found if each in again]
    shares.put_right(found, at=at)
    return _report([*regained, *_described(found, seen)], actor=actor, at=at, checked=checked)


def _compare(
    actor: Actor, at: datetime, hidden: Sealed
) -> tuple[int, list[Change], shares.Records]:
    """How many shares there are, what is to be changed, and the records that the actor sees."""
    seen = shares.records(actor)
    held = shares.held(seen, at=at)
    due = everything(actor, at=at, sealed=hidden)
    return len(held), list(changes(held, due, seen, at=at)), seen


def _described(found: Iterable[Change], seen: shares.Records) -> Iterator[OutOfStep]:
    for each in found:
        model, record, _, source, _ = each.key
        yield OutOfStep(model.kind, source, each.what, record, seen[model].get(record))


def _report(
    found: Sequence[OutOfStep], *, actor: Actor, at: datetime, checked: int
) -> ReconcileRun:
    ways = Counter(each.what for each in found)
    run = ReconcileRun(
        area_id=actor.area_id,
        at=at,
        finished_at=Func(function="clock_timestamp", output_field=DateTimeField()),
        checked=checked,
        **{what.value: ways[what] for what in What},
    )
    run.save(force_insert=True)
    run.refresh_from_db()
    kinds = Counter((each.kind, each.source, each.what) for each in found)
    Difference.objects.bulk_create(
        Difference(run=run, record_kind=kind, source=source, what=what, times=times)
        for (kind, source, what), times in kinds.items()
    )
    Mended.objects.bulk_create(
        Mended(
            run=run,
            nominal_id=each.nominal,
            record_id=each.record,
            record_kind=each.kind,
            source=each.source,
            what=each.what,
        )
        for each in found
        if each.nominal
    )
    numbers = {what.value: ways[what] for what in What}
    write("reconcile.run", run, by=actor, at=at, checked=checked, **numbers)
    if found:
        _tell(run, at=at)
    return run


def _tell(run: ReconcileRun, *, at: datetime) -> None:
    held = Appointment.objects.live(at).filter(area=run.area_id, role__in=TOLD)
    for person in Person.objects.filter(is_active=True, appointments__in=held).distinct():
        notify(
            rule="reconcile.differences",
            recipient=person,
            about_id=run.pk,
            on=localdate(at),
            at=at,
            link=run.get_absolute_url(),
            count=run.differences,
        )


def _compared_on(day: date, actor: Actor) -> bool:
    since = {"at__gte": end_of(day - ONE_DAY)}
    return bool(ReconcileRun.objects.visible_to(actor).filter(**since).exists())


def _one_at_a_time(actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"reconcile:{actor.area_id}"])
