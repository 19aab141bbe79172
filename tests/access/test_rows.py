"""Who sees which rows, asked of both locks at once."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.utils.timezone import now

from access.locks import acting_as, announce
from access.rows import share, unshare
from agencies.acting import acting_under
from agencies.models import Appointment, Membership
from agencies.services import end_appointment
from nominals.models import Exclusion, Nominal, NominalShare, NominalUserShare


def seen(actor) -> set:
    """What the first lock opens and what the second does: they must be the same."""
    announce(actor)
    second = set(Nominal._base_manager.values_list("pk", flat=True))
    first = set(Nominal.objects.visible_to(actor).values_list("pk", flat=True))
    assert first == second
    return first


def refreshed(actor):
    return acting_under(Appointment.objects.get(pk=actor.appointment_id))


def housing(cast):
    return Appointment.objects.get(pk=cast.hal.appointment_id).agency


def open_to_housing(cast, nominal, **dates) -> None:
    with acting_as(cast.cora):
        share(nominal, [housing(cast).group], source="slot", reason="Invited", at=now(), **dates)


def test_the_unit_and_the_case_manager_see_it_and_nobody_else(cast, nominal):
    for actor in (cast.cora, cast.pat, cast.service):
        assert seen(actor) == {nominal.pk}
    for actor in (cast.hal, cast.ada, cast.chidi, cast.rex, cast.bea):
        assert seen(actor) == set()


def test_sharing_opens_it_and_unsharing_closes_it(cast, nominal):
    open_to_housing(cast, nominal)
    assert seen(cast.hal) == {nominal.pk}
    with acting_as(cast.cora):
        unshare(nominal, source="slot", at=now())
    assert seen(cast.hal) == set()


def test_ending_one_cause_leaves_another(cast, nominal):
    open_to_housing(cast, nominal)
    with acting_as(cast.cora):
        group = housing(cast).group
        share(nominal, [group], source="lead", reason="Also leads", at=now())
        unshare(nominal, source="slot", at=now())
    assert seen(cast.hal) == {nominal.pk}


def test_an_expired_share_opens_nothing(cast, nominal):
    open_to_housing(cast, nominal, expires_at=now() - timedelta(seconds=1))
    assert seen(cast.hal) == set()


def test_a_share_that_has_not_begun_opens_nothing(cast, nominal):
    open_to_housing(cast, nominal, opens_at=now() + timedelta(hours=1))
    assert seen(cast.hal) == set()


def test_sharing_again_for_the_same_cause_renews(cast, nominal):
    open_to_housing(cast, nominal, expires_at=now() - timedelta(seconds=1))
    open_to_housing(cast, nominal, expires_at=now() + timedelta(days=1))
    assert seen(cast.hal) == {nominal.pk}


@pytest.mark.parametrize("whom", ["person", "agency"])
def test_an_exclusion_beats_every_share(cast, nominal, whom):
    open_to_housing(cast, nominal)
    excluded = (
        {"person": cast.hal.person} if whom == "person" else {"agency_id": cast.hal.agency_id}
    )
    with acting_as(cast.cora):
        Exclusion.objects.create(nominal=nominal, reason="A relative", given_at=now(), **excluded)
    assert seen(cast.hal) == set()
    assert seen(cast.cora) == {nominal.pk}


def test_an_ended_appointment_sees_nothing_from_that_moment(cast, nominal):
    assert seen(cast.pat) == {nominal.pk}
    end_appointment(Appointment.objects.get(pk=cast.pat.appointment_id), at=now())
    assert seen(refreshed(cast.pat)) == set()


def test_leaving_a_group_closes_what_it_opened(cast, nominal):
    open_to_housing(cast, nominal)
    Membership.objects.filter(appointment_id=cast.hal.appointment_id).delete()
    assert seen(refreshed(cast.hal)) == set()


def test_being_a_superuser_opens_nothing(cast, nominal):
    cast.hal.person.is_superuser = True
    cast.hal.person.save(update_fields=["is_superuser"])
    assert seen(refreshed(cast.hal)) == set()


def test_someone_inactive_sees_nothing(cast, nominal):
    cast.pat.person.is_active = False
    cast.pat.person.save(update_fields=["is_active"])
    assert seen(refreshed(cast.pat)) == set()


def test_nobody_asking_sees_nothing(cast, nominal):
    assert seen(None) == set()


def test_a_share_gives_the_right_to_view_and_nothing_else(cast, nominal):
    announce(cast.cora)
    one = NominalShare._base_manager.filter(content_object=nominal).first()
    from django.contrib.auth.models import Permission

    change = Permission.objects.get(codename="change_nominal")
    with pytest.raises(DatabaseError, match="to be seen"), transaction.atomic():
        NominalShare._base_manager.filter(pk=one.pk).update(permission=change)


def test_no_single_user_is_granted_anything(cast, nominal):
    announce(cast.cora)
    one = NominalShare._base_manager.filter(content_object=nominal).first()
    with pytest.raises(DatabaseError, match="holds_no_row"), transaction.atomic():
        NominalUserShare._base_manager.create(
            content_object=nominal, permission_id=one.permission_id, user=cast.hal.person
        )


def test_whoever_cannot_see_a_nominal_cannot_share_it(cast, nominal):
    announce(cast.hal)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        share(nominal, [cast.hal.person.own_group], source="slot", reason="Mine", at=now())


def test_a_list_costs_the_same_however_many_there_are(cast, django_assert_num_queries):
    from tests.factories import make_nominal

    announce(cast.cora)
    for many in (1, 10):
        for _ in range(many):
            make_nominal(cast.cora, cast.pat)
        announce(cast.cora)
        with django_assert_num_queries(1):
            list(Nominal.objects.visible_to(cast.cora))


def test_the_application_cannot_switch_row_security_off(cast, nominal):
    announce(cast.hal)
    with connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("ALTER TABLE nominals_nominal DISABLE ROW LEVEL SECURITY")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("SET LOCAL row_security = off; SELECT count(*) FROM nominals_nominal")
