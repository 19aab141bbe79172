"""Minutes that are out: added to, read, recalled, shared wider, and asked for from outside."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate, now
from pypdf import PdfReader

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from agencies.models import Agency
from meetings.models import Acknowledgement, Addendum, Distribution, Minutes, MinutesRequest
from meetings.pages import circulate as pages
from meetings.pages import write_down as of_minutes
from meetings.readership import readers
from meetings.services import addenda, circulate, requests, write_down
from notices.models import Notice
from tests.factories import make_actor
from tests.meetings.conftest import agency_of
from tests.meetings.held import browse, hearing, let_copy, queries_of, words_of


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


def told(actor, rule) -> int:
    with acting_as(actor):
        return Notice.objects.visible_to(actor).filter(rule=rule).count()


def opens(actor, minutes) -> bool:
    with acting_as(actor):
        return Minutes.objects.visible_to(actor).filter(pk=minutes.pk).exists()


def add_to(minutes, chair, text="Correction to Risk: the visit was on Tuesday.") -> Addendum:
    with acting_as(chair):
        added = addenda.begin_addendum(minutes, actor=chair, at=now(), text=text)
        addenda.submit(added, actor=chair, at=now())
    return added


# Who holds the pen


def pen(client, cast, minutes) -> str:
    """Who holds the pen, as the unit's list and the page of the minutes say alike."""
    with acting_as(cast.cora):
        (line,) = of_minutes.list_minutes(cast.cora, today=localdate())
    said = words_of(browse(client, cast.cora, "show_minutes", minutes))
    assert line.pen.holder in said
    assert line.pen.day.startswith("Day 0 of ")
    return f"{line.pen.holder} {line.pen.person}".strip()


def test_the_pen_goes_from_hand_to_hand_and_the_clock_says_which_day_it_is(client, cast, heard):
    abel = make_actor("Abel Tarnside", Role.ADMINISTRATOR, agency_of(cast.cora))
    heard.close_with_everything()
    heard.write_all()
    minutes, chair = heard.minutes, heard.chair
    assert pen(client, cast, minutes) == f"Whoever takes the minutes {chair.person}"
    assert browse(client, abel, "submit_minutes", minutes, post={}).status_code == 403
    assert browse(client, abel, "hand_in_minutes", minutes, post={}).status_code == 302
    assert pen(client, cast, minutes) == "The co-ordinator, to check"
    assert told(cast.cora, "minutes.to_check") == 1
    with pytest.raises(NotPossible, match="no longer a draft"):
        heard.write("risk", "Slipped in.", by=abel)
    heard.write("risk", "Checked.", by=cast.cora)
    back = {"because": "Say who objected."}
    assert browse(client, cast.cora, "hand_back_minutes", minutes, post=back).status_code == 302
    assert told(chair, "minutes.sent_back") == 1
    browse(client, cast.cora, "submit_minutes", minutes, post={})
    assert pen(client, cast, minutes) == f"The chair, to approve {chair.person}"


def test_once_out_the_minutes_leave_the_list_of_those_that_are_not(client, cast, heard):
    minutes = heard.approved()
    assert pen(client, cast, minutes) == "The MAPPA unit, to issue"
    browse(client, cast.cora, "issue_minutes", minutes, post={})
    assert "Every set of minutes is out" in words_of(browse(client, cast.cora, "list_minutes"))
    assert browse(client, cast.rex, "list_minutes").status_code == 403


def test_versions_are_kept_as_they_go_to_the_chair_and_compared_in_words(client, cast, heard):
    minutes = heard.submitted()
    with acting_as(heard.chair):
        write_down.send_back(minutes, actor=heard.chair, at=now(), because="Say more.")
    heard.write("risk", "To children, when drinking.", by=cast.cora)
    with acting_as(cast.cora):
        write_down.submit(heard.minutes, actor=cast.cora, at=now())
        page = pages.compare(minutes, cast.cora, first="1", second="2")
    assert [each.heading for each in page.differing] == ["Risk of serious harm"]
    answer = browse(client, cast.cora, "compare_minutes", minutes, query="?first=1&second=2")
    assert "added: To children, when drinking." in words_of(answer)
    assert '<del class="mappa-taken-out"><span class="mappa-change">taken out: ' in (
        answer.content.decode()
    )
    same = words_of(browse(client, cast.cora, "compare_minutes", minutes, query="?first=x"))
    assert "These two versions say the same" in same


# Addenda


def test_what_is_added_is_numbered_approved_and_sent_as_the_minutes_were(client, cast, heard):
    minutes = heard.issued()
    first, second = add_to(minutes, heard.chair), add_to(minutes, heard.chair, "Also on Friday.")
    with acting_as(cast.cora) as cora, pytest.raises(Refused):
        addenda.approve(first, actor=cora, at=now())
    said = words_of(browse(client, cast.rex, "show_minutes", minutes))
    assert "the visit was on Tuesday" not in said
    assert browse(client, cast.rex, "show_addendum", first).status_code == 403
    browse(client, heard.chair, "approve_addendum", second, post={})
    again = browse(client, heard.chair, "approve_addendum", second, post={})
    assert again.status_code == 409
    browse(client, heard.chair, "approve_addendum", first, post={})
    numbers = {each.pk: heard.fresh(Addendum, pk=each.pk).number for each in (first, second)}
    assert numbers == {second.pk: 1, first.pk: 2}
    assert told(cast.rex, "minutes.added_to") == 2
    let_copy(heard, heard.police)
    paper = browse(client, cast.rex, "print_minutes", minutes).content
    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(paper)).pages)
    for where in (words_of(browse(client, cast.rex, "show_minutes", minutes)), text):
        assert "Addendum 1" in where
        assert "the visit was on Tuesday" in " ".join(where.split())


def test_an_addendum_is_sent_back_written_on_and_given_up(client, cast, heard):
    with acting_as(cast.cora), pytest.raises(NotPossible, match="Only minutes that are issued"):
        addenda.begin_addendum(heard.minutes, actor=cast.cora, at=now(), text="Too early.")
    minutes = heard.issued()
    added = add_to(minutes, heard.chair)
    because = {"because": "Which visit?"}
    assert browse(client, heard.chair, "send_back_addendum", added, post=because).status_code == 302
    sent = {"text": "The first visit was on Tuesday.", "version": 1}
    assert browse(client, cast.cora, "write_addendum", added, post=sent).status_code == 409
    now_at = heard.fresh(Addendum, pk=added.pk).version
    sent["version"] = now_at
    assert browse(client, cast.cora, "write_addendum", added, post=sent).status_code == 302
    assert browse(client, cast.cora, "withdraw_addendum", added, post=because).status_code == 302
    assert heard.fresh(Addendum, pk=added.pk).status == "withdrawn"
    twice = [
        browse(client, cast.cora, "begin_addendum", minutes, post={"text": "Pressed twice."})
        for _ in range(2)
    ]
    assert twice[0]["Location"] == twice[1]["Location"]


# Who has read them


def test_who_opened_and_who_says_they_read_is_known_and_the_others_are_reminded(
    client, cast, heard
):
    minutes = heard.issued()
    page = browse(client, cast.rex, "show_minutes", minutes)
    assert "I have read this" in words_of(page)
    for _ in range(2):  # pressed twice
        assert browse(client, cast.rex, "acknowledge_minutes", minutes, post={}).status_code == 302
    assert "that you have read them" in words_of(browse(client, cast.rex, "show_minutes", minutes))
    with acting_as(cast.cora) as cora:
        found = {each.person.name: each for each in readers(minutes, actor=cora, at=now())}
    rex, poppy = found[cast.rex.person.name], found[cast.poppy.person.name]
    assert rex.opened_at
    assert rex.read_at
    assert (poppy.opened_at, poppy.read_at) == (None, None)
    assert {cast.pat.person.name, cast.maya.person.name} <= set(found)
    assert Acknowledgement.objects.visible_to(cast.cora).count() == 0  # outside a transaction
    for _ in range(2):
        browse(client, cast.cora, "remind_readers", minutes, post={})
    assert [told(each, "minutes.to_read") for each in (cast.rex, cast.poppy, cast.pat)] == [0, 1, 1]
    added = add_to(minutes, heard.chair)
    with acting_as(heard.chair) as chair:
        addenda.approve(added, actor=chair, at=now())
    assert "I have read this" in words_of(browse(client, cast.rex, "show_minutes", minutes))


def test_nobody_says_for_another_that_they_have_read(cast, heard):
    minutes = heard.issued()
    said = {"nominal_id": minutes.nominal_id, "agency": heard.police, "at": now(), "addenda": 0}
    with (
        acting_as(cast.rex),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Acknowledgement.objects.create(minutes=minutes, person=cast.poppy.person, **said)


def test_the_list_of_readers_takes_as_many_queries_with_ten_more(client, cast, heard):
    minutes = heard.issued()
    before = queries_of(client, cast.cora, "list_readers", minutes)
    for number in range(10):
        make_actor(f"Wren Oatfield{number}", Role.REPRESENTATIVE, heard.police)
    assert queries_of(client, cast.cora, "list_readers", minutes) == before


# Recall


def test_recalled_minutes_close_at_once_and_can_be_issued_again(client, cast, heard):
    minutes = heard.issued()
    first = heard.minutes.issued_at
    page = browse(client, cast.rex, "show_minutes", minutes)  # they are reading
    assert page.status_code == 200
    answer = browse(client, cast.rex, "recall_minutes", minutes, post={"because": "No."})
    assert answer.status_code == 403
    sent = {"because": "A name stands in them."}
    assert browse(client, cast.cora, "recall_minutes", minutes, post=sent).status_code == 302
    assert browse(client, cast.cora, "recall_minutes", minutes, post=sent).status_code == 409
    for name, post in (("show_minutes", None), ("acknowledge_minutes", {}), ("show_summary", None)):
        assert browse(client, cast.rex, name, minutes, post=post).status_code == 404
    assert [told(each, "minutes.recalled") for each in (cast.rex, cast.poppy, cast.hal)] == [
        1,
        1,
        0,
    ]
    assert opens(cast.cora, minutes)
    browse(client, cast.cora, "issue_minutes", minutes, post={})
    assert opens(cast.rex, minutes)
    assert heard.minutes.issued_at == first
    with acting_as(cast.cora):
        assert Distribution.objects.visible_to(cast.cora).filter(minutes=minutes).count() == 2


# Copies, and sharing wider


def test_minutes_are_read_here_unless_the_chair_lets_an_agency_take_copies(client, cast, heard):
    minutes = heard.issued()
    assert "read here" in words_of(browse(client, cast.rex, "show_minutes", minutes))
    assert browse(client, cast.rex, "print_minutes", minutes).status_code == 403
    with acting_as(cast.cora):
        listed = Distribution.objects.visible_to(cast.cora).get(
            minutes=minutes, agency=heard.police
        )
    sent = {"allowed": "yes", "because": "It keeps a paper file."}
    assert browse(client, cast.cora, "allow_copies", listed, post=sent).status_code == 403
    assert browse(client, heard.chair, "allow_copies", listed, post=sent).status_code == 302
    answer = browse(client, cast.rex, "print_minutes", minutes, query="?as=word")
    assert answer["Content-Disposition"] == 'attachment; filename="minutes.docx"'
    assert "Content-Security-Policy" in answer
    with zipfile.ZipFile(io.BytesIO(answer.content)) as word:
        frame = word.read("word/header1.xml") + word.read("word/footer1.xml")
    assert frame.count(b"OFFICIAL-SENSITIVE") == 2
    assert str(cast.rex.person).encode() in frame
    assert browse(client, cast.poppy, "print_minutes", minutes).status_code == 403


def test_only_the_chair_shares_minutes_wider_and_only_with_who_sees_the_case(client, cast, heard):
    heard.attend(heard.probation, "absent")
    heard.attend(heard.police)
    heard.disclose()
    heard.decide()
    heard.close()
    heard.write_all()
    minutes, chair = heard.minutes, heard.chair
    with acting_as(chair):
        for step in (write_down.submit, write_down.approve, write_down.issue):
            step(minutes, actor=chair, at=now())
    housing = Agency.objects.get(pk=cast.hal.agency_id)
    with acting_as(chair), pytest.raises(NotPossible, match="does not see the case"):
        circulate.share_wider(minutes, actor=chair, at=now(), agency=housing, because="Asked.")
    assert not opens(cast.poppy, minutes)
    sent = {"agency": str(heard.probation.pk), "because": "It takes over the plan."}
    assert browse(client, cast.cora, "share_wider", minutes, post=sent).status_code == 403
    assert browse(client, chair, "share_wider", minutes, post=sent).status_code == 302
    assert opens(cast.poppy, minutes)
    assert told(cast.poppy, "minutes.issued") == 1
    said = words_of(browse(client, cast.cora, "list_readers", minutes))
    assert "It takes over the plan." in said


# Requests from outside the panel


def test_a_request_from_outside_is_checked_decided_by_the_chair_and_answered(client, cast, heard):
    minutes = heard.issued()
    day = localdate()
    sent = {
        "asked_by": "Fernshire County Court",
        "ground": "court_order",
        "wanted": "The minutes of the meeting.",
        "received_on_day": day.day,
        "received_on_month": day.month,
        "received_on_year": day.year,
    }
    assert browse(client, cast.rex, "add_request", minutes, post=sent).status_code == 403
    first, again = [browse(client, cast.cora, "add_request", minutes, post=sent) for _ in range(2)]
    assert first["Location"] == again["Location"]
    asked = heard.fresh(MinutesRequest, minutes=minutes)
    browse(client, cast.cora, "verify_request", asked, post={"checked": "The order was seen."})
    assert told(heard.chair, "minutes_request.to_decide") == 1
    decided = {"outcome": "summary", "reasons": "The court needs what was decided."}
    assert browse(client, cast.cora, "decide_request", asked, post=decided).status_code == 403
    assert browse(client, heard.chair, "decide_request", asked, post=decided).status_code == 302
    assert told(cast.cora, "minutes_request.decided") == 1
    paper = browse(client, cast.cora, "print_release", asked)
    text = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(paper.content)).pages)
    assert "Fernshire County Court" in text
    assert "Executive summary" in text
    assert "Contingency plan" not in text
    browse(client, cast.cora, "answer_request", asked, post={"how": "By hand."})
    said = words_of(browse(client, cast.cora, "show_request", asked))
    assert "By hand." in said
    assert "The court needs what was decided." in said
    assert browse(client, cast.rex, "show_request", asked).status_code == 403


def test_a_refused_request_releases_nothing(client, cast, heard):
    minutes = heard.issued()
    with acting_as(cast.cora) as cora:
        given = {"ground": "freedom", "wanted": "", "received_on": localdate()}
        asked = requests.receive(minutes, actor=cora, at=now(), asked_by="A newspaper", **given)
        requests.verify(asked, actor=cora, at=now(), checked="By telephone.")
        late = {**given, "received_on": localdate() + timedelta(days=1)}
        with pytest.raises(NotPossible, match="in the future"):
            requests.receive(minutes, actor=cora, at=now(), asked_by="A firm", **late)
    with acting_as(heard.chair) as chair:
        requests.decide(asked, actor=chair, at=now(), outcome="refused", reasons="Exempt.")
    assert browse(client, cast.cora, "print_release", asked).status_code == 409
    assert "What is released" not in words_of(browse(client, cast.cora, "show_request", asked))
