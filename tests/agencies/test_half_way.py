"""Somebody who has proved one factor goes on only while what they proved still holds."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils.timezone import now

from access.locks import acting_as
from agencies.account import set_password
from agencies.models import Appointment
from agencies.services import end_appointment
from tests.agencies.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SET_UP = "/sign-in/set-up/"
APP = "/sign-in/set-up/app/"
KEY = re.compile(r'class="mappa-key">([A-Z2-7 ]+)<')


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def test_a_new_password_sends_back_whoever_came_half_way_with_the_old_one(cast, pat):
    thief = Client()
    thief.post("/sign-in/", {"email": pat.person.email, "password": PASSWORD})
    assert thief.get(SET_UP).status_code == 200
    with acting_as(cast.service) as service:
        set_password(pat.person, "seven kettles under a lighthouse", actor=service, at=now())
    for address in (SET_UP, APP, "/sign-in/second-factor/"):
        assert thief.get(address).url.startswith("/sign-in/?")


def test_who_has_no_appointment_any_more_sets_nothing_up_and_is_told_at_the_door(pat, client):
    typed = {"email": pat.person.email, "password": PASSWORD}
    client.post("/sign-in/", typed)
    secret = KEY.search(client.get(APP).text)[1].replace(" ", "")
    end_appointment(Appointment.objects.get(pk=pat.appointment_id), at=now())
    shown = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post(APP, {"code": shown}).url.startswith("/sign-in/?")
    assert not Authenticator.objects.filter(user=pat.person).exists()
    assert "You have no appointment at present" in client.post("/sign-in/", typed).text
