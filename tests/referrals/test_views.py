"""The pages about referrals: who gets what, and what is kept."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from access.actor import Role
from access.locks import acting_as, announce
from access.rows import share
from agencies.models import Agency
from nominals.models import LevelEpisode
from referrals import services
from referrals.criteria import Outcome
from referrals.lifecycle import Status
from referrals.models import Referral, Screening
from tests.factories import make_actor, make_nominal
from tests.referrals.conftest import COMPLETE, MET

SEEN, REFUSED, MISSING, NOT_NOW = 200, 403, 404, 409
ABSENT = "6f1d8a52-0000-4000-8000-000000000000"
WORDS = {**{name: value or "" for name, value in COMPLETE.items() if not name.endswith("_on")},
         "assessed_on_day": "1", "assessed_on_month": "3", "assessed_on_year": "2026"}  # fmt: skip


def text(response) -> str:
    return response.content.decode()


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def typed(referral, **other) -> dict:
    return {**WORDS, "version": referral.version, "manager": str(referral.manager_id), **other}


@pytest.mark.parametrize(
    ("stage", "name", "who", "answer"),
    [
        ("draft", "show", "pat", SEEN),
        ("draft", "show", "maya", SEEN),
        ("draft", "show", "cora", MISSING),  # the unit is not told of a draft
        ("draft", "show", "hal", MISSING),
        ("draft", "show", "bea", MISSING),
        ("draft", "amend", "pat", SEEN),
        ("draft", "amend", "maya", REFUSED),
        ("draft", "amend", "cora", MISSING),
        ("draft", "submit", "pat", SEEN),
        ("draft", "submit", "maya", REFUSED),
        ("draft", "withdraw", "pat", SEEN),
        ("draft", "withdraw", "maya", REFUSED),
        ("submitted", "show", "cora", MISSING),
        ("submitted", "send_back", "maya", SEEN),
        ("submitted", "send_back", "pat", REFUSED),
        ("submitted", "send_back", "cora", MISSING),
        ("submitted", "screen", "cora", MISSING),
        ("approved", "show", "cora", SEEN),
        ("approved", "show", "chidi", MISSING),
        ("approved", "show", "hal", MISSING),
        ("approved", "show", "rex", MISSING),
        ("approved", "show", "ada", MISSING),
        ("approved", "screen", "cora", SEEN),
        ("approved", "screen", "pat", REFUSED),
        ("approved", "screen", "maya", REFUSED),
        ("approved", "screen", "hal", MISSING),
        ("accepted", "show", "pat", SEEN),
        ("accepted", "show", "hal", MISSING),
    ],
)
def test_who_can_open_what(request, cast, browse, stage, name, who, answer):
    referral = request.getfixturevalue(stage)
    assert browse(getattr(cast, who), f"referrals:{name}", referral.pk).status_code == answer


@pytest.mark.parametrize("step", ["approve", "send_back", "submit", "withdraw", "amend", "screen"])
def test_a_step_cannot_be_posted_by_who_does_not_see_it(cast, submitted, browse, step):
    posted = {"because": "x", **typed(submitted), "outcome": "decline", "rationale": "x"}
    for actor in (cast.hal, cast.cora):
        response = browse(actor, f"referrals:{step}", submitted.pk, post=posted)
        assert response.status_code == MISSING


def test_hidden_and_absent_are_one_answer_for_one_cost(cast, approved, client):
    client.force_login(cast.hal.person)
    for name in ("show", "screen", "amend"):
        pages, costs = [], []
        for key in (approved.pk, ABSENT):
            with CaptureQueriesContext(connection) as made:
                response = client.get(reverse(f"referrals:{name}", args=[key]))
            assert response.status_code == MISSING
            pages.append(without_tokens(text(response)))
            costs.append(len(made))
        assert pages[0] == pages[1]
        assert costs[0] == costs[1]


def test_a_manager_who_is_not_named_is_told_of_nothing(cast, submitted, browse):
    police = Agency.objects.get(pk=cast.pat.agency_id)
    other = make_actor("Milo Fernside", Role.MANAGER, police)
    assert browse(other, "referrals:show", submitted.pk).status_code == MISSING
    assert browse(other, "referrals:approve", submitted.pk, post={}).status_code == MISSING
    assert submitted.nominal.surname not in text(browse(other, "referrals:list"))


# Starting


def test_a_case_manager_starts_one_and_goes_on_to_write_it(cast, nominal, browse):
    page = text(browse(cast.pat, "referrals:start", nominal.pk))
    assert f'value="{cast.maya.person_id}" selected' in page
    post = {"level_sought": "2", "manager": str(cast.maya.person_id)}
    response = browse(cast.pat, "referrals:start", nominal.pk, post=post)
    announce(cast.pat)
    made = Referral.objects.visible_to(cast.pat).get()
    assert response.url == reverse("referrals:amend", args=[made.pk])
    assert (made.manager_id, made.referrer_id) == (cast.maya.person_id, cast.pat.person_id)


@pytest.mark.parametrize(("who", "answer"), [("cora", REFUSED), ("hal", MISSING), ("rex", MISSING)])
def test_who_cannot_start_one(cast, nominal, browse, who, answer):
    for post in (None, {"level_sought": "2", "manager": str(cast.maya.person_id)}):
        response = browse(getattr(cast, who), "referrals:start", nominal.pk, post=post)
        assert response.status_code == answer


def test_somebody_who_manages_elsewhere_cannot_be_named(cast, nominal, browse):
    probation = Agency.objects.get(pk=cast.cora.agency_id)
    other = make_actor("Milo Fernside", Role.MANAGER, probation)
    post = {"level_sought": "2", "manager": str(other.person_id)}
    response = browse(cast.pat, "referrals:start", nominal.pk, post=post)
    assert response.status_code == SEEN
    assert other.person.name not in text(response)


def test_a_second_one_is_answered_in_a_sentence(cast, nominal, draft, browse):
    post = {"level_sought": "2", "manager": str(cast.maya.person_id)}
    response = browse(cast.pat, "referrals:start", nominal.pk, post=post)
    assert response.status_code == NOT_NOW
    assert "already under way" in text(response)


# Writing


def test_a_draft_is_saved_half_done_and_found_again(cast, draft, browse):
    half = typed(draft, reason="Half a sen", risk="", assessed_on_day="", assessed_on_month="",
                 assessed_on_year="", victims="", later="yes")  # fmt: skip
    response = browse(cast.pat, "referrals:amend", draft.pk, post=half)
    assert response.url == reverse("referrals:show", args=[draft.pk])
    assert "Half a sen" in text(browse(cast.pat, "referrals:amend", draft.pk))
    assert "Half a sen" in text(browse(cast.pat, "referrals:show", draft.pk))


def test_a_mistake_keeps_everything_that_was_typed(cast, draft, browse):
    wrong = typed(draft, reason="Long and careful words", assessed_on_month="Smarch")
    response = browse(cast.pat, "referrals:amend", draft.pk, post=wrong)
    assert response.status_code == SEEN
    page = text(response)
    assert "Long and careful words" in page
    assert 'value="Smarch"' in page
    assert "must be a real date" in page
    assert "<title>Error: " in page


def test_an_assessment_that_is_to_come_is_no_current_one(cast, draft, browse):
    wrong = typed(draft, assessed_on_year="2099")
    assert "must not be to come" in text(browse(cast.pat, "referrals:amend", draft.pk, post=wrong))


def test_a_stale_page_keeps_what_was_typed_and_can_be_saved_after_a_look(
    cast, draft, write, browse, again
):
    stale = typed(draft, reason="Typed in the second window")
    write(draft, reason="Saved from the first window")
    response = browse(cast.pat, "referrals:amend", draft.pk, post=stale)
    page = text(response)
    assert response.status_code == NOT_NOW
    assert "This has changed since you opened it." in page
    assert "Typed in the second window" in page
    assert "Saved from the first window" in page
    assert again(draft, cast.pat).reason == "Saved from the first window"
    version = page.partition('name="version" value="')[2].partition('"')[0]
    stale["version"] = version
    assert browse(cast.pat, "referrals:amend", draft.pk, post=stale).status_code == 302
    assert again(draft, cast.pat).reason == "Typed in the second window"


def test_what_was_sent_meanwhile_is_not_changed_and_what_was_typed_is_kept(cast, submitted, browse):
    late = typed(submitted, reason="Typed too late")
    response = browse(cast.pat, "referrals:amend", submitted.pk, post=late)
    assert response.status_code == NOT_NOW
    assert "Typed too late" in text(response)
    assert "it is now with the manager" in text(response)


def test_the_name_of_nobody_stands_in_an_address_or_a_title(cast, submitted, browse):
    page = text(browse(cast.maya, "referrals:show", submitted.pk))
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert submitted.nominal.surname not in title
    assert submitted.nominal.reference not in title


# Submitting and approving


def test_what_is_missing_is_listed_with_the_way_to_it(cast, draft, browse, again):
    page = text(browse(cast.pat, "referrals:submit", draft.pk))
    assert "This cannot be sent yet" in page
    amend = reverse("referrals:amend", args=[draft.pk])
    for anchor in ("id_reason", "id_risk", "id_assessed_on_day", "id_victims"):
        assert f"{amend}#{anchor}" in page
        assert f'id="{anchor}"' in text(browse(cast.pat, "referrals:amend", draft.pk))
    assert browse(cast.pat, "referrals:submit", draft.pk, post={}).status_code == SEEN
    assert again(draft, cast.pat).status == Status.DRAFT


def test_from_half_done_to_the_unit_in_the_browser(cast, draft, browse, again):
    response = browse(cast.pat, "referrals:amend", draft.pk, post=typed(draft, send="yes"))
    assert response.url == reverse("referrals:submit", args=[draft.pk])
    assert cast.maya.person.name in text(browse(cast.pat, "referrals:submit", draft.pk))
    browse(cast.pat, "referrals:submit", draft.pk, post={})
    assert "Approve referral" in text(browse(cast.maya, "referrals:show", draft.pk))
    assert "Approve referral" not in text(browse(cast.pat, "referrals:show", draft.pk))
    response = browse(cast.maya, "referrals:approve", draft.pk, post={})
    assert response.url == reverse("referrals:show", args=[draft.pk])
    assert again(draft, cast.cora).status == Status.APPROVED
    assert "Screen referral" in text(browse(cast.cora, "referrals:show", draft.pk))


def test_nothing_is_approved_by_a_link(cast, submitted, browse):
    assert browse(cast.maya, "referrals:approve", submitted.pk).status_code == 405


def test_what_is_approved_already_is_answered_in_a_sentence(cast, approved, browse):
    response = browse(cast.maya, "referrals:approve", approved.pk, post={})
    assert response.status_code == NOT_NOW
    assert "no longer possible" in text(response)


def test_sent_back_with_a_reason_or_not_at_all(cast, submitted, browse, again):
    page = text(browse(cast.maya, "referrals:send_back", submitted.pk, post={"because": " "}))
    assert "Say why" in page
    given = {"because": "Say who is at risk."}
    browse(cast.maya, "referrals:send_back", submitted.pk, post=given)
    assert "Say who is at risk." in text(browse(cast.pat, "referrals:show", submitted.pk))
    assert again(submitted, cast.pat).status == Status.DRAFT


def test_withdrawn_after_a_page_that_asks_why(cast, approved, browse, again):
    assert "cannot be sent or decided again" in text(
        browse(cast.pat, "referrals:withdraw", approved.pk)
    )
    given = {"because": "He has moved away."}
    assert browse(cast.pat, "referrals:withdraw", approved.pk, post=given).status_code == 302
    assert again(approved, cast.cora).status == Status.WITHDRAWN


# Screening


def decision(**other) -> dict:
    return {
        "level_2": MET, "outcome": "accept_at_level_2", "rationale": "It needs meetings.",
        "answer": "Accepted: the plan needs housing.", **other,
    }  # fmt: skip


def test_it_is_screened_beside_its_criteria_and_accepted(cast, approved, browse, again):
    page = text(browse(cast.cora, "referrals:screen", approved.pk))
    assert COMPLETE["risk"] in page
    assert "MAPPA Guidance, chapter 7" in page
    browse(cast.cora, "referrals:screen", approved.pk, post=decision())
    found = again(approved, cast.cora)
    assert (found.status, found.level) == (Status.ACCEPTED, 2)
    with acting_as(cast.cora):
        kept = Screening.objects.get(referral=approved.pk)
        assert sorted(kept.criteria) == sorted(MET)
        assert LevelEpisode.objects.get(nominal=approved.nominal_id, until_on=None).level == 2
    page = text(browse(cast.cora, "referrals:show", approved.pk))
    assert "It needs meetings." in page
    page = text(browse(cast.pat, "referrals:show", approved.pk))
    assert "the plan needs housing" in page
    assert "It needs meetings." not in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"level_2": []}, "Level 2 needs formal multi-agency meetings to add value."),
        ({"level_2": MET, "outcome": "accept_at_level_3"}, "Level 3 needs at least one"),
        ({"rationale": ""}, "Say why this is decided"),
        ({"outcome": ""}, "Select what is decided"),
        ({"outcome": "decline", "answer": ""}, "Say what the referrer is told"),
    ],
)
def test_a_decision_that_lacks_something_says_what_and_keeps_the_rest(
    cast, approved, browse, again, wrong, words
):
    given = decision(rationale="Reasons that took an hour") | wrong
    response = browse(cast.cora, "referrals:screen", approved.pk, post=given)
    page = text(response)
    assert response.status_code == SEEN
    assert words in page
    assert given["rationale"] in page
    assert "<title>Error: " in page
    assert again(approved, cast.cora).status == Status.APPROVED


def test_to_keep_at_level_1_is_not_offered_where_it_cannot_be(cast, browse, write, draft, again):
    third = make_nominal(cast.cora, cast.pat, category=3, level=2)
    with acting_as(cast.pat) as actor:
        manager = cast.maya.person
        made = services.start(third, actor=actor, at=now(), level_sought=2, manager=manager)
    write(made, category=3)
    with acting_as(cast.pat) as actor:
        services.submit(made, actor=actor, at=now())
    with acting_as(cast.maya) as actor:
        services.approve(made, actor=actor, at=now())
    page = text(browse(cast.cora, "referrals:screen", made.pk))
    assert "Category 3, which is only ever managed at Level 2 or 3" in page
    assert 'value="keep_at_level_1"' not in page
    given = decision(outcome="keep_at_level_1")
    assert browse(cast.cora, "referrals:screen", made.pk, post=given).status_code == SEEN
    assert again(made, cast.cora).status == Status.APPROVED


def test_what_is_decided_already_is_answered_in_a_sentence(cast, accepted, browse):
    response = browse(cast.cora, "referrals:screen", accepted.pk, post=decision())
    assert response.status_code == NOT_NOW
    assert "it is now accepted" in text(response)


# Showing


def test_its_history_says_who_what_and_why(cast, approved, screen, browse):
    browse(cast.pat, "referrals:submit", approved.pk)  # to look at a step is not to take it
    screen(approved, Outcome.DECLINE, answer="Refer again with a current assessment.")
    for who in (cast.pat, cast.cora):
        page = text(browse(who, "referrals:show", approved.pk)).partition("History")[2]
        steps = ("Referral started", "Sent to the manager", "Approved by the manager", "Declined")
        for words in steps:
            assert words in page
        assert page.count("moj-timeline__item") == len(steps)
        assert "Refer again with a current assessment." in page
        assert cast.maya.person.name in page


def test_whoever_is_invited_reads_the_referral_and_not_how_it_came_about(cast, accepted, browse):
    housing = Agency.objects.get(pk=cast.hal.agency_id)
    with acting_as(cast.cora):
        for record in (accepted.nominal, accepted):
            share(record, [housing.group], source="invitation", reason="Invited", at=now())
    page = text(browse(cast.hal, "referrals:show", accepted.pk))
    assert COMPLETE["risk"] in page
    assert "moj-timeline" not in page
    assert "Screening" not in page


@pytest.mark.parametrize(
    ("stage", "who", "words"),
    [
        ("submitted", "maya", "A manager approves a referral or sends it back"),
        ("approved", "cora", "Screen a referral"),
        ("accepted", "cora", "First Level 2 meeting"),
    ],
)
def test_the_time_limit_says_where_it_comes_from(request, cast, browse, stage, who, words):
    referral = request.getfixturevalue(stage)
    page = text(browse(getattr(cast, who), "referrals:show", referral.pk))
    assert words in page
    assert "working days from" in page


def test_a_referral_that_waits_too_long_says_so(cast, approved, browse):
    long_ago = now() - timedelta(days=30)
    with acting_as(cast.cora):
        Referral.objects.filter(pk=approved.pk).update(approved_at=long_ago)
    assert "overdue" in text(browse(cast.cora, "referrals:show", approved.pk))
    assert "overdue" in text(browse(cast.cora, "referrals:list"))


# Lists


@pytest.mark.parametrize(
    ("stage", "waits_for"),
    [("draft", "pat"), ("submitted", "maya"), ("approved", "cora"), ("accepted", None)],
)
def test_it_waits_for_the_one_whose_turn_it_is(request, cast, browse, stage, waits_for):
    surname = request.getfixturevalue(stage).nominal.surname
    for who in ("pat", "maya", "cora"):
        page = text(browse(getattr(cast, who), "referrals:list"))
        assert (surname in page) is (who == waits_for)


def test_all_that_are_open_to_you_can_be_listed_by_status(cast, accepted, browse):
    surname = accepted.nominal.surname
    listed = {
        "?show=all": True, "?status=accepted": True, "?show=all&status=accepted": True,
        "?status=declined": False, "?show=all&status=x": True,
    }  # fmt: skip
    for query, shown in listed.items():
        page = text(browse(cast.pat, "referrals:list", query=query))
        assert (surname in page) is shown


def test_an_auditor_has_no_turn_and_sees_what_is_shared(cast, accepted, browse):
    page = text(browse(cast.ada, "referrals:list"))
    assert "No referral is open to you." in page
    assert "Waiting for you" not in page


def test_an_agencys_representative_has_no_list_of_referrals(cast, accepted, browse):
    assert browse(cast.hal, "referrals:list").status_code == REFUSED


def test_the_referrals_of_one_nominal_are_listed(cast, accepted, browse):
    page = text(browse(cast.cora, "referrals:list_for_nominal", accepted.nominal_id))
    assert reverse("referrals:show", args=[accepted.pk]) in page
    assert (
        browse(cast.hal, "referrals:list_for_nominal", accepted.nominal_id).status_code == MISSING
    )


@pytest.mark.parametrize("name", ["list", "list?show=all", "list_for_nominal"])
def test_a_list_costs_the_same_for_one_and_for_many(cast, nominal, client, name, write):
    client.force_login(cast.cora.person)
    name, _, query = name.partition("?")
    args = [nominal.pk] if name == "list_for_nominal" else []
    address = reverse(f"referrals:{name}", args=args) + (f"?{query}" if query else "")
    costs = []
    for many in (1, 19):
        for _ in range(many):
            send(cast, nominal if args else make_nominal(cast.cora, cast.pat), write)
            if args:
                end(cast, nominal)
        with CaptureQueriesContext(connection) as made:
            page = text(client.get(address))
        costs.append(len(made))
        assert page.count("/referrals/") >= many
    assert costs[0] == costs[1]
    assert costs[0] <= 20


def send(cast, nominal, write) -> None:
    with acting_as(cast.pat) as actor:
        given = {"level_sought": 2, "manager": cast.maya.person}
        referral = services.start(nominal, actor=actor, at=now(), **given)
    write(referral, assessed_on=date(2026, 3, 1))
    with acting_as(cast.pat) as actor:
        services.submit(referral, actor=actor, at=now())
    with acting_as(cast.maya) as actor:
        services.approve(referral, actor=actor, at=now())


def end(cast, nominal) -> None:
    with acting_as(cast.pat) as actor:
        for each in Referral.objects.visible_to(actor).filter(nominal=nominal, status="approved"):
            services.withdraw(each, actor=actor, at=now(), because="For the next.")


def test_the_page_of_a_referral_costs_the_same_however_long_its_history(
    cast, approved, screen, write, client
):
    client.force_login(cast.cora.person)
    address = reverse("referrals:show", args=[approved.pk])
    costs = []
    for many in (1, 6):
        for _ in range(many):
            screen(approved, Outcome.RETURN_FOR_INFORMATION)
            announce(cast.pat)
            approved.refresh_from_db()
            with acting_as(cast.pat) as actor:
                services.submit(approved, actor=actor, at=now())
            with acting_as(cast.maya) as actor:
                services.approve(approved, actor=actor, at=now())
        with CaptureQueriesContext(connection) as made:
            assert text(client.get(address)).count("moj-timeline__item") > 3 * many
        costs.append(len(made))
    assert costs[0] == costs[1]
    assert costs[0] <= 20
