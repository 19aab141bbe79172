"""What a panel decides of a case: disclosure, level and review, and what is given to do."""

from datetime import date, datetime

from django.db import transaction

from access.actor import Actor
from access.change import begin
from agencies.models import Agency, Person
from clocks.services import limits_of
from meetings import decisions
from meetings.decisions import heard_on
from meetings.models import Action, Decision, Disclosure, Slot
from meetings.owners import check_owner, next_number, share_action
from meetings.readiness import being_heard
from meetings.recording import write_once
from nominals.models import Level


@transaction.atomic
def decide_disclosure(  # noqa: PLR0913 (a disclosure decision says all of this)
    slot: Slot,
    *,
    actor: Actor,
    at: datetime,
    choice: str,
    rationale: str,
    to_whom: str = "",
    what: str = "",
    lawful: bool = False,
    necessary: bool = False,
    proportionate: bool = False,
    reasonable: bool = False,
    plan: str = "",
    revisit_on: date | None = None,
    version: int | None = None,
) -> Disclosure:
    """Write whether to tell anybody outside the panel, and why; or refuse.

    To disclose, each of the four tests must be met, and it says what to whom; `plan` is who
    tells them, how and when. To come back to it takes a date that is still to come. `version` is
    as in `record_attendance`.
    """
    being_heard(slot, actor=actor)
    decisions.check_reason(rationale)
    telling = choice == Disclosure.Choice.DISCLOSE
    later = choice == Disclosure.Choice.REVISIT
    if telling:
        decisions.check_disclosure((lawful, necessary, proportionate, reasonable), to_whom, what)
    if later:
        decisions.check_revisit(revisit_on, heard_on(slot.starts_at, at))
    said = {
        "choice": choice,
        "rationale": rationale,
        "to_whom": to_whom if telling else "",
        "what": what if telling else "",
        "plan": plan if telling else "",
        **dict.fromkeys(decisions.FOUR_TESTS, telling),
        "revisit_on": revisit_on if later else None,
    }
    found = Disclosure.objects.visible_to(actor).filter(slot=slot).first()
    disclosure = found or Disclosure(slot=slot)
    write_once(disclosure, "decide", said, actor=actor, at=at, version=version)
    return disclosure


@transaction.atomic
def record_decision(  # noqa: PLR0913 (a decision says all of this)
    slot: Slot,
    *,
    actor: Actor,
    at: datetime,
    choice: str,
    rationale: str,
    dissent: str = "",
    review_on: date | None = None,
    version: int | None = None,
) -> Decision:
    """Write at which level the case is managed from now, why, and when it comes back; or refuse.

    At Level 2 or 3 the next review has a date, no later than the area's maximum for that level.
    `version` is as in `record_attendance`.
    """
    being_heard(slot, actor=actor)
    decisions.check_reason(rationale)
    level = Level(int(choice[-1]))
    if level in decisions.WITH_MEETINGS:
        limits = limits_of(slot.area_id)
        decisions.check_review(review_on, level, limits, heard_on(slot.starts_at, at))
    said = {
        "choice": choice,
        "rationale": rationale,
        "dissent": dissent,
        "review_on": review_on if level in decisions.WITH_MEETINGS else None,
    }
    decision = Decision.objects.visible_to(actor).filter(slot=slot).first() or Decision(slot=slot)
    write_once(decision, "record", said, actor=actor, at=at, version=version)
    return decision


@transaction.atomic
def give_action(  # noqa: PLR0913 (an action says all of this)
    slot: Slot,
    *,
    actor: Actor,
    at: datetime,
    text: str,
    pillar: str,
    agency: Agency,
    due_on: date,
    person: Person | None = None,
    priority: str = Action.Priority.NORMAL,
) -> Action:
    """Give an agency of the panel, or the lead, something to do by a date; or refuse.

    Its people see it at once, and are told when the slot is closed.
    """
    being_heard(slot, actor=actor)
    check_owner(slot, agency, person, actor=actor, at=at)
    decisions.check_due(due_on, heard_on(slot.starts_at, at))
    action = Action(
        nominal_id=slot.nominal_id,
        slot=slot,
        number=next_number(slot, actor=actor),
        text=text,
        pillar=pillar,
        agency=agency,
        person=person,
        due_on=due_on,
        priority=priority,
        given_at=at,
    )
    share_action(action, actor=actor, at=at)
    begin(action, "give", actor=actor, at=at)
    return action
