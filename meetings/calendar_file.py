"""A session as an iCalendar file for one recipient (RFC 5545 and 5546): no name, no case (pure)."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import get_default_timezone
from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
)

from .models import CalendarEntry, Session

TYPE = "text/calendar; charset=utf-8"
NAME = "panel-session.ics"
# Summer time in the United Kingdom since 1996 (Summer Time Order 2002, S.I. 2002/262).
CLOCKS = (
    # from, name, offset before and after in hours, month whose last Sunday it is
    (TimezoneDaylight, datetime(1996, 3, 31, 1), "BST", (0, 1), 3),  # noqa: DTZ001 (local, so naive)
    (TimezoneStandard, datetime(1996, 10, 27, 2), "GMT", (1, 0), 10),  # noqa: DTZ001
)


def file_of(entry: CalendarEntry) -> str:
    """The file that puts an entry in a calendar, changes it there or takes it out."""
    file = Calendar()
    file.add("prodid", "-//MAPPA meetings//EN")
    file.add("version", "2.0")
    file.add("method", "CANCEL" if entry.cancelled else "REQUEST")
    file.add_component(_london())
    file.add_component(_event(entry))
    return str(file.to_ical(), "utf-8")


def reference(session: Session) -> str:
    """What a session is called where nobody may be named: FE-1A2B3C4D."""
    return f"{session.area.code}-{str(session.pk)[:8].upper()}"


def whereabouts(session: Session) -> str:
    """Where one goes to: a place, a screen, or either."""
    how = session.get_mode_display()
    return how if session.mode == Session.Mode.VIRTUAL or not session.place else session.place


def _event(entry: CalendarEntry) -> Event:
    london, event = get_default_timezone(), Event()
    event.add("uid", f"{entry.pk}@{urlsplit(settings.SITE_ADDRESS).hostname}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.sent_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(london))
    event.add("dtend", entry.ends_at.astimezone(london))
    event.add("summary", f"Panel session {reference(entry.session)}")
    event.add("description", "Sign in to see what it is about, and to answer.")
    event.add("location", entry.place)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("class", "CONFIDENTIAL")
    event.add("organizer", vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"))
    event.add("attendee", _recipient(entry.person.email))
    return event


def _recipient(address: str) -> vCalAddress:
    """The one person it is for. They answer by signing in, so their calendar is asked for none."""
    recipient = vCalAddress(f"mailto:{address}")
    recipient.params["ROLE"] = "REQ-PARTICIPANT"
    recipient.params["RSVP"] = "FALSE"
    return recipient


def _london() -> Timezone:
    """The time zone written out, as the format demands: by its two rules and not by every year."""
    zone = Timezone()
    zone.add("tzid", "Europe/London")
    for kind, since, name, (before, after), month in CLOCKS:
        part = kind()
        part.add("dtstart", since)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone
