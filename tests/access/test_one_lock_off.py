"""With either lock taken away on purpose, the other alone still shows nothing."""

import os
from urllib.parse import unquote, urlsplit

import pytest
from django.apps import apps
from django.db import connection
from django.http import JsonResponse
from django.test import Client
from django.urls import path, reverse

from access.guard import guard
from access.locks import announce
from access.rows import NobodyAlone, Share, Shared
from audit.models import Event
from mappa.urls import urlpatterns as all_of_ours
from nominals.models import Nominal

ABOUT = ("nominal_id", "content_object_id", "id")  # by which of them a row is about a nominal
LOCKED = [
    model
    for model in apps.get_models()
    if issubclass(model, Shared | Share | Event) and not issubclass(model, NobodyAlone)
]


@guard("notice.open")
def careless(request, nominal):
    """A view that asks its managers for everything, as no view of ours may."""
    rows = {model._meta.db_table: rows_about(model, nominal).count() for model in LOCKED}
    names = list(Nominal._base_manager.values_list("surname", flat=True))
    return JsonResponse({"names": names, "rows": {table: n for table, n in rows.items() if n}})


def rows_about(model, key):
    """What the unscoped manager finds about the nominal of this key."""
    columns = {field.attname for field in model._meta.concrete_fields}
    about = next(each for each in ABOUT if each in columns)
    return model._base_manager.filter(**{about: key})


urlpatterns = [path("careless/<uuid:nominal>/", careless), *all_of_ours]
handler403, handler404 = "mappa.errors.forbidden", "mappa.errors.not_found"


def opened_by(actor, address, **posted) -> str:
    """The page that somebody gets, in words; it must be there."""
    client = Client()
    client.force_login(actor.person)
    answer = client.post(address, posted) if posted else client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.urls(__name__)
def test_without_the_first_lock_the_second_shows_nothing(cast, nominal):
    """A view that asks for all of it is given what is shared, and to Hal nothing is."""
    found = careless_answer(cast.cora, nominal)
    assert found["names"] == [nominal.surname]
    assert {"nominals_nominal", "nominals_nominalshare", "nominals_location"} <= set(found["rows"])
    for actor in (cast.hal, cast.rex, cast.ada, cast.bea):
        assert careless_answer(actor, nominal) == {"names": [], "rows": {}}


def careless_answer(actor, nominal):
    client = Client()
    client.force_login(actor.person)
    return client.get(f"/careless/{nominal.pk}/").json()


@pytest.fixture
def without_row_security(django_db_setup, django_db_blocker):
    """Connected as the owner of the tables, whom the policies let past."""
    owner = urlsplit(os.environ["DATABASE_OWNER_URL"])
    named = connection.settings_dict
    before = {key: named[key] for key in ("USER", "PASSWORD")}
    with django_db_blocker.unblock():
        connection.close()
        named.update(USER=owner.username, PASSWORD=unquote(owner.password or ""))
    yield
    with django_db_blocker.unblock():
        connection.close()
        named.update(before)


@pytest.mark.urls(__name__)
def test_without_the_second_lock_the_first_shows_nothing(without_row_security, cast, nominal):
    """The careless view now gives it away to Hal; every page and every manager of ours does not."""
    assert careless_answer(cast.hal, nominal)["names"] == [nominal.surname]
    for actor in (cast.hal, cast.rex, cast.poppy):
        announce(actor)
        seen = {model for model in LOCKED if first_lock(model, actor, nominal.pk)}
        assert seen == set()
        assert nominal.surname not in opened_by(actor, reverse("nominals:list"))
        found = opened_by(actor, reverse("nominals:find"), words=nominal.surname)
        assert nominal.reference not in found
        client = Client()
        client.force_login(actor.person)
        assert client.get(reverse("nominals:show", args=[nominal.pk])).status_code == 404
    announce(cast.cora)
    assert first_lock(Nominal, cast.cora, nominal.pk)
    assert nominal.surname in opened_by(cast.cora, reverse("nominals:list"))
    found = opened_by(cast.cora, reverse("nominals:find"), words=nominal.surname)
    assert nominal.reference in found


def first_lock(model, actor, key) -> bool:
    """Whether the scoped manager gives anything about the nominal; shares and trail have none."""
    if not issubclass(model, Shared):
        return False
    about = rows_about(model, key)
    return model.objects.visible_to(actor).filter(pk__in=about.values("pk")).exists()
