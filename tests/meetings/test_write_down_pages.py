"""The pages of minutes: who reads them, what is asked of the chair, and the printed copy."""

import io

import pytest
from django.utils.timezone import now
from pypdf import PdfReader

from access.actor import Role
from access.locks import acting_as
from access.rows import share
from audit.models import Event
from meetings.models import Action, Section
from meetings.services import follow_up, write_down
from tests.factories import make_actor
from tests.meetings.conftest import agency_of, seated
from tests.meetings.held import browse, hearing, let_copy, queries_of, words_of


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


READERS = ("cora", "rex", "poppy", "pat", "maya", "hal", "ada", "bea")


@pytest.mark.parametrize("name", ["show_minutes", "print_minutes"])
def test_a_draft_is_for_those_who_run_the_panel(client, cast, heard, name):
    answers = {
        who: browse(client, getattr(cast, who), name, heard.minutes).status_code for who in READERS
    }
    assert answers == {who: 200 if who == "cora" else 404 for who in READERS}


@pytest.mark.parametrize("name", ["show_minutes", "print_minutes"])
def test_issued_minutes_are_for_their_list(client, cast, heard, name):
    heard.attend(heard.probation, "absent")
    heard.attend(heard.police)
    heard.disclose()
    heard.decide()
    heard.close()
    heard.write_all()
    minutes = heard.minutes
    with acting_as(heard.chair):
        for step in (write_down.submit, write_down.approve, write_down.issue):
            step(minutes, actor=heard.chair, at=now())
    let_copy(heard, heard.police)
    answers = {
        who: browse(client, getattr(cast, who), name, minutes).status_code for who in READERS
    }
    # Poppy's agency neither came nor wrote; Hal's was never asked; nobody shared it with the rest.
    assert answers == {who: 200 if who in {"cora", "rex", "pat"} else 404 for who in READERS}


def test_the_case_managers_manager_reads_though_the_session_is_closed_to_her(client, cast, heard):
    minutes = heard.issued()
    with acting_as(cast.cora):
        own = cast.maya.person.own_group
        share(heard.slot.nominal, [own], source="lead", reason="Manager", at=now())
    said = words_of(browse(client, cast.maya, "show_minutes", minutes))
    assert "Several agencies hold a part of the plan." in said
    assert browse(client, cast.maya, "print_minutes", minutes).status_code == 403
    let_copy(heard, heard.police)
    assert browse(client, cast.maya, "print_minutes", minutes).status_code == 200


def test_an_outsider_can_read_what_was_decided_and_why(client, cast, heard):
    heard.give("Visit the new address.", person=cast.rex.person)
    minutes = heard.issued()
    said = words_of(browse(client, cast.poppy, "show_minutes", minutes))
    for words in (
        "OFFICIAL-SENSITIVE",
        "In person",
        "Nobody outside the panel is at risk today.",
        "Several agencies hold a part of the plan.",
        "Who disagreed Nobody.",
        "1. Visit the new address.",  # though the action itself is not open to her
        f"Approved by {heard.chair.person.name}",
        str(heard.police),
    ):
        assert words in said


def test_minutes_stay_as_they_were_whatever_becomes_of_an_action(client, cast, heard):
    heard.give("Visit the new address.")
    minutes = heard.issued()
    before = words_of(browse(client, cast.poppy, "show_minutes", minutes))
    action = heard.fresh(Action, slot=heard.slot)
    with acting_as(cast.cora):
        follow_up.cancel(action, actor=cast.cora, at=now(), because="Given twice.")
    assert words_of(browse(client, cast.poppy, "show_minutes", minutes)) == before


def test_a_section_that_somebody_changed_comes_back_with_both_texts(client, cast, heard):
    heard.write("risk", "What the chair saved.")
    section = heard.fresh(Section, minutes=heard.minutes, key="risk")
    sent = {"risk-text": "What Cora typed.", "risk-version": 0}
    answer = browse(client, cast.cora, "write_section", section, post=sent)
    assert answer.status_code == 409
    said = words_of(answer)
    assert "What the chair saved." in said
    assert "What Cora typed." in said
    sent["risk-version"] = 1
    assert browse(client, cast.cora, "write_section", section, post=sent).status_code == 302
    assert heard.fresh(Section, pk=section.pk).text == "What Cora typed."


def test_a_section_is_never_written_unseen(client, heard):
    section = heard.write("risk", "What the chair saved.")
    answer = browse(client, heard.chair, "write_section", section, post={"risk-text": "Blind."})
    assert answer.status_code == 409
    assert heard.fresh(Section, pk=section.pk).text == "What the chair saved."


def test_a_section_typed_as_the_minutes_were_approved_is_not_lost(client, cast, heard):
    heard.approved()
    section = heard.fresh(Section, minutes=heard.minutes, key="risk")
    sent = {"risk-text": "Typed too late.", "risk-version": section.version}
    answer = browse(client, cast.cora, "write_section", section, post=sent)
    assert answer.status_code == 409
    assert "Typed too late." in answer.content.decode()
    assert heard.fresh(Section, pk=section.pk).text != "Typed too late."


def test_a_representative_finds_no_section(client, cast, heard):
    section = heard.fresh(Section, minutes=heard.minutes, key="risk")
    sent = {"risk-text": "Mine.", "risk-version": 0}
    assert browse(client, cast.rex, "write_section", section, post=sent).status_code == 404


def test_minutes_lacking_a_section_do_not_go_to_the_chair_and_say_which(client, heard):
    heard.close_with_everything()
    answer = browse(client, heard.chair, "submit_minutes", heard.minutes, post={})
    assert answer.status_code == 409
    assert "Risk of serious harm" in words_of(answer)
    assert "<title>Error: " in answer.content.decode()


def test_the_chair_sends_back_with_a_reason_or_approves(client, cast, heard):
    minutes = heard.submitted()
    assert "Select" not in words_of(browse(client, heard.chair, "send_back_minutes", minutes))
    empty = browse(client, heard.chair, "send_back_minutes", minutes, post={"because": " "})
    assert "Say what is to be put right" in words_of(empty)
    browse(client, heard.chair, "send_back_minutes", minutes, post={"because": "Who objected?"})
    assert "Who objected?" in words_of(browse(client, cast.cora, "show_minutes", minutes))
    browse(client, cast.cora, "submit_minutes", minutes, post={})
    browse(client, heard.chair, "approve_minutes", minutes, post={})
    assert heard.minutes.status == "approved"


@pytest.mark.parametrize("name", ["approve_minutes", "send_back_minutes"])
def test_nobody_else_approves_or_sends_back(client, cast, panel, heard, name):
    minutes = heard.submitted()
    other = seated(panel, make_actor("Nia Corriedale", Role.CHAIR, agency_of(cast.poppy)))
    answers = [
        browse(client, who, name, minutes, post={}).status_code
        for who in (other, cast.cora, cast.rex, cast.hal)
    ]
    assert answers == [403, 403, 404, 404]
    assert heard.minutes.status == "submitted"


def test_issuing_first_shows_who_will_read(client, cast, heard):
    minutes = heard.approved()
    said = words_of(browse(client, cast.cora, "issue_minutes", minutes))
    for name in (cast.rex.person, cast.poppy.person, cast.pat.person, cast.maya.person):
        assert str(name) in said
    assert str(cast.hal.person) not in said
    browse(client, cast.cora, "issue_minutes", minutes, post={})
    assert heard.minutes.status == "issued"
    assert browse(client, cast.cora, "issue_minutes", minutes, post={}).status_code == 409


# In print


def printed(client, actor, minutes):
    answer = browse(client, actor, "print_minutes", minutes)
    assert answer.status_code == 200
    return answer, PdfReader(io.BytesIO(answer.content))


def test_each_printed_page_is_marked_and_says_whose_copy_it_is(client, cast, heard):
    minutes = heard.issued()
    let_copy(heard, heard.police)
    answer, pdf = printed(client, cast.rex, minutes)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    for page in pdf.pages:
        text = page.extract_text()
        assert text.count("OFFICIAL-SENSITIVE") == 2
        assert f"Printed for {cast.rex.person}, {heard.police} on " in text
        assert "DRAFT" not in text


def test_the_file_names_nobody(client, cast, heard):
    answer, pdf = printed(client, cast.cora, heard.minutes)
    nominal = heard.slot.nominal
    for words in (answer["Content-Disposition"], str(pdf.metadata)):
        assert nominal.surname not in words
        assert nominal.reference not in words


def test_a_printed_draft_says_so_on_every_page(client, cast, heard):
    _, pdf = printed(client, cast.cora, heard.minutes)
    assert all("DRAFT: NOT APPROVED" in page.extract_text() for page in pdf.pages)


def test_what_was_typed_is_printed_as_it_was_typed(client, cast, heard):
    heard.write("risk", '#import "x"\n<script>$ 1 $ *not bold* `raw`</script>\n\\end')
    _, pdf = printed(client, cast.cora, heard.minutes)
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert '#import "x"' in text
    assert "<script>$ 1 $ *not bold* `raw`</script>" in text


def test_a_huge_section_is_printed_whole(client, cast, heard):
    heard.write("risk", "A line of what was said about the risk.\n" * 700 + "The last line.")
    _, pdf = printed(client, cast.cora, heard.minutes)
    assert len(pdf.pages) > 10
    assert any("The last line." in page.extract_text() for page in pdf.pages)


def test_reading_and_printing_are_written_in_the_trail(client, cast, heard):
    minutes = heard.issued()
    let_copy(heard, heard.police)
    for name in ("show_minutes", "print_minutes"):
        browse(client, cast.rex, name, minutes)
    with acting_as(cast.cora):
        read = Event.objects.filter(record_id=minutes.pk, by=cast.rex.person)
        assert {each.action for each in read} == {"minutes.show", "minutes.print"}
        assert all((each.kind, each.detail) == ("reading", {}) for each in read)


def test_the_page_takes_as_many_queries_with_twenty_actions(client, cast, heard):
    heard.give()
    few = queries_of(client, heard.chair, "show_minutes", heard.minutes)
    for _ in range(19):
        heard.give(person=cast.rex.person)
    assert queries_of(client, heard.chair, "show_minutes", heard.minutes) == few
