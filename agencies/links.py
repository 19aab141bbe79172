"""A link of one use with which a person sets their password: the first, or after a forgotten one.

An operator makes it, for whom they have made sure of. It is signed with what it changes, so that
it ends with its use, with the next sign-in and with its hours; it opens nothing by itself.
"""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from .models import Person

LINK = "password_link"  # the session's key for the one that the browser came by


def link_for(person: Person) -> str:
    """An address at which this person can set their password once, soon."""
    told = {"link": f"{person.pk}.{default_token_generator.make_token(person)}"}
    return (
        f"{settings.SITE_ADDRESS.rstrip('/')}{reverse('agencies:new_password')}?{urlencode(told)}"
    )


def remember(request: HttpRequest, link: str) -> None:
    """Keep the link in the session, so that the address of the page no longer holds it."""
    request.session[LINK] = link


def who(request: HttpRequest) -> Person | None:
    """Whose password may be set by the link that the browser came by, if it is still good."""
    key, _dot, token = str(request.session.get(LINK, "")).partition(".")
    try:
        person = Person.objects.filter(pk=UUID(key), is_active=True).first()
    except ValueError:
        return None
    return person if person and default_token_generator.check_token(person, token) else None
