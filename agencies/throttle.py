"""How often signing in may be tried before it must wait.

Wrong tries are counted for a quarter of an hour, on two counts: five at one e-mail address from
one network address, so that a password cannot be guessed; fifty from one network address at any,
so that one password cannot be tried on everybody. A stranger elsewhere cannot lock anyone out,
and an e-mail address that nobody has waits just as long as one that somebody has.
"""

from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.crypto import salted_hmac

from .models import FailedSignIn

COUNTED_FOR = timedelta(minutes=15)
MOST_AT_ONE_EMAIL = 5
MOST_FROM_ONE_ADDRESS = 50


def must_wait(email: str, address: str, *, at: datetime) -> bool:
    """Whether too many tries went wrong lately, at this e-mail address or from this address."""
    limits = {_key(email, address): MOST_AT_ONE_EMAIL, _key(address): MOST_FROM_ONE_ADDRESS}
    counted = FailedSignIn.objects.filter(key__in=limits, at__gt=at - COUNTED_FOR)
    tries = counted.values_list("key").annotate(many=Count("pk")).order_by()
    return any(many >= limits[key] for key, many in tries)


def count_failure(email: str, address: str, *, at: datetime) -> None:
    """Count a wrong try, and drop those that count no longer."""
    FailedSignIn.objects.filter(at__lte=at - COUNTED_FOR).delete()
    keys = (_key(email, address), _key(address))
    FailedSignIn.objects.bulk_create(FailedSignIn(key=key, at=at) for key in keys)


def forget_failures(email: str, address: str) -> None:
    """The person got in: their own wrong tries no longer count."""
    FailedSignIn.objects.filter(key=_key(email, address)).delete()


def _key(*parts: str) -> str:
    told = "\n".join(part.strip().lower() for part in parts)
    return salted_hmac("agencies.throttle", told, algorithm="sha256").hexdigest()
