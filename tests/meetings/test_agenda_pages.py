"""The pages of a proposed agenda: without scripts, by buttons, and with nothing lost."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.locks import acting_as
from meetings.agenda.gather import keys_of
from meetings.models import Absence, Agenda, Slot
from meetings.services import agenda as agendas
from meetings.tasks import search_agendas
from nominals.models import Exclusion, LevelEpisode
from tests.factories import make_nominal
from tests.meetings.conftest import agency_of, make_session, make_slot, sitting
from tests.meetings.held import browse, queries_of, words_of


@pytest.fixture
def sessions(cast, panel, chidi):
    return [make_session(cast, panel, chidi, sitting(days)) for days in (20, 30)]


def due_now(cast, count: int) -> list:
    found = [make_nominal(cast.cora, cast.pat, level=2) for _ in range(count)]
    with acting_as(cast.cora):
        LevelEpisode.objects.visible_to(cast.cora).update(from_on=localdate())
    return found


@pytest.fixture
def cases(cast):
    return due_now(cast, 3)


@pytest.fixture
def agenda(cast, panel, sessions, cases) -> Agenda:
    with acting_as(cast.cora):
        return agendas.propose(panel, actor=cast.cora, at=now())


def now_of(cast, agenda) -> Agenda:
    with acting_as(cast.cora):
        return Agenda.objects.visible_to(cast.cora).get(pk=agenda.pk)


def key_of(cast, agenda, nominal) -> str:
    with acting_as(cast.cora):
        return keys_of(agenda, cast.cora)[nominal.pk]


def say(client, cast, agenda, name, **data):
    data.setdefault("version", now_of(cast, agenda).version)
    return browse(client, cast.cora, name, agenda, post=data)


def slots(cast) -> int:
    with acting_as(cast.cora):
        return Slot.objects.visible_to(cast.cora).count()


def columns(client, cast, agenda) -> list[list[str]]:
    """The names in each session, as the page lists them."""
    said = browse(client, cast.cora, "show_agenda", agenda).content.decode()
    lists = re.findall(r'<ol class="mappa-agenda__cases".*?</ol>', said, re.DOTALL)
    return [re.findall(r">(Orrin \w+)</a>", each) for each in lists]


def test_the_unit_proposes_an_agenda_and_accepts_it(client, cast, panel, sessions, cases):
    said = words_of(browse(client, cast.cora, "list_agendas"))
    assert f"{panel.name} 2 3 Propose the agenda" in said
    answer = browse(client, cast.cora, "propose_agenda", post={"panel": panel.pk})
    agenda = Agenda._base_manager.model(pk=answer.headers["Location"].split("/")[-2])
    search_agendas()
    page = browse(client, cast.cora, "show_agenda", agenda)
    said = words_of(page)
    assert "No better agenda is possible: that is proven." in said
    assert "Finishes 11:30am" in said
    assert "120 minutes left" in said
    for each in cases:
        assert said.count(f"{each.name} First meeting, due by") == 1
    assert "This is the only session by" in said
    said = words_of(browse(client, cast.cora, "accept_agenda", agenda))
    assert "3 cases are put in their sessions" in said
    answer = say(client, cast, agenda, "accept_agenda")
    assert answer.status_code == 302
    assert slots(cast) == 3
    assert "It was accepted" in words_of(browse(client, cast.cora, "show_agenda", agenda))


def test_who_opens_which_page_of_an_agenda(client, cast, agenda, chidi):
    for name, who, answer in (
        ("show_agenda", "cora", 200),
        ("show_agenda", "chidi", 200),
        ("show_agenda", "pat", 404),
        ("show_agenda", "ada", 404),
        ("accept_agenda", "chidi", 403),
        ("give_up_agenda", "chidi", 403),
        ("move_in_agenda", "chidi", 403),
        ("move_in_agenda", "rex", 404),
    ):
        page = browse(client, getattr(cast, who), name, agenda)
        assert page.status_code == answer, (name, who)


def test_a_chair_sees_only_the_cases_that_are_open_to_them_and_changes_nothing(
    client, cast, agenda, chidi, cases
):
    said = words_of(browse(client, chidi, "show_agenda", agenda))
    assert not any(each.name in said for each in cases)
    assert "Accept the agenda" not in said
    assert "No case: 240 minutes left" in said, "nor does the time that is left tell of them"


def test_a_case_is_moved_by_its_buttons_without_scripts(client, cast, agenda, sessions):
    before = columns(client, cast, agenda)
    here = 0 if before[0] else 1
    said = browse(client, cast.cora, "show_agenda", agenda).content.decode()
    form = re.search(r"<form(?:(?!</form>).)*?id=\"down-.*?</form>", said, re.DOTALL)[0]
    data = dict(re.findall(r'name="(version|case|to|position)" value="([^"]*)"', form))
    assert say(client, cast, agenda, "move_in_agenda", **data).status_code == 302
    one, two, three = before[here]
    assert columns(client, cast, agenda)[here] == [two, one, three]
    assert say(client, cast, agenda, "undo_in_agenda").status_code == 302
    assert columns(client, cast, agenda) == before


def test_a_case_is_moved_on_a_page_of_its_own_that_says_what_would_break(
    client, cast, agenda, sessions, cases
):
    with acting_as(cast.cora):
        day = localdate(sessions[1].starts_at)
        Absence.objects.create(area=cast.area, agency=agency_of(cast.rex), from_on=day, to_on=day)
    key = key_of(cast, agenda, cases[0])
    page = browse(client, cast.cora, "move_in_agenda", agenda, query=f"?case={key}")
    said = words_of(page)
    assert f"Move {cases[0].name}" in said
    assert "is on leave while" in said
    assert "after it is due" in said
    answer = say(client, cast, agenda, "move_in_agenda", case=key, to=str(sessions[1].pk))
    assert answer.status_code == 302
    assert columns(client, cast, agenda)[1] == [cases[0].name]
    said = words_of(browse(client, cast.cora, "show_agenda", agenda))
    assert "What breaks as it stands" in said
    assert "Kept here" in said
    assert "is on leave while" in said
    assert "is on leave while" in words_of(browse(client, cast.cora, "accept_agenda", agenda))


def test_a_case_is_left_out_and_then_stands_outside(client, cast, agenda, cases):
    key = key_of(cast, agenda, cases[0])
    say(client, cast, agenda, "move_in_agenda", case=key, to="out")
    said = words_of(browse(client, cast.cora, "show_agenda", agenda))
    assert said.index("In none of these sessions") < said.rindex(cases[0].name)


def test_an_over_run_shows_at_once(client, cast, agenda, sessions, panel):
    with acting_as(cast.cora):
        panel.slot_minutes = 100
        panel.save()
    key = next(iter(keys_of_all(cast, agenda)))
    here = columns(client, cast, agenda)
    say(
        client,
        cast,
        agenda,
        "move_in_agenda",
        case=key,
        to=str(sessions[0 if here[0] else 1].pk),
        position="0",
    )
    said = words_of(browse(client, cast.cora, "show_agenda", agenda))
    assert "60 minutes over" in said
    assert "would be outside the session" in said


def keys_of_all(cast, agenda):
    with acting_as(cast.cora):
        return keys_of(agenda, cast.cora).values()


def test_a_move_needs_a_session(client, cast, agenda, cases):
    answer = say(client, cast, agenda, "move_in_agenda", case=key_of(cast, agenda, cases[0]))
    assert answer.status_code == 200
    assert "Select a session, or leave the case out" in words_of(answer)


def test_a_change_on_a_page_out_of_date_comes_back_with_the_agenda_as_it_is(
    client, cast, agenda, cases
):
    key = key_of(cast, agenda, cases[0])
    stale = now_of(cast, agenda).version
    say(client, cast, agenda, "keep_in_agenda", case=key, kept="yes")
    for name, data in (
        ("move_in_agenda", {"case": key, "to": "out"}),
        ("keep_in_agenda", {"case": key, "kept": "no"}),
        ("undo_in_agenda", {}),
        ("propose_agenda_again", {}),
        ("accept_agenda", {}),
    ):
        answer = say(client, cast, agenda, name, version=stale, **data)
        assert answer.status_code == 409, name
        assert "This has changed since you opened it. Here it is as it" in words_of(answer)
    assert slots(cast) == 0


def test_what_another_planned_meanwhile_is_not_written_over(client, cast, agenda, cases, sessions):
    version = now_of(cast, agenda).version
    make_slot(cast, sessions[0], cases[0])
    answer = say(client, cast, agenda, "accept_agenda", version=version)
    assert answer.status_code == 409
    said = words_of(answer)
    assert "Nothing has been added, and this agenda is kept" in said
    assert cases[1].name in said
    assert slots(cast) == 1


def test_a_case_that_may_not_be_seen_is_answered_as_one_that_is_not_there(
    client, cast, agenda, cases
):
    key = key_of(cast, agenda, cases[0])
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=cases[0], person=cast.cora.person, reason="A relative", given_at=now()
        )
    said = words_of(browse(client, cast.cora, "show_agenda", agenda))
    assert cases[0].surname not in said
    assert "2 cases are put" in words_of(browse(client, cast.cora, "accept_agenda", agenda))
    for case in (key, str(cases[0].pk)):
        page = browse(client, cast.cora, "move_in_agenda", agenda, query=f"?case={case}")
        assert page.status_code == 404
        answer = say(client, cast, agenda, "move_in_agenda", case=case, to="out")
        assert answer.status_code == 409


def test_what_the_packer_said_is_for_whoever_asked(client, cast, agenda):
    from access.actor import Role
    from tests.factories import make_actor

    other = make_actor("Ottoline Ferrybank", Role.ADMINISTRATOR, agency_of(cast.cora))
    search_agendas()
    assert "that is proven" in words_of(browse(client, cast.cora, "show_agenda", agenda))
    assert "that is proven" not in words_of(browse(client, other, "show_agenda", agenda))
    again = {"version": now_of(cast, agenda).version}
    assert browse(client, other, "propose_agenda_again", agenda, post=again).status_code == 302
    search_agendas()
    assert "that is proven" in words_of(browse(client, other, "show_agenda", agenda))
    assert "that is proven" not in words_of(browse(client, cast.cora, "show_agenda", agenda))


def test_there_is_nothing_to_propose_without_a_session(client, cast, panel):
    assert "Add a session first" in words_of(browse(client, cast.cora, "list_agendas"))
    answer = browse(client, cast.cora, "propose_agenda", post={"panel": panel.pk})
    assert answer.status_code == 409
    assert "No session of this panel to come takes cases" in words_of(answer)


def test_an_agenda_is_given_up(client, cast, agenda):
    assert browse(client, cast.cora, "give_up_agenda", agenda).status_code == 200
    assert browse(client, cast.cora, "give_up_agenda", agenda, post={}).status_code == 302
    said = words_of(browse(client, cast.cora, "show_agenda", agenda))
    assert "nothing of it was written" in said
    assert "Propose the agenda for" in words_of(browse(client, cast.cora, "list_agendas"))


def test_the_pages_take_no_more_queries_for_more_cases(client, cast, panel, sessions, cases):
    make_slot(cast, sessions[0], make_nominal(cast.cora, cast.pat))
    with acting_as(cast.cora):
        few = agendas.propose(panel, actor=cast.cora, at=now())
    key = key_of(cast, few, cases[0])
    shown = queries_of(client, cast.cora, "show_agenda", few)
    asked = queries_of(client, cast.cora, "move_in_agenda", few, query=f"?case={key}")
    listed = queries_of(client, cast.cora, "list_agendas")
    due_now(cast, 4)
    make_session(cast, panel, cast.chidi, sitting(25))
    make_slot(cast, sessions[0], make_nominal(cast.cora, cast.pat))
    with acting_as(cast.cora):
        agendas.propose_again(few, actor=cast.cora, at=now(), version=now_of(cast, few).version)
    assert queries_of(client, cast.cora, "show_agenda", few) == shown
    assert queries_of(client, cast.cora, "move_in_agenda", few, query=f"?case={key}") == asked
    assert queries_of(client, cast.cora, "list_agendas") == listed
    assert shown < 60


def test_the_address_and_the_title_name_nobody(client, cast, agenda, cases):
    key = key_of(cast, agenda, cases[0])
    address = reverse("meetings:move_in_agenda", args=[agenda.pk])
    said = browse(client, cast.cora, "move_in_agenda", agenda, query=f"?case={key}")
    title = re.search(r"<title>(.*?)</title>", said.content.decode())[1]
    assert "Orrin" not in title + address
    assert str(cases[0].pk) not in key
