"""Each night shares are made to equal what the facts say; and what had to be mended is reported."""

import pytest
from django.utils.timezone import now

from access.locks import acting_as, announce
from oversight.models import Difference
from oversight.reconcile import services
from tests.oversight.reconcile_world import life, make_nation, make_world


def night() -> dict[tuple[str, str, str], int]:
    """What differed in all areas: kind of record, cause and what was done, with how often."""
    runs = list(services.reconcile_all(at=now()))
    found = {}
    for actor in services.service_actors():
        with acting_as(actor):
            for each in Difference.objects.visible_to(actor).filter(run__in=runs):
                found[each.record_kind, each.source, each.what] = each.times
    announce(None)
    return found


@pytest.fixture
def nation(cast):
    return make_nation()


@pytest.fixture
def world(cast, nation):
    return make_world(cast)


def test_through_the_whole_life_of_a_case_there_is_nothing_to_mend(world):
    for stage in life(world):
        assert night() == {}, stage
