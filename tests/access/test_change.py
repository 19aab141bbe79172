"""The door to every change: what it checks, and what it leaves behind when it refuses."""

import pytest
from django.utils.timezone import now

from access.change import amend
from access.lifecycle import Lifecycle, NotPossible
from access.locks import announce
from access.policy import Refused
from audit.models import Event
from nominals.models import Nominal
from nominals.services import change_level


def test_a_step_leaves_only_the_statuses_of_its_row():
    life = Lifecycle(("open", {"shut"}, "open"), ("close", {"open"}, "shut"))
    assert life.after("open", "shut") == "open"
    assert life.possible("open") == ["close"]
    with pytest.raises(NotPossible, match="no longer possible: it is now open"):
        life.after("open", "open")
    with pytest.raises(KeyError):
        life.after("burn", "open")


def test_a_step_named_twice_is_a_bug():
    with pytest.raises(ValueError, match="twice"):
        Lifecycle(("open", {"a"}, "b"), ("open", {"b"}, "c"))


def change(nominal, actor, level=2):
    return change_level(
        nominal, actor=actor, at=now(), level=level, decided_by="meeting", because="Agreed"
    )


def test_a_change_is_written_with_who_what_and_why(cast, nominal):
    announce(cast.cora)
    change(nominal, cast.cora)
    event = Event.objects.get(action="nominal.change_level")
    assert (event.by, event.nominal_id) == (cast.cora.person, nominal.pk)
    assert event.detail == {"before": 1, "after": 2, "because": "Agreed"}


def test_a_change_to_what_is_so_already_is_none(cast, nominal):
    announce(cast.cora)
    change(nominal, cast.cora, level=1)
    assert not Event.objects.filter(action="nominal.change_level").exists()


def test_a_refused_change_leaves_nothing(cast, nominal):
    announce(cast.pat)
    with pytest.raises(Refused):
        change(nominal, cast.pat)
    assert nominal.levels.count() == 1
    assert not Event.objects.filter(nominal_id=nominal.pk).exists()


def test_category_3_leaves_rather_than_go_to_level_1(cast):
    from tests.factories import make_nominal

    third = make_nominal(cast.cora, cast.pat, category=3, level=2)
    announce(cast.cora)
    change(third, cast.cora, level=1)
    today = now().date()
    assert not third.levels.on(today).exists()
    assert third.categories.get().end_reason == "meetings_not_needed"


def test_the_second_to_amend_is_told_and_overwrites_nothing(cast, nominal, monkeypatch):
    from access import policy

    monkeypatch.setitem(policy.POLICY, "nominal.amend", policy.role(policy.C))
    announce(cast.cora)
    mine, theirs = Nominal.objects.get(pk=nominal.pk), Nominal.objects.get(pk=nominal.pk)
    amend(theirs, "amend", actor=cast.cora, at=now(), address="1 Slate Row")
    with pytest.raises(NotPossible, match="changed since you opened it"):
        amend(mine, "amend", actor=cast.cora, at=now(), address="2 Slate Row")
    assert Nominal.objects.get(pk=nominal.pk).address == "1 Slate Row"
    assert Event.objects.get(action="nominal.amend").detail == {"changed": ["address"]}
