"""What a panel opens ends with its cause: cause by cause, how it ends and what it closes."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from access.actor import Actor, Role
from access.locks import acting_as, announce
from access.rows import Shared, shares_of
from meetings.models import InformationReturn, Invitation, Session, Slot
from meetings.services import convene, follow_up, hold, observe, plan
from meetings.terms import terms
from nominals.models import Nominal
from referrals.models import Referral
from tests.factories import make_actor, make_nominal
from tests.meetings.conftest import agency_of, make_session, make_slot, sitting
from tests.meetings.held import Hearing, convened, send_return


@dataclass
class Panel:
    """A case with housing asked to it beside the core panel, and what each of them can see."""

    cast: object
    session: Session
    slot: Slot
    chair: Actor

    @property
    def records(self) -> dict[str, Shared]:
        announce(self.cast.cora)
        housing = self.cast.hal.agency_id
        found = Invitation.objects.visible_to(self.cast.cora).get(slot=self.slot, agency=housing)
        asked = InformationReturn.objects.visible_to(self.cast.cora).get(invitation=found)
        return {
            "nominal": self.slot.nominal,
            "session": self.session,
            "slot": self.slot,
            "invitation": found,
            "return": asked,
        }


@pytest.fixture
def asked(cast, session, slot, chidi) -> Panel:
    convened(cast, session)
    with acting_as(cast.cora):
        convene.invite(
            slot, actor=cast.cora, at=now(), agency=agency_of(cast.hal), reason="The tenancy"
        )
    return Panel(cast, session, slot, chidi)


def seen(actor: Actor, records: dict[str, Shared]) -> set[str]:
    """What an actor sees of these records; the two locks must say the same."""
    announce(actor)
    found = set()
    for name, record in records.items():
        rows = type(record)._base_manager.filter(pk=record.pk)
        first = type(record).objects.visible_to(actor).filter(pk=record.pk).exists()
        assert first is rows.exists(), f"the locks disagree: {name}"
        found |= {name} if first else set()
    return found


def slot_cancelled(panel: Panel) -> None:
    with acting_as(panel.cast.cora):
        plan.cancel_slot(panel.slot, actor=panel.cast.cora, at=now(), because="Moved away")


def session_cancelled(panel: Panel) -> None:
    with acting_as(panel.cast.cora):
        plan.cancel_session(panel.session, actor=panel.cast.cora, at=now(), because="Snow")


def invitation_withdrawn(panel: Panel) -> None:
    invitation = panel.records["invitation"]
    with acting_as(panel.cast.cora):
        convene.withdraw(invitation, actor=panel.cast.cora, at=now(), because="Not needed")


def date_passed(panel: Panel) -> None:
    """The database's clock cannot be moved, so the date of each share is."""
    announce(panel.cast.cora)
    for kind in (Nominal, Session, Referral):
        table = shares_of(kind)._base_manager.filter(source="invitation")
        table.update(expires_at=now() - timedelta(seconds=1))


ALL = {"nominal", "session", "slot", "invitation", "return"}
# Cause, how it ends, and what it closes to the agency that was asked beside the core panel.
CAUSES = (
    ("slot cancelled", slot_cancelled, ALL),
    ("session cancelled", session_cancelled, ALL),
    ("invitation withdrawn", invitation_withdrawn, ALL),
    ("date passed", date_passed, ALL),
)


@pytest.mark.parametrize(("cause", "ends", "closes"), CAUSES, ids=[row[0] for row in CAUSES])
def test_what_an_invitation_opened_closes_with_its_cause(asked, cause, ends, closes):
    records, hal = asked.records, asked.cast.hal
    assert seen(hal, records) == ALL
    ends(asked)
    assert seen(hal, records) == ALL - closes


@pytest.mark.parametrize(("cause", "ends"), [row[:2] for row in CAUSES[:2]])
def test_with_its_slot_a_case_closes_to_the_chairs_and_stays_with_the_unit(asked, cause, ends):
    records = asked.records
    assert "nominal" in seen(asked.chair, records)
    ends(asked)
    assert "nominal" not in seen(asked.chair, records)
    assert seen(asked.cast.cora, records) == ALL
    assert "nominal" in seen(asked.cast.pat, records)


def test_one_case_taken_off_leaves_what_another_of_the_same_day_opens(cast, session, chidi, slot):
    """Two cases of one session: the session stays open by the other."""
    other = make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    convened(cast, session)
    panel = Panel(cast, session, slot, chidi)
    slot_cancelled(panel)
    of_both = {"nominal": slot.nominal, "session": session, "other": other.nominal}
    assert seen(cast.rex, of_both) == {"session", "other"}


def test_an_invitation_to_a_review_renews_and_its_dates_are_the_later_ones(asked, panel, chidi):
    cast = asked.cast
    later = make_session(cast, panel, chidi, sitting(days=50))
    review = make_slot(cast, later, asked.slot.nominal)
    with acting_as(cast.cora):
        invited = convene.invite(
            review, actor=cast.cora, at=now(), agency=agency_of(cast.hal), reason="The tenancy"
        )
    invitation_withdrawn(asked)
    announce(cast.cora)
    assert seen(cast.hal, {"nominal": asked.slot.nominal}) == {"nominal"}
    share = shares_of(Nominal)._base_manager.get(source_id=invited.pk)
    assert share.expires_at == terms(later, at=now()).seen_until


def test_there_is_no_standing_access_from_one_invitation(asked):
    """Each share that invitations gave runs out, and by the review's latest day all have."""
    until = terms(asked.session, at=now()).seen_until
    weeks = (localdate(until) - localdate(asked.session.starts_at)).days / 7
    assert 8 <= weeks <= 17
    announce(asked.cast.cora)
    given = [
        each
        for kind in (Nominal, Session, Referral)
        for each in shares_of(kind)._base_manager.filter(source="invitation")
    ]
    assert len(given) == 6  # the nominal and the session, to each of three agencies
    assert {each.expires_at for each in given} == {until}
    groups = {agency_of(who).group_id for who in (asked.cast.hal, asked.cast.poppy)}
    lasting = shares_of(Nominal)._base_manager.filter(group__in=groups, expires_at=None)
    assert not lasting.exists()


def test_after_the_review_maximum_returns_and_minutes_are_closed_too(asked):
    """They follow the nominal: what a slot opened of them lasts no longer than it."""
    cast = asked.cast
    send_return(cast.poppy, asked.slot)
    with acting_as(asked.chair):
        hold.open_session(asked.session, actor=asked.chair, at=now())
        hold.open_slot(asked.slot, actor=asked.chair, at=now())
    hearing = Hearing(asked.slot, asked.chair, agency_of(cast.rex), agency_of(cast.poppy))
    hearing.attend(agency_of(cast.hal))
    minutes = hearing.issued()
    announce(cast.cora)
    sent = InformationReturn.objects.visible_to(cast.cora)
    papers = {
        "minutes": minutes,
        "another's return": sent.get(slot=asked.slot, agency_id=cast.poppy.agency_id),
    }
    assert seen(cast.hal, papers) == set(papers)
    date_passed(asked)
    assert seen(cast.hal, papers) == set()


@pytest.mark.parametrize(
    ("ends", "is_open"), [("verify", False), ("cancel", False), ("finish", True), (None, True)]
)
def test_a_case_open_for_an_action_closes_when_the_action_is_at_its_end(asked, ends, is_open):
    cast, chair = asked.cast, asked.chair
    with acting_as(chair):
        hold.open_session(asked.session, actor=chair, at=now())
        hold.open_slot(asked.slot, actor=chair, at=now())
    hearing = Hearing(asked.slot, chair, agency_of(cast.rex), agency_of(cast.poppy))
    action = hearing.give(agency=agency_of(cast.hal), person=cast.hal.person)
    date_passed(asked)  # so that the action alone opens the case
    assert seen(cast.hal, {"nominal": asked.slot.nominal}) == {"nominal"}
    if ends in {"verify", "finish"}:
        with acting_as(cast.hal):
            follow_up.finish(action, actor=cast.hal, at=now(), text="Done.")
    with acting_as(cast.cora):
        if ends == "verify":
            follow_up.verify(action, actor=cast.cora, at=now())
        if ends == "cancel":
            follow_up.cancel(action, actor=cast.cora, at=now(), because="Not needed")
    assert bool(seen(cast.hal, {"nominal": asked.slot.nominal})) is is_open


def test_an_observation_ends_and_the_session_is_closed(asked):
    cast = asked.cast
    lena = make_actor("Lena Copperfold", Role.LAY_ADVISER, agency_of(cast.bea))
    with acting_as(cast.cora):
        observation = observe.add(
            asked.session, actor=cast.cora, at=now(), observer=lena.person, reason="A quarter"
        )
    assert seen(lena, {"session": asked.session, "nominal": asked.slot.nominal}) == {"session"}
    with acting_as(cast.cora):
        observe.end(observation, actor=cast.cora, at=now())
    assert seen(lena, {"session": asked.session}) == set()
