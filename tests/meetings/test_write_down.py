"""Writing a panel down: draft, the chair's approval, and issuing to those on the list."""

import pytest
from django.utils.timezone import now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from access.rows import share
from agencies.acting import acting_under
from agencies.services import appoint
from audit.models import Event
from meetings.audience import distribution
from meetings.lifecycle import MinutesStatus
from meetings.models import Distribution, Minutes
from meetings.readiness import still_to_write
from meetings.sections import SECTIONS, Record, unwritten, written
from meetings.services import sections, write_down
from notices.models import Notice
from tests.factories import make_actor, make_agency
from tests.meetings.conftest import agency_of, seated
from tests.meetings.held import REQUIRED, hearing, send_return


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


def sees(actor, record) -> bool:
    with acting_as(actor):
        return type(record).objects.visible_to(actor).filter(pk=record.pk).exists()


def told(actor, rule) -> int:
    with acting_as(actor):
        return Notice.objects.visible_to(actor).filter(rule=rule).count()


# The table of sections


def test_each_section_is_either_written_or_drawn_from_the_record():
    drawn = {part.drawn_from for part in SECTIONS.values() if part.drawn_from}
    assert drawn == set(Record)
    assert all(part.guidance for part in written())
    assert not any(part.guidance or part.required for part in SECTIONS.values() if part.drawn_from)


def test_what_is_not_written_is_named_by_its_heading():
    texts = dict.fromkeys(REQUIRED, "Said.")
    assert unwritten(texts) == []
    assert unwritten({**texts, "risk": " \n"}) == ["Risk of serious harm"]


# Writing


def test_a_section_says_who_wrote_it(heard):
    heard.write("risk", "To children, when drinking.")
    section = heard.fresh(type(heard.write("plan")), minutes=heard.minutes, key="risk")
    assert section.text == "To children, when drinking."
    assert section.written_by == heard.chair.person


def test_a_stale_section_is_refused_and_loses_nothing(cast, heard):
    section = heard.write("risk", "The first version.")
    with acting_as(cast.cora), pytest.raises(NotPossible, match="changed since you opened it"):
        sections.write_section(section, actor=cast.cora, at=now(), text="Another.", version=0)
    assert heard.fresh(type(section), pk=section.pk).text == "The first version."


def test_a_representative_writes_nothing(cast, heard):
    section = heard.write("risk")
    with acting_as(cast.rex), pytest.raises((Refused, NotPossible)):
        sections.write_section(section, actor=cast.rex, at=now(), text="Mine.", version=1)


def test_the_trail_says_that_text_changed_and_not_what_it_says(heard):
    section = heard.write("risk", "A secret of the panel.")
    with acting_as(heard.chair):
        events = Event.objects.filter(record_id=section.pk)
        assert [each.detail["changed"] for each in events] == [["text", "written_at", "written_by"]]


# The chair


def test_minutes_go_to_the_chair_when_every_required_section_is_written(heard):
    heard.close_with_everything()
    for key in REQUIRED[:-1]:
        heard.write(key)
    with acting_as(heard.chair):
        assert still_to_write(heard.minutes, actor=heard.chair) == ["Executive summary"]
        with pytest.raises(NotPossible, match="Write these sections first: Executive summary"):
            write_down.submit(heard.minutes, actor=heard.chair, at=now())


def test_minutes_of_a_slot_that_is_still_heard_do_not_go_to_the_chair(heard):
    heard.write_all()
    with acting_as(heard.chair), pytest.raises(NotPossible, match="Close the slot first"):
        write_down.submit(heard.minutes, actor=heard.chair, at=now())


def test_the_chair_is_told_that_minutes_are_ready(heard):
    heard.submitted()
    assert told(heard.chair, "minutes.to_approve") == 1


def test_only_the_chair_of_the_session_approves(cast, heard, panel):
    minutes = heard.submitted()
    other = seated(panel, make_actor("Nia Corriedale", Role.CHAIR, agency_of(cast.poppy)))
    for actor in (other, cast.cora):
        with acting_as(actor), pytest.raises(Refused):
            write_down.approve(minutes, actor=actor, at=now())
    assert heard.minutes.status == MinutesStatus.SUBMITTED


def test_minutes_are_sent_back_with_a_reason_that_the_unit_can_read(cast, heard):
    minutes = heard.submitted()
    with acting_as(heard.chair):
        write_down.send_back(minutes, actor=heard.chair, at=now(), because="Say who objected.")
        assert heard.minutes.status == MinutesStatus.DRAFT
        assert write_down.history(minutes)[0].detail["because"] == "Say who objected."
    assert told(cast.cora, "minutes.sent_back") == 1
    heard.write("risk", "Mended.")


def test_text_with_the_chair_or_approved_is_not_changed(cast, heard):
    heard.submitted()
    with pytest.raises(NotPossible, match="no longer a draft"):
        heard.write("risk", "Slipped in.", by=cast.cora)
    with acting_as(heard.chair):
        write_down.approve(heard.minutes, actor=heard.chair, at=now())
    with pytest.raises(NotPossible, match="no longer a draft"):
        heard.write("risk", "Slipped in.")


def test_approval_says_who_and_when(heard):
    minutes = heard.approved()
    assert minutes.approved_by == heard.chair.person
    assert minutes.approved_at


# Issuing


def test_minutes_are_not_issued_before_they_are_approved(heard):
    minutes = heard.submitted()
    with acting_as(heard.chair), pytest.raises(NotPossible, match="with the chair"):
        write_down.issue(minutes, actor=heard.chair, at=now())


def test_issued_minutes_open_to_the_list_the_lead_and_nobody_else(cast, heard):
    minutes = heard.approved()
    readers = (cast.rex, cast.poppy, cast.pat)
    assert not any(sees(each, minutes) for each in readers)
    with acting_as(heard.chair):
        write_down.issue(minutes, actor=heard.chair, at=now())
    assert all(sees(each, minutes) for each in readers)
    assert not any(sees(each, minutes) for each in (cast.hal, cast.bea, cast.ada))
    assert [told(each, "minutes.issued") for each in (*readers, cast.hal)] == [1, 1, 1, 0]


def test_an_agency_that_neither_came_nor_wrote_is_not_on_the_list(cast, heard):
    heard.attend(heard.police, "absent")
    heard.attend(heard.probation, "in_person")
    with acting_as(heard.chair):
        assert distribution(heard.slot, actor=heard.chair) == [heard.probation]
    send_return(cast.rex, heard.slot)
    with acting_as(heard.chair):
        assert set(distribution(heard.slot, actor=heard.chair)) == {heard.police, heard.probation}


def test_absent_people_do_not_see_issued_minutes(cast, heard):
    heard.attend(heard.police, "absent")
    heard.attend(heard.probation, "report")
    heard.disclose()
    heard.decide()
    heard.close()
    heard.write_all()
    minutes = heard.minutes
    with acting_as(heard.chair):
        for step in (write_down.submit, write_down.approve, write_down.issue):
            step(minutes, actor=heard.chair, at=now())
        kept = Distribution.objects.visible_to(heard.chair).filter(minutes=minutes)
        assert [each.agency for each in kept] == [heard.probation]
    assert sees(cast.poppy, minutes)
    assert not sees(cast.rex, minutes)


def test_the_case_managers_manager_is_on_the_list(cast, heard):
    assert not sees(cast.maya, heard.issued())  # the nominal itself is not shared with her
    with acting_as(cast.cora):
        own = cast.maya.person.own_group
        share(heard.slot.nominal, [own], source="lead", reason="Manager", at=now())
    assert sees(cast.maya, heard.minutes)


def test_minutes_are_issued_once(heard):
    minutes = heard.issued()
    with acting_as(heard.chair), pytest.raises(NotPossible, match="no longer possible"):
        write_down.issue(minutes, actor=heard.chair, at=now())


def test_somebody_who_joins_an_agency_on_the_list_can_read_them(cast, heard):
    minutes = heard.issued()
    newcomer = make_actor("Wren Oatfield", Role.REPRESENTATIVE, heard.police)
    assert sees(newcomer, minutes)
    elsewhere = make_actor(
        "Sol Brackenridge", Role.REPRESENTATIVE, make_agency(cast.area, "education")
    )
    assert not sees(elsewhere, minutes)


def test_a_person_who_was_appointed_elsewhere_too_reads_under_one_appointment_only(cast, heard):
    minutes = heard.issued()
    both = acting_under(
        appoint(cast.rex.person, agency=agency_of(cast.hal), role=Role.REPRESENTATIVE, at=now())
    )
    assert sees(cast.rex, minutes)
    assert not sees(both, minutes)


def test_nobody_asking_sees_nothing(heard):
    minutes = heard.issued()
    assert not Minutes.objects.visible_to(None).filter(pk=minutes.pk).exists()
