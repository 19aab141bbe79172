"""Who may do what: one table of actions and rules, and the question asked of it.

The rules are pure: they read the actor and a few agreed attributes of the record
(`area_id`, `agency_id`, `case_manager_id`, `referrer_id`, `manager_id`, `chair_id`), and never
the database. Whether the actor may *see* the record is asked first, and elsewhere (`rows`).
The table is kept for people in `docs/access-matrix.md`; `tests/access` holds the two together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from .actor import Actor, Role


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or no with a reason fit to show to the person refused."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


class Refused(PermissionDenied):
    """The actor can see the record and may not do this to it; the message says why."""


Rule = Callable[[Actor, Any], Decision]
YES = Decision(allowed=True)


def role(*roles: Role) -> Rule:
    """Only these roles."""
    reason = "Your role does not do this."

    def ruled(actor: Actor, _record: Any) -> Decision:
        return YES if actor.has(*roles) else Decision(allowed=False, reason=reason)

    ruled.roles = frozenset(roles)  # type: ignore[attr-defined]
    return ruled


def all_of(*rules: Rule) -> Rule:
    """Every rule must agree; the first refusal is the answer."""

    def ruled(actor: Actor, record: Any) -> Decision:
        decisions = (rule(actor, record) for rule in rules)
        return next((decision for decision in decisions if not decision), YES)

    return ruled


def any_of(*rules: Rule) -> Rule:
    """One rule must agree; else the last refusal is the answer."""

    def ruled(actor: Actor, record: Any) -> Decision:
        answer = Decision(allowed=False, reason="Nobody may do this.")
        for rule in rules:
            answer = rule(actor, record)
            if answer:
                return answer
        return answer

    return ruled


def _same(reads: str, asks: str, reason: str) -> Rule:
    def ruled(actor: Actor, record: Any) -> Decision:
        held = getattr(record, reads)
        same = held is not None and held == getattr(actor, asks)
        return YES if same else Decision(allowed=False, reason=reason)

    return ruled


own_area = _same("area_id", "area_id", "This belongs to another area.")
own_agency = _same("agency_id", "agency_id", "Only the agency that was asked can answer this.")
case_manager = _same(
    "case_manager_id", "person_id", "Only the case manager of the lead agency does this."
)
referrer = _same("referrer_id", "person_id", "Only the person who wrote this referral does this.")
named_manager = _same(
    "manager_id", "person_id", "Only the manager named on this referral does this."
)
observer = _same("observer_id", "person_id", "Only the lay adviser who is named opens this.")
liaison_officer = _same(
    "liaison_officer_id",
    "person_id",
    "Only the liaison officer named, or the MAPPA co-ordinator, does this.",
)
offered_to_agency = _same(
    "offered_to_id", "agency_id", "Only the agency that it is offered to answers that."
)
teller = _same("teller_id", "person_id", "Only whoever is named to tell them does this.")
chairs_it = _same("chair_id", "person_id", "Only the chair of this session does this.")


def by_another(actor: Actor, record: Any) -> Decision:
    """Nobody judges what they did themselves."""
    if record.person_id != actor.person_id:
        return YES
    return Decision(allowed=False, reason="Somebody else has to review what you opened yourself.")


def by_the_chair_where_it_matters(actor: Actor, record: Any) -> Decision:
    """What is of high priority, a chair confirms; the rest, whoever runs the panel."""
    if actor.has(Role.CHAIR) or not record.is_for_the_chair:
        return YES
    return Decision(
        allowed=False, reason="This is of high priority: a chair of the panel checks it."
    )


C, AD, CH = Role.COORDINATOR, Role.ADMINISTRATOR, Role.CHAIR
P, M = Role.PRACTITIONER, Role.MANAGER
R, SR, VL, POM = (
    Role.REPRESENTATIVE,
    Role.SENIOR_REPRESENTATIVE,
    Role.VICTIM_LIAISON,
    Role.PRISON_OFFENDER_MANAGER,
)
BC, BM, LA, AU = Role.BOARD_CHAIR, Role.BOARD_MEMBER, Role.LAY_ADVISER, Role.AUDITOR
IG = Role.INFORMATION_GOVERNANCE  # answers for confidentiality, and sees no case

UNIT = (C, AD)  # the MAPPA unit: runs the function for the responsible authority
RUNS = (*UNIT, CH)  # those who run a panel session
AGENCY = (P, M, R, SR, VL, POM)  # those who act for an agency
CASES = (*RUNS, *AGENCY, AU)  # those to whom a case may be shared
BOARD = (BC, BM, LA)  # the Strategic Management Board: figures, never people
ANYONE = tuple(each for each in Role if each is not Role.SERVICE)

runs_it = all_of(role(*RUNS), own_area)
unit_does = all_of(role(*UNIT), own_area)
chairs = all_of(role(CH), chairs_it)
answers_for_agency = all_of(role(*AGENCY), own_agency)
asks_of_readers = all_of(runs_it, by_another)
liaises = any_of(all_of(role(C), own_area), all_of(role(VL), liaison_officer))
decides_on_time = all_of(role(C, CH), own_area)
plans_telling = any_of(runs_it, all_of(role(P), case_manager))
tells = any_of(plans_telling, answers_for_agency)
names_recipients = any_of(
    all_of(role(C), own_area), all_of(role(P), case_manager), all_of(role(*AGENCY), teller)
)
names_people = any_of(unit_does, all_of(role(P), case_manager))

POLICY: Mapping[str, Rule] = {
    "home.show": role(*ANYONE),
    "appointment.choose": role(*ANYONE),
    "account.confirm": role(*ANYONE),
    "account.show": role(*ANYONE),
    "account.change": role(*ANYONE),
    "account.keep": role(*ANYONE),
    "notice.list": role(*ANYONE),
    "notice.open": role(*ANYONE),
    "notice.read": role(*ANYONE),
    "clock.list": role(*RUNS, *BOARD, AU),
    # The people who are managed
    "nominal.list": role(*CASES),
    "nominal.find": role(*CASES),
    "nominal.show": role(*CASES),
    "nominal.change_level": runs_it,
    "nominal.who": any_of(unit_does, role(AU), all_of(role(P), case_manager)),
    # Why a case is open to one person for a while
    "named_person.list": names_people,
    "named_person.add": names_people,
    "named_person.renew": names_people,
    "named_person.end": names_people,
    "break_glass.open": role(P, M, R, SR, POM),
    "break_glass.list": role(C),
    "break_glass.show": any_of(all_of(role(C), own_area), all_of(role(P), case_manager)),
    "break_glass.review": all_of(role(C), own_area, by_another),
    "audit_sample.list": role(C),
    "audit_sample.draw": role(C),
    "audit_sample.end": all_of(role(C), own_area),
    # Who must not receive; who can see, and why; sealed cases
    "exclusion.list": names_people,
    "exclusion.add": names_people,
    "exclusion.lift": names_people,
    "paper.who": any_of(runs_it, role(AU)),
    "record.why": role(*ANYONE),
    "nominal.step_back": role(*CASES),
    "nominal.leave": unit_does,
    "seal.add": any_of(all_of(role(C, CH), own_area), all_of(role(P), case_manager)),
    "seal.show": role(C, CH, P, M, SR),
    "seal.name": role(C, CH, P, M, SR),
    "seal.unname": role(C, CH, P, M, SR),
    "seal.lift": role(C, CH, P, M, SR),
    # Who has looked, and what is asked about it
    "nominal.looked": any_of(unit_does, role(AU), all_of(role(P), case_manager)),
    "return.looked": answers_for_agency,
    "reading.list": role(*ANYONE),
    "question.list": role(*RUNS),
    "question.show": asks_of_readers,
    "question.ask_the_reader": asks_of_readers,
    "question.answer": asks_of_readers,
    "trail.show": role(*UNIT, AU),
    # Shares compared with the facts each night
    "reconcile.list": role(C, IG),
    "reconcile.show": all_of(role(C, IG), own_area),
    "leak_check.list": role(C, AU, IG),
    "leak_check.show": role(C, AU, IG),
    # Victims and people at risk; who may know a name is asked of its shares first
    "victim.list": role(*RUNS, P, M, R, SR, VL, AU),
    "victim.add": any_of(all_of(role(C), own_area), role(VL)),
    "victim.amend": liaises,
    "victim.end": liaises,
    "victim_identity.add": liaises,
    "victim_identity.amend": liaises,
    "victim_identity.show": role(C, CH, P, M, R, SR, VL),
    "victim_identity.open": all_of(role(CH), own_area),
    # Referral and screening
    "referral.list": role(*RUNS, P, M, AU),
    "referral.show": role(*CASES),
    "referral.start": all_of(role(P), case_manager),
    "referral.amend": all_of(role(P), referrer),
    "referral.submit": all_of(role(P), referrer),
    "referral.withdraw": all_of(role(P), referrer),
    "referral.approve": all_of(role(M), named_manager),
    "referral.send_back": all_of(role(M), named_manager),
    "referral.screen": all_of(role(C, CH), own_area),
    "referral.accept": all_of(role(C, CH), own_area),
    "referral.keep_at_level_1": all_of(role(C, CH), own_area),
    "referral.decline": all_of(role(C, CH), own_area),
    "referral.redirect": all_of(role(C, CH), own_area),
    "referral.return_for_information": all_of(role(C, CH), own_area),
    # Plan and convene a panel
    "session.list": role(*CASES),
    "session.show": role(*CASES),
    "session.add": role(*UNIT),
    "session.convene": unit_does,
    "session.open": runs_it,
    "session.close": runs_it,
    "session.cancel": unit_does,
    "session.reschedule": unit_does,
    "session.calendar": role(*CASES),
    "session.know_nothing": role(*AGENCY),
    "slot.list": role(*CASES),
    "slot.add": unit_does,
    "slot.show": role(*CASES),
    "slot.cancel": unit_does,
    "slot.carry_over": unit_does,
    "slot.say_needs": unit_does,
    "invitation.list": role(*AGENCY),
    "invitation.add": unit_does,
    "invitation.propose": unit_does,
    "invitation.answer": answers_for_agency,
    "invitation.accept": answers_for_agency,
    "invitation.send_deputy": answers_for_agency,
    "invitation.apologise": answers_for_agency,
    "invitation.report_in_lieu": answers_for_agency,
    "invitation.ask_again": unit_does,
    "invitation.withdraw": unit_does,
    "invitation.renew": unit_does,
    "invitation.return": answers_for_agency,
    "return.request": unit_does,
    "return.show": role(*CASES),
    "return.send": answers_for_agency,
    "return.resend": answers_for_agency,
    "return.refuse": answers_for_agency,
    "return.open": runs_it,
    # Propose the agenda of the sessions to come, and what decides it
    "agenda.list": role(*RUNS),
    "agenda.show": runs_it,
    "agenda.propose": role(*UNIT),
    "agenda.move": unit_does,
    "agenda.keep": unit_does,
    "agenda.undo": unit_does,
    "agenda.propose_again": unit_does,
    "agenda.accept": unit_does,
    "agenda.give_up": unit_does,
    "agenda.search": role(Role.SERVICE),
    "agenda.arrange": role(Role.SERVICE),
    "absence.list": role(*UNIT),
    "absence.add": role(*UNIT),
    "absence.withdraw": unit_does,
    "programme.list": role(*RUNS),
    "programme.show": runs_it,
    "programme.begin": role(*UNIT),
    "programme.amend": unit_does,
    "programme.plan": unit_does,
    "pack.show": role(*CASES),
    "pack.print": role(*CASES),
    "preparation.show": role(*AGENCY),
    "preparation.print": role(*AGENCY),
    # The statement comes first; a lay adviser observes
    "statement.show": role(*CASES, LA),
    "statement.accept": role(*CASES),
    "statement.publish": role(*UNIT),
    "observation.list": role(LA),
    "observation.show": all_of(role(LA), observer),
    "observation.add": unit_does,
    "observation.end": unit_does,
    "observation.reschedule": unit_does,
    "observation.confirm": runs_it,
    # Hold it
    "slot.hold": runs_it,
    "slot.open": runs_it,
    "slot.close": runs_it,
    "slot.show_victims": all_of(role(CH), own_area),
    "slot.follow": role(*CASES),
    "slot.delay": any_of(runs_it, all_of(role(Role.SERVICE), own_area)),
    "attendance.record": runs_it,
    "minutes.write": runs_it,
    "minutes.confirm": runs_it,
    "disclosure.decide": runs_it,
    "decision.record": runs_it,
    "action.give": runs_it,
    "note.keep": all_of(role(CH), own_area),
    # Write it down
    "minutes.show": role(*CASES),
    "minutes.print": role(*CASES),
    "minutes.list": role(*RUNS),
    "minutes.hand_in": runs_it,
    "minutes.hand_back": all_of(role(C, CH), own_area),
    "minutes.submit": all_of(role(C, CH), own_area),
    "minutes.send_back": chairs,
    "minutes.approve": chairs,
    "minutes.issue": runs_it,
    "minutes.compare": runs_it,
    # What is withheld, from whom, and in which words
    "minutes.show_actions": role(*CASES),
    "minutes.show_summary": role(*CASES),
    "redaction.list": runs_it,
    "redaction.add": runs_it,
    "redaction.carry": runs_it,
    "redaction.lift": runs_it,
    "addendum.show": runs_it,
    "addendum.write": runs_it,
    "addendum.submit": all_of(role(C, CH), own_area),
    "addendum.send_back": chairs,
    "addendum.approve": chairs,
    "addendum.withdraw": runs_it,
    # Who was sent it, who has read it, who asks for it from outside
    "minutes.readers": runs_it,
    "minutes.acknowledge": role(*CASES),
    "minutes.remind": runs_it,
    "minutes.recall": any_of(all_of(role(C), own_area), chairs),
    "distribution.add": chairs,
    "distribution.allow_copies": chairs,
    "minutes_request.list": runs_it,
    "minutes_request.show": runs_it,
    "minutes_request.add": unit_does,
    "minutes_request.verify": unit_does,
    "minutes_request.decide": chairs,
    "minutes_request.answer": unit_does,
    "minutes_request.withdraw": unit_does,
    "minutes_request.print": unit_does,
    # Follow it up
    "action.list": role(*CASES),
    "action.show": role(*CASES),
    "action.update": any_of(runs_it, answers_for_agency),
    "action.finish": answers_for_agency,
    "action.report_could_not": answers_for_agency,
    "action.report_did_not": answers_for_agency,
    "action.verify": all_of(runs_it, by_the_chair_where_it_matters),
    "action.reopen": runs_it,
    "action.cancel": runs_it,
    "action.carry_forward": runs_it,
    "action.take": answers_for_agency,
    "action.add_evidence": any_of(runs_it, answers_for_agency),
    "action.hand_over": any_of(runs_it, answers_for_agency),
    "action.offer": any_of(runs_it, answers_for_agency),
    "action.withdraw_offer": any_of(runs_it, answers_for_agency),
    "action.accept_offer": all_of(role(*AGENCY), offered_to_agency),
    "action.decline_offer": all_of(role(*AGENCY), offered_to_agency),
    "action.answer_several": role(*RUNS, *AGENCY),
    "action.extend": decides_on_time,
    "extension.ask": answers_for_agency,
    "extension.grant": decides_on_time,
    "extension.refuse": decides_on_time,
    # Tell somebody outside the panel, and what comes of it
    "disclosure.list": role(*CASES),
    "disclosure.show": role(*CASES),
    "delivery.show": role(*CASES),
    "delivery.plan": plans_telling,
    "delivery.change_plan": plans_telling,
    "delivery.call_off": plans_telling,
    "delivery.deliver": tells,
    "delivery.record_undertaking": tells,
    "delivery.offer_support": tells,
    "delivery.review": plans_telling,
    "delivery.end": plans_telling,
    "recipient.add": names_recipients,
    "recipient.amend": names_recipients,
    "recipient.show": role(C, P, M, R, SR, VL),
    "application.list": role(*CASES),
    "application.show": role(*CASES),
    "application.add": any_of(unit_does, role(P, R, SR)),
    "application.take_step": any_of(unit_does, answers_for_agency),
    "application.decide_to_tell": decides_on_time,
    "application.decide_not_to_tell": decides_on_time,
    "application.withdraw": any_of(unit_does, answers_for_agency),
    # The board
    "dashboard.show": role(*RUNS, *BOARD, AU),
    "dashboard.show_small_numbers": role(*UNIT),
    # The service that counts and reminds
    "figure.count": role(Role.SERVICE),
    "leak_check.run": role(Role.SERVICE),
    "question.ask": role(Role.SERVICE),
    "reconcile.run": role(Role.SERVICE),
    "reminder.send": role(Role.SERVICE),
}


def may(actor: Actor, action: str, record: Any = None) -> Decision:
    """Answer whether the actor may do this. An action nobody listed is a bug, not a no."""
    return POLICY[action](actor, record)


def require(actor: Actor | None, action: str, record: Any = None) -> None:
    """Let the actor do this, or raise Refused with the reason. Nobody asking is a no."""
    rule = POLICY[action]
    if actor is None:
        raise Refused("Sign in first.")
    answer = rule(actor, record)
    if not answer:
        raise Refused(answer.reason)
