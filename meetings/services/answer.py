"""Answering an invitation: coming, sending a deputy, a report in lieu, or apologies."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import STALE, advance, amend
from access.lifecycle import NotPossible
from access.policy import require
from agencies.models import Person
from meetings.deputies import change, eligible
from meetings.models import Invitation
from meetings.timetable import still_to_be_heard
from notices.services import notify

from .calendars import Calendars, bring_up_to_date, keep_still

NOT_ELIGIBLE = (
    "Choose somebody who works for your agency now and may receive what this case is about."
)


def answer(  # noqa: PLR0913 (an answer says all of this)
    invitation: Invitation,
    *,
    actor: Actor,
    at: datetime,
    choice: str,
    deputy: Person | None = None,
    note: str = "",
    version: int | None = None,
) -> None:
    """Answer an invitation by one of the steps of that name, or refuse as it does.

    What the agency has answered so already is left as it is, so that pressing twice answers once.
    """
    seen = Invitation.objects.visible_to(actor).filter(pk=invitation.pk)
    reached = Invitation.lifecycle.steps[choice][1]
    if seen.filter(status=reached, deputy=deputy, note=note, answered_by=actor.person).exists():
        return
    said: dict[str, Any] = {"actor": actor, "at": at, "note": note, "version": version}
    if choice == "send_deputy":
        said["deputy"] = deputy
    STEPS[choice](invitation, **said)


def accept(
    invitation: Invitation,
    *,
    actor: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> None:
    """Answer for an agency that it is coming, or refuse: it was answered so, or is over.

    `version` is the invitation as the actor saw it; left out, any answer but this is replaced.
    """
    _answer(invitation, "accept", actor=actor, at=at, note=note, version=version)


@transaction.atomic
def send_deputy(
    invitation: Invitation,
    *,
    actor: Actor,
    at: datetime,
    deputy: Person,
    note: str = "",
    version: int | None = None,
) -> None:
    """Answer that somebody else of the agency comes, and tell them; or refuse.

    They must hold an appointment of the agency and may receive what the case is about. The case
    is open to them as to those who represent the agency, and until the same day.
    """
    if deputy.pk not in {each.person_id for each in eligible(invitation, at=at)}:
        raise NotPossible(NOT_ELIGIBLE)
    _answer(invitation, "send_deputy", actor=actor, at=at, note=note, version=version, who=deputy)


def apologise(
    invitation: Invitation,
    *,
    actor: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> None:
    """Answer for an agency that it is not coming, or refuse; the return is still asked for."""
    _answer(invitation, "apologise", actor=actor, at=at, note=note, version=version)


def report_in_lieu(
    invitation: Invitation,
    *,
    actor: Actor,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> None:
    """Answer that the agency sends a report in the place of a person, or refuse.

    The report is its return, which is asked for as before.
    """
    _answer(invitation, "report_in_lieu", actor=actor, at=at, note=note, version=version)


@transaction.atomic
def _answer(  # noqa: PLR0913 (an answer says all of this)
    invitation: Invitation,
    step: str,
    *,
    actor: Actor,
    at: datetime,
    note: str,
    version: int | None,
    who: Person | None = None,
) -> None:
    """Write an answer down: who comes, and so who sees the case and whose calendar holds it."""
    require(actor, f"invitation.{step}", invitation)
    keep_still(invitation.slot, actor=actor, at=at)
    still_to_be_heard(invitation.slot, actor=actor)
    before = Invitation.objects.visible_to(actor).select_related("deputy").get(pk=invitation.pk)
    if version not in {None, before.version}:
        raise NotPossible(STALE)
    said: dict[str, Any] = {"answered_at": at, "answered_by": actor.person, "note": note}
    is_so = invitation.status == Invitation.lifecycle.steps[step][1]
    if is_so and (before.deputy, before.note) != (who, note):
        amend(invitation, step, actor=actor, at=at, deputy=who, **said)
    else:
        advance(invitation, step, actor=actor, at=at, deputy=who, **said)
    change(invitation, before.deputy, who, actor=actor, at=at)
    calendars = bring_up_to_date(invitation.slot, actor=actor, at=at)
    if before.deputy != who:
        _tell(invitation, before.deputy, "invitation.deputy_ended", calendars, at)
        _tell(invitation, who, "invitation.deputy", calendars, at)
    calendars.send_the_rest(at=at)


def _tell(
    invitation: Invitation, deputy: Person | None, rule: str, calendars: Calendars, at: datetime
) -> None:
    """Tell a deputy that they are named, or no longer: each time anew."""
    if deputy is None:
        return
    notify(
        rule=rule,
        recipient=deputy,
        about_id=uuid5(invitation.pk, str(invitation.version)),
        on=localdate(invitation.slot.starts_at),
        at=at,
        link=reverse("meetings:list_sessions"),
        calendar=calendars.file_for(deputy),
    )
    calendars.went_to(deputy)


STEPS: Mapping[str, Callable[..., None]] = {
    "accept": accept,
    "send_deputy": send_deputy,
    "report_in_lieu": report_in_lieu,
    "apologise": apologise,
}
