"""Convening a panel: who is asked to its cases, what they answer, and what they send."""

from datetime import datetime
from typing import Any

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
from meetings.seats import excluded, opened_with, seats
from meetings.terms import Terms, terms
from meetings.timetable import to_be_heard
from notices.services import notify
from victims.services import close_for_item

HEARD = {SlotStatus.CLOSED, SlotStatus.CANCELLED}
STANDING = set(InvitationStatus) - {InvitationStatus.WITHDRAWN}


@transaction.atomic
def convene(session: Session, *, actor: Actor, at: datetime) -> None:
    """Ask the core panel and the lead agency to every case of a planned session, or refuse.

    An agency that must not receive anything about a person is left off that case. Those who
    represent an agency are told once for the session; each case manager, once for each case.
    """
    require(actor, "session.convene", session)
    slots = to_be_heard(session, actor=actor)
    if not slots:
        raise NotPossible("Put a case in this session before you send its invitations.")
    advance(session, "convene", actor=actor, at=at)
    invited = [each for slot in slots for each in invite_panel(slot, actor=actor, at=at)]
    agencies = {invitation.agency_id for invitation in invited}
    for person in representatives(agencies, at=at):
        link = reverse("meetings:list_invitations")
        tell(person, "invitation.sent", about=session, session=session, at=at, link=link)


@transaction.atomic
def invite_panel(slot: Slot, *, actor: Actor, at: datetime) -> list[Invitation]:
    """Ask the core panel and the lead agency to one case, and tell its case manager of it."""
    session, holds = slot.session, terms(slot.session, at=at)
    asked = [
        seat for seat in seats(session.panel, [slot], actor=actor)[slot.pk] if not seat.left_off
    ]
    manager = slot.nominal.case_manager
    link = slot.get_absolute_url()
    tell(manager, "slot.planned", about=slot, session=session, at=at, link=link, nominal=slot)
    return [
        _ask(Invitation(slot=slot, agency=seat.agency, reason=seat.reason), holds, actor, at)
        for seat in asked
    ]


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
    _still_to_be_heard(slot, actor)
    barred = (slot.nominal_id, agency.pk) in excluded([slot.nominal_id])
    if barred or agency.area_id != slot.area_id:
        raise NotPossible("This agency must not receive anything about this person.")
    said = {"reason": reason, "required": required}
    holds, rule = terms(slot.session, at=at), "invitation.sent"
    invitation = Invitation.objects.visible_to(actor).filter(slot=slot, agency=agency).first()
    if invitation is None:
        invitation = _ask(Invitation(slot=slot, agency=agency, **said), holds, actor, at)
    else:
        _renew(invitation, said, holds, actor=actor, at=at)
        rule = "invitation.renewed"
    session, link = slot.session, slot.get_absolute_url()
    for person in representatives([agency.pk], at=at):
        tell(person, rule, about=invitation, session=session, at=at, link=link, nominal=slot)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: Actor, at: datetime, because: str) -> None:
    """Ask an agency no longer, for a reason, and tell it; what the invitation opened is closed."""
    take_back(invitation, actor=actor, at=at, because=because)
    session, link = invitation.slot.session, reverse("meetings:list_invitations")
    for person in representatives([invitation.agency_id], at=at):
        tell(person, "invitation.withdrawn", about=invitation, session=session, at=at, link=link)


@transaction.atomic
def take_back(invitation: Invitation, *, actor: Actor, at: datetime, because: str) -> None:
    """Withdraw an invitation without a word to the agency, which is told of something larger."""
    advance(invitation, "withdraw", actor=actor, at=at, because=because)
    for record in opened_with(invitation.slot, actor=actor):
        unshare(record, source="invitation", source_id=invitation.pk, at=at)
    _close_what_was_shown(invitation, actor=actor, at=at)


def accept(invitation: Invitation, *, actor: Actor, at: datetime) -> None:
    """Answer for an agency that it is coming, or refuse: it was answered so, or is over."""
    _still_to_be_heard(invitation.slot, actor)
    answer = {"answered_at": at, "answered_by": actor.person, "note": ""}
    advance(invitation, "accept", actor=actor, at=at, **answer)


def apologise(invitation: Invitation, *, actor: Actor, at: datetime, note: str = "") -> None:
    """Answer for an agency that it is not coming, or refuse; the return is still asked for."""
    _still_to_be_heard(invitation.slot, actor)
    answer = {"answered_at": at, "answered_by": actor.person, "note": note}
    advance(invitation, "apologise", actor=actor, at=at, **answer)


@transaction.atomic
def send_return(  # noqa: PLR0913 (a return says all of this)
    information_return: InformationReturn,
    *,
    actor: Actor,
    at: datetime,
    nothing_known: bool = False,
    content: str = "",
    source: str = "",
    version: int | None = None,
) -> None:
    """Send what an agency knows about a case, or that it knows nothing; or refuse.

    Until it is opened to the panel, it may be sent again and then replaces what was sent.
    `version` is the return as the actor saw it; left out, whatever was sent is replaced.
    """
    if nothing_known == bool(content.strip()):
        raise NotPossible("Say what is known, or that nothing is.")
    said = {"nothing_known": nothing_known, "content": content.strip(), "source": source}
    _hand_in(information_return, "send", said, actor=actor, at=at, version=version)


@transaction.atomic
def refuse_return(
    information_return: InformationReturn, *, actor: Actor, at: datetime, reason: str
) -> None:
    """Record that an agency will not share what it knows, and why; it may still send it later.

    The reason is kept as the text of the return: open to those who run the panel, and no others.
    """
    said = {"nothing_known": False, "content": reason.strip(), "source": ""}
    _hand_in(information_return, "refuse", said, actor=actor, at=at)


def tell(  # noqa: PLR0913 (a message says all of this)
    person: Person,
    rule: str,
    *,
    about: Any,
    session: Session,
    at: datetime,
    link: str,
    nominal: Slot | None = None,
) -> None:
    """Tell a person of something about a session, on its day.

    Given the slot of a `nominal`, the e-mail goes only if the person may still see them.
    """
    notify(
        rule=rule,
        recipient=person,
        about_id=about.pk,
        on=localdate(session.starts_at),
        at=at,
        link=link,
        nominal_id=nominal.nominal_id if nominal else None,
    )


def _ask(invitation: Invitation, holds: Terms, actor: Actor, at: datetime) -> Invitation:
    """Write an invitation, the return it asks for, and what it opens."""
    invitation.nominal_id = invitation.slot.nominal_id
    invitation.invited_at, invitation.return_due_on = at, holds.return_due_on
    with saying(an_agency_is_invited_once_to_a_slot="This agency has just been invited."):
        begin(invitation, "add", actor=actor, at=at)
    _open_sight(invitation, holds, actor=actor, at=at)
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
        said |= {"answered_at": None, "answered_by": None, "note": ""}
        advance(invitation, "renew", actor=actor, at=at, **said)
    _open_sight(invitation, holds, actor=actor, at=at)


def _open_sight(invitation: Invitation, holds: Terms, *, actor: Actor, at: datetime) -> None:
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


def _hand_in(
    information_return: InformationReturn,
    step: str,
    said: dict[str, Any],
    *,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> None:
    """Take an agency's return in, and note on its invitation that it is."""
    _still_to_be_heard(information_return.slot, actor)
    said |= {"sent_at": at, "sent_by": actor.person}
    if version is not None:
        information_return.version = version
    if step == "send" and information_return.status == ReturnStatus.SENT:
        amend(information_return, "resend", actor=actor, at=at, **said)
    else:
        advance(information_return, step, actor=actor, at=at, **said)
    amend(information_return.invitation, "return", actor=actor, at=at, returned_at=at)


def _still_to_be_heard(slot: Slot, actor: Actor) -> None:
    now = Slot.objects.visible_to(actor).filter(pk=slot.pk).values_list("status", flat=True).first()
    if now in HEARD:
        raise NotPossible(
            f"It is too late for this: the case is now {SlotStatus(now).label.lower()}."
        )
