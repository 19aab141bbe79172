"""A diary that takes in calendar files as people's calendars do; another library reads them."""

from datetime import datetime

import vobject

from access.locks import acting_as
from notices.models import Letter


def files_to(cast, person) -> list[str]:
    """The calendar files that went to a person, oldest first."""
    with acting_as(cast.service):
        letters = Letter.objects.filter(notice__recipient=person).exclude(calendar="")
        return list(letters.order_by("due_at", "pk").values_list("calendar", flat=True))


class Diary:
    """Entries by their UID: a file counts only under a higher number than the last (RFC 5546)."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[int, object | None]] = {}

    def take(self, file: str) -> None:
        calendar = vobject.readOne(file)
        (event,) = calendar.vevent_list
        number = int(event.sequence.value)
        if number <= self.entries.get(event.uid.value, (-1, None))[0]:
            return
        cancelled = calendar.method.value == "CANCEL"
        assert (event.status.value == "CANCELLED") == cancelled
        self.entries[event.uid.value] = (number, None if cancelled else event)

    @property
    def events(self) -> list:
        return [event for _, event in self.entries.values() if event]

    @property
    def times(self) -> list[tuple[datetime, datetime]]:
        return [(event.dtstart.value, event.dtend.value) for event in self.events]


def diary_of(cast, actor, *, backwards: bool = False) -> Diary:
    """What stands in a person's diary once every file has reached it, in whichever order."""
    diary, files = Diary(), files_to(cast, actor.person)
    for file in reversed(files) if backwards else files:
        diary.take(file)
    return diary
