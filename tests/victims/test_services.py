"""Victims and people at risk: recorded by a letter, named apart, and known to few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as, announce
from access.policy import Refused
from access.rows import live, share, unshare
from agencies.acting import acting_under
from agencies.models import Appointment
from agencies.services import appoint, end_appointment
from audit.models import Event
from nominals.models import Exclusion, Nominal
from nominals.register import find
from notices.models import Notice
from tests.factories import make_actor, make_nominal
from tests.meetings.conftest import make_panel, make_session, make_slot, seated
from tests.meetings.held import agency_of
from tests.victims.conftest import ADDRESS, NAME, SAID, WHO
from victims import services
from victims.audience import officers_for
from victims.letters import letter
from victims.models import VictimIdentity, VictimIdentityShare, VictimRecord
from victims.services import Mended


def in_step(case, actor=None):
    actor = actor or case.cast.service
    with acting_as(actor):
        return services.keep_in_step(case.again(), actor=actor, at=now())


def appointment_of(actor):
    return Appointment.objects.get(pk=actor.appointment_id)


@pytest.mark.parametrize(
    ("number", "stands"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (703, "AAA")]
)
def test_letters_never_run_out(number, stands):
    assert letter(number) == stands


def test_letters_are_given_in_order_case_by_case(case):
    cora = case.cast.cora
    elsewhere = make_nominal(cora, case.cast.pat)
    with acting_as(cora):
        said = {**SAID, "kind_of_person": "at_risk", "liaison_officer": None}
        second = services.add(case.nominal, actor=cora, at=now(), **said)
        first_there = services.add(elsewhere, actor=cora, at=now(), **said)
    assert case.record.label == "Victim A"
    assert second.label == "Person at risk B"
    assert first_there.label == "Person at risk A"


def test_the_officer_named_sees_the_case_and_is_told_without_a_name(case):
    assert case.sees(case.vera, case.nominal)
    assert not case.sees(case.vaughn, case.nominal)
    announce(case.vera)
    told = Notice.objects.visible_to(case.vera).get()
    assert told.rule == "victim.liaison_officer_named"
    assert told.about_id == case.record.pk


def test_another_officer_takes_over_what_the_last_could_see(case):
    case.amend(case.vera, liaison_officer=case.vaughn.person)
    for record in (case.nominal, case.record, case.identity):
        assert case.sees(case.vaughn, record)
        assert not case.sees(case.vera, record)


def test_when_contact_ends_so_does_the_officers_sight_and_nothing_is_changed_again(case):
    vera = case.vera
    with acting_as(vera):
        services.end(case.again(), actor=vera, at=now(), reason="declined")
    assert not case.sees(vera, case.nominal)
    assert case.sees(case.cast.cora, case.identity)
    with pytest.raises(NotPossible):
        case.amend(case.cast.cora, relation="Neighbour")
    with acting_as(case.cast.cora) as cora, pytest.raises(NotPossible):
        services.end(case.again(), actor=cora, at=now(), reason="declined")


def test_another_victim_of_the_case_keeps_it_open_to_the_same_officer(case):
    cora, vera = case.cast.cora, case.vera
    with acting_as(cora):
        services.add(case.nominal, actor=cora, at=now(), liaison_officer=vera.person, **SAID)
        services.end(case.again(), actor=cora, at=now(), reason="not_found")
    assert case.sees(vera, case.nominal)
    assert not case.sees(vera, case.identity)


def test_a_name_is_recorded_once_even_by_who_does_not_see_it_yet(case):
    cleo = make_actor("Cleo Wickersley", Role.COORDINATOR, agency_of(case.cast.cora))
    for actor in (case.vera, cleo):
        with acting_as(actor), pytest.raises(NotPossible, match="recorded already"):
            services.add_identity(case.again(), actor=actor, at=now(), **WHO)


def test_the_second_to_change_it_is_told_and_overwrites_nothing(case):
    case.amend(case.vera, relation="Neighbour")
    with pytest.raises(NotPossible):
        case.amend(case.cast.cora, relation="Cousin", version=0)
    assert case.again().relation == "Neighbour"


@pytest.mark.parametrize("who", ["pat", "chidi", "ada", "rex"])
def test_whoever_only_reads_changes_nothing(case, who):
    actor = getattr(case.cast, who)
    with acting_as(actor), pytest.raises(Refused):
        services.amend(case.record, actor=actor, at=now(), version=0, liaison_officer=None, **SAID)
    with acting_as(actor), pytest.raises(Refused):
        services.add_identity(case.record, actor=actor, at=now(), **WHO)


def test_another_officer_who_sees_the_case_does_not_change_this_record(case):
    with acting_as(case.cast.cora):
        own = [case.vaughn.person.own_group]
        share(case.nominal, own, source="named", reason="Named", at=now())
    with pytest.raises(Refused, match="Only the liaison officer named"):
        case.amend(case.vaughn, relation="Neighbour")
    assert not case.sees(case.vaughn, case.identity)


def test_an_officer_records_a_victim_of_a_case_that_is_open_to_them(case):
    with acting_as(case.vera) as vera:
        said = {**SAID, "liaison_officer": vera.person}
        record = services.add(case.nominal, actor=vera, at=now(), **said)
        identity = services.add_identity(record, actor=vera, at=now(), **WHO)
    assert case.sees(vera, identity)
    assert case.sees(case.cast.cora, identity)


def test_nobody_who_must_not_receive_the_case_can_be_named(case):
    with acting_as(case.cast.cora) as cora:
        Exclusion.objects.create(
            nominal=case.nominal, person=case.vaughn.person, reason="A relative", given_at=now()
        )
        found = officers_for(case.nominal, actor=cora, at=now())
        assert list(found) == [case.vera.person]
        Exclusion.objects.create(
            nominal=case.nominal, agency_id=case.agency.pk, reason="Theirs", given_at=now()
        )
        assert not officers_for(case.nominal, actor=cora, at=now())


def test_kept_in_step_twice_nothing_is_changed(case):
    assert in_step(case) == Mended()
    before = VictimIdentityShare._base_manager.count()
    assert in_step(case, case.cast.cora) == Mended()
    assert VictimIdentityShare._base_manager.count() == before


def test_a_new_co_ordinator_comes_to_know_the_name_and_one_who_leaves_does_not(case):
    cast = case.cast
    cleo = make_actor("Cleo Wickersley", Role.COORDINATOR, agency_of(cast.cora))
    assert case.sees(cleo, case.record)
    assert not case.sees(cleo, case.identity)
    assert in_step(case).given == {cleo.person.own_group_id}
    assert case.sees(cleo, case.identity)
    end_appointment(appointment_of(cleo), at=now())
    # The same person, who comes back as an administrator:
    returned = appoint(cleo.person, agency=agency_of(cast.cora), role=Role.ADMINISTRATOR, at=now())
    assert in_step(case).ended == {cleo.person.own_group_id}
    assert case.sees(acting_under(returned), case.record)
    assert not case.sees(acting_under(returned), case.identity)


def test_an_officer_whose_appointment_ends_loses_the_case(case):
    group = case.vera.person.own_group_id
    end_appointment(appointment_of(case.vera), at=now())
    assert in_step(case).ended == {group}
    announce(case.cast.cora)
    held = case.nominal.shares.filter(live(), source="victim")
    assert not held.exists()


def test_another_case_manager_comes_to_know_the_name(case):
    cast = case.cast
    pim = make_actor("Pim Wrackton", Role.PRACTITIONER, agency_of(cast.pat))
    announce(cast.cora)
    Nominal.objects.visible_to(cast.cora).filter(pk=case.nominal.pk).update(case_manager=pim.person)
    mended = in_step(case)
    gone = {cast.pat.person.own_group_id, cast.maya.person.own_group_id}
    assert (mended.given, mended.ended) == ({pim.person.own_group_id}, gone)


def test_chairs_know_the_name_from_the_slot_and_no_longer_than_it(case):
    cast, cora = case.cast, case.cast.cora
    panel = make_panel(cast.area)
    chidi = seated(panel, cast.chidi)
    slot = make_slot(cast, make_session(cast, panel, chidi), case.nominal)
    admin = make_actor("Addo Finchwell", Role.ADMINISTRATOR, agency_of(cora))
    with acting_as(admin):  # who opens it may not see it
        services.keep_case_in_step(case.nominal, actor=admin, at=now())
    assert case.sees(chidi, case.identity)
    assert not case.sees(admin, case.identity)
    with acting_as(cora):
        unshare(case.nominal, source="slot", source_id=slot.pk, at=now())
    assert in_step(case).ended == {panel.chairs_id}


def shown_for_an_item(case, slot_key, until):
    police = agency_of(case.cast.rex)
    with acting_as(case.cast.cora):
        share(case.nominal, [police.group], source="invitation", reason="Invited", at=now())
        chairs = [case.cast.chidi.person.own_group]
        share(case.nominal, chairs, source="slot", reason="Chairs", at=now())
    with acting_as(case.cast.chidi) as chidi:
        services.open_for_item(
            case.nominal, [police.group], source_id=slot_key, actor=chidi, at=now(), until=until
        )


def test_a_chair_shows_the_names_for_an_item_and_whoever_closes_it_closes_them(case):
    cast, slot_key = case.cast, case.nominal.pk
    shown_for_an_item(case, slot_key, now() + timedelta(hours=2))
    assert case.sees(cast.rex, case.identity)
    assert in_step(case).ended == frozenset()  # not the night's to close
    assert case.sees(cast.rex, case.identity)
    admin = make_actor("Addo Finchwell", Role.ADMINISTRATOR, agency_of(cast.cora))
    with acting_as(admin):
        services.close_for_item(case.nominal, source_id=slot_key, actor=admin, at=now())
    assert not case.sees(cast.rex, case.identity)
    assert case.sees(cast.rex, case.record)


def test_a_name_shown_for_an_item_is_hidden_in_the_end_though_nobody_closes_it(case):
    shown_for_an_item(case, case.nominal.pk, now() - timedelta(seconds=1))
    assert not case.sees(case.cast.rex, case.identity)


@pytest.mark.parametrize("who", ["cora", "pat", "vera"])
def test_only_a_chair_shows_names_for_an_item(case, who):
    actor = getattr(case.cast, who, None) or case.vera
    with acting_as(actor), pytest.raises(Refused):
        services.open_for_item(
            case.nominal, [], source_id=case.nominal.pk, actor=actor, at=now(), until=now()
        )


def test_without_a_counting_service_whoever_may_know_keeps_it_in_step(case):
    end_appointment(appointment_of(case.cast.service), at=now())
    cleo = make_actor("Cleo Wickersley", Role.COORDINATOR, agency_of(case.cast.cora))
    in_step(case, case.cast.cora)
    assert case.sees(cleo, case.identity)


def test_the_name_is_nowhere_but_in_its_own_row(case):
    """No notice, no event of the trail, no share, no search: the words are looked for in all."""
    case.amend(case.vera, liaison_officer=case.vaughn.person)
    with acting_as(case.vaughn) as vaughn:
        identity = VictimIdentity.objects.visible_to(vaughn).get(pk=case.identity.pk)
        changed = {**WHO, "telephone": "01632 960 002"}
        services.amend_identity(identity, actor=vaughn, at=now(), version=0, **changed)
        services.end(case.again(), actor=vaughn, at=now(), reason="died")
    words = [*NAME.split(), *ADDRESS.split()[1:2], "960 00"]
    for actor in (case.cast.cora, case.cast.service, vaughn, case.vera):
        announce(actor)
        for table in tables_but("victims_victimidentity"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")  # noqa: S608
                rows = " ".join(row for (row,) in cursor.fetchall())
            assert not [word for word in words if word in rows], table
    announce(case.cast.cora)
    assert Event.objects.filter(action="victim_identity.amend").exists()
    assert find(NAME, actor=case.cast.cora) == []


def tables_but(*left_out):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 2200"
            " AND has_table_privilege(c.oid, 'SELECT')"
        )
        return sorted({name for (name,) in cursor.fetchall()} - {*left_out})


def test_a_record_and_a_name_say_nothing_of_whose_they_are(case):
    assert NAME not in f"{case.record} {case.identity}"
    assert str(VictimRecord(pk=case.record.pk)) == f"Victim record {case.record.pk}"
