"""A case opened in an emergency that nobody reviewed: counted, listed and reminded of."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from access.actor import Role
from access.locks import acting_as, announce
from access.rows import share
from agencies.models import Agency
from board.due import Reminder, To, of_emergency
from board.models import Figure
from board.pages.dashboard import dashboard
from board.pages.work.emergencies import to_review
from board.services import count_figures, find_what_is_due
from notices.models import Notice
from sharing.models import BreakGlass
from sharing.services.break_glass import open_case, review
from tests.factories import make_actor, make_agency, make_area

DAY = timedelta(days=1)
WHY = "He is outside her door and she has called us."


@pytest.fixture
def glass(cast, nominal):
    """Tess opened Pat's case, and nobody has reviewed that."""
    tess = make_actor(
        "Tess Ravelhurst", Role.PRACTITIONER, Agency.objects.get(pk=cast.pat.agency_id)
    )
    with acting_as(tess):
        open_case(actor=tess, at=now(), reason=WHY, reference=nominal.reference)
    announce(cast.cora)
    return BreakGlass.objects.visible_to(cast.cora).get()


def figure(cast, at):
    with acting_as(cast.service):
        count_figures(actor=cast.service, at=at)
        return Figure.objects.get(name="emergencies").rows


def test_a_review_is_late_from_the_day_after_it_is_due():
    due = date(2026, 7, 17)
    assert list(of_emergency(due, due)) == []
    late = Reminder("break_glass.overdue", due, To.COORDINATORS)
    assert list(of_emergency(due, due + DAY)) == [late]


def test_the_board_counts_what_is_not_reviewed_and_what_is_late(cast, glass):
    assert figure(cast, now()) == [{"to_review": 1, "late": 0}]
    late = now() + (glass.review_due_on - localdate()) + DAY
    assert figure(cast, late) == [{"to_review": 1, "late": 1}]
    announce(cast.cora)
    shown = {each.words: each.number for each in dashboard(cast.cora).headlines}
    assert shown["reviews of an emergency late"] == "1"
    with acting_as(cast.cora) as cora:
        review(glass, actor=cora, at=now(), outcome="proportionate", note="A call.")
    assert figure(cast, late) == [{"to_review": 0, "late": 0}]


def test_it_waits_for_the_co_ordinator_at_home(cast, glass):
    announce(cast.cora)
    (todo,) = to_review(cast.cora, glass.review_due_on)
    assert (todo.words, todo.tag) == ("1 case to review", "")
    (todo,) = to_review(cast.cora, glass.review_due_on + DAY)
    assert todo.tag == "1 late"


def test_it_does_not_wait_for_the_co_ordinator_of_another_area_to_whom_the_case_is_open(
    cast, nominal, glass
):
    una = make_actor(
        "Una Fennimore", Role.COORDINATOR, make_agency(make_area("Wolvershire", "WO"), "probation")
    )
    with acting_as(cast.cora):
        share(nominal, [una.person.own_group], source="named", reason="Moves there", at=now())
    announce(una)
    assert BreakGlass.objects.visible_to(una).exists()
    assert not list(to_review(una, glass.review_due_on))


def test_the_co_ordinators_are_reminded_once(cast, glass):
    late = glass.review_due_on + DAY
    for _ in range(2):
        with acting_as(cast.service):
            find_what_is_due(actor=cast.service, on=late, at=now())
    announce(cast.cora)
    told = Notice.objects.visible_to(cast.cora).filter(rule="break_glass.overdue")
    assert [(each.about_id, each.link) for each in told] == [
        (glass.pk, f"/emergencies/{glass.pk}/")
    ]
