"""Referrals: those that began each time at Level 2 or 3, those that came to nothing, today's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from clocks.working_days import add_working_days
from demo.build_book import Book, Cause, moment
from demo.build_case import Case, is_managed
from demo.build_staff import County, Post
from demo.lives import happens
from demo.meetings_programme import Programme
from demo.meetings_terms import Term
from demo.stories import REFERRAL, SCREENING, tell
from referrals.criteria import STEPS, Outcome
from referrals.models import Referral, Screening

# Of how many referrals accepted one is not, and what becomes of those.
NOT_ACCEPTED_FOR_EACH = 0.45
REFUSED = {Outcome.KEEP_AT_LEVEL_1: 55, Outcome.DECLINE: 30, "withdraw": 15}
STORY = {
    Outcome.ACCEPT_AT_LEVEL_2: "accept_2",
    Outcome.ACCEPT_AT_LEVEL_3: "accept_3",
    Outcome.KEEP_AT_LEVEL_1: "keep_at_1",
    Outcome.DECLINE: "decline",
    Outcome.RETURN_FOR_INFORMATION: "return",
}
WITHDRAWN = "The circumstances have changed and the lead agency can manage the case."
QUARTER = timedelta(days=91)
# How far today's are, from one to the next: how many, and how many working days ago they began.
TODAYS = (("draft", 4), ("submit", 3), ("approve", 3), (Outcome.RETURN_FOR_INFORMATION, 1))
MANAGER_TAKES = ((0, 1, 2, 3, 5), (15, 35, 25, 17, 8))  # working days, and how often
SCREENING_TAKES = ((1, 2, 3, 4, 5, 7), (15, 25, 25, 15, 12, 8))


@dataclass(frozen=True, slots=True)
class Days:
    """When a referral was begun, sent to the manager, approved and decided."""

    started: datetime
    submitted: datetime
    approved: datetime
    decided: datetime


class Referrals:
    """Writes referrals into the book."""

    def __init__(self, book: Book, county: County, today: date, rng: Random):
        self.book = book
        self.county = county
        self.today = today
        self.rng = rng

    def write(self, programme: Programme, cases: Sequence[Case]) -> Mapping[Term, Referral]:
        """Every referral of the county; those accepted, by the term that each began."""
        begins = programme.calendar.begins
        accepted = {
            term: self._accepted(cases[term.person], term)
            for term in sorted(programme.terms, key=lambda t: (t.from_on, t.person))
            if term.by_referral and term.from_on >= begins
        }
        with_meetings = {term.person for term in programme.terms}
        free = [case for person, case in enumerate(cases) if person not in with_meetings]
        self.rng.shuffle(free)
        self._refused(free, begins, int(len(accepted) * NOT_ACCEPTED_FOR_EACH))
        self._todays(free, cases, programme)
        return accepted

    def _accepted(self, case: Case, term: Term) -> Referral:
        outcome = Outcome.ACCEPT_AT_LEVEL_3 if term.level == 3 else Outcome.ACCEPT_AT_LEVEL_2  # noqa: PLR2004
        days = self._days(term.from_on)
        referral = self._approved(case, days, level=term.level)
        answer = self._screen(referral, outcome, days.decided)
        case.levels[term.from_on].rationale = answer
        return referral

    def _refused(self, free: list[Case], begins: date, number: int) -> None:
        for nth in range(number):
            span = (self.today - begins).days - 30
            on = add_working_days(begins + timedelta(days=span * nth // number), 1)
            case = self._at_level_1(free, on)
            if case:
                days = self._days(on)
                referral = self._approved(case, days, level=2)
                outcome = self.rng.choices(list(REFUSED), list(REFUSED.values()))[0]
                if outcome == "withdraw":
                    self._withdraw(case, referral, days.decided)
                else:
                    self._screen(referral, outcome, days.decided)

    def _todays(self, free: list[Case], cases: Sequence[Case], programme: Programme) -> None:
        """Those that wait for somebody: drafts, with managers, with the unit, and sent back."""
        raise_one = [
            cases[term.person]
            for term in programme.terms
            if term.level == 2 and term.until_on is None and term not in programme.waiting  # noqa: PLR2004
        ]
        for step, number in TODAYS:
            for nth in range(number):
                beyond = step == "draft" and nth == 0 and bool(raise_one)
                case = raise_one[0] if beyond else self._at_level_1(free, self.today)
                if case:
                    self._waiting(case, step, nth, level=3 if beyond else 2)

    def _waiting(self, case: Case, step: str, nth: int, *, level: int) -> None:
        """A referral that has got as far as this step; the later ones wait longer."""
        day = add_working_days(self.today, -1 - 2 * nth)
        earlier = add_working_days(day, -self.rng.randint(1, 3))
        if step == "draft":
            begun = moment(day, 10, self.rng.randrange(60))
            self._started(case, begun, level=level, half_done=True)
            return
        if step == "submit":
            referral = self._started(case, moment(earlier, 10), level=level)
            self._submit(case, referral, moment(day, 11, self.rng.randrange(60)))
            return
        at = moment(day, 15, self.rng.randrange(60))
        days = Days(moment(earlier, 9), moment(earlier, 12), at, at)
        returned = step == Outcome.RETURN_FOR_INFORMATION
        if returned:
            days = Days(days.started, days.submitted, moment(earlier, 16), at)
        referral = self._approved(case, days, level=level)
        if returned:
            self._screen(referral, Outcome.RETURN_FOR_INFORMATION, at)

    def _at_level_1(self, free: list[Case], on: date) -> Case | None:
        """Somebody at Level 1 that day; each is referred once."""
        for case in free:
            if case.level_on(on) == 1 and is_managed(case.spec, self.today):
                free.remove(case)
                return case
        return None

    def _days(self, decided_on: date) -> Days:
        approved = add_working_days(decided_on, -self.rng.choices(*SCREENING_TAKES)[0])
        taken = self.rng.choices(*MANAGER_TAKES)[0]
        submitted = add_working_days(approved, -taken) if taken else approved
        started = add_working_days(submitted, -self.rng.randint(1, 14))
        minute = self.rng.randrange(60)
        return Days(
            moment(started, 9, minute),
            moment(submitted, 11, minute),
            moment(approved, 14, minute),
            moment(decided_on, self.rng.randint(10, 16), minute),
        )

    def _started(
        self, case: Case, at: datetime, *, level: int, half_done: bool = False
    ) -> Referral:
        referral = Referral(
            nominal=case.nominal,
            area=self.county.area,
            agency=case.lead.agency,
            referrer=case.lead.person,
            manager=case.manager.person,
            started_at=at,
            level_sought=level,
            **self._said(case, at, level=level, half_done=half_done),
        )
        self.book.begin(referral, "start", by=case.lead, at=at)
        groups = {
            "referral": [case.lead.own_group, self.county.area.service_id],
            "manager": [case.manager.own_group],
        }
        reasons = {"referral": "Wrote the referral", "manager": "Manager named on the referral"}
        for source, holders in groups.items():
            cause = Cause(source, reasons[source], at, referral.pk, by=case.lead.person)
            for record in (case.nominal, referral):
                self.book.open(record, holders, cause)
        return referral

    def _said(self, case: Case, at: datetime, *, level: int, half_done: bool) -> dict[str, Any]:
        """What it says. Half done, it has its reason and the risk yet to be written."""
        wanted = {"reason", "risk"} if half_done else set(REFERRAL)
        if level == 2:  # noqa: PLR2004
            wanted -= {"beyond_level_2"}
        said: dict[str, Any] = {
            name: tell(story, self.rng) for name, story in REFERRAL.items() if name in wanted
        }
        return said | {
            "category": case.category_on(at.date()),
            "assessed_on": at.date() - timedelta(days=self.rng.randint(2, 40)),
            "release_on": case.spec.release_due if at.date() > self.today - QUARTER else None,
        }

    def _submit(self, case: Case, referral: Referral, at: datetime) -> None:
        self.book.advance(referral, "submit", by=case.lead, at=at, submitted_at=at)

    def _approved(self, case: Case, days: Days, *, level: int) -> Referral:
        """A referral that its manager has sent on to the unit."""
        referral = self._started(case, days.started, level=level)
        self._submit(case, referral, days.submitted)
        approved = days.approved
        self.book.advance(referral, "approve", by=case.manager, at=approved, approved_at=approved)
        cause = Cause(
            "referral", "Screens the referral", approved, referral.pk, by=case.manager.person
        )
        for record in (case.nominal, referral):
            self.book.open(record, [self.county.area.coordination_id], cause)
        return referral

    def _screen(self, referral: Referral, outcome: str, at: datetime) -> str:
        """Screen and decide it; answers what the referrer is told."""
        step, level = STEPS[outcome]
        by, answer = self.county.coordinator, tell(SCREENING[STORY[Outcome(outcome)]], self.rng)
        changes: dict[str, Any] = {"answer": answer, "level": level}
        if outcome != Outcome.RETURN_FOR_INFORMATION:
            changes["decided_at"] = at
        self.book.advance(referral, step, by=by, at=at, because=answer, **changes)
        screening = Screening(
            nominal=referral.nominal,
            referral=referral,
            by=by.person,
            at=at,
            criteria=self._criteria(level),
            outcome=outcome,
            rationale=tell(SCREENING[STORY[Outcome(outcome)]], self.rng),
        )
        self.book.add(screening)
        self._open_screening(screening, by, at)
        return answer

    def _open_screening(self, screening: Screening, by: Post, at: datetime) -> None:
        area = self.county.area
        groups = [by.own_group, area.coordination_id, area.service_id]
        cause = Cause("screening", "Screens referrals", at, screening.pk, by=by.person)
        self.book.open(screening, groups, cause)

    def _criteria(self, level: int | None) -> list[str]:
        if level is None:
            return ["high_risk"] if happens(self.rng, 0.5) else []
        risk = "high_risk" if happens(self.rng, 0.85) else "needs_others"
        own = ["senior_commitment"] if level == 3 else []  # noqa: PLR2004
        return sorted(["meetings_add_value", risk, *own])

    def _withdraw(self, case: Case, referral: Referral, at: datetime) -> None:
        changes = {"because": WITHDRAWN, "answer": WITHDRAWN}
        self.book.advance(referral, "withdraw", by=case.lead, at=at, **changes)
        for source in ("referral", "manager"):
            self.book.end(case.nominal, source, referral.pk, at=at)
