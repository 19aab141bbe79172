"""A case opened in an emergency: to whom, how long, who hears of it, and what nobody is told."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import Role
from access.locks import acting_as, announce
from access.policy import Refused
from access.rows import share
from agencies.models import Agency
from audit.models import Event
from clocks.models import Override
from clocks.working_days import add_working_days
from nominals.models import Exclusion, Nominal, NominalShare
from notices.models import Notice
from sharing.entitled import is_entitled
from sharing.lifecycle import Status
from sharing.models import BreakGlass, EmergencyTry, Seal
from sharing.services import break_glass as services
from tests.factories import make_actor, make_agency, make_area, make_nominal

WHY = "He is outside her door and she has called us."


@pytest.fixture
def case(cast):
    return make_nominal(
        cast.cora, cast.pat, surname="O\u2019Ferngård", forenames="Zoë  Anne", reference="FE26/7777"
    )


@pytest.fixture
def tess(cast):
    """A police officer who does not see the case."""
    police = Agency.objects.get(pk=cast.pat.agency_id)
    return make_actor("Tess Ravelhurst", Role.PRACTITIONER, police)


def tried(who, at=None, **said):
    given = {"surname": "O'Ferngård", "forenames": "Zoë Anne", "date_of_birth": date(1980, 5, 17)}
    given = said if "reference" in said else given | said
    with acting_as(who):
        return services.open_case(actor=who, at=at or now(), reason=WHY, **given)


def sees(who, case):
    announce(who)
    rows = Nominal._base_manager.filter(pk=case.pk)
    first = Nominal.objects.visible_to(who).filter(pk=case.pk).exists()
    assert first == rows.exists(), "the locks disagree"
    return first


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"surname": "o'ferngard", "forenames": "ZOE ANNE"},
        {"surname": " O\u2019FERNGÅRD ", "forenames": "zoë   anne"},
        {"reference": "fe26/7777"},
    ],
    ids=["as written", "plain", "spaced", "reference"],
)
def test_one_case_opens_to_one_person_for_four_hours(cast, case, tess, said):
    before = now()
    assert not sees(tess, case)
    assert tried(tess, **said).opened == case
    assert sees(tess, case)
    assert not sees(cast.rex, case)
    announce(tess)
    found = NominalShare._base_manager.get(source="break_glass")
    glass = BreakGlass.objects.visible_to(tess).get(pk=found.source_id)
    assert found.expires_at == glass.until
    assert timedelta(hours=4) <= glass.until - before < timedelta(hours=4, minutes=5)
    assert glass.review_due_on == add_working_days(localdate(), 5)
    assert (glass.person_id, glass.agency_id) == (tess.person_id, tess.agency_id)
    assert found.sort_key == case.sort_key


def test_after_the_hours_the_co_ordinator_sees_it_and_who_opened_it_does_not(cast, case, tess):
    tried(tess)
    announce(tess)
    NominalShare._base_manager.filter(source="break_glass").update(expires_at=now())
    assert not sees(tess, case)
    assert not BreakGlass._base_manager.exists()
    events = Event.objects.filter(action="break_glass.open")
    assert [each.by_id for each in events] == [tess.person_id]
    announce(cast.cora)
    assert BreakGlass.objects.visible_to(cast.cora).get().reason == WHY
    announce(cast.pat)
    assert BreakGlass.objects.visible_to(cast.pat).exists()


def test_an_area_may_decide_how_long_and_never_past_a_day(cast, case, tess):
    given = {"area_id": cast.area.pk, "source": "The board", "reason": "Ours"}
    given |= {"from_date": localdate() - timedelta(days=1), "by": cast.cora.person}
    Override.objects.create(key="break_glass", amount=48, unit="hours", **given)
    tried(tess)
    glass = BreakGlass.objects.visible_to(tess).get() if sees(tess, case) else None
    assert glass.until - glass.opened_at == timedelta(hours=24)


def _absent(cast, case):
    return {"surname": "Nobodyhere"}


def _half(cast, case):
    return {"forenames": "Zoë"}


def _other_day(cast, case):
    return {"date_of_birth": date(1980, 5, 18)}


def _sealed(cast, case):
    with acting_as(cast.cora):
        Seal(nominal=case, reason="A seal", sealed_by=cast.cora.person, sealed_at=now()).save()
    return {}


def _excluded(cast, case):
    with acting_as(cast.cora):
        Exclusion(nominal=case, agency_id=cast.pat.agency_id, reason="Kin", given_at=now()).save()
    return {}


def _two(cast, case):
    make_nominal(cast.cora, cast.pat, surname="O'Ferngård", forenames="Zoë Anne")
    return {}


def _elsewhere(cast, case):
    mosswater = make_area("Mosswater", "MO")
    police = make_agency(mosswater, "police", standing="ra")
    otis = make_actor("Otis Reedmace", Role.COORDINATOR, police)
    lead = make_actor("Ida Fellcroft", Role.PRACTITIONER, police)
    make_nominal(otis, lead, surname="Heronsgill", forenames="Ash")
    return {"surname": "Heronsgill", "forenames": "Ash"}


@pytest.mark.parametrize(
    "cause", [_absent, _half, _other_day, _sealed, _excluded, _two, _elsewhere]
)
def test_whatever_the_cause_nothing_opens_and_the_answer_is_one(cast, case, tess, client, cause):
    said = cause(cast, case)
    assert tried(tess, **said) == services.Answer()
    announce(cast.cora)
    assert not BreakGlass._base_manager.exists()
    assert not NominalShare._base_manager.filter(source="break_glass").exists()
    assert not Notice.objects.exists()


def test_every_cause_gets_the_same_page_after_the_same_work(cast, case, tess, client):
    pages, queries = set(), set()
    client.force_login(tess.person)
    client.get("/emergencies/open/")
    for cause in (_absent, _half, _sealed):
        said = {"surname": "O'Ferngård", "forenames": "Zoë Anne"} | cause(cast, case)
        with CaptureQueriesContext(connection) as asked:
            answer = post(client, tess, **said)
        queries.add(len(asked))
        pages.add((answer.status_code, re.sub(r'value="[^"]*"', "", answer.content.decode())))
    ((status, page),) = pages
    assert len(queries) == 1
    assert status == 200
    assert "No case was opened" in page


def post(client, who, **said):
    born = {"date_of_birth_day": "17", "date_of_birth_month": "5", "date_of_birth_year": "1980"}
    client.force_login(who.person)
    return client.post("/emergencies/open/", {"reason": WHY, **born, **said})


def test_who_sees_the_case_already_opens_nothing(cast, case):
    assert tried(cast.pat) == services.Answer()


def test_every_try_is_in_the_trail_without_what_was_typed(cast, case, tess):
    tried(tess, surname="Nobodyhere")
    tried(tess)
    announce(tess)
    events = list(Event.objects.filter(action="break_glass.open").order_by("at"))
    assert [each.detail for each in events] == [{"opened": False}, {"opened": True}]
    assert events[0].nominal_id is None
    assert events[1].nominal_id == case.pk


def test_past_five_tries_in_an_hour_none_is_made(cast, case, tess, client):
    for _ in range(5):
        assert not tried(tess, surname="Nobodyhere").must_wait
    assert tried(tess) == services.Answer(must_wait=True)
    assert not sees(tess, case)
    answer = post(client, tess, surname="O'Ferngård", forenames="Zoë Anne")
    assert answer.status_code == 429
    assert "five times in an hour" in answer.content.decode()
    assert tried(cast.rex).opened == case  # another person's tries are their own


def test_tries_are_neither_read_nor_dropped_by_the_application(cast, case, tess):
    tried(tess, surname="Nobodyhere")
    announce(tess)
    assert not EmergencyTry.objects.exists()
    assert EmergencyTry.objects.all().delete()[0] == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyTry(person=tess.person, at=now()).save()


def test_only_the_responsible_authority_in_its_own_roles(cast, case):
    opens = {
        Role.PRACTITIONER,
        Role.MANAGER,
        Role.REPRESENTATIVE,
        Role.SENIOR_REPRESENTATIVE,
        Role.PRISON_OFFENDER_MANAGER,
    }
    police = Agency.objects.get(pk=cast.pat.agency_id)
    for role in set(Role) - {Role.SERVICE}:
        who = make_actor("Wim Larkspindle", role, police)
        announce(who)
        assert is_entitled(who) is (role in opens), role
        if role not in opens:
            with pytest.raises(Refused):
                tried(who)


def test_the_function_asks_for_itself_who_is_asking(cast, case, tess):
    """Housing is not of the responsible authority; another's appointment opens nothing."""
    with pytest.raises(Refused):
        tried(cast.hal)
    given = ["'2026-01-01'", "''", "'A reason of more than twenty letters'"]
    for who, appointment in ((cast.hal, cast.hal), (cast.hal, tess), (None, tess)):
        announce(who)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM sharing_break_glass(%s, gen_random_uuid(), 'x', 'y', "  # noqa: S608
                f"{', '.join(given)}, now(), now() + interval '1 hour', '2026-01-01')",
                [appointment.appointment_id],
            )


def test_no_caller_keeps_a_case_open_past_a_day(cast, case, tess):
    announce(tess)
    for moment, closes in (("now()", "25 hours"), ("now() + interval '1 year'", "1 year 1 hour")):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM sharing_break_glass(%s, gen_random_uuid(), '', '', NULL,"  # noqa: S608
                f" 'FE26/7777', 'A reason of more than twenty letters', {moment},"
                f" now() + interval '{closes}', '2026-01-01')",
                [tess.appointment_id],
            )


def test_the_co_ordinators_and_the_case_manager_hear_of_it_at_once(cast, case, tess, client):
    odile = make_actor(
        "Odile Marramgrove", Role.COORDINATOR, Agency.objects.get(pk=cast.cora.agency_id)
    )
    tried(tess)
    told = set()
    for who in (cast.cora, odile, cast.pat, cast.rex, tess):
        announce(who)
        mine = Notice.objects.visible_to(who).filter(rule="break_glass.opened")
        told |= {(each.recipient_id, each.link) for each in mine}
        assert not any("Fern" in each.body + each.subject for each in mine)
    announce(cast.cora)
    link = BreakGlass.objects.visible_to(cast.cora).get().get_absolute_url()
    assert told == {(each.person_id, link) for each in (cast.cora, odile, cast.pat)}
    client.force_login(cast.pat.person)  # to whom no other page says who it was, and why
    page = client.get(link).content.decode()
    assert tess.person.name in page
    assert case.get_absolute_url() in page


def opened(cast, case, tess):
    tried(tess)
    announce(cast.cora)
    return BreakGlass.objects.visible_to(cast.cora).get()


def test_the_co_ordinator_reviews_it_once(cast, case, tess):
    glass = opened(cast, case, tess)
    with acting_as(cast.cora) as cora:
        services.review(glass, actor=cora, at=now(), outcome="proportionate", note="A call.")
    assert glass.status == Status.REVIEWED
    assert sees(tess, case)


def test_what_was_not_proportionate_closes_at_once(cast, case, tess):
    glass = opened(cast, case, tess)
    share_other = {"source": "slot", "reason": "Another cause", "at": now()}
    with acting_as(cast.cora) as cora:
        services.review(glass, actor=cora, at=now(), outcome="not_proportionate", note="No call.")
    assert not sees(tess, case)
    with acting_as(cast.cora):
        share(case, [tess.person.own_group_id], **share_other)
    assert sees(tess, case)


def test_nobody_reviews_their_own(cast, case, tess):
    glass = opened(cast, case, tess)
    also = make_actor("Tess Ravelhurst", Role.COORDINATOR, Agency.objects.get(pk=tess.agency_id))
    with acting_as(also):
        themselves = replace(also, person=tess.person)
        with pytest.raises(Refused, match="Somebody else"):
            services.review(
                glass, actor=themselves, at=now(), outcome="proportionate", note="Well done."
            )


def test_the_pages(cast, case, tess, client):
    client.force_login(tess.person)
    page = client.get("/emergencies/open/").content.decode()
    assert "told at once" in page
    assert "4 hours" in page
    answer = post(client, tess, surname="", forenames="Zoë Anne")
    assert "Enter the surname, or the reference instead" in answer.content.decode()
    assert post(client, tess, surname="O'Ferngård", forenames="Zoë Anne").status_code == 302
    glass = opened_by(cast.cora)
    client.force_login(cast.cora.person)
    assert "To review" in client.get("/emergencies/").content.decode()
    assert WHY in client.get(f"/emergencies/{glass.pk}/").content.decode()
    said = {"outcome": "proportionate", "note": "She was called."}
    assert client.post(f"/emergencies/{glass.pk}/review/", said).status_code == 302
    assert client.post(f"/emergencies/{glass.pk}/review/", said).status_code == 409
    assert "Reviewed lately" in client.get("/emergencies/").content.decode()
    client.force_login(cast.hal.person)
    assert client.get("/emergencies/open/").status_code == 403
    assert client.get(f"/emergencies/{glass.pk}/").status_code == 404


def opened_by(cora):
    announce(cora)
    return BreakGlass.objects.visible_to(cora).get()


def test_an_old_session_is_asked_again_who_it_is(cast, case, tess, client, settings):
    settings.FRESH_MINUTES = 5
    answer = post(client, tess, surname="O'Ferngård", forenames="Zoë Anne")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("agencies:confirm"))
    assert not sees(tess, case)
