"""Absent and forbidden are one: every address that takes a key, asked for both."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.timezone import now

from access.actor import Actor, Role
from access.locks import acting_as
from nominals.models import Exclusion
from sharing.models import SealedFor
from tests.access.one_of_each import Maker
from tests.factories import make_actor, make_agency, make_area, make_nominal

VERBS = ("get", "post")
# The form's own token, and the seconds until the session ends.
LOT = re.compile(r'value="[A-Za-z0-9]{64}"|data-seconds="\d+"')


def with_keys(patterns, space="") -> list[tuple[str, Any, tuple[str, ...]]]:
    """Each address that takes a key: its name, the model behind its door, what it takes."""
    found = []
    for each in patterns:
        if hasattr(each, "url_patterns"):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            found += with_keys(each.url_patterns, inner)
        elif each.pattern.converters:
            found.append((f"{space}{each.name}", each.callback.model, (*each.pattern.converters,)))
    return found


ADDRESSES = with_keys(get_resolver().url_patterns)
NESTED = {"sharing:lift_exclusion": Exclusion, "sharing:unname": SealedFor}


@dataclass
class World:
    """A case of one area, and those who see nothing of it: uninvited, elsewhere, the board's."""

    rows: dict[type, UUID]
    outsiders: dict[type, list[Client]]  # those who do not see the row of this kind
    insider: Actor
    own: dict[type, UUID]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once, and never kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def make_world() -> World:
    here, there = (make_case(name, code) for name, code in (("Reedmace", "RM"), ("Moss", "MO")))
    housing = make_agency(make_area("Reed", "RE"), "housing_authority")
    outsiders = [
        there[0],
        there[1],
        make_actor("Hal Lichenby", Role.REPRESENTATIVE, housing),
        make_actor("Chidi Hailwright", Role.CHAIR, housing),
        make_actor("Ada Cairnmoss", Role.AUDITOR, housing),
        make_actor("Bea Driftholm", Role.BOARD_MEMBER, housing),
    ]
    browsers = [(each, browser(each)) for each in outsiders]
    blind = {
        model: [client for actor, client in browsers if hidden_from(actor, here[2], model)]
        for model in {model for _, model, _ in ADDRESSES}
    }
    return World(here[2], blind, there[0], there[2])


def browser(actor: Actor) -> Client:
    """Signed in as somebody."""
    client = Client()
    client.force_login(actor.person)
    return client


def make_case(name: str, code: str) -> tuple[Actor, Actor, dict[type, UUID]]:
    """A coordinator, a case manager, and one of every kind of record about a case of theirs."""
    agency = make_agency(make_area(f"{name}land", code), "probation")
    cora = make_actor(f"Cora {name}by", Role.COORDINATOR, agency)
    pat = make_actor(f"Pat {name}dew", Role.PRACTITIONER, agency)
    nominal = make_nominal(cora, pat)
    made = Maker(nominal, cora, agency.area.coordination_id).all()
    with acting_as(cora):
        given = {"nominal": nominal, "reason": "A relative", "given_at": now()}
        excluded = Exclusion.objects.create(agency_id=uuid4(), **given)
    service = make_actor(f"Counts of {name}", Role.SERVICE, agency)
    with acting_as(service):
        others = Maker(nominal, service)
        made |= {model: others.one(model) for _, model, _ in ADDRESSES if model not in made}
    rows = {model: record.pk for model, record in made.items()}
    return cora, pat, rows | {Exclusion: excluded.pk}


def answer(client: Client, verb: str, name: str, keys: dict[str, UUID]) -> tuple[Any, ...]:
    """All that could tell one answer from another, but for what is drawn by lot in each."""
    asked = []
    with transaction.atomic():
        with connection.execute_wrapper(
            lambda run, sql, *rest: asked.append(sql) or run(sql, *rest)
        ):
            response = getattr(client, verb)(reverse(name, kwargs=keys))
        transaction.set_rollback(True)
    body = LOT.sub("", response.content.decode())
    for key in keys.values():
        body = body.replace(str(key), "key")
    headers = {name: value for name, value in response.items() if name != "Content-Security-Policy"}
    return response.status_code, body, headers, len(asked)


@pytest.mark.parametrize(("name", "model", "takes"), ADDRESSES, ids=[each[0] for each in ADDRESSES])
def test_a_hidden_record_and_none_are_one_answer(world, name, model, takes):
    """Same status, body, headers and number of queries; two of the outsiders ask, by turns."""
    turn = ADDRESSES.index((name, model, takes))
    others = dict.fromkeys(takes, uuid4())
    asking = world.outsiders[model]
    assert len(asking) >= len(VERBS)
    for verb, client in zip(VERBS, (asking * 2)[turn % len(asking) :], strict=False):
        hidden, absent = (
            answer(client, verb, name, others | {"pk": key}) for key in (world.rows[model], uuid4())
        )
        assert hidden == absent, verb
        assert hidden[0] == 404, verb


def hidden_from(actor: Actor, rows: dict[type, UUID], model: Any) -> bool:
    """What no share opens may be open by role: then it is no secret."""
    with acting_as(actor):
        return not model.objects.visible_to(actor).filter(pk=rows[model]).exists()


@pytest.mark.parametrize("name", NESTED)
def test_a_hidden_record_inside_one_that_is_seen_and_none_are_one_answer(world, name):
    """Under a nominal of one's own, the key of what belongs to another's."""
    client = browser(world.insider)
    model = next(each[1] for each in ADDRESSES if each[0] == name)
    for verb in VERBS:
        hidden, absent = (
            answer(client, verb, name, {"pk": world.own[model], "key": key})
            for key in (world.rows[NESTED[name]], uuid4())
        )
        assert hidden == absent, verb
        assert hidden[0] in {403, 404}, verb


def test_every_address_that_takes_two_keys_is_tried_with_both():
    assert {name for name, _, takes in ADDRESSES if len(takes) > 1} == set(NESTED)


def test_what_is_asked_for_is_there(world):
    """Its own people see it: else all of this would prove nothing."""
    with acting_as(world.insider):
        for model in {each[1] for each in ADDRESSES if each[1].follows}:
            assert model.objects.visible_to(world.insider).filter(pk=world.own[model]).exists()
