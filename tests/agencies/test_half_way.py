"""Somebody who has proved one factor goes on only while what they proved still holds."""

import pytest
from django.test import Client
from django.utils.timezone import now

from access.locks import acting_as
from agencies.account import set_password
from agencies.services import end_appointment
from tests.agencies.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SET_UP = "/sign-in/set-up/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def test_a_new_password_sends_back_whoever_came_half_way_with_the_old_one(cast, pat):
    thief = Client()
    thief.post("/sign-in/", {"email": pat.person.email, "password": PASSWORD})
    assert thief.get(SET_UP).status_code == 200
    with acting_as(cast.service) as service:
        set_password(pat.person, "seven kettles under a lighthouse", actor=service, at=now())
    for address in (SET_UP, "/sign-in/set-up/app/", "/sign-in/second-factor/"):
        assert thief.get(address).url.startswith("/sign-in/?")
