"""How often signing in may be tried before it must wait.

Wrong tries are counted for a quarter of an hour, on two counts. Five of one's own: passwords at
one e-mail address from one network address, so that a stranger elsewhere locks nobody out, and an
e-mail address that nobody has waits just as long as one that somebody has; codes and passkeys of
one person from anywhere, since only who showed the first factor gets so far. And fifty of any kind
from one network address, so that one password cannot be tried on everybody, and an agency whose
people share an address is not shut out by a few who mistype. Where there is no address, there is
no second count: it would be everybody's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.crypto import salted_hmac

from .models import FailedSignIn, Person

COUNTED_FOR = timedelta(minutes=15)
MOST_OF_ONES_OWN = 5
MOST_FROM_ONE_ADDRESS = 50


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts that one try is on: of one's own, and of where it comes from; "" is none."""

    own: str
    address: str

    def limits(self) -> dict[str, int]:
        both = {self.own: MOST_OF_ONES_OWN, self.address: MOST_FROM_ONE_ADDRESS}
        return {key: most for key, most in both.items() if key}


def of_password(email: str, *, address: str) -> Counts:
    return Counts(own=_key("password", email, address), address=_of(address))


def of_code(person: Person, *, address: str) -> Counts:
    return Counts(own=_key("code", str(person.pk)), address=_of(address))


def of_passkey(person: Person | None, *, address: str) -> Counts:
    """Before the passkey says whose it is, there is nobody to count for, and nothing to guess."""
    return Counts(own=_key("passkey", str(person.pk)) if person else "", address=_of(address))


def must_wait(counts: Counts, *, at: datetime) -> bool:
    """Whether too many tries went wrong lately, on either count."""
    limits = counts.limits()
    counted = FailedSignIn.objects.filter(key__in=limits, at__gt=at - COUNTED_FOR)
    tries = counted.values_list("key").annotate(many=Count("pk")).order_by()
    return any(many >= limits[key] for key, many in tries)


def count_failure(counts: Counts, *, at: datetime) -> None:
    """Count a wrong try, and drop those that count no longer."""
    FailedSignIn.objects.filter(at__lte=at - COUNTED_FOR).delete()
    FailedSignIn.objects.bulk_create(FailedSignIn(key=key, at=at) for key in counts.limits())


def forget_failures(counts: Counts) -> None:
    """The person got in: their own wrong tries no longer count."""
    FailedSignIn.objects.filter(key=counts.own).delete()


def _of(address: str) -> str:
    return _key("address", address) if address else ""


def _key(*parts: str) -> str:
    told = "\n".join(part.strip().lower() for part in parts)
    return salted_hmac("agencies.throttle", told, algorithm="sha256").hexdigest()
