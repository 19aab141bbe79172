"""Telling somebody: decided, planned, told, undertaken, looked at again, ended; and who sees it."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from disclosures.models import Delivery, Recipient
from disclosures.services import name, tell
from meetings.models import Disclosure
from nominals.models import Exclusion
from notices.models import Notice
from tests.disclosures.conftest import NAME, TESTS, WHO, planned
from tests.meetings.held import hearing

TODAY = localdate()


def told(actor, rule) -> int:
    with acting_as(actor):
        return Notice.objects.visible_to(actor).filter(rule=rule).count()


def test_from_a_decision_to_its_end(register):
    delivery = register.plan(person=register.officer.person)
    assert told(register.officer, "disclosure.to_tell") == 1
    register.act(tell.deliver, delivery, register.officer, on=TODAY, text="They listened.")
    assert delivery.review_on == TODAY + timedelta(weeks=12)
    given = {"undertaking": "signed", "on": TODAY, "text": "Understood."}
    register.act(tell.record_undertaking, delivery, register.officer, **given)
    register.act(tell.offer_support, delivery, text="A domestic abuse service.")
    register.act(tell.offer_support, delivery, text="A number to ring.")
    assert delivery.support == "A domestic abuse service.\n\nA number to ring."
    later = TODAY + timedelta(days=30)
    register.act(tell.review, delivery, text="It still protects her.", next_on=later)
    assert register.again(delivery).review_on == later
    register.act(tell.end, delivery, reason="contact_ended")
    assert register.again(delivery).status == "ended"
    assert not register.sees(register.officer, delivery)


def test_nothing_is_planned_that_was_not_decided(cast, session, slot, chidi, register):
    no = register.heard.fresh(Disclosure, pk=register.decision.pk)
    no.choice = "do_not_disclose"
    with pytest.raises(NotPossible, match="did not decide to tell"):
        register.act(tell.plan, no, **planned(register.police))


def test_nothing_is_planned_while_the_decision_can_still_change(cast, session, slot, chidi):
    heard = hearing(cast, session, slot, chidi)
    words = {"to_whom": "A partner", "what": "The order.", **TESTS}
    decision = heard.disclose("disclose", **words)
    with acting_as(chidi), pytest.raises(NotPossible, match="once the case is closed"):
        tell.plan(decision, actor=chidi, at=now(), **planned(heard.police))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"by_when": TODAY - timedelta(days=1)}, "today or in the future"),
        ({"nominal_told": "not"}, "Say why the person is not told"),
    ],
)
def test_a_plan_makes_sense(register, given, why):
    with pytest.raises(NotPossible, match=why):
        register.plan(**given)


def test_whoever_tells_works_for_the_agency_that_does(register):
    with pytest.raises(NotPossible, match="works for the agency"):
        register.plan(person=register.cast.poppy.person)


def test_told_twice_or_at_once_is_told_once(register):
    delivery = register.plan()
    stale = register.again(delivery)
    register.act(tell.deliver, delivery, on=TODAY, text="They listened.")
    with pytest.raises(NotPossible):
        register.act(tell.call_off, stale, because="Not needed.")
    with pytest.raises(NotPossible, match="no longer possible"):
        register.act(tell.deliver, register.again(delivery), on=TODAY, text="Again.")


def test_it_is_not_told_before_it_is_planned_nor_in_the_future(register):
    delivery = register.plan()
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(NotPossible, match="not in the future"):
            register.act(tell.deliver, delivery, on=day, text="Told.")


def test_it_ends_once_the_undertaking_is_recorded(register):
    delivery = register.told()
    with pytest.raises(NotPossible, match="signed an undertaking"):
        register.act(tell.end, delivery, reason="contact_ended")


def test_a_plan_changed_by_two_at_once_keeps_the_first(register):
    delivery = register.plan()
    said = planned(register.police, what="Less.")
    version = delivery.version
    register.act(tell.change_plan, register.again(delivery), version=version, **said)
    with pytest.raises(NotPossible, match="changed since"):
        register.act(tell.change_plan, register.again(delivery), version=version, **said)


def test_whoever_tells_sees_the_case_until_somebody_else_does(register):
    nominal = register.heard.slot.nominal
    delivery = register.plan(person=register.officer.person)
    recipient = register.named(delivery)
    assert register.sees(register.officer, nominal)
    assert register.sees(register.officer, recipient)
    other = planned(register.police, person=register.cast.rex.person)
    register.act(tell.change_plan, delivery, version=delivery.version, **other)
    assert not register.sees(register.officer, nominal)
    assert not register.sees(register.officer, recipient)
    assert register.sees(register.cast.rex, recipient)
    register.act(tell.call_off, register.again(delivery), because="She has moved.")
    assert told(register.cast.rex, "disclosure.called_off") == 1


def test_the_name_is_open_to_few_of_those_who_see_the_case(register):
    cast, delivery = register.cast, register.told()
    recipient = register.named(delivery)
    for actor in (cast.cora, cast.pat):
        assert register.sees(actor, recipient)
    # Whoever was invited sees that somebody was told, and not who.
    for actor in (cast.rex, cast.poppy, register.heard.chair):
        assert register.sees(actor, delivery)
        assert not register.sees(actor, recipient)
    for actor in (cast.hal, cast.bea, cast.ada):
        assert not register.sees(actor, delivery)
        assert not register.sees(actor, recipient)


def test_an_excluded_agency_sees_nothing_and_is_not_asked_to_tell(register):
    cast, delivery = register.cast, register.told()
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal_id=delivery.nominal_id,
            agency_id=register.heard.probation.pk,
            reason="A relative works there",
            given_at=now(),
        )
    assert not register.sees(cast.poppy, delivery)
    said = planned(register.heard.probation)
    with pytest.raises(NotPossible, match="must not receive"):
        register.act(tell.plan, register.decision, cast.pat, **said)


def test_a_name_is_recorded_once_by_those_who_may(register):
    delivery = register.plan()
    for actor in (register.cast.rex, register.heard.chair):
        with acting_as(actor), pytest.raises(Refused):
            name.add_recipient(delivery, actor=actor, at=now(), **WHO)
    recipient = register.named(delivery)
    with pytest.raises(NotPossible, match="recorded already"):
        register.named(delivery)
    changed = {**WHO, "address": ""}
    register.act(name.amend_recipient, recipient, version=recipient.version, **changed)
    with pytest.raises(NotPossible, match="changed since"):
        register.act(name.amend_recipient, recipient, version=0, **WHO)
    with acting_as(register.cast.cora) as cora:
        assert Recipient.objects.visible_to(cora).get(pk=recipient.pk).name == NAME


def test_an_agency_tells_what_it_is_asked_to_and_plans_nothing(register):
    delivery, rex = register.plan(), register.cast.rex
    with acting_as(rex), pytest.raises(Refused):
        tell.call_off(delivery, actor=rex, at=now(), because="No.")
    register.act(tell.deliver, delivery, rex, on=TODAY, text="Told.")
    other = register.plan()
    poppy = register.cast.poppy
    with acting_as(poppy), pytest.raises(Refused):
        tell.deliver(other, actor=poppy, at=now(), on=TODAY, text="Told.")
    assert Delivery.objects.visible_to(None).count() == 0
