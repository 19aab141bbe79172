"""People named for one case: who may be, until when, and how that ends."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as, announce
from access.policy import Refused
from agencies.models import Agency, Appointment
from agencies.services import end_appointment
from nominals.models import Exclusion, Nominal, NominalShare
from notices.models import Notice
from sharing.models import Seal
from sharing.services import named as services
from tests.factories import make_actor, make_agency, make_area

DAY = timedelta(days=1)
NEITHER = "must not receive anything"


@pytest.fixture
def vera(cast):
    """A caseworker of a voluntary organisation."""
    hostel = make_agency(cast.area, "voluntary", standing="voluntary")
    return make_actor("Vera Thornapple", Role.REPRESENTATIVE, hostel)


def name(actor, nominal, person, days=30):
    with acting_as(actor):
        return services.add(
            nominal,
            actor=actor,
            at=now(),
            person=person.person,
            reason="Runs the hostel",
            until=localdate() + days * DAY,
        )


def sees(who, nominal):
    announce(who)
    rows = Nominal._base_manager.filter(pk=nominal.pk)
    first = Nominal.objects.visible_to(who).filter(pk=nominal.pk).exists()
    assert first == rows.exists(), "the locks disagree"
    return first


def test_the_case_opens_to_the_person_alone_and_they_are_told(cast, nominal, vera):
    other = make_actor("Una Fennimore", Role.REPRESENTATIVE, Agency.objects.get(pk=vera.agency_id))
    named = name(cast.pat, nominal, vera)
    assert sees(vera, nominal)
    assert not sees(other, nominal)
    announce(vera)
    share = NominalShare._base_manager.get(source="named", source_id=named.pk)
    assert share.expires_at == named.until
    assert share.reason == "Named for this case: Runs the hostel"
    (told,) = Notice.objects.visible_to(vera)
    assert (told.rule, told.on, told.link) == (
        "named_person.added",
        localdate() + 30 * DAY,
        f"/nominals/{nominal.pk}/",
    )


def test_it_closes_when_the_day_is_over(cast, nominal, vera):
    named = name(cast.cora, nominal, vera, days=0)
    announce(vera)
    NominalShare._base_manager.filter(source_id=named.pk).update(expires_at=now())
    assert not sees(vera, nominal)


def test_it_ends_for_a_reason_once(cast, nominal, vera):
    named = name(cast.cora, nominal, vera)
    with acting_as(cast.cora) as cora:
        services.end(named, actor=cora, at=now(), because="Moved out")
    assert not sees(vera, nominal)
    again = ((services.end, {"because": "x"}), (services.renew, {"until": localdate()}))
    for act, said in again:
        with acting_as(cast.cora) as cora, pytest.raises(NotPossible, match="ended already"):
            act(named, actor=cora, at=now(), **said)
    name(cast.cora, nominal, vera)
    assert sees(vera, nominal)


def test_it_is_renewed_and_not_given_twice(cast, nominal, vera):
    with CaptureQueriesContext(connection) as asked:
        named = name(cast.cora, nominal, vera)
    first = next(each["sql"] for each in asked if "nominals_nominal" in each["sql"])
    assert first.endswith("FOR UPDATE")  # who names the same person meanwhile waits
    with pytest.raises(NotPossible, match="Renew"):
        name(cast.cora, nominal, vera)
    with acting_as(cast.cora) as cora:
        services.renew(named, actor=cora, at=now(), until=localdate() + 90 * DAY)
    announce(vera)
    share = NominalShare._base_manager.get(source="named")
    assert share.expires_at == named.until
    assert named.last_day == localdate() + 90 * DAY


@pytest.mark.parametrize("months", [(0, -1), (12, 1)], ids=["past", "past a year"])
def test_no_day_out_of_reach(cast, nominal, vera, months):
    until = localdate() + relativedelta(months=months[0]) + months[1] * DAY
    with pytest.raises(NotPossible, match="as long as is allowed"):
        name(cast.cora, nominal, vera, days=(until - localdate()).days)
    assert not sees(vera, nominal)


def test_who_is_excluded_and_who_is_of_another_area_get_the_same_words(cast, nominal, vera):
    away = make_actor(
        "Otis Reedmace", Role.REPRESENTATIVE, make_agency(make_area("Mosswater", "MO"), "police")
    )
    with acting_as(cast.cora):
        Exclusion(nominal=nominal, person=vera.person, reason="Kin", given_at=now()).save()
        Exclusion(
            nominal=nominal, agency_id=cast.hal.agency_id, reason="Kin", given_at=now()
        ).save()
    for person in (vera, cast.hal, away):
        with pytest.raises(NotPossible, match=NEITHER):
            name(cast.cora, nominal, person)


def test_neither_the_board_nor_whoever_left_is_named(cast, nominal, vera):
    end_appointment(Appointment.objects.get(pk=vera.appointment_id), at=now())
    for person in (vera, cast.bea):
        with pytest.raises(NotPossible, match=NEITHER):
            name(cast.cora, nominal, person)


def test_a_seal_is_not_gone_round(cast, nominal, vera):
    with acting_as(cast.cora):
        Seal(nominal=nominal, reason="A seal", sealed_by=cast.cora.person, sealed_at=now()).save()
    with pytest.raises(NotPossible, match="sealed"):
        name(cast.cora, nominal, vera)


def test_who_is_named_names_nobody(cast, nominal, vera):
    named = name(cast.cora, nominal, vera)
    with pytest.raises(Refused):
        name(vera, nominal, cast.hal)
    with acting_as(vera), pytest.raises(Refused):
        services.end(named, actor=vera, at=now(), because="I would rather not")


@pytest.fixture
def add(nominal, vera, client):
    """Post to the page that names somebody, until ten days from now."""
    until = localdate() + 10 * DAY
    given = {"name": "thorn", "person": str(vera.person_id), "reason": "Runs the hostel"}
    given |= {f"until_{part}": getattr(until, part) for part in ("day", "month", "year")}

    def post(**said):
        return client.post(f"/nominals/{nominal.pk}/named/add/", said or given)

    post.given = given
    return post


def test_somebody_is_looked_for_and_named(cast, nominal, add, client):
    client.force_login(cast.cora.person)
    here = f"/nominals/{nominal.pk}/named/"
    assert "Nobody is named" in client.get(here).content.decode()
    assert client.get(f"{here}add/").status_code == 200
    assert "Nobody appointed in your area" in add(name="Zzyx").content.decode()
    found = add(name="thorn").content.decode()
    assert "Vera Thornapple" in found
    assert "Agency representative, Fernshire Voluntary sector" in found
    assert "Error:" not in found
    assert "Select the person" in add(**{**add.given, "person": ""}).content.decode()
    assert add().status_code == 302
    assert add().status_code == 409
    assert "Named now" in client.get(here).content.decode()


def test_it_is_renewed_and_ended_on_pages_that_others_do_not_find(cast, nominal, vera, client):
    named = name(cast.cora, nominal, vera)
    here = f"/nominals/{nominal.pk}/named/"
    client.force_login(cast.pat.person)
    page = client.get(f"/named/{named.pk}/renew/").content.decode()
    assert "Runs the hostel" in page
    day = {"until_day": "1", "until_month": "1", "until_year": "2020"}
    assert client.post(f"/named/{named.pk}/renew/", {"reason": "x", **day}).status_code == 409
    assert client.post(f"/named/{named.pk}/end/", {"because": "Moved out"}).status_code == 302
    assert "Moved out" in client.get(here).content.decode()
    client.force_login(cast.hal.person)
    assert client.get(here).status_code == 404
    assert client.get(f"/named/{named.pk}/end/").status_code == 404
