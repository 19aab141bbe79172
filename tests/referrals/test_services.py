"""What is done to a referral, in sentences about people."""

from datetime import UTC, date, datetime

import pytest
from django.utils.timezone import now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from access.rows import share
from agencies.models import Agency
from audit.models import Event
from nominals.models import CategoryEpisode, LevelEpisode, Nominal
from notices.models import Notice
from referrals import services
from referrals.criteria import Outcome
from referrals.lifecycle import Status
from referrals.models import Referral, Screening
from tests.factories import make_actor, make_nominal


def sees(actor, record) -> bool:
    with acting_as(actor):
        return type(record).objects.visible_to(actor).filter(pk=record.pk).exists()


def told(actor) -> list[str]:
    with acting_as(actor):
        return list(
            Notice.objects.visible_to(actor).order_by("created_at").values_list("rule", flat=True)
        )


# Writing


def test_a_draft_is_open_to_its_writer_its_manager_and_the_service_and_nobody_else(
    cast, nominal, draft
):
    for actor in (cast.pat, cast.maya, cast.service):
        assert sees(actor, draft)
    for actor in (cast.cora, cast.chidi, cast.rex, cast.hal, cast.ada, cast.bea):
        assert not sees(actor, draft)


def test_a_manager_sees_the_nominal_from_being_named(cast, nominal):
    assert not sees(cast.maya, nominal)
    with acting_as(cast.pat) as actor:
        services.start(nominal, actor=actor, at=now(), level_sought=2, manager=cast.maya.person)
    assert sees(cast.maya, nominal)


def test_a_draft_starts_with_the_category_of_today(cast, draft):
    assert (draft.category, draft.status, draft.agency_id) == (1, Status.DRAFT, cast.pat.agency_id)


def test_only_the_case_manager_starts_one(cast, nominal):
    for actor in (cast.cora, cast.maya):
        with acting_as(actor), pytest.raises(Refused):
            services.start(nominal, actor=actor, at=now(), level_sought=2, manager=cast.maya.person)


def test_a_second_one_is_not_started_while_the_first_is_undecided(cast, nominal, draft):
    with acting_as(cast.pat) as actor, pytest.raises(NotPossible, match="already under way"):
        services.start(nominal, actor=actor, at=now(), level_sought=3, manager=cast.maya.person)


def test_a_half_done_draft_is_saved_and_found_again(cast, draft, write, again):
    write(draft, reason="Half a sentence", risk="", assessed_on=None, victims="", category=None)
    found = again(draft, cast.pat)
    assert (found.reason, found.risk, found.assessed_on) == ("Half a sentence", "", None)
    assert found.status == Status.DRAFT


def test_what_was_written_meanwhile_is_not_written_over(cast, draft, write, again):
    seen = draft.version
    write(draft, reason="The first to save")
    with pytest.raises(NotPossible, match="changed since you opened it"):
        write(again(draft, cast.pat), reason="The second", version=seen)
    assert again(draft, cast.pat).reason == "The first to save"


def test_only_its_writer_writes_it(cast, draft):
    police = Agency.objects.get(pk=cast.pat.agency_id)
    colleague = make_actor("Perrin Underbough", Role.PRACTITIONER, police)
    for actor in (colleague, cast.maya, cast.cora):
        with acting_as(actor), pytest.raises(Refused):
            services.amend(draft, actor=actor, at=now(), version=0, manager=draft.manager)


def test_the_trail_says_which_answers_changed_and_not_what_they_say(cast, draft, write):
    write(draft, reason="Words that are nobody else's")
    with acting_as(cast.pat):
        event = Event.objects.get(record_id=draft.pk, action="referral.amend")
    assert "reason" in event.detail["changed"]
    assert "nobody else" not in str(event.detail)


def test_naming_another_manager_closes_it_to_the_first(cast, nominal, draft, write):
    police = Agency.objects.get(pk=cast.pat.agency_id)
    other = make_actor("Milo Fernside", Role.MANAGER, police)
    write(draft, manager=other.person)
    assert sees(other, draft)
    assert sees(other, nominal)
    assert not sees(cast.maya, draft)
    assert not sees(cast.maya, nominal)


# Submitting and approving


def test_it_cannot_be_submitted_while_something_is_missing(cast, draft, write):
    write(draft, risk="")
    with acting_as(cast.pat) as actor, pytest.raises(NotPossible, match="risk of serious harm"):
        services.submit(draft, actor=actor, at=now())
    assert told(cast.maya) == []


def test_the_manager_is_told_namelessly_and_by_when(cast, draft, write):
    write(draft)
    friday = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    with acting_as(cast.pat) as actor:
        services.submit(draft, actor=actor, at=friday)
    with acting_as(cast.maya):
        [notice] = Notice.objects.visible_to(cast.maya)
    assert notice.rule == "referral.to_approve"
    assert notice.on == date(2026, 11, 25)  # three working days
    assert draft.nominal.surname not in f"{notice.subject}{notice.body}{notice.link}"


def test_what_is_submitted_is_not_written_any_more(cast, submitted, write):
    with pytest.raises(NotPossible, match="with the manager"):
        write(submitted, reason="Too late")


def test_a_manager_who_is_not_named_does_not_know_of_it(cast, submitted):
    police = Agency.objects.get(pk=cast.pat.agency_id)
    other = make_actor("Milo Fernside", Role.MANAGER, police)
    assert not sees(other, submitted)
    with acting_as(other), pytest.raises(Refused, match="manager named"):
        services.approve(submitted, actor=other, at=now())


def test_nobody_approves_their_own(cast, submitted):
    with acting_as(cast.pat) as actor, pytest.raises(Refused):
        services.approve(submitted, actor=actor, at=now())


def test_sent_back_its_writer_reads_why_and_can_write_again(cast, submitted, write, again):
    with acting_as(cast.maya) as actor:
        services.send_back(submitted, actor=actor, at=now(), because="Say who is at risk.")
    found = again(submitted, cast.pat)
    assert (found.status, found.answer) == (Status.DRAFT, "Say who is at risk.")
    assert told(cast.pat) == ["referral.sent_back"]
    write(found, risk="To neighbours.")


def test_approval_opens_it_to_the_unit_which_is_told(cast, submitted):
    assert not sees(cast.cora, submitted)
    with acting_as(cast.maya) as actor:
        services.approve(submitted, actor=actor, at=now())
    assert sees(cast.cora, submitted)
    assert told(cast.cora) == ["referral.to_screen"]
    for actor in (cast.chidi, cast.rex, cast.hal):
        assert not sees(actor, submitted)
        assert told(actor) == []


# Screening


def test_accepted_the_case_moves_to_its_level_and_both_are_told(cast, approved, screen, again):
    screen(approved)
    found = again(approved, cast.pat)
    assert (found.status, found.level, found.answer) == (Status.ACCEPTED, 2, "Advice given.")
    with acting_as(cast.cora):
        level = LevelEpisode.objects.get(nominal=approved.nominal_id, until_on=None)
    assert (level.level, level.decided_by) == (2, "screening")
    assert told(cast.pat) == ["referral.decided"]
    assert told(cast.maya) == ["referral.to_approve", "referral.decided"]


def test_it_is_accepted_at_level_3_only_by_the_criteria_of_level_3(cast, approved, screen, again):
    with pytest.raises(NotPossible, match="Level 3 needs"):
        screen(approved, Outcome.ACCEPT_AT_LEVEL_3)
    assert again(approved, cast.cora).status == Status.APPROVED
    met = ["meetings_add_value", "high_risk", "senior_commitment"]
    screen(approved, Outcome.ACCEPT_AT_LEVEL_3, criteria=met)
    assert again(approved, cast.cora).level == 3


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.KEEP_AT_LEVEL_1, Status.KEPT_AT_LEVEL_1),
        (Outcome.DECLINE, Status.DECLINED),
        (Outcome.REDIRECT, Status.REDIRECTED),
    ],
)
def test_decided_otherwise_the_level_stays_and_advice_is_given(
    cast, approved, screen, again, outcome, status
):
    with pytest.raises(NotPossible, match="with what is advised"):
        screen(approved, outcome, answer=" ")
    screen(approved, outcome)
    found = again(approved, cast.pat)
    assert (found.status, found.level, found.answer) == (status, None, "Advice given.")
    with acting_as(cast.cora):
        assert LevelEpisode.objects.get(nominal=approved.nominal_id).level == 1
    assert told(cast.pat) == ["referral.decided"]


def test_returned_it_is_completed_and_comes_back_through_the_manager(
    cast, approved, screen, write, again
):
    screen(approved, Outcome.RETURN_FOR_INFORMATION)
    found = again(approved, cast.pat)
    assert (found.status, found.decided_at) == (Status.RETURNED, None)
    assert told(cast.pat) == ["referral.returned"]
    write(found, risk="More of it.")
    with acting_as(cast.pat) as actor:
        services.submit(found, actor=actor, at=now())
    assert again(approved, cast.maya).status == Status.SUBMITTED


def test_a_decision_without_a_reason_is_none(cast, approved, screen, again):
    with pytest.raises(NotPossible, match="with its reason"):
        screen(approved, rationale=" ")
    assert again(approved, cast.cora).status == Status.APPROVED


def test_the_screening_is_read_by_those_who_screen_and_by_no_one_else(cast, approved, screen):
    record = screen(approved, rationale="The reasons of those who screen.")
    for actor in (cast.cora, cast.service):
        assert sees(actor, record)
    for actor in (cast.pat, cast.maya, cast.hal):
        assert not sees(actor, record)
    with acting_as(cast.pat):
        trail = Event.objects.filter(nominal_id=approved.nominal_id)
        assert "those who screen" not in " ".join(str(event.detail) for event in trail)
        levels = LevelEpisode.objects.filter(nominal=approved.nominal_id)
        assert "those who screen" not in " ".join(each.rationale for each in levels)


def test_two_coordinators_cannot_decide_the_same_referral(cast, approved, screen, again):
    probation = Agency.objects.get(pk=cast.cora.agency_id)
    colleague = make_actor("Corin Ashmead", Role.COORDINATOR, probation)
    stale = again(approved, colleague)
    screen(approved, Outcome.DECLINE)
    with pytest.raises(NotPossible, match="changed since you opened it"):
        screen(stale, Outcome.ACCEPT_AT_LEVEL_2, actor=colleague)
    assert again(approved, cast.cora).status == Status.DECLINED
    with acting_as(cast.cora):
        assert Screening.objects.filter(referral=approved.pk).count() == 1
        assert LevelEpisode.objects.get(nominal=approved.nominal_id).level == 1


def test_another_area_does_not_screen_it(cast, approved, screen):
    from tests.factories import make_agency, make_area

    elsewhere = make_agency(make_area("Rutmoor", "RM"), "probation")
    other = make_actor("Clem Otterby", Role.COORDINATOR, elsewhere)
    assert not sees(other, approved)
    with pytest.raises(Refused, match="another area"):
        screen(approved, actor=other)


@pytest.fixture
def third(cast):
    """A nominal in Category 3, at Level 2."""
    return make_nominal(cast.cora, cast.pat, category=3, level=2)


def sent(cast, nominal, write, **said) -> Referral:
    with acting_as(cast.pat) as actor:
        given = {"level_sought": 2, "manager": cast.maya.person}
        referral = services.start(nominal, actor=actor, at=now(), **given)
    write(referral, **said)
    with acting_as(cast.pat) as actor:
        services.submit(referral, actor=actor, at=now())
    with acting_as(cast.maya) as actor:
        services.approve(referral, actor=actor, at=now())
    return referral


def test_a_person_in_category_3_is_never_kept_at_level_1(cast, third, write, screen, again):
    referral = sent(cast, third, write, category=3)
    with pytest.raises(NotPossible, match="only ever managed at Level 2 or 3"):
        screen(referral, Outcome.KEEP_AT_LEVEL_1)
    assert again(referral, cast.cora).status == Status.APPROVED


def test_nor_is_one_whom_the_referral_alone_puts_in_category_3(cast, nominal, write, screen):
    referral = sent(cast, nominal, write, category=3)
    with pytest.raises(NotPossible, match="only ever managed at Level 2 or 3"):
        screen(referral, Outcome.KEEP_AT_LEVEL_1)


def test_a_case_at_level_2_cannot_be_kept_at_level_1(cast, write, screen):
    referral = sent(cast, make_nominal(cast.cora, cast.pat, level=2), write)
    with pytest.raises(NotPossible, match="not at Level 1"):
        screen(referral, Outcome.KEEP_AT_LEVEL_1)


def test_declined_a_person_in_category_3_stays_where_they_are(cast, third, write, screen):
    screen(sent(cast, third, write, category=3), Outcome.DECLINE)
    with acting_as(cast.cora):
        assert LevelEpisode.objects.get(nominal=third).level == 2
        assert CategoryEpisode.objects.get(nominal=third).until_on is None


# Withdrawing


def test_withdrawn_it_closes_what_it_alone_had_opened(cast, nominal, submitted, again):
    with acting_as(cast.pat) as actor:
        services.withdraw(submitted, actor=actor, at=now(), because="No longer needed.")
    assert again(submitted, cast.pat).status == Status.WITHDRAWN
    assert not sees(cast.maya, nominal)
    assert not sees(cast.maya, submitted)
    assert sees(cast.pat, nominal)
    with acting_as(cast.pat) as actor:
        services.start(nominal, actor=actor, at=now(), level_sought=2, manager=cast.maya.person)


def test_what_is_decided_is_not_withdrawn(cast, accepted):
    with acting_as(cast.pat) as actor, pytest.raises(NotPossible):
        services.withdraw(accepted, actor=actor, at=now(), because="Too late.")


# Both locks


def test_the_database_hides_a_draft_as_the_application_does(cast, draft):
    for actor in (cast.pat, cast.maya, cast.cora, cast.hal):
        with acting_as(actor):
            first = set(Referral.objects.visible_to(actor).values_list("pk", flat=True))
            assert first == set(Referral._base_manager.values_list("pk", flat=True))


def test_an_excluded_screener_does_not_see_it(cast, nominal, approved):
    from nominals.models import Exclusion

    with acting_as(cast.pat):
        Exclusion.objects.create(
            nominal=nominal, reason="A relative", given_at=now(), person=cast.cora.person
        )
    assert not sees(cast.cora, approved)
    assert not sees(cast.cora, nominal)


def test_whoever_may_see_the_nominal_alone_does_not_see_its_referral(cast, nominal, approved):
    housing = Agency.objects.get(pk=cast.hal.agency_id)
    with acting_as(cast.cora):
        share(nominal, [housing.group], source="slot", reason="Invited", at=now())
    assert sees(cast.hal, Nominal(pk=nominal.pk))
    assert not sees(cast.hal, approved)
