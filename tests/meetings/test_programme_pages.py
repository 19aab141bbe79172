"""When a panel sits, and who cannot come: kept, changed and taken back on their pages."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, localtime, now

from access.actor import Role
from access.locks import acting_as
from meetings.models import Absence, Programme, Session
from meetings.services import programme as services
from meetings.sittings import next_days
from nominals.models import LevelEpisode
from tests.factories import make_actor, make_agency, make_area, make_nominal
from tests.meetings.conftest import agency_of, make_session, sitting
from tests.meetings.held import browse, queries_of, words_of

TUESDAYS = {
    "rhythm": "monthly",
    "month_day": "2 1",
    "begins": "9:30am",
    "session_minutes": "180",
    "review_minutes": "25",
}


@pytest.fixture
def programme(cast, panel) -> Programme:
    with acting_as(cast.cora):
        return services.start(panel, actor=cast.cora, at=now())


def kept(cast) -> Programme:
    with acting_as(cast.cora):
        return Programme.objects.visible_to(cast.cora).select_related("panel").get()


def set_to(client, cast, programme, **said):
    said = {"version": kept(cast).version, **TUESDAYS, **said}
    return browse(client, cast.cora, "amend_programme", programme, post=said)


def coming(cast) -> list[date]:
    with acting_as(cast.cora):
        days = Session.objects.visible_to(cast.cora).values_list("starts_at", flat=True)
        return [localdate(each) for each in days]


def test_the_unit_says_when_a_panel_sits_and_adds_the_next_sessions(client, cast, panel, chidi):
    assert f"{panel.name} On days that are set one by one" in words_of(
        browse(client, cast.cora, "list_programmes")
    )
    answer = browse(client, cast.cora, "begin_programme", post={"panel": panel.pk})
    programme = kept(cast)
    assert answer.headers["Location"] == f"/programmes/{programme.pk}/amend/"
    assert set_to(client, cast, programme).status_code == 302
    said = words_of(browse(client, cast.cora, "show_programme", programme))
    assert "The second Tuesday of each month at 9:30am. A day that is a bank holiday moves" in said
    assert "180 minutes at most" in said
    with acting_as(cast.cora):
        days = next_days(kept(cast), cast.cora, at=now(), count=3)
    plan = {"count": "3", "chair": chidi.person_id, "mode": "hybrid"}
    assert browse(client, cast.cora, "plan_programme", programme, post=plan).status_code == 302
    assert coming(cast) == days
    with acting_as(cast.cora):
        session = Session.objects.visible_to(cast.cora).first()
        assert (localtime(session.starts_at).hour, session.chair) == (9, chidi.person)
        later = next_days(kept(cast), cast.cora, at=now(), count=1)
    assert later[0] > days[-1], "what is planned is not planned twice"


def test_a_day_that_was_moved_a_little_is_not_planned_again(client, cast, programme, panel, chidi):
    set_to(client, cast, programme)
    with acting_as(cast.cora):
        (first,) = next_days(kept(cast), cast.cora, at=now(), count=1)
    moved = sitting(0).replace(year=first.year, month=first.month, day=first.day)
    make_session(cast, panel, chidi, moved + timedelta(days=2))
    with acting_as(cast.cora):
        assert next_days(kept(cast), cast.cora, at=now(), count=1)[0] > first + timedelta(days=7)


def test_what_is_missing_is_asked_for(client, cast, programme):
    for said, words in (
        ({"month_day": ""}, "Select a day of the month"),
        ({"begins": ""}, "Enter the start time"),
        ({"rhythm": "weekly"}, "Select every how many weeks"),
        ({"rhythm": "weekly", "every": "2"}, "Enter the first day"),
        (
            {
                "rhythm": "weekly",
                "every": "2",
                "starting_on_day": "7",
                "starting_on_month": "3",
                "starting_on_year": "2026",
            },
            "The first day must be from Monday to Friday",
        ),
    ):
        assert words in words_of(set_to(client, cast, programme, **said)), words
    assert kept(cast).rhythm == "by_hand"


def test_a_rhythm_in_weeks_and_none_at_all(client, cast, programme):
    day = {"starting_on_day": "3", "starting_on_month": "3", "starting_on_year": "2026"}
    assert set_to(client, cast, programme, rhythm="weekly", every="2", **day).status_code == 302
    said = words_of(browse(client, cast.cora, "show_programme", programme))
    assert "Every 2 weeks on Tuesday, from 3 March 2026 at 9:30am" in said
    assert set_to(client, cast, programme, rhythm="by_hand").status_code == 302
    assert kept(cast).weeks is None
    said = words_of(browse(client, cast.cora, "show_programme", programme))
    assert "Its days are set one by one." in said
    page = browse(client, cast.cora, "plan_programme", programme)
    assert page.status_code == 200
    sent = browse(
        client,
        cast.cora,
        "plan_programme",
        programme,
        post={"count": "1", "chair": cast.chidi.person_id, "mode": "hybrid"},
    )
    assert coming(cast) == []
    assert sent.status_code in {200, 409}


def test_two_who_change_it_at_once_do_not_overwrite_each_other(client, cast, programme):
    version = kept(cast).version
    set_to(client, cast, programme)
    answer = set_to(client, cast, programme, version=version, session_minutes="90")
    assert answer.status_code == 409
    assert "This has changed since you opened it" in words_of(answer)
    assert kept(cast).session_minutes == 180


def test_the_forecast_shows_when_more_is_needed_than_planned(client, cast, programme, panel, chidi):
    make_session(cast, panel, chidi)
    set_to(client, cast, programme, session_minutes="30")
    found = [make_nominal(cast.cora, cast.pat, level=2) for _ in range(6)]
    with acting_as(cast.cora):
        LevelEpisode.objects.visible_to(cast.cora).update(from_on=localdate())
    said = words_of(browse(client, cast.cora, "show_programme", programme))
    assert "Minutes of panel in the year to come" in said
    assert "more is needed than there is room for" in said
    assert not any(each.surname in said for each in found)


def test_who_opens_which_page(client, cast, programme, chidi):
    for name, who, answer in (
        ("show_programme", "cora", 200),
        ("show_programme", "chidi", 200),
        ("show_programme", "pat", 404),
        ("amend_programme", "chidi", 403),
        ("plan_programme", "chidi", 403),
        ("plan_programme", "bea", 404),
    ):
        page = browse(client, getattr(cast, who), name, programme)
        assert page.status_code == answer, (name, who)


def test_the_pages_take_no_more_queries_for_more_cases(client, cast, programme, panel, chidi):
    set_to(client, cast, programme)
    make_nominal(cast.cora, cast.pat, level=2)
    make_session(cast, panel, chidi, sitting(10))
    shown = queries_of(client, cast.cora, "show_programme", programme)
    listed = queries_of(client, cast.cora, "list_programmes")
    for days in (20, 30):
        make_nominal(cast.cora, cast.pat, level=2)
        make_session(cast, panel, chidi, sitting(days))
    assert queries_of(client, cast.cora, "show_programme", programme) == shown
    assert queries_of(client, cast.cora, "list_programmes") == listed


# Who cannot come


def absent(client, cast, **who):
    day = localdate() + timedelta(days=10)
    said = {f"{name}_{part}": getattr(day, part) for name in ("from_on", "to_on") for part in PARTS}
    return browse(client, cast.cora, "add_absence", post={**said, **who})


PARTS = ("day", "month", "year")


def absences(cast) -> int:
    with acting_as(cast.cora):
        return Absence.objects.visible_to(cast.cora).filter(withdrawn_at=None).count()


def test_who_cannot_come_is_kept_and_taken_back(client, cast, panel, chidi):
    assert "No absence is known." in words_of(browse(client, cast.cora, "list_absences"))
    assert absent(client, cast, agency=agency_of(cast.rex).pk).status_code == 302
    assert absent(client, cast, person=chidi.person_id).status_code == 302
    said = words_of(browse(client, cast.cora, "list_absences"))
    assert chidi.person.name in said
    assert agency_of(cast.rex).name in said
    with acting_as(cast.cora):
        absence = Absence.objects.visible_to(cast.cora).get(person=chidi.person)
    assert browse(client, cast.cora, "withdraw_absence", absence, post={}).status_code == 302
    assert browse(client, cast.cora, "withdraw_absence", absence, post={}).status_code == 409
    assert absences(cast) == 1


def test_an_absence_is_of_one_and_of_the_own_area(client, cast, chidi):
    both = {"agency": agency_of(cast.rex).pk, "person": chidi.person_id}
    for who in ({}, both):
        assert "Select an agency or a person" in words_of(absent(client, cast, **who))
    elsewhere = make_agency(make_area("Mosswater", "MO"), "police")
    otis = make_actor("Otis Reedmace", Role.CHAIR, elsewhere)
    assert absent(client, cast, agency=elsewhere.pk).status_code == 200
    assert absent(client, cast, person=otis.person_id).status_code == 200
    assert absences(cast) == 0


def test_only_the_unit_reads_who_cannot_come(client, cast):
    for who in (cast.chidi, cast.pat, cast.rex, cast.ada):
        assert browse(client, who, "list_absences").status_code == 403
        with acting_as(who):
            assert not Absence._base_manager.exists()
