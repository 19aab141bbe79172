"""The dashboard: the figures as they were counted, and nothing that points at anybody."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from access.locks import acting_as
from board.models import Target
from board.pages.dashboard import dashboard
from board.pages.numbers import Numbers
from board.periods import Share
from board.services import count_figures
from nominals.models import Nominal
from tests.factories import make_nominal

from .panels import agency_of, at
from .people import settled

TODAY = date(2065, 11, 18)
SPRING, SUMMER = date(2065, 4, 15), date(2065, 7, 15)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@pytest.fixture
def shown(cast):
    """Count, and answer the page as it is built for somebody."""

    def build(actor):
        with acting_as(cast.service):
            count_figures(actor=cast.service, at=at(TODAY, 14, 5))
        with acting_as(actor):
            return dashboard(actor)

    return build


def people(cast, **cells):
    """So many people in each cell, as c1l2=3."""
    for cell, n in cells.items():
        for _ in range(n):
            settled(cast, category=int(cell[1]), level=int(cell[3]))


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("cora", 200), ("chidi", 200), ("ada", 200), ("bea", 200),
        ("pat", 403), ("maya", 403), ("rex", 403), ("hal", 403),
    ],
)  # fmt: skip
def test_who_can_open_the_dashboard(client, cast, who, answer):
    client.force_login(getattr(cast, who).person)
    assert client.get(reverse("board:dashboard")).status_code == answer


def test_before_the_first_count_it_says_so(client, cast):
    client.force_login(cast.bea.person)
    assert "Nothing has been counted yet." in client.get("/dashboard/").content.decode()


def test_the_caseload_is_what_a_direct_recount_finds(cast, shown):
    people(cast, c1l1=9, c1l2=5, c2l1=7, c2l3=5, c3l2=6)
    page = shown(cast.bea)
    with acting_as(cast.cora):
        rows = Nominal.objects.visible_to(cast.cora).values_list(
            "categories__category", "levels__level"
        )
        recount = {cell: list(rows).count(cell) for cell in set(rows)}
    found = {
        (int(label[-1]), level): int(n)
        for label, *cells in page.caseload
        for level, n in enumerate(cells, start=1)
        if n not in {"-", "0"}
    }
    assert found == recount
    assert page.caseload[2][:2] == ("Category 3", "-")
    assert [(each.words, each.number) for each in page.headlines[:3]] == [
        ("managed in the community", "32"),
        ("of them at Level 2 or 3", "16"),
        ("managed in prison, in hospital or elsewhere", "0"),
    ]


def test_a_small_number_is_for_the_unit_alone(cast, shown):
    people(cast, c1l1=12, c1l2=3, c2l1=6, c2l2=1)
    exact, masked = shown(cast.cora), shown(cast.bea)
    assert exact.caseload[0] == ("Category 1", "12", "3", "0")
    assert masked.caseload[0] == ("Category 1", "12", "fewer than 5", "0")
    assert masked.caseload[1] == ("Category 2", "6", "fewer than 5", "0")
    assert [each.number for each in exact.headlines[:2]] == ["22", "4"]


def test_a_hidden_number_is_in_no_total(cast, shown):
    people(cast, c1l1=12, c1l2=3, c2l2=6)
    page = shown(cast.bea)
    assert [(each.number, each.note) for each in page.headlines[:2]] == [
        ("18", "without groups of fewer than 5"), ("6", "without groups of fewer than 5")
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["chidi", "ada", "bea"])
def test_whoever_is_not_of_the_unit_sees_no_small_number(cast, shown, who):
    people(cast, c1l1=7, c1l2=3)
    page = shown(getattr(cast, who))
    assert not page.is_exact
    assert page.caseload[0] == ("Category 1", "7", "fewer than 5", "0")


def heard(desk, days, **given):
    for day in days:
        desk.heard(day, make_nominal(desk.cast.cora, desk.cast.pat, level=2), **given)


def test_attendance_is_shown_by_agency_with_how_many_it_is_of(cast, desk, shown):
    heard(desk, [SUMMER + n * DAY for n in range(4)])
    heard(desk, [SUMMER + n * DAY for n in range(4, 6)], absent=(cast.rex,))
    page = shown(cast.bea)
    assert page.attendance == [
        ("Fernshire Police", "67% of 6", "67% of 6"),
        ("Fernshire Probation", "100% of 6", "100% of 6"),
    ]
    assert page.reports[0] == ("Fernshire Police", "Of fewer than 5")
    assert page.by_level == []
    exact = shown(cast.cora)
    assert exact.reports[0] == ("Fernshire Police", "0% of 2")
    assert exact.by_level[0] == ("Fernshire Police", "Level 2", "67% of 6", "67% of 6")


def test_a_percentage_of_so_few_is_not_shown(cast, desk, shown):
    heard(desk, [SUMMER, SUMMER + DAY])
    page = shown(cast.bea)
    assert {row[1:] for row in page.attendance} == {("Of fewer than 5", "Of fewer than 5")}
    held = {each.measure.key: (each.quarter, each.year) for each in page.held}
    assert held["attendance_ra"] == ("None", "None")  # of the agencies that are shown
    assert held["disclosure"] == ("Of fewer than 5", "Not shown")
    exact = {each.measure.key: each.quarter for each in shown(cast.cora).held}
    assert exact["attendance_ra"] == "100% of 4"
    assert exact["disclosure"] == "100% of 2"


def test_a_small_quarter_is_hidden_with_another_so_the_year_gives_it_away_to_nobody():
    shares = [Share(9, 10), Share(2, 3), Share(6, 7), Share(20, 20)]
    masked = Numbers(are_exact=False)
    quarters, year = masked.quarters(shares)
    assert quarters == [Share(9, 10), Share(2, 3), None, Share(20, 20)]
    assert masked.percent(Share(2, 3)) == "Of fewer than 5"
    assert year == Share(37, 40)
    assert Numbers(are_exact=True).quarters(shares) == (shares, year)


def test_a_measure_below_its_target_says_so_and_an_unconfirmed_target_too(
    client, cast, desk, shown
):
    heard(desk, [SUMMER + n * DAY for n in range(6)])
    held = {each.measure.key: each for each in shown(cast.bea).held}
    assert (held["minutes"].quarter, held["minutes"].is_missed) == ("0% of 6", True)
    assert (held["disclosure"].quarter, held["disclosure"].is_missed) == ("100% of 6", False)
    client.force_login(cast.bea.person)
    page = unescape(client.get("/dashboard/").content.decode())
    assert "Below target" in page
    assert "Unconfirmed" in page
    assert "90%" in page


def test_a_board_may_have_decided_its_own_target(cast, desk, shown):
    Target.objects.create(
        area=cast.area,
        key="disclosure",
        percent=95,
        source="Board meeting of 3 March",
        from_date=SPRING,
        by=cast.bea.person,
    )
    held = {each.measure.key: each.measure for each in shown(cast.bea).held}
    assert (held["disclosure"].target, held["disclosure"].certain) == (95, "Decided by this area")
    assert held["minutes"].target == 90


def test_the_page_says_when_it_was_counted_and_names_nobody(client, cast, desk, shown):
    nominal = make_nominal(cast.cora, cast.pat, level=2)
    desk.heard(SUMMER, nominal, actions=[{"agency": agency_of(cast.rex), "due_on": SUMMER + WEEK}])
    people(cast, c1l1=6)
    shown(cast.bea)
    with acting_as(cast.cora):
        known = list(Nominal.objects.visible_to(cast.cora))
    for actor in (cast.bea, cast.cora):
        client.force_login(actor.person)
        page = unescape(client.get("/dashboard/").content.decode())
        assert "As counted at 2:05pm on 18 November 2065." in page
        said = page.replace(f"<strong>{actor.person.name}</strong>", "").casefold()
        assert "fernshire police" in said
        for each in known:
            for secret in (each.surname, each.forenames, each.reference, str(each.pk)):
                assert secret.casefold() not in said
        for other in (cast.pat, cast.rex, cast.chidi, cast.maya):
            assert other.person.name.casefold() not in said


def test_every_chart_stands_on_a_table(client, cast, shown):
    shown(cast.bea)
    client.force_login(cast.bea.person)
    page = client.get("/dashboard/").content.decode()
    assert page.count('data-module="mappa-chart"') == 5
    for figure in re.findall(r"<figure.*?</figure>", page, re.DOTALL):
        assert "<table" in figure
        assert "<caption" in figure


def test_the_dashboard_reads_figures_and_no_case(cast, shown, django_assert_max_num_queries):
    people(cast, c1l1=6)
    shown(cast.bea)
    with acting_as(cast.bea), django_assert_max_num_queries(2):
        dashboard(cast.bea)
