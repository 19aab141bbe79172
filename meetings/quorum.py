"""Who is missing from a session while there is time to mend it, and what to do about it (pure)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.timezone import localdate, localtime

from clocks.services import AreaLimits
from govuk.words import british_time, plural

from .lifecycle import InvitationStatus, SlotStatus
from .models import Invitation, Session, Slot
from .terms import answers_due_on

MAY_COME = {InvitationStatus.INVITED, InvitationStatus.ACCEPTED}
NO_ANSWER = (
    "Ring it. It can accept, name a deputy or send a report in lieu from its page of invitations."
)
NOT_COMING = (
    "Ask it for a deputy or a report in lieu. If the case cannot do without, carry it over."
)
TOO_FEW = "Invite whom the case still needs, ring those who have not answered, or carry it over."


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a session lacks, in a sentence, and what can be done about it."""

    words: str
    what_to_do: str


def shortfalls_of(
    session: Session, asked: Sequence[Invitation], limits: AreaLimits, today: date
) -> list[Shortfall]:
    """What a session lacks whose invitations are these, each with its slot."""
    due_on = answers_due_on(localdate(session.starts_at), limits)
    slots = {each.slot_id: each.slot for each in asked}
    quorum = session.panel.quorum
    return shortfalls(list(slots.values()), asked, quorum=quorum, today=today, due_on=due_on)


def shortfalls(
    slots: Sequence[Slot], asked: Iterable[Invitation], *, quorum: int, today: date, due_on: date
) -> list[Shortfall]:
    """What is missing from the cases of a session that are still to be heard.

    Who sent apologies and must attend is missing at once, and so is a quorum that can no longer
    be had; from the day `due_on` which answers are due, also whoever has given none.
    """
    to_come = {slot.pk: slot for slot in slots if slot.status == SlotStatus.PLANNED}
    own = [each for each in asked if each.slot_id in to_come]
    is_due = today >= due_on
    return [*_agencies(own, to_come, is_due=is_due), *_few(own, to_come, quorum, is_due=is_due)]


def _agencies(
    asked: Sequence[Invitation], slots: Mapping[UUID, Slot], *, is_due: bool
) -> Iterator[Shortfall]:
    """The agencies that must attend and do not come, or have not answered, each once."""
    must = [each for each in asked if each.required]
    for status, words, what_to_do in (
        (InvitationStatus.APOLOGISED, "sent apologies", NOT_COMING),
        (InvitationStatus.INVITED, "has not answered", NO_ANSWER),
    ):
        if status == InvitationStatus.INVITED and not is_due:
            continue
        missing: dict[str, list[Slot]] = {}
        for each in must:
            if each.status == status:
                missing.setdefault(each.agency.name, []).append(slots[each.slot_id])
        for agency, own in missing.items():
            cases = plural(len(own), "case")
            yield Shortfall(
                f"{agency} must attend {cases}, {_times(own)}, and {words}.", what_to_do
            )


def _few(
    asked: Sequence[Invitation], slots: Mapping[UUID, Slot], quorum: int, *, is_due: bool
) -> Iterator[Shortfall]:
    """The cases to which too few agencies come, or could still come."""
    counted = {InvitationStatus.ACCEPTED} if is_due else MAY_COME
    coming = Counter(each.slot_id for each in asked if each.status in counted)
    short = [slot for slot in slots.values() if coming[slot.pk] < quorum]
    if short and asked:
        which = plural(len(short), "case")
        yield Shortfall(
            f"Fewer than {plural(quorum, 'agency', 'agencies')}"
            f" {'have' if is_due else 'can still have'} accepted for {which}, {_times(short)}.",
            TOO_FEW,
        )


def _times(slots: Iterable[Slot]) -> str:
    """When these cases are heard: at 9:30am and 10:10am."""
    *most, last = [british_time(localtime(at)) for at in sorted(slot.starts_at for slot in slots)]
    return f"at {', '.join(most)} and {last}" if most else f"at {last}"
