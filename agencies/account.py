"""One's own account: each change to how one signs in is written in the trail and told to one."""

from datetime import datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import localdate

from access.actor import Actor
from audit.trail import write
from notices.services import notify

from . import second_factor
from .models import BrowserSession, Person

SHOW_CODES = "show_recovery_codes"  # the session's key: new ones, which have not been shown
OTHERS = "others"


def added(request: HttpRequest, kind: str, *, at: datetime) -> bool:
    """Say that a second factor was added; whether recovery codes were made, being the first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    _say(actor, f"{kind} added", at=at)
    if second_factor.recovery_codes(actor.person):
        return False
    new_recovery_codes(request, at=at)
    return True


def remove_second_factor(request: HttpRequest, which: str, *, at: datetime) -> bool:
    """Take one of one's second factors away, unless it is the last and one is required."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    Person.objects.select_for_update().get(pk=actor.person_id)  # or both of the last two may go
    if not which.isdecimal() or not may_remove(actor):
        return False
    if not second_factor.remove(actor.person, int(which)):
        return False
    _say(actor, "removed", at=at)
    return True


def may_remove(actor: Actor) -> bool:
    """Whether a second factor less would leave what is required."""
    return not second_factor.is_required() or len(second_factor.held_by(actor.person)) > 1


def new_recovery_codes(request: HttpRequest, *, at: datetime) -> None:
    """Make new recovery codes, to be shown on the next page and never again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    second_factor.new_recovery_codes(actor.person)
    request.session[SHOW_CODES] = True
    _say(actor, "recovery codes made", at=at)


def codes_to_show(request: HttpRequest) -> list[str]:
    """The new recovery codes, the first time that they are asked for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown_now = request.session.pop(SHOW_CODES, False)
    return second_factor.recovery_codes(actor.person) if shown_now else []


def _say(actor: Actor, what: str, *, at: datetime) -> None:
    write("account.change", actor.person, by=actor, at=at, what=what)
    tell(actor.person, at=at)


def tell(person: Person, *, at: datetime) -> None:
    """Tell a person, in words that fit any change, that the way they sign in has changed."""
    notify(rule="account.changed", recipient=person, about_id=person.pk, on=localdate(at), at=at,
           link="/account/")  # fmt: skip


def change_password(request: HttpRequest, new: str, *, at: datetime) -> None:
    """Give oneself another password, once the one before was shown; all other sessions end."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    session: Any = request.session
    actor.person.set_password(new)
    actor.person.save(update_fields=["password"])
    BrowserSession.objects.filter(person=actor.person).exclude(pk=session.session_key).delete()
    session.renew_key()
    session[HASH_SESSION_KEY] = actor.person.get_session_auth_hash()
    _say(actor, "password changed", at=at)


def set_password(person: Person, new: str, *, actor: Actor, at: datetime) -> None:
    """Give a person, who came by a link of theirs, the password that they chose; sessions end."""
    person.set_password(new)
    person.save(update_fields=["password"])
    BrowserSession.objects.filter(person=person).delete()
    write("person.set_password", person, by=actor, at=at)
    tell(person, at=at)


def link_made(person: Person, *, actor: Actor, at: datetime) -> None:
    """Write that a person can set their password by a link, and tell them."""
    write("person.make_password_link", person, by=actor, at=at)
    tell(person, at=at)


def sessions_of(person: Person) -> list[BrowserSession]:
    """The sessions of a person, the latest used first; those that ended may be among them."""
    return list(BrowserSession.objects.filter(person=person).order_by("-active_at"))


def mark_of(session: BrowserSession) -> str:
    """What a page may call a session by: its key itself would open it."""
    return salted_hmac("agencies.account", session.pk, algorithm="sha256").hexdigest()[:24]


def end_sessions(request: HttpRequest, which: str, *, at: datetime) -> int:
    """End another session of one's own, or all others; how many ended."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    others = [each for each in sessions_of(actor.person) if each.pk != request.session.session_key]
    to_end = [
        each.pk for each in others if which == OTHERS or constant_time_compare(which, mark_of(each))
    ]
    BrowserSession.objects.filter(pk__in=to_end).delete()
    write("account.change", actor.person, by=actor, at=at, what=f"{len(to_end)} sessions ended")
    return len(to_end)


def end_all_sessions(person: Person | None, *, actor: Actor, at: datetime) -> int:
    """End the sessions of a person, or everybody's; how many there were."""
    ending = BrowserSession.objects.filter(person=person) if person else BrowserSession.objects
    many = int(ending.all().delete()[0])
    write("person.end_sessions", person, by=actor, at=at, what=f"{many} sessions ended")
    return many


def reset(person: Person, *, actor: Actor, at: datetime) -> int:
    """Take all of a person's second factors away and end their sessions; how many there were."""
    BrowserSession.objects.filter(person=person).delete()
    many = second_factor.remove_all(person)
    write("person.reset_second_factor", person, by=actor, at=at)
    tell(person, at=at)
    return many
