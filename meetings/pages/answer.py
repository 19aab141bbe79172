"""What the one page shows on which an agency answers an invitation."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from access.actor import Actor
from agencies.models import Appointment
from meetings.calendar_file import reference
from meetings.deputies import eligible
from meetings.models import CalendarEntry, InformationReturn, Invitation, Session
from meetings.timetable import HEARD
from nominals.models import Level

from .due import Due, due_in_words

SENIOR_LEVEL = Level.THREE


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """An invitation to answer: when and where, why, by when the return, and who could come."""

    invitation: Invitation
    session: Session | None
    reference: str
    information_return: InformationReturn | None
    due: Due | None
    deputies: list[Appointment]
    has_entry: bool

    @property
    def needs_senior(self) -> bool:
        return self.session is not None and self.session.panel.level == SENIOR_LEVEL


def answer_invitation(invitation: Invitation, actor: Actor, *, at: datetime) -> AnswerPage:
    """All that is needed to answer, on one short page."""
    slot = invitation.slot
    sessions = Session.objects.visible_to(actor).select_related("panel", "area", "chair")
    session = sessions.filter(pk=slot.session_id).first()
    asked = InformationReturn.objects.visible_to(actor).filter(invitation=invitation)
    return AnswerPage(
        invitation=invitation,
        session=session,
        reference=reference(session) if session else "",
        information_return=asked.defer("content").first(),
        due=_due(invitation, localdate(at)),
        deputies=eligible(invitation, at=at),
        has_entry=session is not None and own_entry(session, actor) is not None,
    )


def own_entry(session: Session, actor: Actor) -> CalendarEntry | None:
    """The actor's own entry of a session, with all that its file takes."""
    entries = CalendarEntry.objects.visible_to(actor).select_related("session__area", "person")
    return entries.filter(session=session, person=actor.person_id).first()


def own_returns(session: Session, actor: Actor) -> "QuerySet[InformationReturn]":
    """The returns that the actor's agency is asked for in a session, of cases still to be heard."""
    found = InformationReturn.objects.visible_to(actor).filter(agency=actor.agency_id)
    found = found.filter(slot__session=session.pk).exclude(slot__status__in=HEARD)
    return found.select_related("slot__nominal").order_by("slot__starts_at")


def _due(invitation: Invitation, today: date) -> Due | None:
    return None if invitation.returned_at else due_in_words(invitation.return_due_on, today)
