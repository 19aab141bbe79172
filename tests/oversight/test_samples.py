"""Cases drawn at random for an auditor: by chance that can be shown, for a few days, to read."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as, announce
from access.policy import Refused
from meetings.lifecycle import SlotStatus
from meetings.models import Action, InformationReturn, Minutes, Slot
from meetings.services import write_down
from nominals.models import Exclusion, Nominal
from notices.models import Notice
from oversight.samples.heard import draw
from sharing.models import AuditSample, Seal
from sharing.services import audit as services
from tests.factories import make_actor, make_agency, make_area, make_nominal
from tests.meetings.conftest import make_panel, make_session, make_slot, seated
from tests.meetings.held import hearing

DAY = timedelta(days=1)
PERIOD = {"first": localdate(), "last": localdate() + 60 * DAY}


def sampled(cast, number=1, **given):
    said = {"auditor": cast.ada.person, "reason": "Are plans kept", "until": localdate() + 7 * DAY}
    with acting_as(cast.cora) as cora:
        return draw(actor=cora, at=now(), number=number, **{**PERIOD, **said, **given})


def seen(who, model=Nominal):
    announce(who)
    keys = set(model.objects.visible_to(who).values_list("pk", flat=True))
    assert keys == set(model._base_manager.values_list("pk", flat=True)), "the locks disagree"
    return keys


@pytest.fixture
def panel(cast):
    return make_panel(cast.area)


@pytest.fixture
def chair(cast, panel):
    return seated(panel, cast.chidi)


@pytest.fixture
def session(cast, panel, chair):
    return make_session(cast, panel, chair)


@pytest.fixture
def cases(cast, session):
    """Five cases heard, and one still to be heard."""
    found = [make_nominal(cast.cora, cast.pat) for _ in range(6)]
    for each in found:
        make_slot(cast, session, each)
    announce(cast.cora)
    heard = Slot.objects.visible_to(cast.cora).exclude(nominal=found[-1])
    heard.update(status=SlotStatus.CLOSED)
    return found[:-1]


def test_chance_chooses_and_anyone_can_repeat_it(cast, cases):
    drawn = sampled(cast, number=3)
    keys = {each.pk for each in cases}
    assert {(each.seed, each.draw_id, each.drawn_from) for each in drawn} == {
        (drawn[0].seed, drawn[0].draw_id, 5)
    }
    again = services.chosen(sorted(keys, reverse=True), 3, drawn[0].seed)
    assert [each.nominal_id for each in drawn] == again
    assert len({frozenset(services.chosen(keys, 3, seed)) for seed in range(40)}) > 5
    assert seen(cast.ada) == set(again)
    announce(cast.ada)
    (told,) = Notice.objects.visible_to(cast.ada)
    assert (told.rule, told.link) == ("audit_sample.drawn", "/nominals/")


def ended(cast, samples):
    with acting_as(cast.cora) as cora:
        for each in samples:
            services.end(each, actor=cora, at=now(), because="Done")


def test_the_auditor_reads_the_papers_and_no_draft(cast, nominal, session, chair):
    heard = hearing(cast, session, make_slot(cast, session, nominal), chair)
    given = heard.give()
    heard.submitted()
    before = sampled(cast)
    assert seen(cast.ada) == {nominal.pk}
    assert seen(cast.ada, Action) == {given.pk}
    assert seen(cast.ada, Minutes) == seen(cast.ada, InformationReturn) == set()
    minutes = heard.minutes
    with acting_as(chair):
        write_down.approve(minutes, actor=chair, at=now())
        write_down.issue(minutes, actor=chair, at=now())
    assert seen(cast.ada, Minutes) == set()
    after = sampled(cast)
    ended(cast, before)
    assert seen(cast.ada, Minutes) == {minutes.pk}
    ended(cast, after)
    assert not any(seen(cast.ada, model) for model in (Nominal, Minutes, Action))
    with pytest.raises(NotPossible, match="ended already"):
        ended(cast, after)


def test_sealed_and_withheld_cases_are_not_drawn_from(cast, cases):
    with acting_as(cast.cora) as cora:
        Seal(nominal=cases[0], reason="A seal", sealed_by=cora.person, sealed_at=now()).save()
        Exclusion(nominal=cases[1], person=cast.ada.person, reason="Kin", given_at=now()).save()
        Exclusion(
            nominal=cases[2], agency_id=cast.ada.agency_id, reason="Kin", given_at=now()
        ).save()
    drawn = sampled(cast, number=2)
    assert {each.nominal_id for each in drawn} == {cases[3].pk, cases[4].pk}
    with pytest.raises(NotPossible, match="2 cases to draw from"):
        sampled(cast, number=3)


def test_only_an_auditor_of_the_area_and_only_for_a_while(cast, cases):
    with pytest.raises(NotPossible, match="auditor of your area"):
        sampled(cast, auditor=cast.hal.person)
    away = make_agency(make_area("Mosswater", "MO"), "board")
    other = make_actor("Abel Quernhow", Role.AUDITOR, away)
    with pytest.raises(NotPossible, match="auditor of your area"):
        sampled(cast, auditor=other.person)
    for days in (-1, 15):
        with pytest.raises(NotPossible, match="as long as is allowed"):
            sampled(cast, until=localdate() + days * DAY)
    with acting_as(cast.chidi) as chidi, pytest.raises(Refused):
        services.draw(
            services.Heard(localdate(), localdate(), {}),
            actor=chidi,
            at=now(),
            auditor=cast.ada.person,
            number=1,
            reason="None",
            until=localdate(),
        )


def test_the_pages(cast, cases, client):
    client.force_login(cast.cora.person)
    assert "No sample has been drawn" in client.get("/audit-samples/").content.decode()
    assert "Ada Cairnmoss" in client.get("/audit-samples/draw/").content.decode()
    days = {"first": PERIOD["first"], "last": PERIOD["last"], "until": localdate() + DAY}
    given = {
        f"{name}_{part}": getattr(day, part)
        for name, day in days.items()
        for part in ("day", "month", "year")
    }
    given |= {"auditor": str(cast.ada.person_id), "number": "2", "reason": "Are plans kept"}
    assert client.post("/audit-samples/draw/", {**given, "number": "40"}).status_code == 409
    assert client.post("/audit-samples/draw/", given).status_code == 302
    page = client.get("/audit-samples/").content.decode()
    assert "from 5 cases heard" in page
    announce(cast.cora)
    sample = AuditSample.objects.visible_to(cast.cora).first()
    assert client.get(f"/audit-samples/{sample.pk}/end/").status_code == 200
    answer = client.post(f"/audit-samples/{sample.pk}/end/", {"because": "Not needed"})
    assert answer.status_code == 302
    assert "Not needed" in client.get("/audit-samples/").content.decode()
    client.force_login(cast.ada.person)
    assert client.get("/audit-samples/").status_code == 403
    client.force_login(cast.hal.person)
    assert client.get(f"/audit-samples/{sample.pk}/end/").status_code == 404
