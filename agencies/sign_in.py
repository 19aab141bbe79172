"""Signing in and out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from access.actor import Actor
from access.locks import announce
from audit.trail import write, write_refusal

from . import half_way, second_factor, single_sign_on, typed_text
from .acting import APPOINTMENT, SECOND_FACTOR, acting_under, appointments_of
from .devices import words_for
from .models import Appointment, Person
from .origin import address_of
from .reauthentication import CONFIRMED_AT, confirm
from .sessions import DEVICE, drop_old_sessions
from .throttle import (
    Counts,
    count_failure,
    forget_failures,
    must_wait,
    of_code,
    of_passkey,
    of_password,
)

BACKEND = "agencies.sign_in.ByPassword"

WRONG = "The email address or the password is not right."
WRONG_AGAIN = "The password is not right."
WRONG_CODE = "The code is not right, or has been used. Wait for the next one and try again."
WRONG_PASSKEY = "That passkey was not recognised. Try again, or sign in another way."
WAIT = "Too many tries have gone wrong. Wait 15 minutes, then try again."
NO_APPOINTMENT = (
    "You have no appointment at present, so there is nothing to show you. Ask your MAPPA"
    " co-ordinator to appoint you."
)


class NotSignedIn(Exception):
    """Nobody was signed in; the message says so in words that tell no one who exists."""


class ByPassword:
    """Sign-in by e-mail address and password; it answers no question about permissions.

    Django's own ModelBackend would admit superusers and global permissions, so it is not used.
    """

    def authenticate(
        self, _request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> Person | None:
        person = Person.objects.filter(email__iexact=username.strip()).first()
        if person is None:
            make_password(password)  # as long as a real check, so that nobody is told who exists
            return None
        return person if person.check_password(password) and person.is_active else None

    def get_user(self, key: UUID) -> Person | None:
        return Person.objects.filter(pk=key, is_active=True).first()

    def has_perm(self, _person: Person, _permission: str, _record: Any = None) -> bool:
        return False


def check_password(request: HttpRequest, *, email: str, password: str, at: datetime) -> Person:
    """Whose e-mail address and password these are.

    Raises NotSignedIn: the same for a wrong password, an e-mail address that nobody has and
    somebody who may no longer sign in.
    """
    counts = of_password(email, address=address_of(request))
    _wait_if_one_must(request, counts, email, at=at)
    person = authenticate(request, username=email, password=password)
    if not isinstance(person, Person):
        count_failure(counts, at=at)
        _refused(request, email, "password", at=at)
        raise NotSignedIn(WRONG)
    forget_failures(counts)
    return person


def admit(request: HttpRequest, person: Person, *, by: str, second: str = "", at: datetime) -> str:
    """Let a person in, or lead them to what they have still to prove; the page that comes next.

    `by` is how they proved who they are, `second` their second factor. Until that is there, if
    one is wanted, nobody is signed in: the session remembers who is half way. Raises NotSignedIn
    where there is nothing to let them in to; only who proved who they are hears of it.
    """
    if not (held := appointments_of(person, at=at)):
        raise NotSignedIn(NO_APPOINTMENT)
    if not second and second_factor.is_wanted(person):
        half_way.remember(request, person, by=by, at=at)
        return half_way.next_page(person)
    request.session.flush()
    login(request, person, backend=BACKEND)
    request.session[SECOND_FACTOR] = second
    request.session[DEVICE] = words_for(request.headers.get("User-Agent", ""))
    request.session[CONFIRMED_AT] = at.isoformat()
    act_under(request, held[0], said="person.sign_in", at=at, by=by, second=second)
    typed_text.remember(request, person)
    _tidy(at=at)
    return "home" if len(held) == 1 else "agencies:choose_appointment"


def check_code(request: HttpRequest, person: Person, code: str, *, at: datetime) -> str:
    """Take a code as the person's second factor; which it was. Raises NotSignedIn.

    Wrong ones are counted for the person wherever they come from: only who knows the password
    gets as far as this, so nobody else can be kept out by it.
    """
    counts = of_code(person, address=address_of(request))
    _wait_if_one_must(request, counts, person.email, at=at)
    try:
        kind = second_factor.check_code(person, code, at=at)
    except second_factor.NotRecognised:
        count_failure(counts, at=at)
        _refused(request, person.email, "code", at=at)
        raise NotSignedIn(WRONG_CODE) from None
    forget_failures(counts)
    return kind


def check_passkey(
    request: HttpRequest, answer: dict[str, Any], *, at: datetime, person: Person | None = None
) -> Person:
    """Whose passkey answered: this person's, or anybody's if none is given. Raises NotSignedIn."""
    counts = of_passkey(person, address=address_of(request))
    email = person.email if person else ""
    _wait_if_one_must(request, counts, email, at=at)
    try:
        found = second_factor.check_passkey(answer, at=at, person=person)
    except second_factor.NotRecognised:
        count_failure(counts, at=at)
        _refused(request, email, "passkey", at=at)
        raise NotSignedIn(WRONG_PASSKEY) from None
    forget_failures(counts)
    return found


def _wait_if_one_must(request: HttpRequest, counts: Counts, email: str, *, at: datetime) -> None:
    """Raise NotSignedIn, and write in the trail that somebody tried, where too much went wrong."""
    if must_wait(counts, at=at):
        _refused(request, email, "wait", at=at)
        raise NotSignedIn(WAIT)


def admit_by_provider(request: HttpRequest, claims: dict[str, Any], *, at: datetime) -> str:
    """Let in whom the identity provider vouches for; the page that comes next."""
    person = single_sign_on.person_of(claims)
    second = single_sign_on.second_factor_of(claims)
    return admit(request, person, by="single sign-on", second=second, at=at)


def confirm_by_provider(request: HttpRequest, claims: dict[str, Any], *, at: datetime) -> None:
    """Let the identity provider say again who it is that is signed in. Raises NotLetIn."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    asked = single_sign_on.was_asked_anew(claims, at=at)
    if actor is None or not asked or single_sign_on.person_of(claims) != actor.person:
        raise single_sign_on.NotLetIn
    confirm(request, at=at)
    write("person.confirm", actor.person, by=actor, at=at, how="single sign-on")


def refused_by_provider(request: HttpRequest, *, at: datetime) -> None:
    """Write in the trail that single sign-on let nobody in."""
    _refused(request, "", "single sign-on", at=at)


def _refused(request: HttpRequest, email: str, why: str, *, at: datetime) -> None:
    """Write in the trail that somebody was not let in: whom they claimed to be, if there is one."""
    claimed = Person.objects.filter(email__iexact=email.strip()).values_list("pk", flat=True)
    by: Actor | None = getattr(request, "actor", None)
    write_refusal("person.sign_in", key=claimed.first(), at=at, why=why, by=by)


def _tidy(*, at: datetime) -> None:
    drop_old_sessions(at=at)
    typed_text.drop_old()


def act_under(
    request: HttpRequest, appointment: Appointment, *, said: str, at: datetime, **how: str
) -> None:
    """Act under one appointment for the rest of the session, and write in the trail why."""
    request.session[APPOINTMENT] = str(appointment.pk)
    actor = acting_under(appointment)
    request.actor = actor  # type: ignore[attr-defined]
    announce(actor)
    write(said, appointment.person, by=actor, at=at, how=how)


def confirm_by(
    request: HttpRequest,
    *,
    password: str = "",
    code: str = "",
    credential: dict[str, Any] | None = None,
    at: datetime,
) -> None:
    """Let the person who is signed in say again who they are, one way. Raises NotSignedIn."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if credential is not None:
        check_passkey(request, credential, at=at, person=actor.person)
        how = second_factor.PASSKEY
    elif code:
        how = check_code(request, actor.person, code, at=at)
    else:
        how = check_own_password(request, actor.person, password, at=at)
    confirm(request, at=at)
    write("person.confirm", actor.person, by=actor, at=at, how=how)


def check_own_password(request: HttpRequest, person: Person, password: str, *, at: datetime) -> str:
    """Take the password of the person who is signed in. Raises NotSignedIn."""
    try:
        check_password(request, email=person.email, password=password, at=at)
    except NotSignedIn as answer:
        raise NotSignedIn(WRONG_AGAIN if str(answer) == WRONG else str(answer)) from None
    return "password"


def leave(request: HttpRequest, *, at: datetime) -> None:
    """Sign whoever is asking out, and forget their session."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor:
        write("person.sign_out", actor.person, by=actor, at=at)
    logout(request)
