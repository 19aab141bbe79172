"""The second factor: a passkey or the codes of an app, and recovery codes for when it is lost.

What is kept and how it is checked is django-allauth's; who must have one, and that no code counts
twice, is ours. A passkey is always made to verify its holder, so it is two factors by itself.
"""

from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes
from typing import Any, cast

from allauth.account.utils import user_pk_to_url_str
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.encoding import force_bytes

from .models import Person

PASSKEY, APP, RECOVERY = "passkey", "app", "recovery code"
LAST_COUNTER = "last_counter"
SECRETS = {"secret", "seed"}  # what allauth keeps encrypted, of an app and of recovery codes
ONCE = 12  # bytes that no two encryptions share
NAME = "MAPPA meetings"


class NotRecognised(Exception):
    """What was offered as a second factor is not this person's, or was used before."""


class Adapter(DefaultMFAAdapter):
    """How allauth names us to an app or a passkey, and keeps its secrets."""

    def get_totp_issuer(self) -> str:
        return NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": NAME}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        key = user_pk_to_url_str(user).encode()
        return {"id": key, "display_name": user.name, "name": user.email}

    def encrypt(self, text: str) -> str:
        newest, *_older = _ciphers()
        once = token_bytes(ONCE)
        return b64encode(once + newest.encrypt(once, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidTag where it was altered, or encrypted with a key that we have not."""
        kept = b64decode(encrypted_text)
        for cipher in _ciphers():
            with suppress(InvalidTag):
                return cipher.decrypt(kept[:ONCE], kept[ONCE:], None).decode()
        raise InvalidTag


def _ciphers() -> list[AESGCM]:
    """Keys that follow from the installation's, so that a copy of the database opens nothing."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [AESGCM(sha256(b"agencies.second_factor" + force_bytes(key)).digest()) for key in keys]


@transaction.atomic
def encrypt_anew() -> int:
    """Encrypt all secrets with the newest key, so that older ones can go; how many there are."""
    rows = Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN)
    for row in rows:
        for name in SECRETS & row.data.keys():
            row.data[name] = encrypt(decrypt(row.data[name]))
        row.save(update_fields=["data"])
    return len(rows)


def is_required() -> bool:
    """Whether nobody may come in without one: everywhere but in a demonstration.

    It is not asked by role: figures and the day of a session are worth a stolen password, too.
    """
    return settings.SECOND_FACTOR_REQUIRED


def is_wanted(person: Person) -> bool:
    """Whether to ask this person for one: if it is required, or they have one."""
    return is_required() or bool(kinds_of(person))


def kinds_of(person: Person) -> set[str]:
    """The kinds of second factor that a person has; recovery codes alone are none."""
    mine = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return {PASSKEY if kind == Authenticator.Type.WEBAUTHN else APP
            for kind in mine.values_list("type", flat=True)}  # fmt: skip


# To use one


@transaction.atomic
def check_code(person: Person, code: str, *, at: datetime) -> str:
    """Take a code of the person's app or a recovery code; answers which it was.

    Either counts once: the row is locked while it is compared, so that two requests at the same
    moment cannot both have it. Raises NotRecognised.
    """
    mine = Authenticator.objects.select_for_update().filter(user=person)
    for row in mine.filter(type=Authenticator.Type.TOTP):
        if counter := _counter_of(code, decrypt(row.data["secret"]), row.data.get(LAST_COUNTER, 0)):
            row.data[LAST_COUNTER], row.last_used_at = counter, at
            row.save(update_fields=["data", "last_used_at"])
            return APP
    for row in mine.filter(type=Authenticator.Type.RECOVERY_CODES):
        if row.wrap().validate_code(code):
            Authenticator.objects.filter(pk=row.pk).update(last_used_at=at)
            return RECOVERY
    raise NotRecognised


def _counter_of(code: str, secret: str, used: int) -> int | None:
    """The moment a code is for, if it is one of the secret's and later than the last one used."""
    for counter in yield_hotp_counters_from_time():
        expected = format_hotp_value(hotp_value(secret, counter))
        if counter > used and compare_user_code(actual=code, expected=expected):
            return int(counter)
    return None


def ask_passkey(person: Person | None = None) -> dict[str, Any]:
    """What a browser needs to ask for one of the person's passkeys, or for anybody's."""
    options: dict[str, Any] = webauthn.begin_authentication(person)
    return options


def check_passkey(answer: dict[str, Any], *, at: datetime, person: Person | None = None) -> Person:
    """Take what a browser answered to `ask_passkey`; whose it is. Raises NotRecognised."""
    try:
        webauthn.parse_authentication_response(answer)
        found: Any = person or webauthn.extract_user_from_response(answer)
        key = webauthn.complete_authentication(found, answer)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise NotRecognised from wrong
    if not found.is_active:
        raise NotRecognised
    Authenticator.objects.filter(pk=key.pk).update(last_used_at=at)
    return cast(Person, found)


# To have one


def offer_passkey(person: Person) -> dict[str, Any]:
    """What a browser needs to make a passkey that verifies its holder."""
    options: dict[str, Any] = webauthn.begin_registration(person, passwordless=True)
    return options


def add_passkey(person: Person, answer: dict[str, Any], *, name: str) -> None:
    """Keep the passkey that a browser made. Raises NotRecognised."""
    try:
        webauthn.parse_registration_response(answer)
        if not webauthn.complete_registration(answer).is_user_verified():
            raise NotRecognised
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise NotRecognised from wrong
    webauthn.WebAuthn.add(person, name, answer)


@transaction.atomic
def add_app(person: Person, secret: str, code: str) -> None:
    """Keep an app's secret, in place of one before, if the app shows its codes.

    Raises NotRecognised.
    """
    counter = _counter_of(code, secret, 0)
    if counter is None:
        raise NotRecognised
    Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).delete()
    row = TOTP.activate(person, secret).instance
    row.data[LAST_COUNTER] = counter
    row.save(update_fields=["data"])


@transaction.atomic
def new_recovery_codes(person: Person) -> list[str]:
    """Ten new codes, in place of any before: to be shown once."""
    Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(person).generate_codes()
    return codes


def picture_of(person: Person, secret: str) -> str:
    """The code, as SVG, that an app reads with a camera."""
    adapter = Adapter()
    picture: str = adapter.build_totp_svg(adapter.build_totp_url(person, secret))
    return picture


# To show, and to take away


@dataclass(frozen=True, slots=True)
class Held:
    """One second factor of a person's, as their own page shows it."""

    key: int
    kind: str
    name: str
    added_at: datetime
    used_at: datetime | None


def held_by(person: Person) -> list[Held]:
    mine = Authenticator.objects.filter(user=person).order_by("created_at", "pk")
    return [
        Held(row.pk, PASSKEY if row.type == Authenticator.Type.WEBAUTHN else APP,
             row.data.get("name", "Authenticator app"), row.created_at, row.last_used_at)
        for row in mine.exclude(type=Authenticator.Type.RECOVERY_CODES)
    ]  # fmt: skip


def recovery_codes(person: Person) -> list[str]:
    """The codes that can still be used."""
    row = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    return row.wrap().get_unused_codes() if row else []


def remove(person: Person, key: int) -> bool:
    """Take one away; answers whether it was theirs to take."""
    mine = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(mine.filter(pk=key).delete()[0])


def remove_all(person: Person) -> int:
    """Take all away, the recovery codes too; how many there were."""
    return int(Authenticator.objects.filter(user=person).delete()[0])
