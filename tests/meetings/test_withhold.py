"""Words that are withheld from a reader: no page, file, comparison or trail lets them out."""

import io
import json
import zipfile

import pytest
from django.utils.timezone import now
from pypdf import PdfReader

from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from audit.models import Event
from meetings.models import Minutes, Redaction, Section
from meetings.passages import found_in
from meetings.redaction import digest
from meetings.services import addenda, redact, sections, write_down
from notices.models import Letter, Notice
from tests.meetings.conftest import make_session, make_slot, sitting
from tests.meetings.held import browse, hearing, let_copy, queries_of, words_of

SECRET = "the blue door on Larkspur Row"
SAID = f"Seen on Monday at {SECRET}, and again on Tuesday."
PLACES = ("risk", "summary", "agency_information")
PARTS = ("", "summary", "actions")


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


def written(heard, key, text=SAID):
    """A section as it is once somebody wrote it."""
    heard.write(key, text)
    return heard.fresh(Section, minutes=heard.minutes, key=key)


def withhold(part, actor, *, words=SECRET, reason="not_with", **whom):
    with acting_as(actor):
        return redact.withhold(
            part,
            actor=actor,
            at=now(),
            spans=found_in(part.text, words),
            text_is=digest(part.text),
            reason=reason,
            **whom,
        )


def issued(heard, **whom) -> Minutes:
    """Minutes that say it in three sections and an addendum, withheld from some."""
    heard.close_with_everything()
    heard.write_all()
    for key in PLACES:
        withhold(written(heard, key), heard.chair, **whom)
    minutes, chair = heard.minutes, heard.chair
    with acting_as(chair):
        for step in (write_down.submit, write_down.approve, write_down.issue):
            step(minutes, actor=chair, at=now())
        added = addenda.begin_addendum(minutes, actor=chair, at=now(), text=SAID)
        withhold(added, chair, **whom)
        addenda.submit(added, actor=chair, at=now())
        addenda.approve(added, actor=chair, at=now())
    return minutes


def inside(answer) -> str:
    """Every word of a file: of its pages, or of each part of a Word file, and of its frame."""
    content = answer.content
    if content[:4] == b"%PDF":
        pdf = PdfReader(io.BytesIO(content))
        return " ".join([*(page.extract_text() for page in pdf.pages), str(pdf.metadata)])
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return " ".join(held.read(name).decode("utf-8", "ignore") for name in held.namelist())


def flat(text: str) -> str:
    return " ".join(text.split())


def outputs(client, actor, minutes):
    """Each page and each file that a reader can have of minutes."""
    for name in ("show_minutes", "show_summary", "show_actions"):
        yield name, browse(client, actor, name, minutes).content.decode()
    for what in PARTS:
        for form in ("pdf", "word"):
            query = f"?what={what}&as={form}"
            answer = browse(client, actor, "print_minutes", minutes, query=query)
            assert answer.status_code == 200, (what, form)
            yield f"{what or 'minutes'} as {form}", inside(answer)


def test_no_output_lets_a_reader_have_what_is_withheld_from_them(client, cast, heard):
    minutes = issued(heard, agencies=[heard.police])
    let_copy(heard, heard.police, heard.probation)
    for output, said in outputs(client, cast.rex, minutes):
        assert "Larkspur" not in said, output
        if "actions" not in output:
            assert "withheld here" in flat(said), output
    told = {output for output, said in outputs(client, cast.poppy, minutes) if "Larkspur" in said}
    assert told == {
        "show_minutes",
        "show_summary",
        *(f"{what} as {form}" for what in ("minutes", "summary") for form in ("pdf", "word")),
    }
    for name in ("compare_minutes", "list_redactions", "list_readers", "list_requests"):
        answer = browse(client, cast.rex, name, minutes)
        assert answer.status_code == 403, name
        assert "Larkspur" not in answer.content.decode()
    with acting_as(cast.rex):
        left = [*Event.objects.values_list("detail", flat=True)]
        left += [*Notice.objects.values_list("subject", "body", "link")]
    with acting_as(cast.cora):
        left += [*Event.objects.values_list("detail", flat=True)]
    assert "Larkspur" not in json.dumps(left, default=str)
    assert not Letter.objects.filter(message_id__contains="Larkspur").exists()


def test_the_words_are_hidden_from_whom_each_reason_hides_them(client, cast, heard):
    section = written(heard, "risk", "One Ida. Two Ned. Three Una. Four Rex.")
    chair = heard.chair
    withhold(section, chair, words="One Ida.", reason="victim")
    withhold(section, chair, words="Two Ned.", reason="third_party")
    withhold(section, chair, words="Three Una.", reason="not_with", agencies=[heard.probation])
    withhold(section, chair, words="Four Rex.", reason="not_with", people=[cast.rex.person])
    heard.close_with_everything()
    heard.write_all_but("risk")
    minutes = heard.minutes
    with acting_as(chair):
        for step in (write_down.submit, write_down.approve, write_down.issue):
            step(minutes, actor=chair, at=now())
    sees = {
        who: [
            name
            for name in ("Ida", "Ned", "Una", "Four Rex")
            if name in words_of(browse(client, getattr(cast, who), "show_minutes", minutes))
        ]
        for who in ("cora", "pat", "rex", "poppy")
    }
    assert sees == {
        "cora": ["Ida", "Ned", "Una", "Four Rex"],
        "pat": ["Ida", "Ned", "Una", "Four Rex"],  # who leads the case
        "rex": ["Una"],
        "poppy": ["Four Rex"],
    }


def test_marks_keep_to_their_words_as_a_draft_is_written_on(heard):
    section = written(heard, "risk")
    (mark,) = withhold(section, heard.chair, agencies=[heard.police])
    written(heard, "risk", f"First: nothing new. {SAID}")
    longer = written(heard, "risk", f"First: nothing new. {SAID} Nothing else.")
    mark = heard.fresh(Redaction, pk=mark.pk)
    assert longer.text[mark.starts : mark.ends] == SECRET
    assert mark.text_is == digest(longer.text)
    heard.write("risk", longer.text.replace(SECRET, ""))
    assert heard.fresh(Redaction, pk=mark.pk).lifted_at


def test_a_mark_is_made_of_the_text_that_was_seen_once_and_lifted_for_a_reason(cast, heard):
    section = written(heard, "risk")
    seen = digest(section.text)
    first = withhold(section, heard.chair, agencies=[heard.police])
    assert len(first) == 1
    assert withhold(section, heard.chair, agencies=[heard.police]) == []  # pressed twice
    given = {"at": now(), "spans": [(0, 4)], "reason": "other"}
    with acting_as(cast.cora) as cora:
        fresh = heard.fresh(Section, pk=section.pk)
        sections.write_section(
            fresh, actor=cora, at=now(), text="Other words.", version=fresh.version
        )
        with pytest.raises(NotPossible, match="changed since you opened it"):
            redact.withhold(fresh, actor=cora, text_is=seen, **given)
        with pytest.raises(NotPossible, match="Select the words"):
            redact.withhold(
                fresh, actor=cora, text_is=digest("Other words."), **{**given, "spans": [(3, 99)]}
            )
    with acting_as(cast.rex), pytest.raises(Refused):
        redact.withhold(section, actor=cast.rex, text_is=seen, **given)


def test_once_approved_only_the_chair_shows_what_was_withheld(client, cast, heard):
    minutes = issued(heard, agencies=[heard.police])
    mark = heard.fresh(Redaction, section__key="risk", minutes=minutes)
    with acting_as(cast.cora), pytest.raises(Refused):
        redact.lift(mark, actor=cast.cora, at=now(), because="It is known.")
    sent = {"because": "It is known."}
    assert browse(client, heard.chair, "lift_redaction", mark, post=sent).status_code == 302
    assert words_of(browse(client, cast.rex, "show_minutes", minutes)).count("Larkspur") == 1
    again = browse(client, heard.chair, "lift_redaction", mark, post=sent)
    assert again.status_code == 409


def test_words_are_withheld_on_a_page_without_a_script(client, cast, heard):
    section = written(heard, "risk", f"Seen on Monday. {SAID}")
    page = browse(client, cast.cora, "withhold_section", section)
    assert 'value="0-15"' in page.content.decode()
    nothing = {"reason": "other", "text_is": digest(section.text)}
    empty = browse(client, cast.cora, "withhold_section", section, post=nothing)
    for words in ("Select a passage, or type the words", "Enter the reason"):
        assert words in words_of(empty)
    sent = {
        "text_is": digest(section.text),
        "passages": ["0-15"],
        "words": "the  BLUE door",
        "reason": "not_with",
        "whom": [f"agency:{heard.police.pk}"],
    }
    assert browse(client, cast.cora, "withhold_section", section, post=sent).status_code == 302
    said = words_of(browse(client, cast.cora, "list_redactions", heard.minutes))
    assert "2 passages are withheld" in said
    assert f"Not to be shared with {heard.police}" in said
    before = queries_of(client, cast.cora, "list_redactions", heard.minutes)
    for word in ("Monday", "Tuesday", "again", "door"):
        withhold(section, cast.cora, words=word, reason="third_party")
    assert queries_of(client, cast.cora, "list_redactions", heard.minutes) == before


def test_words_carried_over_into_the_next_minutes_are_withheld_there_too(
    cast, panel, nominal, chidi, heard
):
    section = written(heard, "plan")
    withhold(section, heard.chair, agencies=[heard.police])
    heard.close_with_everything()
    heard.write_all_but("plan")
    minutes, chair = heard.minutes, heard.chair
    with acting_as(chair):
        write_down.submit(minutes, actor=chair, at=now())
        write_down.approve(minutes, actor=chair, at=now())
    later = make_session(cast, panel, chidi, starts_at=sitting(40))
    again = hearing(cast, later, make_slot(cast, later, nominal), chidi)
    carried = again.fresh(Section, minutes=again.minutes, key="plan")
    mark = again.fresh(Redaction, section=carried)
    assert carried.text[mark.starts : mark.ends] == SECRET
    assert mark.not_agency == heard.police
