"""Each night shares are made to equal what the facts say; and what had to be mended is reported."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import Role
from access.locks import acting_as, announce
from access.policy import Refused
from access.rows import share, shares_of
from agencies.models import Appointment
from meetings.models import SessionShare
from nominals import services as of_nominals
from nominals.models import CategoryEpisode, Exclusion, Nominal, NominalShare
from notices.models import Notice
from oversight.models import Difference, Mended, Question, ReconcileRun
from oversight.questions.services import whom_to_ask
from oversight.reconcile import facts, services, shares
from oversight.tasks import reconcile_shares
from sharing import seals
from tests.factories import make_actor
from tests.meetings.conftest import agency_of
from tests.oversight.reconcile_world import (
    convene_it,
    hear_and_end,
    led,
    life,
    make_nation,
    make_world,
    plan,
    refer,
)
from victims.audience import readers_of
from victims.models import VictimIdentity, VictimRecord

A_WEEK = timedelta(days=7)


def night() -> dict[tuple[str, str, str], int]:
    """What differed in all areas: kind of record, cause and what was done, with how often."""
    runs = list(services.reconcile_all(at=now()))
    found = Counter()
    for actor in services.service_actors():
        with acting_as(actor):
            for each in Difference.objects.visible_to(actor).filter(run__in=runs):
                found[each.record_kind, each.source, each.what] += each.times
    announce(None)
    return dict(found)


def all_shares(cast) -> dict:
    """Every share of the case that lasts, and until when, as the area's service sees them."""
    with acting_as(cast.service) as service:
        held = shares.held(shares.records(service), at=now())
        return {each.key: each.expires_at for each in held}


def by_kind(keys) -> Counter:
    return Counter((model.kind, source) for model, _, _, source, _ in keys)


def lived(world, *stages) -> None:
    for stage in stages or (life,):
        for _ in stage(world):
            pass


@pytest.fixture
def nation(cast):
    return make_nation()


@pytest.fixture
def world(cast):
    return make_world(cast)


def test_through_the_whole_life_of_a_case_there_is_nothing_to_mend(world):
    for stage in life(world):
        assert night() == {}, stage
    of_every_kind = {model.kind for model, *_ in all_shares(world.cast)}
    assert of_every_kind == {model.kind for model in shares.carriers()}
    with acting_as(world.cast.service) as service:
        due = facts.everything(service, at=now(), sealed=services.NOTHING_SEALED)
        as_one = {(each.group, each.reason) for each in due if _is_of_the_name(each)}
        record = VictimRecord.objects.visible_to(service).get()
        assert as_one == set(readers_of(record, at=now()).items())
        question = Question.objects.visible_to(service).get()
        asked = {each.person.own_group_id for each in whom_to_ask(question, at=now())}
        needed = {each.group for each in due if each.record == question.pk and each.needed}
        assert needed == asked | {world.cast.area.service_id}


def _is_of_the_name(due) -> bool:
    return due.model is VictimIdentity and due.source == "victim"


# What somebody does to the shares themselves


def lose(cast) -> Counter:
    """Lose all of them, the service's own too."""
    lost = by_kind(all_shares(cast))
    for model in shares.carriers():
        for actor in (cast.service, cast.cora, cast.pat):
            with acting_as(actor):
                shares_of(model)._base_manager.exclude(source="item").delete()
    return Counter({(*kind, "given"): times for kind, times in lost.items() if kind[1] != "item"})


def extend(cast) -> Counter:
    """Let each last for a hundred years, where it ends; for a week, where it does not."""
    held = all_shares(cast)
    with acting_as(cast.service) as service:
        for model, keys in shares.records(service).items():
            rows = shares_of(model)._base_manager.filter(content_object__in=list(keys))
            rows.filter(expires_at=None).update(expires_at=now() + A_WEEK)
            rows.filter(expires_at__gt=now() + A_WEEK).update(expires_at=now() + 5200 * A_WEEK)
    touched = by_kind(key for key, until in held.items() if until is None or until > now() + A_WEEK)
    assert len(touched) > 20
    return Counter({(*kind, "redated"): times for kind, times in touched.items()})


def invent(cast) -> Counter:
    """To each record a share of each cause it knows, by a key that nothing has, and of none."""
    held = by_kind(all_shares(cast))
    found = Counter()
    with acting_as(cast.service) as service:
        for model, keys in shares.records(service).items():
            kinds = {source for kind, source in held if kind == model.kind} | {"because"}
            for record in model.objects.visible_to(service).filter(pk__in=list(keys)):
                for source in kinds:
                    cause = {"source": source, "source_id": uuid4(), "reason": "Invented"}
                    share(record, [cast.hal.person.own_group], at=now(), **cause)
                    found[model.kind, source, "ended"] += 1
    return found


def widen(cast) -> Counter:
    """Each share there is, to somebody else as well."""
    held = all_shares(cast)
    with acting_as(cast.service) as service:
        for model, record, _, source, source_id in held:
            given = model.objects.visible_to(service).get(pk=record)
            own = [cast.hal.person.own_group]
            cause = {"source": source, "source_id": source_id, "reason": "Widened"}
            share(given, own, at=now(), **cause)
    causes = {(model, record, source, key) for model, record, _, source, key in held}
    return Counter((model.kind, source, "ended") for model, _, source, _ in causes)


def test_whatever_is_done_to_the_shares_is_mended_and_reported(world):
    lived(world)
    cast = world.cast
    before = all_shares(cast)
    for tamper in (lose, extend, lambda cast: widen(cast) + invent(cast)):
        with transaction.atomic():
            done = tamper(cast)
            assert night() == dict(done)
            after = all_shares(cast)
            assert {k: after.get(k) for k in before if k[3] != "item"} == {
                k: until for k, until in before.items() if k[3] != "item"
            }
            assert after.keys() <= before.keys()
            assert night() == {}
            transaction.set_rollback(True)


# What somebody changes of the facts, behind the services' back


def update(cast, model, changes, **found) -> None:
    with acting_as(cast.cora):
        assert model._base_manager.filter(**found).update(**changes)


def appointment_over(world, whose):
    """Since a moment ago; their own group goes with them wherever they go on to work."""
    gone = {"ends_at": now() - timedelta(seconds=1)}
    Appointment.objects.filter(pk=whose(world).appointment_id).update(**gone)


def replaced(world):
    world.records["pru"] = make_actor("Pru Ashwick", Role.PRACTITIONER, agency_of(world.cast.pat))
    case_manager = {"case_manager": world.records["pru"].person}
    update(world.cast, Nominal, case_manager, pk=world.nominal.pk)


def left(world):
    gone = {"until_on": localdate(), "end_reason": "died"}
    update(world.cast, CategoryEpisode, gone, nominal=world.nominal)


def status(world, name, now_):
    """A record has another status, and nobody was told."""
    record = world.records[name]
    update(world.cast, type(record), {"status": now_}, pk=record.pk)


def over(world, name):
    record, cora = world.records[name], world.cast.cora.person
    said = {"ended_at": now(), "ended_by": cora, "ended_because": "Over"}
    update(world.cast, type(record), said, pk=record.pk)


PAT, MAYA, ADA = (lambda w: w.cast.pat), (lambda w: w.cast.maya), (lambda w: w.cast.ada)
NELL, TESS, RITA = (lambda w: w.nell), (lambda w: w.tess), (lambda w: w.rita)
VERA, LENA = (lambda w: w.vera), (lambda w: w.lena)
# What is changed, and what each person's own group still holds then.
FACTS = {
    "appointments end": (
        [(appointment_over, each) for each in (PAT, MAYA, ADA, NELL, TESS, RITA, VERA, LENA)],
        {MAYA: set(), ADA: set(), NELL: set(), TESS: set(), RITA: set(), VERA: set(),
         LENA: set(), PAT: {"statement"}},
    ),
    "another manages the case": (
        [(replaced,), (over, "named"), (over, "sample"), (status, "action", "verified")],
        {PAT: {"nominal", "referral", "recipient", "statement"}, TESS: set(), ADA: set(),
         NELL: {"action"},
         lambda w: w.records["pru"]: {"nominal", "session", "return", "minutes", "action",
                                      "recipient", "victim_identity"}},
    ),
    "the referral is withdrawn": (
        [(status, "referral", "withdrawn")],
        {PAT: {"nominal", "session", "referral", "return", "minutes", "action", "statement",
               "recipient", "victim_identity"}},
    ),
}  # fmt: skip


def held_by(cast, actor) -> set[str]:
    own = actor.person.own_group_id
    return {model.kind for model, _, group, *_ in all_shares(cast) if group == own}


def test_when_facts_change_behind_the_services_back_shares_follow(world):
    lived(world)
    for name, (changes, kept) in FACTS.items():
        with transaction.atomic():
            for change, *given in changes:
                change(world, *given)
            found = night()
            assert found
            if name == "the referral is withdrawn":
                of_it = {("nominal", "referral", "ended"): 3, ("nominal", "manager", "ended"): 1}
                assert found == of_it
            for whose, kinds in kept.items():
                actor = whose(world)
                assert held_by(world.cast, actor) == kinds, (name, actor.person.name)
            transaction.set_rollback(True)


def test_with_a_slot_cancelled_or_a_person_gone_the_nominal_closes(world):
    lived(world, refer, plan, convene_it)
    cast, chairs = world.cast, world.panel.chairs_id
    outside = {chairs, world.health.group_id, agency_of(cast.poppy).group_id}
    for change, given, stays in (
        (
            status,
            ("slot", "cancelled"),
            {"area", "service", "lead", "referral", "manager", "victim", "delivery"},
        ),
        (left, (), {"area", "service"}),
    ):
        with transaction.atomic():
            change(world, *given)
            assert night()
            keys = [key for key in all_shares(cast) if key[0] is Nominal]
            assert {source for _, _, _, source, _ in keys} == stays
            assert outside.isdisjoint(group for _, _, group, *_ in keys)
            transaction.set_rollback(True)


# Sealed cases, and people who leave


def test_a_sealed_case_is_compared_by_the_national_unit_alone(world, nation):
    lived(world, refer, plan, convene_it)
    cast = world.cast
    with acting_as(cast.cora) as cora:
        named = [world.chair.person, nation.nia.person]
        seal = seals.seal(world.nominal, actor=cora, at=now(), reason="By decision", people=named)
    assert night() == {}
    of_slot = {"source": "slot", "source_id": world.records["slot"].pk}
    with acting_as(world.chair):
        SessionShare._base_manager.filter(group=world.panel.chairs_id, **of_slot).delete()
        for source in ("slot", "invitation"):
            cause = {"source": source, "source_id": uuid4(), "reason": "Invented", "at": now()}
            share(world.records["session"], [cast.hal.person.own_group], **cause)
        widened = {"source": "seal", "source_id": seal.pk, "reason": "Widened", "at": now()}
        share(world.nominal, [cast.hal.person.own_group], **widened)
        NominalShare._base_manager.filter(group=nation.nia.person.own_group).delete()
        NominalShare._base_manager.filter(source="national").delete()
    assert night() == {
        ("nominal", "national", "given"): 1,
        ("nominal", "seal", "given"): 1,
        ("nominal", "seal", "ended"): 1,
        ("session", "slot", "given"): 1,
        ("session", "slot", "ended"): 1,
        ("session", "invitation", "ended"): 1,
    }
    assert night() == {}
    with acting_as(world.chair) as chair:
        seals.unseal(seal, actor=chair, at=now(), because="No longer needed")
    # What opened it before is not given again; the liaison officer is one still.
    assert night() == {("nominal", "victim", "given"): 1}
    assert night() == {}


def test_a_slot_and_an_invitation_given_after_a_seal_was_lifted_open_the_case(world, nation):
    lived(world, refer)
    cast = world.cast
    with acting_as(cast.cora) as cora:
        named = [cora.person, nation.nia.person]
        seal = seals.seal(world.nominal, actor=cora, at=now(), reason="By decision", people=named)
        seals.unseal(seal, actor=cora, at=now(), because="No longer needed")
    lived(world, plan, convene_it)
    assert night() == {}


def test_of_a_person_who_leaves_nothing_is_given_again(world):
    lived(world, refer, plan, convene_it)
    cast = world.cast
    with acting_as(cast.cora) as cora:
        gone = {"reason": "died", "because": "Told by the hospital"}
        of_nominals.leave(world.nominal, actor=cora, at=now(), **gone)
    assert night() == {}
    returned = localdate() + timedelta(days=3)
    with acting_as(cast.cora):
        given = {"category": 1, "basis": "notification", "from_on": returned}
        CategoryEpisode.objects.create(nominal=world.nominal, **given)
    list(services.reconcile_all(at=now() + timedelta(days=4)))
    sources = {source for model, _, _, source, _ in all_shares(cast) if model is Nominal}
    assert sources == {"area", "service", "lead", "victim"}


def test_the_chairs_of_the_panel_that_ended_a_case_keep_it_for_their_minutes(world):
    cast = world.cast
    world.nominal = led(cast, category=3, level=2)
    lived(world, refer, plan, convene_it)
    for stage in hear_and_end(world):
        assert night() == {}, stage
    until = [end for key, end in all_shares(cast).items() if (key[0], key[3]) == (Nominal, "slot")]
    assert len(until) == 1
    assert timedelta(weeks=4) <= until[0] - now() < timedelta(weeks=4, days=1)
    update(cast, NominalShare, {"expires_at": None}, source="slot")
    assert night() == {("nominal", "slot", "redated"): 1}


# The report


def test_the_co_ordinators_are_told_once_and_in_step_nobody_is(cast, nominal, client):
    led_by_two = night()
    assert led_by_two == {("nominal", "lead", "given"): 1}  # the manager, whom the fixture left out
    announce(cast.cora)
    told = Notice.objects.visible_to(cast.cora).filter(rule="reconcile.differences")
    run = ReconcileRun.objects.visible_to(cast.cora).get()
    assert [each.link for each in told] == [run.get_absolute_url()]
    assert "1 of your area's shares" in told.get().body
    assert night() == {}
    announce(cast.cora)
    assert told.count() == 1


def test_a_run_that_was_broken_off_is_taken_up_and_no_area_is_compared_twice(cast, nominal):
    assert reconcile_shares() == 1
    assert reconcile_shares() == 0
    announce(cast.cora)
    assert ReconcileRun.objects.visible_to(cast.cora).count() == 1


def test_only_who_sees_the_nominal_reads_which_one_it_was(cast, nominal, client):
    night()
    other = make_actor("Cyd Fallowmere", Role.COORDINATOR, agency_of(cast.cora))
    with acting_as(cast.cora):
        run = ReconcileRun.objects.visible_to(cast.cora).get()
        mended = Mended.objects.visible_to(cast.cora).get()
        Exclusion.objects.create(
            nominal=nominal, person=other.person, reason="Neighbour", given_at=now()
        )
    assert (mended.nominal_id, mended.record_id) == (nominal.pk, nominal.pk)
    for actor, names in ((cast.cora, True), (other, False)):
        client.force_login(actor.person)
        listed = client.get(reverse("oversight:list_reconciles")).content.decode()
        assert run.get_absolute_url() in listed
        assert nominal.surname not in listed
        page = client.get(run.get_absolute_url()).content.decode()
        assert "Leading the case" in page
        assert (nominal.surname in page) is names
        announce(actor)
        assert Mended._base_manager.exists() is names


@pytest.mark.parametrize("who", ["hal", "pat", "chidi", "bea", "ada"])
def test_to_others_there_is_no_report(cast, nominal, client, who):
    night()
    announce(cast.cora)
    address = ReconcileRun.objects.visible_to(cast.cora).get().get_absolute_url()
    actor = getattr(cast, who)
    client.force_login(actor.person)
    assert client.get(reverse("oversight:list_reconciles")).status_code == 403
    assert client.get(address).status_code == 404
    announce(actor)
    for model in (ReconcileRun, Difference):
        assert not model.objects.visible_to(actor).exists()
        assert not model._base_manager.exists()


def test_nobody_but_the_service_compares_or_gets_anything_back(cast, nominal):
    with acting_as(cast.cora) as cora:
        with pytest.raises(Refused):
            services.reconcile(actor=cora, at=now())
        with pytest.raises(DatabaseError, match="Only the service"), transaction.atomic():
            shares.back_in_sight()


def test_a_report_is_never_changed(cast, nominal):
    night()
    announce(cast.cora)
    for table in ("reconcilerun", "difference", "mended"):
        refused = pytest.raises(DatabaseError, match="permission denied")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM oversight_{table}")  # noqa: S608


def test_more_cases_take_no_more_queries(world):
    counts = []
    for _ in range(2):
        lived(world, refer, plan, convene_it)
        with acting_as(world.cast.service) as service, CaptureQueriesContext(connection) as asked:
            run = services.reconcile(actor=service, at=now())
        assert run.differences == 0
        counts.append(len(asked))
        world.nominal, world.days = led(world.cast), world.days + 5
    assert counts[0] == counts[1]
