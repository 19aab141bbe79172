"""What is done to a referral: started, written, submitted, approved, screened, withdrawn."""

from collections.abc import Collection
from datetime import date, datetime
from functools import partial
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from access import change
from access.actor import Actor
from access.lifecycle import NotPossible
from access.policy import require
from access.rows import share, unshare
from agencies.models import Person
from clocks.services import limit
from clocks.working_days import due
from nominals.models import Category, CategoryEpisode, Level, LevelEpisode, Nominal
from nominals.services import change_level
from notices.services import notify

from .completeness import missing
from .criteria import STEPS, Outcome, unmet
from .lifecycle import UNDECIDED, WRITABLE, Status
from .models import Referral, Screening
from .people import coordinators_of

NEVER_AT_LEVEL_1 = (
    "This person is in Category 3, which is only ever managed at Level 2 or 3, so the case cannot"
    " be kept at Level 1."
)
NOT_AT_LEVEL_1 = "This case is not at Level 1, so it cannot be kept there."


class Said(TypedDict):
    """What the person who writes a referral says in it; a draft may leave any of it out."""

    manager: Person
    level_sought: int
    category: int | None
    reason: str
    wanted: str
    beyond_level_2: str
    risk: str
    assessed_on: date | None
    release_on: date | None
    victims: str
    disclosure: str


@transaction.atomic
def start(
    nominal: Nominal, *, actor: Actor, at: datetime, level_sought: int, manager: Person
) -> Referral:
    """Begin a draft, open to its writer and to the manager named on it.

    NotPossible where the actor can already see one of this nominal that is not decided.
    """
    require(actor, "referral.start", nominal)  # before anything is shared
    seen: QuerySet[Any] = Referral.objects.visible_to(actor)
    if seen.filter(nominal=nominal, status__in=UNDECIDED).exists():
        raise NotPossible("A referral of this person is already under way.")
    today = CategoryEpisode.objects.visible_to(actor).on(localdate(at)).filter(nominal=nominal)
    referral = Referral(
        nominal=nominal,
        area_id=nominal.area_id,
        agency_id=actor.agency_id,
        referrer_id=actor.person_id,
        manager=manager,
        level_sought=level_sought,
        category=today.values_list("category", flat=True).first(),
        started_at=at,
    )
    _open(referral, [actor.person.own_group_id], "Wrote the referral", actor=actor, at=at)
    _open(referral, [nominal.area.service_id], "Reminders and counts", actor=actor, at=at)
    _name_manager(referral, actor=actor, at=at)
    change.begin(referral, "start", actor=actor, at=at, on=nominal)
    return referral


@transaction.atomic
def amend(
    referral: Referral, *, actor: Actor, at: datetime, version: int, **said: Unpack[Said]
) -> None:
    """Save what is written so far; nothing of it need be complete.

    `version` is the referral as the writer saw it: NotPossible if it has changed since, or is
    no longer with its writer.
    """
    if referral.status not in WRITABLE:
        raise NotPossible(f"This is no longer possible: it is now {_now(referral)}.")
    before, referral.version = referral.manager_id, version
    change.amend(referral, "amend", actor=actor, at=at, **said)
    if said["manager"].pk != before:
        for record in (referral.nominal, referral):
            unshare(record, source="manager", source_id=referral.pk, at=at)
        _name_manager(referral, actor=actor, at=at)


@transaction.atomic
def submit(referral: Referral, *, actor: Actor, at: datetime) -> None:
    """Send it to the manager named on it; NotPossible while an answer is missing."""
    if gaps := missing(referral):
        raise NotPossible(f"Something is still missing. {gaps[0].words}.")
    change.advance(referral, "submit", actor=actor, at=at, submitted_at=at, answer="")
    by = _due(referral, "manager_approval", at=at)
    _tell(referral, "referral.to_approve", [referral.manager], on=by, at=at)


@transaction.atomic
def send_back(referral: Referral, *, actor: Actor, at: datetime, because: str) -> None:
    """Give it back to its writer, who reads why."""
    change.advance(referral, "send_back", actor=actor, at=at, because=because, answer=because)
    _tell(referral, "referral.sent_back", [referral.referrer], on=localdate(at), at=at)


@transaction.atomic
def approve(referral: Referral, *, actor: Actor, at: datetime) -> None:
    """Send it on to the MAPPA unit, to which it is open from now."""
    change.advance(referral, "approve", actor=actor, at=at, approved_at=at)
    unit = [referral.area.coordination_id]
    _open(referral, unit, "Screens the referral", actor=actor, at=at)
    by = _due(referral, "screening", at=at)
    screeners = list(coordinators_of(referral.area_id, at=at))
    _tell(referral, "referral.to_screen", screeners, on=by, at=at)


@transaction.atomic
def withdraw(referral: Referral, *, actor: Actor, at: datetime, because: str) -> None:
    """End it undecided. What it alone opened of the nominal is closed again."""
    change.advance(referral, "withdraw", actor=actor, at=at, because=because, answer=because)
    for source in ("manager", "referral"):  # one's own last: who sees nothing ends nothing
        unshare(referral.nominal, source=source, source_id=referral.pk, at=at)


@transaction.atomic
def screen(  # noqa: PLR0913 (a screening says all of this)
    referral: Referral,
    *,
    actor: Actor,
    at: datetime,
    outcome: str,
    criteria: Collection[str],
    rationale: str,
    answer: str = "",
) -> Screening:
    """Measure a referral against the criteria and decide it, for a recorded reason.

    The rationale is for those who screen; the answer is what the referrer is told, and may be
    left out only where the referral is accepted. An acceptance moves the case to its level.
    NotPossible where the criteria of the level are not met, or the case cannot stay at Level 1.
    """
    step, level = STEPS[outcome]
    _check(referral, outcome, criteria, rationale, answer, at=at)
    answer = answer or f"{Outcome(outcome).label} on screening."
    decided = {} if outcome == Outcome.RETURN_FOR_INFORMATION else {"decided_at": at}
    changes = {"answer": answer, "level": level, **decided}
    change.advance(referral, step, actor=actor, at=at, because=answer, **changes)
    screening = _record(referral, outcome, criteria, rationale, actor=actor, at=at)
    if level:
        by = LevelEpisode.DecidedBy.SCREENING
        change_level(
            referral.nominal, actor=actor, at=at, level=level, decided_by=by, because=answer
        )
    rule = "referral.decided" if decided else "referral.returned"
    told = [referral.referrer, referral.manager] if decided else [referral.referrer]
    _tell(referral, rule, told, on=localdate(at), at=at)
    return screening


def why_not_kept_at_level_1(referral: Referral, *, on: date) -> str:
    """Why the case cannot stay at Level 1, in a sentence; empty where it can."""
    nominal = {"nominal": referral.nominal_id}
    third = CategoryEpisode.objects.on(on).filter(category=Category.THREE, **nominal)
    if referral.category == Category.THREE or third.exists():
        return NEVER_AT_LEVEL_1
    higher = LevelEpisode.objects.on(on).filter(level__gt=Level.ONE, **nominal)
    return NOT_AT_LEVEL_1 if higher.exists() else ""


def _check(
    referral: Referral,
    outcome: str,
    criteria: Collection[str],
    rationale: str,
    answer: str,
    *,
    at: datetime,
) -> None:
    _step, level = STEPS[outcome]
    if not rationale.strip() or not (level or answer.strip()):
        raise NotPossible("A decision is recorded with its reason, and with what is advised.")
    if level and (wanting := unmet(level, criteria)):
        raise NotPossible(wanting)
    if outcome == Outcome.KEEP_AT_LEVEL_1 and (
        why_not := why_not_kept_at_level_1(referral, on=localdate(at))
    ):
        raise NotPossible(why_not)


def _record(
    referral: Referral,
    outcome: str,
    criteria: Collection[str],
    rationale: str,
    *,
    actor: Actor,
    at: datetime,
) -> Screening:
    """Write the screening down, for those who screen."""
    screening = Screening(
        nominal_id=referral.nominal_id,
        referral=referral,
        by=actor.person,
        at=at,
        criteria=sorted(criteria),
        outcome=outcome,
        rationale=rationale,
    )
    give = partial(share, screening, source="screening", source_id=screening.pk, at=at)
    give([actor.person.own_group_id], reason="Screened the referral", by=actor.person)
    give([referral.area.coordination_id], reason="The area's MAPPA unit", by=actor.person)
    give([referral.area.service_id], reason="Reminders and counts", by=actor.person)
    screening.save(force_insert=True)
    return screening


def _open(
    referral: Referral, groups: list[int], reason: str, *, actor: Actor, at: datetime
) -> None:
    """Open the referral and its nominal to groups, because of the referral."""
    for record in (referral.nominal, referral):
        give = partial(share, record, groups, source="referral", source_id=referral.pk)
        give(reason=reason, at=at, by=actor.person)


def _name_manager(referral: Referral, *, actor: Actor, at: datetime) -> None:
    """Open both to the manager named: a cause of its own, so that another can be named."""
    for record in (referral.nominal, referral):
        give = partial(share, record, source="manager", source_id=referral.pk)
        own = [referral.manager.own_group_id]
        give(own, reason="Manager named on the referral", at=at, by=actor.person)


def _due(referral: Referral, key: str, *, at: datetime) -> date:
    today = localdate(at)
    return due(limit(key, referral.area_id, today), today)


def _tell(
    referral: Referral, rule: str, people: Collection[Person], *, on: date, at: datetime
) -> None:
    for person in {each.pk: each for each in people}.values():
        notify(
            rule=rule,
            recipient=person,
            about_id=referral.pk,
            on=on,
            at=at,
            link=referral.get_absolute_url(),
            nominal_id=referral.nominal_id,
        )


def _now(referral: Referral) -> str:
    label: str = Status(referral.status).label
    return f"{label[:1].lower()}{label[1:]}"
