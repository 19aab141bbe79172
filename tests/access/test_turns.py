"""What goes wrong in one area keeps no other waiting."""

import logging

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection

from access.actor import Role
from access.locks import service_actors
from access.turns import LeftOut, turns
from agencies.models import Area, Person
from tests.factories import make_actor, make_agency, make_area


@pytest.fixture
def areas(cast) -> list[str]:
    """Three areas in the order of their turns; the one in the middle is the one that is unwell."""
    for name, code in (("Mosswater", "MO"), ("Wolvershire", "WO")):
        make_actor(f"Counts of {name}", Role.SERVICE, make_agency(make_area(name, code), "board"))
    return list(Area.objects.order_by("name").values_list("name", flat=True))


def done_in_turn(fault: Exception) -> list[str]:
    done = []
    with turns() as turn:
        for actor in service_actors():
            with turn(actor):
                name = Area.objects.get(pk=actor.area_id).name
                Person.objects.filter(pk=actor.person_id).update(name="Had its turn")
                if name == "Mosswater":
                    raise fault
                done.append(name)
    return done


def test_the_others_have_their_turn_and_what_was_begun_in_that_one_is_undone(areas, caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(LeftOut, match="log: 1"):
        done_in_turn(ValueError("no such day"))
    had_it = Person.objects.filter(name="Had its turn")
    assert had_it.count() == len(areas) - 1
    (said,) = [each for each in caplog.records if each.name == "access.turns"]
    assert "Left out" in said.getMessage()
    assert said.exc_info[0] is ValueError
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_person() IS NULL")
        assert cursor.fetchone()[0]


def test_when_the_time_is_up_it_is_up_for_all(areas):
    with pytest.raises(SoftTimeLimitExceeded):
        done_in_turn(SoftTimeLimitExceeded())
    assert Person.objects.filter(name="Had its turn").count() == areas.index("Mosswater")


def test_where_nothing_is_wrong_nobody_is_left_out(areas):
    fault = ValueError("nowhere")
    fault_of = [name for name in areas if name != "Mosswater"]
    Area.objects.filter(name="Mosswater").update(name="Elsewhere")
    assert sorted(done_in_turn(fault)) == sorted([*fault_of, "Elsewhere"])
