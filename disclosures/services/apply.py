"""Applications to a disclosure scheme: recorded, taken through its steps, decided."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import advance, amend, begin
from access.lifecycle import NotPossible
from access.policy import require
from agencies.models import Agency
from disclosures.lifecycle import ApplicationStatus
from disclosures.models import Application, ApplicationStep
from disclosures.schemes import steps_of
from nominals.models import Exclusion, Nominal


@transaction.atomic
def add(  # noqa: PLR0913 (an application says all of this)
    nominal: Nominal,
    *,
    actor: Actor,
    at: datetime,
    scheme: str,
    agency: Agency,
    received_at: datetime,
    relation: str,
    concern: str,
) -> Application:
    """Record that somebody applied, or is to be told, under a scheme; its clock has started."""
    if received_at > at:
        raise NotPossible("Say when it came in: that is not in the future.")
    if Exclusion.objects.filter(nominal=nominal, agency_id=agency.pk).exists():
        raise NotPossible("That agency must not receive anything about this person.")
    application = Application(
        nominal=nominal,
        scheme=scheme,
        agency=agency,
        received_at=received_at,
        relation=relation,
        concern=concern,
    )
    begin(application, "add", actor=actor, at=at, on=nominal)
    return application


@transaction.atomic
def take_step(
    application: Application, *, actor: Actor, at: datetime, key: str, on: date, text: str
) -> ApplicationStep:
    """Record that a step of the scheme was taken: each once, whichever order they come in."""
    _still_open(application)
    if key not in {part.key for part in steps_of(application.scheme)}:
        raise NotPossible("That is not a step of this scheme.")
    if not localdate(application.received_at) <= on <= localdate(at):
        raise NotPossible("Give the day it was done: since the application, and not in the future.")
    if _taken(application, actor=actor) & {key}:
        raise NotPossible("That step has been taken already.")
    amend(application, "take_step", actor=actor, at=at)  # two at once take turns
    found: ApplicationStep = ApplicationStep.objects.create(
        nominal_id=application.nominal_id,
        application=application,
        key=key,
        done_on=on,
        text=text,
        by=actor.person,
        at=at,
    )
    return found


@transaction.atomic
def decide_to_tell(  # noqa: PLR0913 (a decision says all of this)
    application: Application,
    *,
    actor: Actor,
    at: datetime,
    rationale: str,
    lawful: bool,
    necessary: bool,
    proportionate: bool,
    reasonable: bool,
    before_its_steps: str = "",
) -> None:
    """Decide that somebody is told: all four tests are met, and the steps of the scheme taken.

    Where somebody is in danger and it cannot wait for them, it says why; else NotPossible.
    """
    require(actor, "application.decide_to_tell", application)
    _still_open(application)
    tests: dict[str, Any] = {
        "lawful": lawful,
        "necessary": necessary,
        "proportionate": proportionate,
        "reasonable": reasonable,
    }
    if not all(tests.values()):
        raise NotPossible("To tell them, all four tests must be met.")
    if not before_its_steps.strip():
        _all_taken(application, actor=actor)
    decided: dict[str, Any] = {
        "decided_at": at,
        "rationale": rationale,
        "before_its_steps": before_its_steps,
    }
    advance(application, "decide_to_tell", actor=actor, at=at, **decided, **tests)


@transaction.atomic
def decide_not_to_tell(
    application: Application, *, actor: Actor, at: datetime, rationale: str
) -> None:
    """Decide that nobody is told, and why, once the steps of the scheme are taken."""
    require(actor, "application.decide_not_to_tell", application)
    _still_open(application)
    _all_taken(application, actor=actor)
    decided: dict[str, Any] = {"decided_at": at, "rationale": rationale}
    advance(application, "decide_not_to_tell", actor=actor, at=at, **decided)


@transaction.atomic
def withdraw(application: Application, *, actor: Actor, at: datetime, rationale: str) -> None:
    """The applicant goes no further, or it does not belong to the scheme: with the reason."""
    decided: dict[str, Any] = {"decided_at": at, "rationale": rationale}
    advance(application, "withdraw", actor=actor, at=at, **decided)


def _still_open(application: Application) -> None:
    if application.status != ApplicationStatus.OPEN:
        now = ApplicationStatus(application.status).label.lower()
        raise NotPossible(f"This application is decided: it is now {now}.")


def _taken(application: Application, *, actor: Actor) -> set[str]:
    found = ApplicationStep.objects.visible_to(actor).filter(application=application)
    return set(found.values_list("key", flat=True))


def _all_taken(application: Application, *, actor: Actor) -> None:
    taken = _taken(application, actor=actor)
    left = [part.words for part in steps_of(application.scheme) if part.key not in taken]
    if left:
        words = ". ".join(left)
        raise NotPossible(f"Not decided yet: these steps are to be taken first. {words}.")
