"""Keeping the calendars of those who come in step with a session: one entry for each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor
from access.locks import acting_as
from agencies.models import Person
from meetings.calendar_file import file_of, whereabouts
from meetings.expected import Stay, expected
from meetings.lifecycle import SessionStatus
from meetings.models import CalendarEntry, Session, Slot
from notices.services import notify
from victims.audience import service_of

TOLD = {SessionStatus.CONVENED, SessionStatus.OPEN}
CHANGES = ["sequence", "cancelled", "starts_at", "ends_at", "place", "sent_at"]


@dataclass(frozen=True, slots=True)
class Calendars:
    """The entries of a session that have changed: each goes out once, with one letter."""

    waiting: dict[UUID, CalendarEntry] = field(default_factory=dict)

    def file_for(self, person: Person) -> str:
        """What is to go with a letter to this person; empty where their calendar is in step."""
        entry = self.waiting.get(person.pk)
        return file_of(entry) if entry else ""

    def went_to(self, person: Person) -> None:
        self.waiting.pop(person.pk, None)

    def send_the_rest(self, *, at: datetime) -> None:
        """Tell those whose calendar changed and who were told of nothing else."""
        for entry in list(self.waiting.values()):
            notify(
                rule="calendar.cancelled" if entry.cancelled else "calendar.changed",
                recipient=entry.person,
                about_id=uuid5(entry.pk, str(entry.sequence)),  # a later change is another message
                on=localdate(entry.starts_at),
                at=at,
                link=reverse("meetings:list_sessions"),
                calendar=self.file_for(entry.person),
            )
            self.went_to(entry.person)


def keep_still(record: Session | Slot, *, actor: Actor, at: datetime) -> None:
    """Let nobody else change who comes to a session until this transaction is over.

    Asked before anything of its invitations is changed, always: so two wait in turn, and never
    each for the other.
    """
    with acting_as(service_of(record.area_id, at=at) or actor) as sees_all:
        _held(record, sees_all)


def bring_up_to_date(record: Session | Slot, *, actor: Actor, at: datetime) -> Calendars:
    """Write down what calendars are to say of a session, or of a case's; answer what has changed.

    Before the invitations are out, nobody has an entry. It is worked out as the area's service
    sees the session, since whoever changes something may not see everybody who comes.
    """
    with acting_as(service_of(record.area_id, at=at) or actor) as sees_all:
        now = _held(record, sees_all)
        if now is None:
            return Calendars()
        wanted = expected(now, actor=sees_all, at=at) if now.status in TOLD else {}
        changed = list(_changed(now, wanted, sees_all, at))
        CalendarEntry._base_manager.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["session", "person"],
            update_fields=CHANGES,
        )
    return Calendars({each.person_id: each for each in changed})


def _held(record: Session | Slot, actor: Actor) -> Session | None:
    key = record.session_id if isinstance(record, Slot) else record.pk
    seen = Session.objects.visible_to(actor).select_for_update(of=("self",))
    return seen.select_related("area", "panel", "chair").filter(pk=key).first()


def _changed(
    session: Session, wanted: Mapping[UUID, Stay], actor: Actor, at: datetime
) -> Iterator[CalendarEntry]:
    """The entries that are new, or no longer say what is so."""
    found = CalendarEntry.objects.visible_to(actor).filter(session=session)
    kept = {each.person_id: each for each in found.select_related("person")}
    for each in kept.values():
        each.session = session  # known here: whoever has to send it may not see the session
    place = whereabouts(session)
    for key, stay in wanted.items():
        says = (False, stay.starts_at, stay.ends_at, place)
        if (entry := kept.get(key)) is None:
            yield _put(CalendarEntry(session=session, person=stay.person), says, 0, at)
        elif says != (entry.cancelled, entry.starts_at, entry.ends_at, entry.place):
            yield _put(entry, says, entry.sequence + 1, at)
    for key, entry in kept.items():
        if key not in wanted and not entry.cancelled:
            says = (True, entry.starts_at, entry.ends_at, entry.place)
            yield _put(entry, says, entry.sequence + 1, at)


def _put(
    entry: CalendarEntry, says: tuple[bool, datetime, datetime, str], sequence: int, at: datetime
) -> CalendarEntry:
    entry.cancelled, entry.starts_at, entry.ends_at, entry.place = says
    entry.sequence, entry.sent_at = sequence, at
    return entry
