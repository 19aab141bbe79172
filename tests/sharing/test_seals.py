"""Sealed cases: open to those named, counted nationally, and nowhere else to be found."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import Actor, Role
from access.attempt import attempt, status_of
from access.lifecycle import NotPossible
from access.locks import acting_as, announce
from access.policy import Refused
from access.rows import live, share
from agencies.models import Agency
from agencies.services import found_area
from audit.models import Event
from board.annual_return import annual_return, national_return
from board.figures import figures
from board.layouts import ReportingYear
from clocks.services import limits_of
from govuk.forms import Form
from nominals import services as of_nominals
from nominals.models import Exclusion, NominalShare
from notices.models import Notice
from notices.services import notify
from sharing import exclusions
from sharing import seals as services
from sharing.models import Seal
from tests.access.matrix import table
from tests.factories import make_actor, make_agency, make_nominal
from tests.meetings.conftest import make_panel, make_session, make_slot, seated
from tests.victims.conftest import SAID
from victims import services as of_victims

YEAR = ReportingYear.named("2024-25")


@pytest.fixture
def nation(cast) -> SimpleNamespace:
    """The national unit, its service, and Nia, who co-ordinates it."""
    area = found_area(name="National unit", code="NU", police_force="None", national=True)
    nsd = make_agency(area, "nsd")
    return SimpleNamespace(
        area=area,
        nsd=nsd,
        nia=make_actor("Nia Tarnwick", Role.COORDINATOR, nsd),
        service=make_actor("National counts", Role.SERVICE, make_agency(area, "board")),
    )


def sees(actor: Actor, record) -> bool:
    """Both locks, which must agree."""
    announce(actor)
    rows = type(record)._base_manager.filter(pk=record.pk)
    second = rows.exists()
    first = rows.filter(pk__in=type(record).objects.visible_to(actor).values("pk")).exists()
    assert first is second
    return first


def sealed(nominal, actor, *people: Actor) -> Seal:
    with acting_as(actor):
        named = [each.person for each in people]
        return services.seal(nominal, actor=actor, at=now(), reason="By decision", people=named)


def test_a_sealed_case_is_open_to_those_named_and_to_the_national_count(cast, nominal, nation):
    hal = Agency.objects.get(pk=cast.hal.agency_id).group
    with acting_as(cast.cora):
        share(nominal, [hal], source="slot", reason="Invited", at=now())
        share(
            nominal,
            [cast.rex.person.own_group],
            source="named",
            reason="From tomorrow",
            at=now(),
            opens_at=now() + timedelta(days=1),
        )
    sealed(nominal, cast.cora, cast.chidi, nation.nia)
    for actor in (cast.chidi, nation.nia, nation.service):
        assert sees(actor, nominal)
    for actor in (cast.cora, cast.pat, cast.hal, cast.service, cast.rex):
        assert not sees(actor, nominal)
    announce(cast.chidi)
    later = NominalShare._base_manager.filter(content_object=nominal, expires_at__gt=now())
    assert not later.exists()
    opened = NominalShare._base_manager.filter(live(), content_object=nominal)
    assert set(opened.values_list("source", flat=True)) == {"seal", "national"}


@pytest.mark.parametrize("source", ["slot", "named", "break_glass", "area", "lead"])
def test_while_sealed_the_database_admits_no_other_share(cast, nominal, nation, source):
    sealed(nominal, cast.cora, cast.chidi)
    announce(cast.chidi)
    with pytest.raises(IntegrityError, match="open to the people named"), transaction.atomic():
        share(nominal, [cast.hal.person.own_group], source=source, reason="Invited", at=now())
    with pytest.raises(IntegrityError, match="open to the people named"), transaction.atomic():
        NominalShare._base_manager.filter(content_object=nominal, source="area").update(
            expires_at=None
        )
    assert not sees(cast.hal, nominal)


def test_a_form_that_would_open_it_to_others_says_that_it_is_sealed(cast, nominal, nation):
    sealed(nominal, cast.cora, cast.chidi)
    announce(cast.chidi)
    form, group = Form({}), cast.hal.person.own_group
    cause = {"source": "slot", "reason": "Invited", "at": now()}
    assert attempt(form, share, nominal, [group], **cause) is None
    assert status_of(form) == 409
    assert "This case is sealed" in form.errors.as_text()
    assert not sees(cast.hal, nominal)


def test_the_case_is_gone_for_the_co_ordinator_from_lists_and_search(cast, nominal, nation, client):
    sealed(nominal, cast.cora, cast.chidi)
    client.force_login(cast.cora.person)
    for name in ("show", "leave"):
        page = client.get(reverse(f"nominals:{name}", args=[nominal.pk]))
        assert page.status_code == 404
    listed = client.get(reverse("nominals:list")).content.decode()
    assert "No nominal is open to you" in listed
    for words in (nominal.surname, nominal.reference):
        found = client.post(reverse("nominals:find"), {"words": words}).content.decode()
        assert "Nobody who is open to you" in found


def test_the_session_stays_and_the_case_in_it_is_gone(cast, nominal, nation, client):
    panel = make_panel(cast.area)
    chidi = seated(panel, cast.chidi)
    session = make_session(cast, panel, chidi)
    slot = make_slot(cast, session, nominal)
    sealed(nominal, cast.cora, chidi)
    client.force_login(cast.cora.person)
    shown = client.get(reverse("meetings:show_session", args=[session.pk])).content.decode()
    assert nominal.surname not in shown
    assert str(slot.pk) not in shown
    assert sees(cast.cora, session)
    assert not sees(cast.cora, slot)
    assert sees(chidi, slot)


def test_the_inbox_tells_nothing_of_a_case_since_sealed(cast, nominal, nation, client):
    with acting_as(cast.pat):
        notify(
            rule="exclusion.said",
            recipient=cast.cora.person,
            about_id=nominal.pk,
            on=localdate(),
            at=now(),
            link=nominal.get_absolute_url(),
            nominal_id=nominal.pk,
        )
    sealed(nominal, cast.cora, cast.chidi)
    client.force_login(cast.cora.person)
    inbox = client.get(reverse("notices:list")).content.decode()
    assert nominal.surname not in inbox
    assert nominal.reference not in inbox
    announce(cast.cora)
    notice = Notice.objects.visible_to(cast.cora).get(about_id=nominal.pk)
    assert client.get(notice.link).status_code == 404


def test_the_trail_of_a_sealed_case_is_what_one_did_oneself(cast, nominal, nation, client):
    client.force_login(cast.pat.person)
    client.get(reverse("nominals:show", args=[nominal.pk]))
    announce(cast.cora)
    about = Event.objects.filter(nominal_id=nominal.pk)
    assert {each.by_id for each in about.all()} == {cast.pat.person_id}
    sealed(nominal, cast.cora, cast.chidi)
    announce(cast.cora)
    assert {each.by_id for each in about.all()} == {cast.cora.person_id}
    announce(cast.chidi)
    assert {each.by_id for each in about.all()} == {cast.cora.person_id, cast.pat.person_id}


def test_sealing_moves_one_person_from_the_areas_figures_to_the_national_ones(cast, nation):
    for category, level in ((1, 1), (1, 2), (4, 1)):
        make_nominal(cast.cora, cast.pat, category=category, level=level)
    moved = make_nominal(cast.cora, cast.pat, category=1, level=2)

    def counts():
        with acting_as(cast.service):
            area = annual_return(cast.area, YEAR, actor=cast.service)
            rows, _ = (figures(cast.service, localdate(), limits_of(cast.area.pk))[name]
                       for name in ("caseload", "elsewhere"))  # fmt: skip
            board = sum(row["people"] for row in rows)
        with acting_as(nation.service):
            unit = annual_return(nation.area, YEAR, actor=nation.service)
        announce(None)
        return area, unit, national_return(YEAR), board

    area, unit, total, board = counts()
    assert area["snapshot"]["total"]["total"] == 3
    assert unit["snapshot"]["total"]["total"] == 0
    assert total["snapshot"]["total"]["total"] == 4
    assert total["snapshot"]["level_1"]["category_4"] == 1
    assert board == 3
    sealed(moved, cast.cora, nation.nia)
    area_after, unit_after, total_after, board_after = counts()
    assert total_after == total
    assert area_after["snapshot"]["level_2"]["category_1"] == 1
    assert area_after["yearly_level_2_3"]["total"]["total"] == 1
    assert unit_after["snapshot"]["level_2"] == {
        "category_1": 1, "category_2": 0, "category_3": 0, "category_4": 0, "total": 1
    }  # fmt: skip
    assert board_after == 2


def test_without_a_national_unit_nothing_is_sealed(cast, nominal):
    with pytest.raises(NotPossible, match="national unit"):
        sealed(nominal, cast.cora, cast.chidi)
    assert sees(cast.cora, nominal)


# Who seals, and for whom


def test_a_case_manager_seals_for_the_national_security_division_alone(cast, nominal, nation):
    with pytest.raises(Refused, match="National Security Division"):
        sealed(nominal, cast.pat, cast.pat)
    nsd = make_agency(cast.area, "nsd")
    ned = make_actor("Ned Orrery", Role.PRACTITIONER, nsd)
    third = make_nominal(cast.cora, ned, category=1)
    with pytest.raises(Refused, match="Category 4"):
        sealed(third, ned, ned)
    fourth = make_nominal(cast.cora, ned, category=4)
    sealed(fourth, ned, ned)
    assert sees(ned, fourth)
    assert not sees(cast.cora, fourth)


@pytest.mark.parametrize("who", ["maya", "rex", "hal"])
def test_others_do_not_seal(cast, nominal, nation, who):
    actor = getattr(cast, who)
    with acting_as(cast.cora):
        share(nominal, [actor.person.own_group], source="named", reason="By name", at=now())
    with pytest.raises(Refused):
        sealed(nominal, actor, actor)


def test_somebody_named_can_always_change_who_is(cast, nominal, nation):
    with pytest.raises(NotPossible, match="Name at least one"):
        sealed(nominal, cast.cora, cast.rex)
    with pytest.raises(NotPossible, match="Name at least one"):
        sealed(nominal, cast.cora)
    made = sealed(nominal, cast.cora, cast.chidi)
    with acting_as(cast.chidi), pytest.raises(NotPossible, match="Name at least one"):
        services.unname(made, actor=cast.chidi, at=now(), person=cast.chidi.person)


def test_whoever_must_not_receive_is_not_named(cast, nominal, nation):
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=nominal, person=cast.chidi.person, reason="Kin", given_at=now()
        )
    with pytest.raises(NotPossible, match="must not receive"):
        sealed(nominal, cast.cora, cast.cora, cast.chidi)


def test_a_person_is_named_and_removed(cast, nominal, nation):
    made = sealed(nominal, cast.cora, cast.chidi)
    with acting_as(cast.chidi):
        services.name_for_seal(made, actor=cast.chidi, at=now(), person=cast.pat.person)
        with pytest.raises(NotPossible, match="named already"):
            services.name_for_seal(made, actor=cast.chidi, at=now(), person=cast.pat.person)
    assert sees(cast.pat, nominal)
    with acting_as(cast.pat):
        told = Notice.objects.visible_to(cast.pat).get(rule="seal.named")
        services.unname(made, actor=cast.pat, at=now(), person=cast.pat.person)
    assert nominal.surname not in f"{told.subject} {told.body} {told.link}"
    assert not sees(cast.pat, nominal)
    assert sees(cast.chidi, nominal)


def test_whoever_changes_who_is_named_waits_for_others_and_finds_the_seal_lifted(
    cast, nominal, nation
):
    before = sealed(nominal, cast.cora, cast.cora, nation.nia)
    with acting_as(cast.cora), CaptureQueriesContext(connection) as asked:
        services.name_for_seal(before, actor=cast.cora, at=now(), person=cast.chidi.person)
    assert any("FOR UPDATE" in each["sql"] and "sharing_seal" in each["sql"] for each in asked)
    with acting_as(cast.cora):
        again = Seal.objects.visible_to(cast.cora).get(pk=before.pk)
        services.unseal(again, actor=cast.cora, at=now(), because="No longer needed")
        for act, person in ((services.name_for_seal, cast.hal), (services.unname, nation.nia)):
            with pytest.raises(NotPossible, match="not sealed"):
                act(before, actor=cast.cora, at=now(), person=person.person)
    assert not sees(cast.hal, nominal)


def test_the_last_who_keeps_a_sealed_case_does_not_step_back(cast, nominal, nation):
    made = sealed(nominal, cast.cora, cast.chidi, cast.hal)
    back = {"at": now(), "words": "A neighbour of mine"}
    with acting_as(cast.chidi), pytest.raises(NotPossible, match="Nobody would be left"):
        exclusions.step_back(nominal, actor=cast.chidi, **back)
    with acting_as(cast.hal):
        exclusions.step_back(nominal, actor=cast.hal, **back)
    with acting_as(cast.chidi):
        services.name_for_seal(made, actor=cast.chidi, at=now(), person=nation.nia.person)
        exclusions.step_back(nominal, actor=cast.chidi, **back)
    assert sees(nation.nia, nominal)
    assert not sees(cast.chidi, nominal)


def test_lifting_gives_the_case_back_to_its_area_and_its_lead(cast, nominal, nation):
    made = sealed(nominal, cast.cora, cast.chidi)
    with acting_as(cast.chidi), pytest.raises(NotPossible, match="sealed already"):
        services.seal(
            nominal, actor=cast.chidi, at=now(), reason="Again", people=[cast.cora.person]
        )
    with acting_as(cast.chidi):
        services.unseal(made, actor=cast.chidi, at=now(), because="No longer needed")
    for actor in (cast.cora, cast.pat, cast.maya, cast.service):
        assert sees(actor, nominal)
    for actor in (cast.chidi, nation.service):
        assert not sees(actor, nominal)
    sealed(nominal, cast.cora, cast.cora)
    assert sees(cast.cora, nominal)
    assert not sees(cast.pat, nominal)


# The pages


def test_the_page_says_plainly_who_loses_sight_before_it_seals(cast, nominal, nation, client):
    client.force_login(cast.cora.person)
    assert (
        "not sealed" in client.get(reverse("sharing:show_seal", args=[nominal.pk])).content.decode()
    )
    address = reverse("sharing:add_seal", args=[nominal.pk])
    assert nation.nia.person.name in client.get(address).content.decode()
    asked = {"people": [nation.nia.person_id], "reason": "By decision"}
    page = client.post(address, asked).content.decode()
    assert "You are not named" in page
    assert "2 people" in page  # the co-ordinator and the case manager
    assert sees(cast.cora, nominal)
    done = client.post(address, {**asked, "confirmed": "yes"}, follow=True)
    assert done.status_code == 200
    assert nominal.surname not in done.content.decode()
    assert not sees(cast.cora, nominal)


def test_what_cannot_be_sealed_is_said_before_it_is_to_be_confirmed(cast, nominal, nation, client):
    address = reverse("sharing:add_seal", args=[nominal.pk])
    client.force_login(cast.cora.person)
    arlo = make_actor("Arlo Fennick", Role.ADMINISTRATOR, nation.nsd)
    page = client.post(address, {"people": [arlo.person_id], "reason": "By decision"})
    assert page.status_code == 409
    assert "Name at least one" in page.content.decode()
    client.force_login(cast.pat.person)
    shown = client.get(reverse("sharing:show_seal", args=[nominal.pk])).content.decode()
    assert address not in shown
    assert client.get(address).status_code == 403


def test_those_named_keep_the_seal_through_its_pages(cast, nominal, nation, client):
    made = sealed(nominal, cast.cora, cast.chidi)
    client.force_login(cast.chidi.person)
    page = client.get(reverse("sharing:show_seal", args=[nominal.pk])).content.decode()
    assert "By decision" in page
    add = reverse("sharing:name_for_seal", args=[made.pk])
    assert cast.maya.person.name in client.get(add).content.decode()
    assert client.post(add, {"person": cast.maya.person_id}).status_code == 302
    away = reverse("sharing:unname", args=[made.pk, cast.maya.person_id])
    assert client.get(away).status_code == 200
    assert client.post(away, {"x": ""}).status_code == 302
    assert client.get(away).status_code == 404
    last = reverse("sharing:unname", args=[made.pk, cast.chidi.person_id])
    assert client.post(last, {"x": ""}).status_code == 409
    lift = reverse("sharing:unseal", args=[made.pk])
    assert client.get(lift).status_code == 200
    assert client.post(lift, {"because": "Over"}).status_code == 302
    assert sees(cast.cora, nominal)
    client.force_login(cast.cora.person)
    assert client.get(reverse("sharing:show_seal", args=[nominal.pk])).status_code == 200


# Leaving


@pytest.fixture
def heard(cast):
    """A person in Category 3 at Level 2, open to a panel, to an agency and to somebody named."""
    nominal = make_nominal(cast.cora, cast.pat, category=3, level=2)
    panel = make_panel(cast.area)
    chidi = seated(panel, cast.chidi)
    hal = Agency.objects.get(pk=cast.hal.agency_id).group
    with acting_as(cast.cora):
        share(nominal, [panel.chairs], source="slot", reason="Chairs", at=now())
        share(nominal, [hal], source="invitation", reason="Invited", at=now())
    return SimpleNamespace(nominal=nominal, chidi=chidi)


def leave(heard, cast, **given):
    with acting_as(cast.cora):
        of_nominals.leave(
            heard.nominal, actor=cast.cora, at=now(), reason="died", because="Told", **given
        )


def test_the_record_of_whoever_leaves_stays_open_to_the_area_alone(cast, heard):
    leave(heard, cast)
    for actor in (cast.cora, cast.service):
        assert sees(actor, heard.nominal)
    for actor in (cast.pat, cast.hal, heard.chidi):
        assert not sees(actor, heard.nominal)
    announce(cast.cora)
    event = Event.objects.get(action="nominal.leave")
    assert event.detail == {"reason": "died", "because": "Told"}
    episode = heard.nominal.categories.get()
    assert (episode.until_on, episode.end_reason) == (localdate(), "died")
    assert heard.nominal.levels.get().until_on == localdate()
    with pytest.raises(NotPossible, match="has left MAPPA already"):
        leave(heard, cast)


def test_chairs_keep_the_case_that_their_panel_ended_for_its_minutes(cast, heard):
    with acting_as(heard.chidi):
        of_nominals.change_level(
            heard.nominal,
            actor=heard.chidi,
            at=now(),
            level=1,
            decided_by="meeting",
            because="Done",
        )
    assert sees(heard.chidi, heard.nominal)
    assert not sees(cast.hal, heard.nominal)
    announce(cast.cora)
    chairs = NominalShare._base_manager.get(content_object=heard.nominal, source="slot")
    assert timedelta(weeks=4) <= chairs.expires_at - now() < timedelta(weeks=4, days=2)


def test_the_page_asks_why_a_person_leaves(cast, heard, client):
    client.force_login(cast.cora.person)
    address = reverse("nominals:leave", args=[heard.nominal.pk])
    assert "Select why this person leaves" in client.post(address, {"x": ""}).content.decode()
    done = client.post(address, {"reason": "died", "because": "Told"})
    assert done.status_code == 302
    assert client.post(address, {"reason": "died", "because": "Told"}).status_code == 409
    assert not sees(cast.pat, heard.nominal)


# The matrix


def test_each_row_about_a_closed_case_is_so_for_each_person(cast, nation):
    """One case is excluded, sealed and unsealed; another is ended; a third leaves."""
    panel = make_panel(cast.area)
    chidi = seated(panel, cast.chidi)
    hal = Agency.objects.get(pk=cast.hal.agency_id)
    cases = [make_nominal(cast.cora, cast.pat, category=3, level=2) for _ in range(3)]
    session = make_session(cast, panel, chidi)
    slots = [make_slot(cast, session, each) for each in cases]
    with acting_as(cast.cora):
        for record in (*cases, session):
            share(record, [hal.group], source="invitation", reason="Invited", at=now())
    people = {
        "Co-ord": cast.cora,
        "Chair, named": chidi,
        "National co-ord, named": nation.nia,
        "Case mgr": cast.pat,
        "Rep, invited": cast.hal,
        "Area service": cast.service,
        "National service": nation.service,
    }
    rows = table("Who may see a case that is closed")
    for row, record in _closings(cast, nation, chidi, hal, session, slots):
        for column, cell in rows.pop(row).items():
            answer = sees(people[column], record)
            assert answer is (cell == "sees"), f"{row}: {column} should read {cell}"
    assert rows == {}


def _closings(cast, nation, chidi, hal, session, slots):
    case, ended, gone = (each.nominal for each in slots)
    yield "Nominal, open", case
    with acting_as(cast.cora):
        barred = exclusions.exclude(case, actor=cast.cora, at=now(), agency=hal, reason="Kin")
    yield "Nominal, the agency excluded", case
    with acting_as(cast.cora):
        exclusions.lift(barred, actor=cast.cora, at=now(), because="Mistaken")
    made = sealed(case, cast.cora, chidi, nation.nia)
    yield "Nominal, sealed", case
    yield "Slot of a sealed nominal", slots[0]
    yield "Seal", made
    yield "Session with a sealed nominal", session
    with acting_as(chidi):
        services.unseal(made, actor=chidi, at=now(), because="Over")
    yield "Nominal, the seal lifted", case
    with acting_as(chidi):
        said = {"level": 1, "decided_by": "meeting", "because": "Done"}
        of_nominals.change_level(ended, actor=chidi, at=now(), **said)
    yield "Nominal, ended by its panel", ended
    with acting_as(cast.cora):
        of_nominals.leave(gone, actor=cast.cora, at=now(), reason="died", because="Told")
    yield "Nominal, gone from MAPPA", gone


def test_a_victims_record_of_a_sealed_case_is_kept_and_opens_it_to_no_officer(
    cast, nominal, nation
):
    vera = make_actor("Vera Orrisby", Role.VICTIM_LIAISON, make_agency(cast.area, "victim_service"))
    given = {"actor": cast.cora, "at": now(), **SAID, "liaison_officer": vera.person}
    with acting_as(cast.cora):
        record = of_victims.add(nominal, **given)
    sealed(nominal, cast.cora, cast.cora)
    with acting_as(cast.cora):
        changed = {**given, "version": record.version, "relation": "A neighbour"}
        of_victims.amend(record, **changed)
        after = of_victims.add(nominal, **given)
    assert not sees(vera, nominal)
    with acting_as(vera):
        told = Notice.objects.visible_to(vera).values_list("about_id", flat=True)
        assert record.pk in told
        assert after.pk not in told
