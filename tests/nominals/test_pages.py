"""The pages about nominals: who gets what, and what it costs."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import Role
from access.locks import acting_as, announce
from access.rows import share
from agencies.models import Agency, Appointment
from agencies.services import appoint, end_appointment
from audit.models import Event
from nominals.keyset import A_PAGE
from nominals.models import (
    CategoryEpisode,
    Exclusion,
    LevelEpisode,
    Nominal,
    NotificationBreach,
    Order,
    ReturnToCustody,
    RiskAssessment,
    RiskManagementPlan,
)
from tests.factories import make_nominal

SEEN, REFUSED, MISSING = 200, 403, 404
ABSENT = "6f1d8a52-0000-4000-8000-000000000000"


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def browse(client):
    """Open a page as somebody."""

    def opened(actor, name, *args, query="", **posted):
        client.force_login(actor.person)
        address = reverse(name, args=args) + query
        return client.post(address, posted) if posted else client.get(address)

    return opened


def invite(nominal, actor, cast, **dates) -> None:
    group = Agency.objects.get(pk=actor.agency_id).group
    with acting_as(cast.cora):
        share(nominal, [group], source="slot", reason="Invited to a panel", at=now(), **dates)


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


# Who gets what


@pytest.mark.parametrize(
    ("name", "who", "answer"),
    [
        ("nominals:show", "cora", SEEN),
        ("nominals:show", "pat", SEEN),
        ("nominals:show", "rex", MISSING),  # of the lead agency, and not the case manager
        ("nominals:show", "hal", MISSING),
        ("nominals:show", "chidi", MISSING),  # chairs nothing that hears it
        ("nominals:show", "ada", MISSING),  # not sampled
        ("nominals:show", "bea", MISSING),  # the board sees figures, and is not told who exists
        ("sharing:who_nominal", "cora", SEEN),
        ("sharing:who_nominal", "pat", SEEN),
        ("sharing:who_nominal", "hal", MISSING),
    ],
)
def test_who_can_open_what(cast, nominal, browse, name, who, answer):
    response = browse(getattr(cast, who), name, nominal.pk)
    assert response.status_code == answer


def test_whoever_is_invited_sees_the_nominal_but_not_who_else_does(cast, nominal, browse):
    invite(nominal, cast.hal, cast)
    assert browse(cast.hal, "nominals:show", nominal.pk).status_code == SEEN
    assert browse(cast.hal, "sharing:who_nominal", nominal.pk).status_code == REFUSED


@pytest.mark.parametrize("name", ["list", "find"])
def test_the_board_has_no_list_of_people(cast, nominal, browse, name):
    assert browse(cast.bea, f"nominals:{name}").status_code == REFUSED


def test_hidden_and_absent_are_one_answer_for_one_cost(cast, nominal, client):
    client.force_login(cast.hal.person)
    pages, costs = [], []
    for key in (nominal.pk, ABSENT):
        with CaptureQueriesContext(connection) as made:
            response = client.get(reverse("nominals:show", args=[key]))
        assert response.status_code == MISSING
        pages.append(without_tokens(text(response)))
        costs.append(len(made))
    assert pages[0] == pages[1]
    assert costs[0] == costs[1]


def test_opening_a_record_is_written_in_its_trail(cast, nominal, browse):
    browse(cast.pat, "nominals:show", nominal.pk)
    with acting_as(cast.cora):
        event = Event.objects.get(record_id=nominal.pk, action="nominal.show")
    assert (event.by_id, event.kind, event.detail) == (cast.pat.person_id, "reading", {})


# The list


def test_the_list_holds_those_open_to_you_and_no_other(cast, nominal, browse):
    other = make_nominal(cast.cora, cast.rex, surname="Zephyrine")
    mine, all_ = (text(browse(who, "nominals:list")) for who in (cast.pat, cast.cora))
    assert nominal.surname in mine
    assert other.surname not in mine
    assert nominal.surname in all_
    assert other.surname in all_
    assert "Open to you: 1<" in mine
    assert "Open to you: 2<" in all_


def test_an_empty_list_says_why_and_not_how_many_there_are(cast, nominal, browse):
    page = text(browse(cast.hal, "nominals:list"))
    assert "No nominal is open to you" in page
    assert nominal.surname not in page


def test_the_list_is_of_whom_no_exclusion_takes_away(cast, nominal, browse):
    invite(nominal, cast.hal, cast)
    assert "Open to you: 1<" in text(browse(cast.hal, "nominals:list"))
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=nominal, reason="A relative", given_at=now(), person=cast.hal.person
        )
    assert "No nominal is open to you" in text(browse(cast.hal, "nominals:list"))


def test_several_shares_of_one_nominal_are_one_line(cast, nominal, browse):
    invite(nominal, cast.poppy, cast)
    with acting_as(cast.cora):
        own = [cast.poppy.person.own_group, Agency.objects.get(pk=cast.poppy.agency_id).group]
        share(nominal, own, source="lead", reason="Also leads", at=now())
    page = text(browse(cast.poppy, "nominals:list"))
    assert page.count(nominal.reference) == 1
    assert "Open to you: 1<" in page


def test_an_expired_share_is_off_the_list(cast, nominal, browse):
    invite(nominal, cast.hal, cast, expires_at=now() - timedelta(seconds=1))
    assert "No nominal is open to you" in text(browse(cast.hal, "nominals:list"))


def test_the_count_leaves_out_the_expired_and_the_excluded(cast, nominal, browse):
    """One who is not named must not be counted either: a number tells that they exist."""
    expired, excluded = (make_nominal(cast.cora, cast.pat) for _ in range(2))
    invite(nominal, cast.hal, cast)
    invite(expired, cast.hal, cast, expires_at=now() - timedelta(seconds=1))
    invite(excluded, cast.hal, cast)
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=excluded, reason="A relative", given_at=now(), person=cast.hal.person
        )
    page = text(browse(cast.hal, "nominals:list"))
    assert nominal.surname in page
    assert "Open to you: 1<" in page


def test_the_hidden_take_no_place_on_a_page(cast, browse):
    """A page is full of those who may be seen, however many before them may not."""
    seen = [make_nominal(cast.cora, cast.pat, surname=f"Seen{n:03}") for n in range(A_PAGE)]
    for n in range(3):
        hidden = make_nominal(cast.cora, cast.pat, surname=f"Aaa{n}")
        invite(hidden, cast.hal, cast)
        with acting_as(cast.cora):
            Exclusion.objects.create(
                nominal=hidden, reason="A relative", given_at=now(), person=cast.hal.person
            )
    for each in seen:
        invite(each, cast.hal, cast)
    page = browse(cast.hal, "nominals:list")
    assert len(names_on(text(page), seen)) == A_PAGE
    assert not link(page, "next")


@pytest.fixture
def three_levels(cast):
    return {
        level: make_nominal(cast.cora, cast.pat, surname=surname, level=level, category=category)
        for level, surname, category in (
            (1, "Aldermoth", 1),
            (2, "Bracklewort", 2),
            (3, "Cindermoss", 3),
        )
    }


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?level=2", {2}),
        ("?level=2&level=3", {2, 3}),
        ("?category=1", {1}),
        ("?level=2&category=1", set()),
        ("?level=2&category=2", {2}),
        ("?level=nonsense", {1, 2, 3}),
        ("?place=nonsense", {1, 2, 3}),
    ],
)
def test_the_filters(cast, three_levels, browse, query, shown):
    page = text(browse(cast.cora, "nominals:list", query=query))
    assert {level for level, each in three_levels.items() if each.surname in page} == shown


def test_a_filter_reads_todays_episode_and_not_history(cast, nominal, browse):
    with acting_as(cast.cora):
        today = localdate()
        LevelEpisode.objects.filter(nominal=nominal).update(until_on=today)
        LevelEpisode.objects.create(nominal=nominal, level=2, decided_by="meeting", from_on=today)
    assert nominal.surname in text(browse(cast.cora, "nominals:list", query="?level=2"))
    assert nominal.surname not in text(browse(cast.cora, "nominals:list", query="?level=1"))


def names_on(page: str, nominals) -> list[str]:
    found = [(page.find(f">{each.surname}, "), each.surname) for each in nominals]
    return [name for place, name in sorted(found) if place >= 0]


def test_the_pages_hold_everybody_once_there_and_back(cast, browse):
    nominals = [
        make_nominal(cast.cora, cast.pat, surname=f"Page{n:03}") for n in range(2 * A_PAGE + 3)
    ]
    invited = nominals[::3]
    for each in invited:  # a second group: two slices are merged
        with acting_as(cast.cora):
            share(each, [cast.cora.person.own_group], source="lead", reason="By name", at=now())
    for query in ("", "?sort=name_backwards"):
        in_order = sorted((each.surname for each in nominals), reverse=bool(query))
        pages, there, back = walk(cast.cora, browse, nominals, query)
        assert [len(page) for page in there] == [A_PAGE, A_PAGE, 3]
        assert [name for page in there for name in page] == in_order
        assert back == there[1::-1]
        assert all("Page0" not in address for address in pages)


def walk(actor, browse, nominals, query):
    """To the end by the links, and back to the start."""
    addresses, there, back = [query], [], []
    while True:
        page = browse(actor, "nominals:list", query=addresses[-1])
        there.append(names_on(text(page), nominals))
        if not (onward := link(page, "next")):
            break
        addresses.append(onward)
    while backward := link(page, "prev"):
        page = browse(actor, "nominals:list", query=backward)
        addresses.append(backward)
        back.append(names_on(text(page), nominals))
    return addresses, there, back


def link(page, rel: str) -> str:
    import re
    from html import unescape

    found = re.search(rf'href="([^"]*)" rel="{rel}"', text(page))
    return unescape(found[1]) if found else ""


def test_a_place_that_one_may_not_see_is_the_first_page(cast, nominal, browse):
    from nominals.keyset import AFTER, _sign

    hidden = make_nominal(cast.cora, cast.rex, surname="Aaa")
    page = text(browse(cast.pat, "nominals:list", query=f"?place={_sign(AFTER, hidden.pk)}"))
    assert nominal.surname in page
    assert 'rel="prev"' not in page


# Finding


def test_a_name_is_found_however_it_is_spelt(cast, browse):
    make_nominal(cast.cora, cast.pat, surname="Thistlewhaite", forenames="Quillon")
    for words in ("Thistlewhaite", "thistlewaite", "Quillon Thistlewhaite", "thistlewhaite, quil"):
        assert "Thistlewhaite, Quillon" in text(browse(cast.cora, "nominals:find", words=words))


@pytest.mark.parametrize("number", ["reference", "pnc_id", "crn", "visor_reference"])
def test_a_whole_number_is_found_in_any_capitals(cast, browse, number):
    made = make_nominal(cast.cora, cast.pat, **{number: "QX99/0007b"})
    assert made.surname in text(browse(cast.pat, "nominals:find", words="qx99/0007B "))
    assert made.surname not in text(browse(cast.pat, "nominals:find", words="qx99/000"))


@pytest.mark.parametrize("words", ["Obsi", "obso", "Vexila Obsi", "Old Quartsy", "obsi quartzy"])
def test_a_name_is_found_with_a_letter_wrong_or_as_somebody_is_known(cast, browse, words):
    names = {"surname": "Obsi", "forenames": "Vexilla", "known_as": "Old Quartzy"}
    make_nominal(cast.cora, cast.pat, **names)
    assert "Vexilla" in text(browse(cast.pat, "nominals:find", words=words))


@pytest.mark.parametrize("words", ["Basaltine", "reference"])
def test_no_match_says_the_same_of_the_hidden_and_of_the_absent(cast, nominal, client, words):
    client.force_login(cast.hal.person)
    hidden = nominal.surname if words == "Basaltine" else nominal.reference
    pages, costs = [], []
    for typed in (hidden, "Zzyqxx"):
        with CaptureQueriesContext(connection) as made:
            response = client.post(reverse("nominals:find"), {"words": typed})
        pages.append(without_tokens(text(response).replace(f'value="{typed}"', "")))
        costs.append(len(made))
    assert "Nobody who is open to you" in pages[0]
    assert pages[0] == pages[1]
    assert costs[0] == costs[1]


def test_what_was_typed_is_kept_on_the_page_and_nowhere_else(cast, nominal, browse):
    page = browse(cast.pat, "nominals:find", words="Basaltine")
    assert 'value="Basaltine"' in text(page)
    with acting_as(cast.pat):
        [event] = Event.objects.filter(by=cast.pat.person, action="nominal.find")
    assert (event.kind, len(event.shown), event.detail) == ("listing", 1, {})


def test_nothing_typed_is_asked_for_again(cast, browse):
    page = text(browse(cast.pat, "nominals:find", words=" "))
    assert "Enter a name or a number" in page
    assert "<title>Error: Find a nominal" in page


# The record


@pytest.fixture
def with_everything(cast, nominal):
    """A nominal of whom there is something in every part of the record."""
    day = date(2025, 3, 1)
    with acting_as(cast.cora):
        Order.objects.create(nominal=nominal, kind_of_order="shpo", made_on=day, conditions="No X")
        NotificationBreach.objects.create(nominal=nominal, on=day, outcome="cautioned")
        ReturnToCustody.objects.create(nominal=nominal, on=day, level=2, category=1, cause="order")
        RiskAssessment.objects.create(
            nominal=nominal,
            tool="OASys",
            assessed_on=day,
            band="high",
            at_risk="Public",
            summary="S",
        )
        RiskManagementPlan.objects.create(
            nominal=nominal,
            agreed_on=day,
            supervision="Weekly visits",
            monitoring_and_control="Curfew",
            interventions_and_treatment="Programme",
            victim_safety="Zones",
            contingency="If moved, recall",
        )
    return nominal


def test_the_record_holds_every_part(cast, with_everything, browse):
    page = text(browse(cast.pat, "nominals:show", with_everything.pk))
    for part in (
        "Weekly visits", "If moved, recall", "OASys", "Sexual Harm Prevention Order", "Cautioned",
        "Breach of a SHPO or SOPO", "Category 1", "Level 1", "In the community",
        "8 January 2024 to now",
    ):  # fmt: skip
        assert part in page


def test_a_title_and_an_address_name_nobody(cast, nominal, browse):
    for name in ("nominals:show", "sharing:who_nominal"):
        page = text(browse(cast.cora, name, nominal.pk))
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert nominal.surname not in title
        assert nominal.reference not in title


@pytest.mark.parametrize(("who", "offered"), [("pat", True), ("cora", False)])
def test_a_referral_is_offered_to_who_may_start_one(cast, nominal, browse, who, offered):
    page = text(browse(getattr(cast, who), "nominals:show", nominal.pk))
    assert (reverse("referrals:start", args=[nominal.pk]) in page) is offered


@pytest.mark.parametrize(("who", "offered"), [("pat", True), ("hal", False)])
def test_a_part_is_offered_to_who_may_open_it(cast, nominal, browse, who, offered):
    invite(nominal, cast.hal, cast)
    page = text(browse(getattr(cast, who), "nominals:show", nominal.pk))
    assert (reverse("sharing:who_nominal", args=[nominal.pk]) in page) is offered


# Who can see it


def test_everybody_who_can_see_it_is_named_with_why_and_until_when(cast, nominal, browse):
    invite(nominal, cast.hal, cast, expires_at=now() + timedelta(days=100))
    page = text(browse(cast.cora, "sharing:who_nominal", nominal.pk))
    for actor in (cast.cora, cast.pat, cast.hal, cast.service):
        assert actor.person.name in page
    for actor in (cast.rex, cast.chidi, cast.ada, cast.bea):
        assert actor.person.name not in page
    assert "Invited to a panel, from" in page
    assert "Case manager of the lead agency" in page


def test_what_has_ended_is_no_reason_any_more(cast, nominal, browse):
    invite(nominal, cast.hal, cast, expires_at=now() - timedelta(seconds=1))
    page = text(browse(cast.cora, "sharing:who_nominal", nominal.pk))
    assert cast.hal.person.name not in page
    assert "Invited to a panel" not in page


def test_the_page_of_who_can_see_it_says_what_the_locks_do(cast, nominal, browse):
    """Everybody on it can see it; nobody else can."""
    invite(nominal, cast.hal, cast)
    end_appointment(Appointment.objects.get(pk=cast.hal.appointment_id), at=now())
    with acting_as(cast.cora):
        Exclusion.objects.create(
            nominal=nominal, reason="A relative", given_at=now(), agency_id=cast.service.agency_id
        )
    page = text(browse(cast.cora, "sharing:who_nominal", nominal.pk))
    for actor in (cast.cora, cast.pat, cast.hal, cast.service, cast.rex):
        announce(actor)
        sees = Nominal.objects.visible_to(actor).filter(pk=nominal.pk).exists()
        sees = sees and actor is not cast.hal  # the actor was made before the appointment ended
        assert (f">{actor.person.name}<" in page.partition("<main")[2]) is sees, actor.person.name


# What it costs

MOST_QUERIES = 12  # of a page, at any size


def queries_of(made) -> int:
    """Those that ask or tell something: a test's transaction makes savepoints of the requests'."""
    return sum("SAVEPOINT" not in each["sql"] for each in made.captured_queries)


@pytest.mark.parametrize("name", ["list", "list?level=1", "find"])
def test_a_list_costs_the_same_for_one_and_for_many(cast, client, name):
    client.force_login(cast.cora.person)
    name, _, query = name.partition("?")
    address = reverse(f"nominals:{name}") + (f"?{query}" if query else "")
    costs = []
    for many in (1, 19):
        for n in range(many):
            make_nominal(cast.cora, cast.pat, surname=f"Costly{n}")
        with CaptureQueriesContext(connection) as made:
            response = (
                client.post(address, {"words": "Costly"}) if name == "find" else client.get(address)
            )
        assert text(response).count("Costly") >= many
        costs.append(queries_of(made))
    assert costs[0] == costs[1]
    assert costs[0] <= MOST_QUERIES


@pytest.mark.parametrize("name", ["nominals:show", "sharing:who_nominal"])
def test_a_record_costs_the_same_however_long_its_history(cast, nominal, client, name):
    client.force_login(cast.cora.person)
    costs = []
    police = Agency.objects.get(pk=cast.rex.agency_id)
    for many in (1, 20):
        with acting_as(cast.cora):
            for n in range(many):
                Order.objects.create(
                    nominal=nominal,
                    kind_of_order="sro",
                    made_on=date(2020, 1, 1) + timedelta(days=n),
                )
                NotificationBreach.objects.create(
                    nominal=nominal, on=date(2021, 1, 1), outcome="convicted"
                )
            share(nominal, [police.group], source="slot", reason=f"Panel {many}", at=now())
        if many > 1:
            for _ in range(many):
                appoint(cast.rex.person, agency=police, role=Role.REPRESENTATIVE, at=now())
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse(name, args=[nominal.pk])).status_code == SEEN
        costs.append(queries_of(made))
    assert costs[0] == costs[1]
    assert costs[0] <= MOST_QUERIES


def test_the_categories_of_history_are_all_shown(cast, nominal, browse):
    with acting_as(cast.cora):
        CategoryEpisode.objects.filter(nominal=nominal).update(
            until_on=date(2025, 6, 1), end_reason="recategorised"
        )
        CategoryEpisode.objects.create(
            nominal=nominal, category=2, basis="sentence", from_on=date(2025, 6, 1)
        )
    page = text(browse(cast.pat, "nominals:show", nominal.pk))
    assert "8 January 2024 to 1 June 2025" in page
    assert "Moved to another category" in page
