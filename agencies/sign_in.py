"""Signing in and out, and who is then asking."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.http import HttpRequest
from django.utils.timezone import now

from access.actor import Actor, Role
from access.locks import announce
from audit.trail import write

from .models import Appointment, Person
from .reauthentication import confirm
from .throttle import count_failure, forget_failures, must_wait

APPOINTMENT = "appointment"  # the session's key for the appointment that was chosen

WRONG = "The email address or the password is not right."
WRONG_AGAIN = "The password is not right."
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


def enter(request: HttpRequest, *, email: str, password: str, at: datetime) -> list[Appointment]:
    """Sign a person in under a fresh session; answers the appointments they may act under.

    Raises NotSignedIn: the same for a wrong password, an e-mail address that nobody has and
    somebody who may no longer sign in. Only who knows the password hears of an appointment.
    """
    address = address_of(request)
    if must_wait(email, address, at=at):
        raise NotSignedIn(WAIT)
    person = authenticate(request, username=email, password=password)
    if not isinstance(person, Person):
        count_failure(email, address, at=at)
        raise NotSignedIn(WRONG)
    forget_failures(email, address)
    if not (held := appointments_of(person, at=at)):
        raise NotSignedIn(NO_APPOINTMENT)
    request.session.flush()
    login(request, person)
    confirm(request, at=at)
    act_under(request, held[0], said="person.sign_in", at=at)
    return held


def act_under(request: HttpRequest, appointment: Appointment, *, said: str, at: datetime) -> None:
    """Act under one appointment for the rest of the session, and write in the trail why."""
    request.session[APPOINTMENT] = str(appointment.pk)
    actor = acting_under(appointment)
    announce(actor)
    write(said, appointment.person, by=actor, at=at)


def confirm_by_password(request: HttpRequest, *, password: str, at: datetime) -> None:
    """Let the person who is signed in say again who they are, or raise NotSignedIn."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    email, address = actor.person.email, address_of(request)
    if must_wait(email, address, at=at):
        raise NotSignedIn(WAIT)
    if authenticate(request, username=email, password=password) != actor.person:
        count_failure(email, address, at=at)
        raise NotSignedIn(WRONG_AGAIN)
    confirm(request, at=at)
    write("person.confirm", actor.person, by=actor, at=at)


def leave(request: HttpRequest, *, at: datetime) -> None:
    """Sign whoever is asking out, and forget their session."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor:
        write("person.sign_out", actor.person, by=actor, at=at)
    logout(request)


def address_of(request: HttpRequest) -> str:
    """The network address that asks: behind the proxy that we trust, the one it speaks for."""
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rpartition(",")[2].strip()  # what stands before it, anyone may have sent
    return str(request.META.get("REMOTE_ADDR", ""))


def appointments_of(person: Person, *, at: datetime) -> list[Appointment]:
    """The appointments that a person holds, the longest held first."""
    held = Appointment.objects.live(at).filter(person=person)
    return list(held.select_related("person", "agency").order_by("starts_at", "pk"))


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor of a request: the person signed in, under the appointment that they chose.

    None where nobody is signed in, the person is no longer active, or no appointment is live.
    How many they hold is left on the request, so that a page can offer to change without asking.
    """
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return None
    appointments = {str(each.pk): each for each in appointments_of(person, at=now())}
    request.appointments_held = len(appointments)  # type: ignore[attr-defined]
    first = next(iter(appointments.values()), None)
    found = appointments.get(request.session.get(APPOINTMENT, ""), first)
    return acting_under(found) if found else None


def acting_under(appointment: Appointment) -> Actor:
    """The actor that an appointment makes, with its groups read afresh from the database."""
    return Actor(
        person=appointment.person,
        appointment_id=appointment.pk,
        role=Role(appointment.role),
        agency_id=appointment.agency_id,
        area_id=appointment.area_id,
        agency_name=appointment.agency.name,
        groups=_groups(appointment.pk),
    )


def _groups(appointment: UUID) -> frozenset[int]:
    """What row security itself will use: one definition, in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_groups_of(%s)", [appointment])
        return frozenset(cursor.fetchone()[0])


def service_actors() -> list[Actor]:
    """The counting and reminding service of each area."""
    found = Appointment.objects.live(now()).filter(role=Role.SERVICE)
    found = found.select_related("person", "agency").order_by("area__name")
    return [acting_under(each) for each in found]
