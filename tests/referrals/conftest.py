"""A referral at each stage of its life, and pages opened as somebody."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import now

from access.locks import acting_as
from referrals import services
from referrals.criteria import Outcome
from referrals.models import Referral

COMPLETE = {
    "level_sought": 2,
    "category": 1,
    "reason": "Three agencies hold a part of the plan.",
    "wanted": "Housing to find a place away from the town.",
    "beyond_level_2": "",
    "risk": "High, to children, if housed near a school.",
    "assessed_on": date(2026, 3, 1),
    "release_on": None,
    "victims": "None known.",
    "disclosure": "",
}
MET = ["meetings_add_value", "high_risk"]


@pytest.fixture
def again():
    """The referral as it is in the database now, as somebody sees it."""

    def read(referral, actor):
        with acting_as(actor):
            return Referral.objects.visible_to(actor).filter(pk=referral.pk).first()

    return read


@pytest.fixture
def draft(cast, nominal):
    """Pat's, to Level 2, with nothing in it yet."""
    with acting_as(cast.pat) as actor:
        manager = cast.maya.person
        return services.start(nominal, actor=actor, at=now(), level_sought=2, manager=manager)


@pytest.fixture
def write(cast):
    def written(referral, **other):
        with acting_as(cast.pat) as actor:
            said = {**COMPLETE, "manager": referral.manager, **other}
            version = said.pop("version", referral.version)
            services.amend(referral, actor=actor, at=now(), version=version, **said)

    return written


@pytest.fixture
def submitted(cast, draft, write):
    write(draft)
    with acting_as(cast.pat) as actor:
        services.submit(draft, actor=actor, at=now())
    return draft


@pytest.fixture
def approved(cast, submitted):
    with acting_as(cast.maya) as actor:
        services.approve(submitted, actor=actor, at=now())
    return submitted


@pytest.fixture
def screen(cast):
    """Decide it as Cora, or as somebody else."""

    def screened(referral, outcome=Outcome.ACCEPT_AT_LEVEL_2, actor=cast.cora, **other):
        said = {"criteria": MET, "rationale": "It needs meetings.", "answer": "Advice given."}
        with acting_as(actor):
            return services.screen(
                referral, actor=actor, at=now(), outcome=outcome, **{**said, **other}
            )

    return screened


@pytest.fixture
def accepted(approved, screen):
    screen(approved)
    return approved


@pytest.fixture
def browse(client):
    """Open a page as somebody, or post to it."""

    def opened(actor, name, *args, query="", post=None):
        client.force_login(actor.person)
        address = reverse(name, args=args) + query
        return client.get(address) if post is None else client.post(address, post)

    return opened
