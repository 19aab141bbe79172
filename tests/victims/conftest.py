"""A victim's record in Pat's case, with an officer named, and pages opened as somebody."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now

from access.actor import Actor, Role
from access.locks import acting_as
from agencies.models import Agency
from nominals.models import Nominal
from tests.factories import make_actor, make_agency
from victims import services
from victims.models import VictimIdentity, VictimRecord

# A name that stands nowhere else, in no case and in nobody's e-mail address.
NAME, ADDRESS = "Quincella Damsonpip", "9 Medlarbasket Wynd"
WHO = {"name": NAME, "address": ADDRESS, "telephone": "01632 960 001", "date_of_birth": None}
SAID = {
    "kind_of_person": "victim",
    "relation": "Former partner",
    "contact_wishes": "By letter alone.",
    "in_contact_scheme": True,
    "no_contact": "Not to enter the north of the town.",
    "to_be_told": "A release, a week before it.",
}


@dataclass
class Case:
    """Pat's nominal with one victim: Vera is the officer named, Vaughn another."""

    cast: Any
    nominal: Nominal
    agency: Agency
    vera: Actor
    vaughn: Actor
    record: VictimRecord
    identity: VictimIdentity

    def again(self) -> VictimRecord:
        """The record as it is in the database now."""
        with acting_as(self.cast.cora) as cora:
            return VictimRecord.objects.visible_to(cora).get(pk=self.record.pk)

    def sees(self, actor: Actor, record: Any) -> bool:
        """Whether a person sees a record; the two locks must give the same answer."""
        with acting_as(actor):
            rows = type(record)._base_manager.filter(pk=record.pk)
            seen = type(record).objects.visible_to(actor).filter(pk=record.pk)
            assert seen.exists() == rows.exists(), f"the locks disagree: {actor.role}"
            return rows.exists()

    def amend(self, actor: Actor, **said: Any) -> None:
        record = self.again()
        kept = {name: getattr(record, name) for name in [*SAID, "liaison_officer"]}
        with acting_as(actor):
            given = {"version": record.version, **kept, **said}
            services.amend(record, actor=actor, at=now(), **given)


@pytest.fixture
def case(cast, nominal) -> Case:
    agency = make_agency(cast.area, "victim_service")
    vera, vaughn = (
        make_actor(name, Role.VICTIM_LIAISON, agency) for name in ("Vera Orrisby", "Vaughn Loosby")
    )
    with acting_as(cast.cora) as cora:
        record = services.add(nominal, actor=cora, at=now(), liaison_officer=vera.person, **SAID)
        identity = services.add_identity(record, actor=cora, at=now(), **WHO)
    return Case(cast, nominal, agency, vera, vaughn, record, identity)


@pytest.fixture
def browse(client):
    """Open a page as somebody, or post to it."""

    def opened(actor, name, record, post=None):
        client.force_login(actor.person)
        address = reverse(f"victims:{name}", args=[record.pk])
        return client.get(address) if post is None else client.post(address, post)

    return opened
