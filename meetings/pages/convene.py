"""What the pages about a case, its invitations and its returns show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse

from access.actor import Actor
from access.policy import may
from agencies.models import Agency
from meetings.lifecycle import InvitationStatus, ReturnStatus, SessionStatus, SlotStatus
from meetings.models import Action, Decision, InformationReturn, Invitation, Minutes, Session, Slot
from nominals import pages as of_nominals
from nominals.models import Nominal
from referrals.models import Referral
from victims.pages import VictimLine, shown

from .due import Due, due_in_words
from .live import LivePage, live

HEARD = {SlotStatus.CLOSED, SlotStatus.CANCELLED}
BEGUN = {SessionStatus.OPEN, SessionStatus.HELD}


@dataclass(frozen=True, slots=True)
class Button:
    """Something the actor can do now: pressed where it asks nothing, else opened as a page."""

    words: str
    href: str
    is_pressed: bool = False


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An agency's invitation to a case; its return and when that is due, to those it is open to."""

    invitation: Invitation
    information_return: InformationReturn | None
    due: Due | None
    withdraw: str


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What the actor's own agency is asked for at a case, and what it has answered."""

    invitation: Invitation
    information_return: InformationReturn | None
    due: Due | None
    answers: list[Button]
    returns: list[Button]

    @property
    def can_tick(self) -> bool:
        """Whether nothing has been sent yet, so that nothing known is one tick."""
        asked = self.information_return
        return asked is not None and bool(self.returns) and asked.status == ReturnStatus.REQUESTED


@dataclass(frozen=True, slots=True)
class SlotPage:
    """A case in a session. Those who see the case may not see its session or its referral."""

    about: of_nominals.About
    slot: Slot
    session: Session | None
    referral: Referral | None
    runs: bool
    own: OwnPart | None
    invitations: list[InvitationLine]
    withdrawn: list[Invitation]
    returns: list[InformationReturn]
    victims: list[VictimLine]
    live: LivePage | None  # while its session is held
    buttons: list[Button]

    @property
    def may_withdraw(self) -> bool:
        return any(each.withdraw for each in self.invitations)


@dataclass(frozen=True, slots=True)
class AskedSession:
    """A session and the cases in it that the actor's agency is asked to, in order."""

    session: Session | None
    first: Slot
    cases: list[OwnPart]

    @property
    def may_accept_all(self) -> bool:
        unanswered = InvitationStatus.INVITED
        return bool(self.session) and any(c.invitation.status == unanswered for c in self.cases)

    @property
    def may_tick(self) -> bool:
        return any(case.can_tick for case in self.cases)


@dataclass(frozen=True, slots=True)
class Heard:
    """A nominal's place in a session, past or to come, and what came of it."""

    slot: Slot
    session: Session | None
    decision: Decision | None
    minutes: Minutes | None


@dataclass(frozen=True, slots=True)
class NominalPage:
    about: of_nominals.About
    meetings: list[Heard]
    actions: list[Action]


def show_slot(slot: Slot, actor: Actor, *, today: date) -> SlotPage:
    """A case: who is asked to it and answered how, what was sent, and what the actor can do."""
    session = Session.objects.visible_to(actor).filter(pk=slot.session_id)
    sitting = session.select_related("panel", "chair").first()
    in_charge = bool(may(actor, "slot.open", slot))
    invitations = list(_asked(actor).filter(slot=slot).select_related("answered_by"))
    returns = list(_sent(slot, actor))
    standing = [each for each in invitations if each.status != InvitationStatus.WITHDRAWN]
    own = next((each for each in standing if may(actor, "invitation.accept", each)), None)
    here = "meetings:list_for_nominal"
    return SlotPage(
        about=of_nominals.about(slot.nominal, actor=actor, here=here, on=today),
        slot=slot,
        session=sitting,
        referral=Referral.objects.visible_to(actor).filter(slots=slot.pk).first(),
        runs=in_charge,
        own=_own(own, returns, actor, today) if own else None,
        invitations=[_line(each, returns, actor, today) for each in standing],
        withdrawn=[each for each in invitations if each not in standing] if in_charge else [],
        returns=[each for each in returns if each.sent_at and not _of(own, each)],
        victims=shown(slot.nominal, actor),
        live=live(slot, actor) if sitting and sitting.status == SessionStatus.OPEN else None,
        buttons=_of_slot(slot, sitting, actor),
    )


def _of(invitation: Invitation | None, information_return: InformationReturn) -> bool:
    return invitation is not None and information_return.invitation_id == invitation.pk


def _asked(actor: Actor) -> "QuerySet[Invitation]":
    found = Invitation.objects.visible_to(actor)
    found = found.select_related("agency", "deputy", "slot__nominal")
    return found.order_by("slot__starts_at", "agency__name")


def _sent(slot: Slot, actor: Actor) -> "QuerySet[InformationReturn]":
    found = InformationReturn.objects.visible_to(actor).filter(slot=slot)
    return found.select_related("agency", "sent_by").order_by("agency__name")


def _line(
    invitation: Invitation, returns: Iterable[InformationReturn], actor: Actor, today: date
) -> InvitationLine:
    asked = next((each for each in returns if each.invitation_id == invitation.pk), None)
    to_come = invitation.slot.status not in HEARD
    may_withdraw = to_come and _can(invitation, "withdraw", actor)
    return InvitationLine(
        invitation=invitation,
        information_return=asked,
        due=_due(invitation, today) if asked and to_come else None,
        withdraw=_to("withdraw_invitation", invitation) if may_withdraw else "",
    )


def _own(
    invitation: Invitation, returns: Iterable[InformationReturn], actor: Actor, today: date
) -> OwnPart:
    asked = next((each for each in returns if each.invitation_id == invitation.pk), None)
    if invitation.slot.status in HEARD:
        return OwnPart(invitation, asked, None, [], [])
    return OwnPart(
        invitation,
        asked,
        _due(invitation, today),
        answers=_answers(invitation, actor),
        returns=_of_return(asked, actor),
    )


def _answers(invitation: Invitation, actor: Actor) -> list[Button]:
    offered = (
        ("accept", Button("Accept", _to("accept_invitation", invitation), is_pressed=True)),
        ("apologise", Button("Send apologies", _to("apologise_invitation", invitation))),
        (
            "send_deputy",
            Button("Another answer", _to("answer_invitation", invitation)),
        ),
    )
    return [button for step, button in offered if _can(invitation, step, actor)]


def _of_return(asked: InformationReturn | None, actor: Actor) -> list[Button]:
    if asked is None or not may(actor, "return.send", asked):
        return []
    nothing = Button("Nothing known", _to("nothing_known", asked), is_pressed=True)
    send = _to("send_return", asked)
    offered = {
        ReturnStatus.REQUESTED: [nothing, Button("Send a return", send)],
        ReturnStatus.REFUSED: [nothing, Button("Send a return", send)],
        ReturnStatus.SENT: [Button("Change what was sent", send)],
    }
    return offered.get(ReturnStatus(asked.status), [])


def _to(name: str, record: Model) -> str:
    return reverse(f"meetings:{name}", args=[record.pk])


def _can(record: Invitation | Slot, step: str, actor: Actor) -> bool:
    possible = step in record.lifecycle.possible(record.status)
    return possible and bool(may(actor, f"{record.kind}.{step}", record))


def _due(invitation: Invitation, today: date) -> Due | None:
    """When the return is due, in words; nothing once it is in."""
    return None if invitation.returned_at else due_in_words(invitation.return_due_on, today)


def _of_slot(slot: Slot, session: Session | None, actor: Actor) -> list[Button]:
    """What the actor may do to the case itself, and where its minutes are."""
    invites = slot.status not in HEARD and may(actor, "invitation.add", slot)
    began = session is not None and session.status in BEGUN
    holds = began and slot.status != SlotStatus.CANCELLED and may(actor, "slot.hold", slot)
    minutes = Minutes.objects.visible_to(actor).filter(slot=slot).first()
    waits = slot.status == SlotStatus.PLANNED and session is not None
    carries = waits and may(actor, "slot.carry_over", slot)
    offered = (
        (holds, "Hear this case", "hold_slot", slot),
        (minutes is not None, "Read the minutes", "show_minutes", minutes or slot),
        (invites, "Propose whom to invite", "propose_invitations", slot),
        (invites, "Invite another agency", "invite", slot),
        (bool(may(actor, "note.keep", slot)), "Your private notes", "keep_note", slot),
        (carries, "Carry this case over", "carry_over_slot", slot),
        (_can(slot, "cancel", actor), "Take this case off", "cancel_slot", slot),
    )
    return [Button(words, _to(name, record)) for can, words, name, record in offered if can]


def invitations(actor: Actor, *, today: date) -> list[AskedSession]:
    """The sessions to come that the actor's agency is asked to, soonest first."""
    asked = _asked(actor).filter(agency=actor.agency_id).exclude(slot__status__in=HEARD)
    standing = list(asked.exclude(status=InvitationStatus.WITHDRAWN))
    found = InformationReturn.objects.visible_to(actor).filter(invitation__in=standing)
    returns = list(found)
    sessions = _sessions((each.slot for each in standing), actor)
    of: dict[UUID, list[OwnPart]] = {}
    for each in standing:
        of.setdefault(each.slot.session_id, []).append(_own(each, returns, actor, today))
    return [
        AskedSession(sessions.get(key), cases[0].invitation.slot, cases)
        for key, cases in of.items()
    ]


def _sessions(slots: Iterable[Slot], actor: Actor) -> Mapping[UUID, Session]:
    """The sessions of these slots, those that the actor may see."""
    keys = {slot.session_id for slot in slots}
    seen = Session.objects.visible_to(actor).filter(pk__in=keys).select_related("panel", "chair")
    return {each.pk: each for each in seen}


def unsent(actor: Actor) -> "QuerySet[InformationReturn]":
    """The returns that the actor's agency is asked for and has not answered."""
    found = InformationReturn.objects.visible_to(actor).filter(agency=actor.agency_id)
    return found.filter(status=ReturnStatus.REQUESTED).exclude(slot__status__in=HEARD)


def to_send(asked: InformationReturn) -> dict[str, Any]:
    """What the form of a return begins with: what was sent before, if anything."""
    said = ("content", "source", "not_for") if asked.sent_at else ()
    return {**{name: getattr(asked, name) for name in said}, "version": asked.version}


def others_asked(asked: InformationReturn, actor: Actor) -> "QuerySet[Agency]":
    """The other agencies that are invited to the case of a return, by name."""
    standing = Invitation.objects.visible_to(actor).filter(slot=asked.slot_id)
    standing = standing.exclude(status=InvitationStatus.WITHDRAWN)
    return Agency.objects.filter(pk__in=standing.values("agency")).exclude(pk=asked.agency_id)


def unanswered(session: Session, actor: Actor) -> "QuerySet[Invitation]":
    """The invitations of a session that the actor's agency has not answered."""
    asked = _asked(actor).filter(slot__session=session.pk, agency=actor.agency_id)
    return asked.filter(status=InvitationStatus.INVITED).exclude(slot__status__in=HEARD)


def for_nominal(nominal: Nominal, actor: Actor, *, today: date) -> NominalPage:
    """The meetings of a nominal, newest first, what each decided, and the actions given."""
    slots = list(Slot.objects.visible_to(actor).filter(nominal=nominal).order_by("-starts_at"))
    decided = Decision.objects.visible_to(actor).filter(nominal=nominal)
    written = Minutes.objects.visible_to(actor).filter(nominal=nominal)
    sessions, decisions = _sessions(slots, actor), {each.slot_id: each for each in decided}
    minutes = {each.slot_id: each for each in written}
    actions = Action.objects.visible_to(actor).filter(nominal=nominal)
    return NominalPage(
        about=of_nominals.about(nominal, actor=actor, here="meetings:list_for_nominal", on=today),
        meetings=[
            Heard(slot, sessions.get(slot.session_id), decisions.get(slot.pk), minutes.get(slot.pk))
            for slot in slots
        ],
        actions=list(actions.select_related("agency", "person").order_by("-due_on", "number")),
    )
