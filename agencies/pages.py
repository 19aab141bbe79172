"""What the pages of signing in show: in a demonstration, also who can be tried."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import now

from access.actor import ActorRequest, Role

from . import account as own
from . import second_factor
from .models import Appointment, Person
from .second_factor import APP, PASSKEY, Held
from .sessions import ends_at

FICTIONAL = ".example"  # a domain that nobody can have, so nobody real has such an address


@dataclass(frozen=True, slots=True)
class Trial:
    """The made-up people of a demonstration, and the one password that all of them have."""

    password: str = ""
    one_of_each: list[Appointment] = field(default_factory=list)
    others: list[Appointment] = field(default_factory=list)


def trial() -> Trial | None:
    """Who can be tried in a demonstration; anywhere else, nothing."""
    if not (settings.DEMONSTRATION and settings.DEMONSTRATION_PASSWORD):
        return None
    firsts: dict[str, Appointment] = {}
    others = [each for each in _made_up() if firsts.setdefault(each.role, each) is not each]
    in_order = [firsts[role] for role in Role if role in firsts]
    return Trial(settings.DEMONSTRATION_PASSWORD, in_order, others)


def _made_up() -> list[Appointment]:
    held = Appointment.objects.live(now()).exclude(role=Role.SERVICE)
    held = held.filter(person__is_active=True, person__email__endswith=FICTIONAL)
    return list(held.select_related("person", "agency").order_by("starts_at", "person__name", "pk"))


def single_sign_on() -> str:
    """The name of the identity provider, if there is one."""
    return settings.OIDC_NAME if settings.OIDC_ISSUER else ""


@dataclass(frozen=True, slots=True)
class Ask:
    """The ways in which one person can say who they are, with the form of each."""

    word: Any = None
    passkey: Any = None
    options: dict[str, Any] | None = None


def ask_second_factor(person: Person, *, code: Any, passkey: Any) -> Ask:
    """A code always: whoever has a passkey alone has recovery codes."""
    return Ask(code, *_passkey(person, passkey))


def ask_again(person: Person, *, word: Any, passkey: Any) -> Ask:
    """What they can type, if anything, and a passkey if they have one."""
    typed = person.has_usable_password() or APP in second_factor.kinds_of(person)
    return Ask(word if typed else None, *_passkey(person, passkey))


def _passkey(person: Person, form: Any) -> tuple[Any, dict[str, Any] | None]:
    if PASSKEY not in second_factor.kinds_of(person):
        return None, None
    return form, second_factor.ask_passkey(person)


def in_fours(secret: str) -> str:
    """A secret as a person can copy it."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


@dataclass(frozen=True, slots=True)
class SessionRow:
    mark: str
    device: str
    begun_at: datetime
    active_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account."""

    person: Person
    has_password: bool
    factors: list[Held]
    codes_left: int
    may_remove: bool
    sessions: list[SessionRow]


def account(request: ActorRequest, *, at: datetime) -> AccountPage:
    person = request.actor.person
    return AccountPage(
        person=person,
        has_password=person.has_usable_password(),
        factors=second_factor.held_by(person),
        codes_left=len(second_factor.recovery_codes(person)),
        may_remove=own.may_remove(request.actor),
        sessions=_sessions(request, person, at=at),
    )


def _sessions(request: HttpRequest, person: Person, *, at: datetime) -> list[SessionRow]:
    this = request.session.session_key
    return [
        SessionRow(
            own.mark_of(each), each.device or "A browser", each.begun_at, each.active_at,
            each.pk == this,
        )
        for each in own.sessions_of(person)
        if ends_at(each) > at
    ]  # fmt: skip
