"""A decision to tell somebody, taken at a panel that has closed; its plan; and an application."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import Actor, Role
from access.locks import acting_as
from agencies.models import Agency
from disclosures.models import Delivery, Recipient
from disclosures.services import apply, name, tell
from meetings.models import Disclosure
from tests.factories import make_actor
from tests.meetings.conftest import agency_of, chidi, panel, session, slot
from tests.meetings.held import Hearing, hearing

__all__ = ["chidi", "panel", "session", "slot"]

# A name that stands nowhere else, in no case and in nobody's e-mail address.
NAME, ADDRESS = "Peregrina Quincewood", "4 Bramblethatch Row"
WHO = {"name": NAME, "address": ADDRESS, "telephone": "", "safe_contact": "By day, at work."}
TESTS = dict.fromkeys(("lawful", "necessary", "proportionate", "reasonable"), True)
TOLD = {"choice": "disclose", "to_whom": "A new partner", "what": "The order.", **TESTS}


def planned(agency: Agency, **given: Any) -> dict[str, Any]:
    return {
        "relation": "A new partner",
        "victim": None,
        "what": "That there is an order, and what it forbids.",
        "how": "jointly",
        "agency": agency,
        "person": None,
        "by_when": localdate() + timedelta(days=7),
        "nominal_told": "before",
        "nominal_told_why": "",
        **given,
    }


@dataclass
class Register:
    """A decision to tell, and what is done with it, each through the service of that name."""

    cast: Any
    heard: Hearing
    decision: Disclosure
    officer: Actor

    @property
    def police(self) -> Agency:
        return agency_of(self.cast.rex)

    def act(self, step: Any, record: Any, actor: Actor | None = None, **given: Any) -> Any:
        actor = actor or self.cast.cora
        with acting_as(actor):
            return step(record, actor=actor, at=now(), **given)

    def plan(self, **given: Any) -> Delivery:
        return self.act(
            tell.plan, self.decision, **planned(given.pop("agency", self.police), **given)
        )

    def told(self, **given: Any) -> Delivery:
        delivery = self.plan(**given)
        self.act(tell.deliver, delivery, on=localdate(), text="They listened.")
        return delivery

    def named(self, delivery: Any) -> Recipient:
        return self.act(name.add_recipient, delivery, **WHO)

    def apply(self, scheme: str = "right_to_ask", **given: Any) -> Any:
        given = {"relation": "A new partner", "concern": "Control over money.", **given}
        given.setdefault("received_at", now() - timedelta(days=1))
        return self.act(
            apply.add, self.heard.slot.nominal, scheme=scheme, agency=self.police, **given
        )

    def again(self, record: Any) -> Any:
        with acting_as(self.cast.cora) as cora:
            return type(record).objects.visible_to(cora).get(pk=record.pk)

    def sees(self, actor: Actor, record: Any) -> bool:
        """Whether a person sees a record; the two locks must give the same answer."""
        with acting_as(actor):
            rows = type(record)._base_manager.filter(pk=record.pk)
            seen = type(record).objects.visible_to(actor).filter(pk=record.pk)
            assert seen.exists() == rows.exists(), f"the locks disagree: {actor.role}"
            return rows.exists()


@pytest.fixture
def register(cast, session, slot, chidi) -> Register:
    heard = hearing(cast, session, slot, chidi)
    heard.attend()
    decision = heard.disclose(**TOLD, rationale="She may be harmed.")
    heard.decide()
    heard.close()
    officer = make_actor("Ola Fenwright", Role.PRACTITIONER, heard.police)
    return Register(cast, heard, heard.fresh(Disclosure, pk=decision.pk), officer)


@pytest.fixture
def browse(client):
    """Open a page as somebody, or post to it; where the statement comes first, it is accepted."""

    def opened(actor, page, record=None, post=None, query=""):
        client.force_login(actor.person)
        address = reverse(f"disclosures:{page}", args=[record.pk] if record else []) + query
        answer = client.get(address) if post is None else client.post(address, post)
        if "/statement/?next=" in answer.headers.get("Location", ""):
            client.post(answer.headers["Location"])
            answer = client.get(address) if post is None else client.post(address, post)
        return answer

    return opened
