"""The pages about victims: who gets what, where a name is shown, and what is kept of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from access.actor import Role
from access.locks import acting_as, announce
from access.rows import share
from agencies.acting import acting_under
from agencies.services import appoint
from audit.models import Event
from tests.factories import make_actor
from tests.meetings.conftest import agency_of
from tests.victims.conftest import ADDRESS, NAME, SAID, WHO
from victims import services
from victims.models import VictimIdentity, VictimRecord
from victims.pages import shown

SEEN, REFUSED, MISSING, NOT_NOW = 200, 403, 404, 409
ABSENT = "6f1d8a52-0000-4000-8000-000000000000"
FORM = {**SAID, "in_contact_scheme": "yes", "liaison_officer": ""}
WHO_FORM = {name: value or "" for name, value in WHO.items() if name != "date_of_birth"}


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def everybody(case):
    """The cast, with those to whom the case is open besides: Ada samples it, Rex is invited."""
    cast, found = case.cast, {"vera": case.vera, "vaughn": case.vaughn}
    found["admin"] = make_actor("Addo Finchwell", Role.ADMINISTRATOR, agency_of(cast.cora))
    found["pom"] = make_actor("Pomona Gravelby", Role.PRISON_OFFENDER_MANAGER, agency_of(cast.pat))
    with acting_as(cast.cora):
        groups = [
            cast.ada.person.own_group,
            found["pom"].person.own_group,
            agency_of(cast.rex).group,
        ]
        share(case.nominal, groups, source="invitation", reason="Invited", at=now())
    return lambda who: found.get(who) or getattr(cast, who)


PAGES = {
    #           list     add      amend    end      show     correct
    "cora":   (SEEN,    SEEN,    SEEN,    SEEN,    SEEN,    SEEN),
    "vera":   (SEEN,    SEEN,    SEEN,    SEEN,    SEEN,    SEEN),
    "pat":    (SEEN,    REFUSED, REFUSED, REFUSED, SEEN,    REFUSED),
    "admin":  (SEEN,    REFUSED, REFUSED, REFUSED, MISSING, MISSING),
    "rex":    (SEEN,    REFUSED, REFUSED, REFUSED, MISSING, MISSING),
    "ada":    (SEEN,    REFUSED, REFUSED, REFUSED, MISSING, MISSING),
    "pom":    (REFUSED, REFUSED, REFUSED, REFUSED, MISSING, MISSING),
    "vaughn": (MISSING, MISSING, MISSING, MISSING, MISSING, MISSING),
    "hal":    (MISSING, MISSING, MISSING, MISSING, MISSING, MISSING),
    "bea":    (MISSING, MISSING, MISSING, MISSING, MISSING, MISSING),
}  # fmt: skip


@pytest.mark.parametrize("who", PAGES)
def test_who_can_open_what(case, everybody, browse, who):
    records = [case.nominal] * 2 + [case.record] * 2 + [case.identity] * 2
    names = ["list", "add", "amend", "end", "show_identity", "amend_identity"]
    for name, record, answer in zip(names, records, PAGES[who], strict=True):
        page = browse(everybody(who), name, record)
        assert page.status_code == answer, name
        is_name = name.endswith("identity") and answer == SEEN
        assert (NAME in text(page)) is is_name, name
        assert (ADDRESS in text(page)) is is_name, name


def test_a_name_withheld_and_a_name_that_never_was_are_one_answer(case, everybody, client):
    client.force_login(everybody("rex").person)
    keys = (str(case.identity.pk), ABSENT)
    pages = [client.get(reverse("victims:show_identity", args=[key])) for key in keys]
    assert pages[0].status_code == pages[1].status_code == MISSING
    # Apart from what is new on each page, and the address that was asked for.
    plain = [re.sub(rf'value="\w{{64}}"|{"|".join(keys)}', "", text(page)) for page in pages]
    assert plain[0] == plain[1]


def test_a_masked_line_says_that_the_name_is_withheld(case, everybody, browse):
    masked, known = (text(browse(everybody(who), "list", case.nominal)) for who in ("rex", "pat"))
    assert "Victim A (name withheld)" in masked
    assert "Show the name" not in masked
    assert str(case.identity.pk) not in masked
    assert "name withheld" not in known
    assert reverse("victims:show_identity", args=[case.identity.pk]) in known


def test_one_reading_of_a_name_is_one_event(case, browse):
    browse(case.cast.pat, "list", case.nominal)
    announce(case.cast.cora)
    readings = Event.objects.filter(action="victim_identity.show")
    assert not readings.exists()
    browse(case.cast.pat, "show_identity", case.identity)
    announce(case.cast.cora)
    reading = readings.get()
    assert (reading.by_id, reading.record_id) == (case.cast.pat.person_id, case.identity.pk)
    assert reading.nominal_id == case.nominal.pk
    assert (reading.kind, reading.detail) == (Event.Kind.READING, {})


def test_an_administrator_who_also_coordinates_does_so_under_that_appointment(case, browse, client):
    """The name is open to their own group: under the other appointment it is still refused."""
    cora = case.cast.cora
    second = appoint(cora.person, agency=agency_of(cora), role=Role.ADMINISTRATOR, at=now())
    as_admin = acting_under(second)
    assert case.sees(as_admin, case.identity)
    with acting_as(as_admin):
        assert [line.words for line in shown(case.nominal, as_admin)] == [
            "Victim A (name withheld)"
        ]
    client.force_login(cora.person)
    client.post(reverse("agencies:choose_appointment"), {"appointment": str(second.pk)})
    page = client.get(reverse("victims:show_identity", args=[case.identity.pk]))
    assert page.status_code == REFUSED
    assert NAME not in text(page)


def test_those_whom_the_records_are_not_for_are_shown_no_line(case, everybody):
    pom = everybody("pom")
    with acting_as(pom):
        assert shown(case.nominal, pom) == []


def test_a_victim_is_added_and_then_named_on_another_page(case, browse):
    cora = case.cast.cora
    page = browse(cora, "add", case.nominal, {**FORM, "kind_of_person": "at_risk"})
    assert page.url == reverse("victims:list", args=[case.nominal.pk])
    announce(cora)
    record = VictimRecord.objects.visible_to(cora).get(letter="B")
    assert "Add name and address" in text(browse(cora, "list", case.nominal))
    page = browse(cora, "add_identity", record, {**WHO_FORM, "date_of_birth_year": "3000"})
    assert "Error: " in text(page)
    assert browse(cora, "add_identity", record, WHO_FORM).status_code == 302
    announce(cora)
    assert VictimIdentity.objects.visible_to(cora).get(record=record).name == NAME
    page = browse(cora, "add_identity", record, WHO_FORM)
    assert page.status_code == NOT_NOW
    assert "recorded already" in text(page)


def test_what_was_typed_on_a_stale_page_is_kept(case, browse):
    case.amend(case.cast.cora, relation="Neighbour")
    page = browse(case.vera, "amend", case.record, {**FORM, "relation": "Cousin", "version": 0})
    assert page.status_code == NOT_NOW
    assert "This has changed since you opened it." in text(page)
    assert 'value="Cousin"' in text(page)


def test_who_hands_the_case_over_is_sent_home(case, browse):
    handed = {**FORM, "version": 0, "liaison_officer": str(case.vaughn.person_id)}
    assert browse(case.vera, "amend", case.record, handed).url == reverse("home")
    assert browse(case.vera, "list", case.nominal).status_code == MISSING
    assert browse(case.vaughn, "list", case.nominal).status_code == SEEN


def test_when_contact_has_ended_nothing_more_is_offered(case, browse):
    assert browse(case.cast.cora, "end", case.record, {}).status_code == SEEN
    assert browse(case.vera, "end", case.record, {"reason": "declined"}).url == reverse("home")
    page = text(browse(case.cast.cora, "list", case.nominal))
    assert "No longer to be contacted" in page
    assert reverse("victims:amend", args=[case.record.pk]) not in page
    again = browse(case.cast.cora, "end", case.record, {"reason": "declined"})
    assert again.status_code == NOT_NOW


def test_a_case_without_victims_says_so(cast, nominal, browse):
    assert "No victim or person at risk is recorded" in text(browse(cast.pat, "list", nominal))


def test_no_search_list_or_case_page_holds_a_name(case, client):
    client.force_login(case.cast.cora.person)
    found = client.post(reverse("nominals:find"), {"words": NAME})
    assert "No match" in text(found)
    for name, args in (("nominals:list", []), ("nominals:show", [case.nominal.pk])):
        assert NAME not in text(client.get(reverse(name, args=args)))
    assert NAME not in text(client.get(reverse("notices:list")))


def test_the_list_costs_the_same_however_many_there_are(case, browse):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browse(case.cast.cora, "list", case.nominal).status_code == SEEN
        return len(queries)

    cost()
    one = cost()
    with acting_as(case.cast.cora) as cora:
        for _ in range(3):
            record = services.add(
                case.nominal, actor=cora, at=now(), liaison_officer=case.vera.person, **SAID
            )
            services.add_identity(record, actor=cora, at=now(), **WHO)
    assert cost() == one
