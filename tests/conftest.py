"""The databases of the tests, and the cast that most of them need."""

import os
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

from access.actor import Actor, Role
from access.locks import announce
from agencies.models import Area
from tests.databases import Database, fresh
from tests.factories import make_actor, make_agency, make_area, make_nominal
from tests.scheduling import LongestFirst

# How long an example takes depends on what else the machine does: that is for the bench.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")


def pytest_xdist_make_scheduler(config, log):
    return LongestFirst(config, log)


@dataclass(frozen=True)
class Cast:
    """Cora coordinates. Pat is police and refers. Hal is housing, uninvited. Ada audits.

    Maya manages Pat, Chidi chairs, Rex represents the police and Poppy probation, Bea sits on
    the board, and the service counts and reminds.
    """

    area: Area
    cora: Actor
    pat: Actor
    hal: Actor
    ada: Actor
    maya: Actor
    chidi: Actor
    rex: Actor
    poppy: Actor
    bea: Actor
    service: Actor


def hired() -> Cast:
    area = make_area()
    probation = make_agency(area, "probation", standing="ra", core_level_2=True, core_level_3=True)
    police = make_agency(area, "police", standing="ra", core_level_2=True, core_level_3=True)
    housing = make_agency(area, "housing_authority")
    board = make_agency(area, "board")
    maya = make_actor("Maya Quillstone", Role.MANAGER, police)
    return Cast(
        area=area,
        cora=make_actor("Cora Marlpit", Role.COORDINATOR, probation),
        pat=make_actor("Pat Thistledew", Role.PRACTITIONER, police, manager=maya.person),
        hal=make_actor("Hal Lichenby", Role.REPRESENTATIVE, housing),
        ada=make_actor("Ada Cairnmoss", Role.AUDITOR, board),
        maya=maya,
        chidi=make_actor("Chidi Hailwright", Role.CHAIR, probation),
        rex=make_actor("Rex Sedgeley", Role.REPRESENTATIVE, police),
        poppy=make_actor("Poppy Shalecombe", Role.REPRESENTATIVE, probation),
        bea=make_actor("Bea Driftholm", Role.BOARD_MEMBER, board),
        service=make_actor("Reminders and counts", Role.SERVICE, board),
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id) -> Iterator[Cast]:
    """A database for this worker, reached as the application's own role: row security holds.

    The cast is hired in it once, before anything else; what each test adds is rolled back.
    """
    database = fresh(f"test_mappa_{os.getpid()}_{worker_id}")
    with django_db_blocker.unblock():
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = database.name
        company = hired()
    yield company
    with django_db_blocker.unblock():
        connections["default"].close()
    database.drop()


@pytest.fixture
def cast(db, django_db_setup) -> Cast:
    return deepcopy(django_db_setup)  # what a test does to a person in memory is its own


@pytest.fixture
def nominal(cast):
    """A nominal led by Pat, that Cora's unit and the service see, and nobody else does."""
    return make_nominal(cast.cora, cast.pat)


@pytest.fixture
def as_actor():
    """Say who asks, for what follows in this test: as a request or a task would."""
    return announce


@dataclass(frozen=True)
class Stack:
    """A committed database and a broker of a test's own, for processes that it starts."""

    database: Database
    redis_url: str

    @property
    def database_url(self) -> str:
        return self.database.url

    @property
    def owner_url(self) -> str:
        return self.database.owner_url

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
            "DJANGO_SETTINGS_MODULE": "mappa.settings.demonstration",
        }


@pytest.fixture
def stack(worker_id) -> Iterator[Stack]:
    number = 8 + int(worker_id.removeprefix("gw")) if worker_id != "master" else 15
    broker = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{number}"
    database = fresh(f"test_stack_{uuid4().hex[:12]}")
    yield Stack(database, broker)
    database.drop()
