"""Convening a panel: who is asked to its cases, what they answer, and what they send."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import advance, amend, begin
from access.lifecycle import NotPossible
from access.policy import require
from access.rows import live, share, shares_of, unshare
from agencies.models import Agency, Person
from meetings.audience import panel_groups, representatives
from meetings.clashes import saying
from meetings.lifecycle import InvitationStatus, ReturnStatus, SlotStatus
from meetings.models import InformationReturn, Invitation, Session, Slot
from meetings.seats import Seat, excluded, opened_with, seats
from meetings.terms import Terms, terms
from meetings.timetable import still_to_be_heard, to_be_heard
from notices.services import notify
from victims.services import close_for_item

from .answer import accept, apologise, report_in_lieu, send_deputy
from .calendars import Calendars, bring_up_to_date, keep_still
from .give_information import refuse_return, send_return

__all__ = [
    "accept",
    "apologise",
    "convene",
    "invite",
    "invite_panel",
    "invite_several",
    "open_sight",
    "refuse_return",
    "report_in_lieu",
    "say_needs",
    "send_deputy",
    "send_return",
    "take_back",
    "tell",
    "tell_manager",
    "withdraw",
]

STANDING = set(InvitationStatus) - {InvitationStatus.WITHDRAWN}


@transaction.atomic
def convene(session: Session, *, actor: Actor, at: datetime) -> None:
    """Ask the core panel and the lead agency to every case of a planned session, or refuse.

    An agency that must not receive anything about a person is left off that case. Those who
    represent an agency are told once for the session; each case manager, once for each case.
    With that goes an entry for the calendar of each.
    """
    require(actor, "session.convene", session)
    slots = to_be_heard(session, actor=actor)
    if not slots:
        raise NotPossible("Put a case in this session before you send its invitations.")
    advance(session, "convene", actor=actor, at=at)
    invited = [each for slot in slots for each in invite_panel(slot, actor=actor, at=at)]
    agencies = {invitation.agency_id for invitation in invited}
    calendars = bring_up_to_date(session, actor=actor, at=at)
    link = reverse("meetings:list_invitations")
    told = partial(tell, session=session, at=at, link=link, calendars=calendars)
    for person in representatives(agencies, at=at):
        told(person, "invitation.sent", about=session)
    for slot in slots:
        tell_manager(slot, at=at, calendars=calendars)
    calendars.send_the_rest(at=at)


@transaction.atomic
def invite_panel(slot: Slot, *, actor: Actor, at: datetime) -> list[Invitation]:
    """Ask the core panel and the lead agency to one case; whoever calls it tells them."""
    session, holds = slot.session, terms(slot.session, at=at)
    asked = [
        seat for seat in seats(session.panel, [slot], actor=actor)[slot.pk] if not seat.left_off
    ]
    return [
        _ask(Invitation(slot=slot, agency=seat.agency, reason=seat.reason), holds, actor, at)
        for seat in asked
    ]


def tell_manager(slot: Slot, *, at: datetime, calendars: Calendars | None = None) -> None:
    """Tell a case manager that a case of theirs is to be heard."""
    manager, link = slot.nominal.case_manager, slot.get_absolute_url()
    told = partial(tell, session=slot.session, nominal=slot, calendars=calendars)
    told(manager, "slot.planned", about=slot, at=at, link=link)


@transaction.atomic
def invite(
    slot: Slot, *, actor: Actor, at: datetime, agency: Agency, reason: str, required: bool = True
) -> Invitation:
    """Ask an agency to a case for a stated reason and tell those who represent it, or refuse.

    Its people see the nominal, the session, the referral and what belongs to the case until the
    latest day of the next review; asked while the case is heard, also what is open already.
    Asked before, the same invitation stands again, or goes on standing, and those dates are
    renewed. An agency that must not receive anything about the person is never asked.
    """
    require(actor, "invitation.add", slot)
    keep_still(slot, actor=actor, at=at)
    still_to_be_heard(slot, actor=actor)
    seat = Seat(agency, reason, required=required)
    invitation, rule = _let_in(slot, seat, terms(slot.session, at=at), actor, at)
    calendars = bring_up_to_date(slot, actor=actor, at=at)
    _tell_agency(invitation, rule, calendars, at)
    calendars.send_the_rest(at=at)
    return invitation


@transaction.atomic
def invite_several(
    slot: Slot, *, actor: Actor, at: datetime, seats: Iterable[Seat]
) -> list[Invitation]:
    """Ask several agencies to a case, each for its reason and all or none, as `invite` does.

    One that is asked already is passed over, so that asking twice tells nobody twice.
    """
    require(actor, "invitation.propose", slot)
    keep_still(slot, actor=actor, at=at)
    still_to_be_heard(slot, actor=actor)
    standing = Invitation.objects.visible_to(actor).filter(slot=slot, status__in=STANDING)
    asked, holds = set(standing.values_list("agency_id", flat=True)), terms(slot.session, at=at)
    wanted = [seat for seat in seats if seat.agency.pk not in asked]
    given = [_let_in(slot, seat, holds, actor, at) for seat in wanted]
    calendars = bring_up_to_date(slot, actor=actor, at=at)
    for invitation, rule in given:
        _tell_agency(invitation, rule, calendars, at)
    calendars.send_the_rest(at=at)
    return [invitation for invitation, _ in given]


def say_needs(slot: Slot, *, actor: Actor, at: datetime, needs: Collection[str]) -> None:
    """Keep what the MAPPA unit knows of a case that says whom it needs, or refuse: it is over."""
    still_to_be_heard(slot, actor=actor)
    amend(slot, "say_needs", actor=actor, at=at, needs=sorted(needs))


def _let_in(
    slot: Slot, seat: Seat, holds: Terms, actor: Actor, at: datetime
) -> tuple[Invitation, str]:
    """Write an agency's invitation, or let the one it had stand again; and what to tell it."""
    agency = seat.agency
    barred = (slot.nominal_id, agency.pk) in excluded([slot.nominal_id])
    if barred or agency.area_id != slot.area_id:
        raise NotPossible("This agency must not receive anything about this person.")
    said = {"reason": seat.reason, "required": seat.required}
    found = Invitation.objects.visible_to(actor).filter(slot=slot, agency=agency).first()
    if found is None:
        made = Invitation(slot=slot, agency=agency, **said)
        return _ask(made, holds, actor, at), "invitation.sent"
    found.slot = slot
    _renew(found, said, holds, actor=actor, at=at)
    return found, "invitation.renewed"


def _tell_agency(invitation: Invitation, rule: str, calendars: Calendars, at: datetime) -> None:
    slot = invitation.slot
    told = partial(tell, session=slot.session, nominal=slot, calendars=calendars)
    for person in representatives([invitation.agency_id], at=at):
        told(person, rule, about=invitation, at=at, link=slot.get_absolute_url())


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: Actor, at: datetime, because: str) -> None:
    """Ask an agency no longer, for a reason, and tell it; what the invitation opened is closed."""
    slot, link = invitation.slot, reverse("meetings:list_invitations")
    keep_still(slot, actor=actor, at=at)
    take_back(invitation, actor=actor, at=at, because=because)
    calendars = bring_up_to_date(slot, actor=actor, at=at)
    told = partial(tell, session=slot.session, at=at, link=link, calendars=calendars)
    for person in representatives([invitation.agency_id], at=at):
        told(person, "invitation.withdrawn", about=invitation)
    calendars.send_the_rest(at=at)


@transaction.atomic
def take_back(invitation: Invitation, *, actor: Actor, at: datetime, because: str) -> None:
    """Withdraw an invitation without a word to the agency, which is told of something larger."""
    advance(invitation, "withdraw", actor=actor, at=at, because=because)
    for record in opened_with(invitation.slot, actor=actor):
        unshare(record, source="invitation", source_id=invitation.pk, at=at)
    _close_what_was_shown(invitation, actor=actor, at=at)


def tell(  # noqa: PLR0913 (a message says all of this)
    person: Person,
    rule: str,
    *,
    about: Any,
    session: Session,
    at: datetime,
    link: str,
    nominal: Slot | None = None,
    calendars: Calendars | None = None,
    again: int | None = None,
) -> None:
    """Tell a person of something about a session, on its day; `again` makes it another message.

    Given the slot of a `nominal`, the e-mail goes only if the person may still see them. If
    their calendar has changed, what changed it goes with the e-mail.
    """
    is_new = notify(
        rule=rule,
        recipient=person,
        about_id=about.pk if again is None else uuid5(about.pk, str(again)),
        on=localdate(session.starts_at),
        at=at,
        link=link,
        nominal_id=nominal.nominal_id if nominal else None,
        calendar=calendars.file_for(person) if calendars else "",
    )
    if is_new and calendars:
        calendars.went_to(person)


def _ask(invitation: Invitation, holds: Terms, actor: Actor, at: datetime) -> Invitation:
    """Write an invitation, the return it asks for, and what it opens."""
    invitation.nominal_id = invitation.slot.nominal_id
    invitation.invited_at, invitation.return_due_on = at, holds.return_due_on
    with saying(an_agency_is_invited_once_to_a_slot="This agency has just been invited."):
        begin(invitation, "add", actor=actor, at=at)
    open_sight(invitation, holds, actor=actor, at=at)
    _ask_for_a_return(invitation, actor=actor, at=at)
    return invitation


def _renew(
    invitation: Invitation, said: dict[str, Any], holds: Terms, *, actor: Actor, at: datetime
) -> None:
    """Let an invitation stand again, its answer forgotten; one that stands keeps its answer."""
    said |= {"invited_at": at}
    if invitation.status in STANDING:
        amend(invitation, "renew", actor=actor, at=at, **said)
    else:
        said |= {"return_due_on": holds.return_due_on}
        said |= {"answered_at": None, "answered_by": None, "note": "", "deputy": None}
        advance(invitation, "renew", actor=actor, at=at, **said)
    open_sight(invitation, holds, actor=actor, at=at)


def open_sight(invitation: Invitation, holds: Terms, *, actor: Actor, at: datetime) -> None:
    """Open what an invitation opens; to a case that is being heard, also what others have sent."""
    group, slot = invitation.agency.group_id, invitation.slot
    given = {"reason": f"Invited: {invitation.reason}", "at": at, "by": actor.person}
    until = holds.seen_until
    for record in opened_with(slot, actor=actor):
        key = invitation.pk
        share(record, [group], source="invitation", source_id=key, expires_at=until, **given)
    # A return follows the nominal, so it is closed when that is.
    opened = InformationReturn.objects.visible_to(actor).filter(slot=slot, status=ReturnStatus.OPEN)
    for sent in opened if slot.status == SlotStatus.OPEN else ():
        if invitation.agency_id not in sent.not_for:
            share(sent, [group], source="return", source_id=sent.pk, **given)


def _close_what_was_shown(invitation: Invitation, *, actor: Actor, at: datetime) -> None:
    """End an agency's sight of what the hearing opened to all who were invited."""
    slot, group = invitation.slot, invitation.agency.group_id
    if slot.status == SlotStatus.OPEN:
        close_for_item(slot.nominal, source_id=slot.pk, actor=actor, at=at, group=group)
    sent = InformationReturn.objects.visible_to(actor).filter(slot=slot)
    others = sent.filter(status=ReturnStatus.OPEN).exclude(invitation=invitation)
    given = shares_of(InformationReturn)._base_manager.filter(
        live(), source="return", group=group, content_object__in=others
    )
    given.update(expires_at=at)


def _ask_for_a_return(invitation: Invitation, *, actor: Actor, at: datetime) -> None:
    slot = invitation.slot
    asked = InformationReturn(
        nominal_id=slot.nominal_id, invitation=invitation, slot=slot, agency=invitation.agency
    )
    cause = {"source": "return", "source_id": asked.pk, "at": at, "by": actor.person}
    # The actor's own group comes first: whoever sees a record may then open it to others.
    share(asked, panel_groups(slot)[:1], reason="The area's MAPPA unit", **cause)
    share(
        asked, panel_groups(slot)[1:], reason="Those who run the panel, and its reminders", **cause
    )
    share(asked, _writers(invitation), reason="The agency that is asked", **cause)
    begin(asked, "request", actor=actor, at=at)


def _writers(invitation: Invitation) -> list[int]:
    """Those who answer for the agency; for the lead agency also the nominal's case manager."""
    nominal, group = invitation.slot.nominal, invitation.agency.group_id
    leads = invitation.agency_id == nominal.lead_agency_id
    return [group, nominal.case_manager.own_group_id] if leads else [group]
