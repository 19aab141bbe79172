"""What is said of the register when it waits: to those concerned, once, and naming nobody."""

from datetime import timedelta

from django.http import QueryDict
from django.utils.timezone import localdate, now

from access.locks import acting_as
from board import due
from board.due import To
from board.services import find_what_is_due
from clocks.services import AreaLimits
from disclosures.register import decisions
from disclosures.waiting import unplanned
from meetings.models import Disclosure, Slot
from notices.models import Notice
from tests.disclosures.conftest import NAME
from tests.meetings.conftest import make_session, make_slot, sitting

DAY = timedelta(days=1)
TODAY = localdate()


def swept(register, at):
    service = register.cast.service
    with acting_as(service):
        find_what_is_due(actor=service, on=localdate(at), at=at)


def rules(actor) -> set[str]:
    with acting_as(actor):
        found = Notice.objects.visible_to(actor).filter(rule__startswith="disclosure.")
        return set(found.values_list("rule", flat=True))


def test_when_each_is_said():
    limits = AreaLimits(())

    def said(reminders):
        return [(each.rule, each.to) for each in reminders]

    assert said(due.of_telling(TODAY + 9 * DAY, limits, TODAY)) == []
    assert said(due.of_telling(TODAY, limits, TODAY)) == [("disclosure.due_soon", To.OWNER)]
    assert {rule for rule, _ in said(due.of_telling(TODAY - DAY, limits, TODAY))} == {
        "disclosure.overdue"
    }
    assert said(due.of_told(TODAY, TODAY)) == said(due.of_decided(TODAY, TODAY)) == []
    assert said(due.of_application(TODAY, TODAY, is_last=True)) == []


def test_what_the_panel_has_decided_anew_waits_for_nobody(register, panel):
    decision, cora = register.decision, register.cast.cora
    with acting_as(cora):
        assert [each.pk for each in unplanned(cora)] == [decision.pk]
        nominal = decision.nominal
    session = make_session(register.cast, panel, register.heard.chair, sitting(40))
    slot = make_slot(register.cast, session, nominal)
    with acting_as(cora):
        Slot._base_manager.filter(pk=slot.pk).update(status="closed")
        later = {"choice": "do_not_disclose", "rationale": "They know.", "by": cora.person}
        Disclosure(slot_id=slot.pk, nominal=nominal, at=now(), **later).save()
        assert list(unplanned(cora)) == []
        shown = decisions(cora, QueryDict("show=waiting"), today=TODAY)
        assert shown.lines == []
        both = decisions(cora, QueryDict("show=all"), today=TODAY).lines
        assert [each.state.words for each in both] == ["Do not disclose", "Decided again since"]


def test_what_waits_is_said_once_to_those_concerned_and_names_nobody(register):
    tomorrow, cast = now() + DAY, register.cast
    swept(register, tomorrow)
    assert "disclosure.to_plan" in rules(cast.cora)
    delivery = register.plan(person=register.officer.person, by_when=TODAY)
    register.named(delivery)
    register.apply(received_at=now() - 2 * DAY)
    for _ in range(2):
        swept(register, tomorrow)
    assert {"disclosure.overdue", "disclosure.step_due"} <= rules(cast.cora)
    assert "disclosure.overdue" in rules(register.officer)
    assert "disclosure.step_due" in rules(cast.rex)
    assert rules(cast.poppy) == rules(cast.hal) == set()
    with acting_as(cast.cora) as cora:
        mine = Notice.objects.visible_to(cora).filter(rule="disclosure.overdue")
        assert mine.count() == 1
        said = " ".join(f"{each.subject} {each.body} {each.link}" for each in mine)
    assert NAME not in said
    assert register.heard.slot.nominal.surname not in said
