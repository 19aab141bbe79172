"""Cases drawn at random for the auditor, with their papers."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from access.actor import Role
from clocks.services import AreaLimits
from clocks.working_days import add_working_days, due, end_of
from demo.build_book import Book, Cause, moment
from demo.build_inbox import About, Inbox
from demo.build_place import Place
from demo.build_staff import County
from meetings.lifecycle import MinutesStatus
from meetings.models import Action, Minutes
from nominals.models import Nominal
from referrals.models import Referral
from sharing.models import AuditSample
from sharing.services.audit import SOURCE, WHY, chosen

SAMPLE = 5
A_QUARTER = timedelta(days=91)
REASON = "The board's audit of the quarter: are decisions recorded, with their reasons?"


class Audit:
    """Writes the sample of a quarter into the book, drawn two working days ago."""

    def __init__(self, book: Book, county: County, today: date, inbox: Inbox):
        self.book = book
        self.inbox = inbox
        self.unit = county.coordinator
        self.auditor = county.holding(Role.AUDITOR)[0]
        self.on = add_working_days(today, -2)
        self.at = moment(self.on, 11)
        self.until = due(AreaLimits(()).of("audit_sample", self.on), self.on)

    def write(self, places: Sequence[Place]) -> None:
        """As `sharing.services.audit.draw` does."""
        last = self.on - timedelta(days=1)
        first = last - A_QUARTER
        heard = {p.slot.nominal_id: p.slot.nominal for p in places if first <= p.day <= last}
        draw_id, seed = self.book.key(), self.book.rng.getrandbits(48)
        draw = {
            "draw_id": draw_id,
            "seed": seed,
            "heard_from": first,
            "heard_to": last,
            "drawn_from": len(heard),
        }
        keys = chosen(heard, min(SAMPLE, len(heard)), seed)
        for key in keys:
            self._sample(heard[key], draw)
        about = About(draw_id, reverse("nominals:list"))
        told = [self.auditor.person]
        self.inbox.tell_lately("audit_sample.drawn", told, about, on=self.until, at=self.at)

    def _sample(self, nominal: Nominal, draw: dict[str, Any]) -> None:
        sample = AuditSample(
            nominal=nominal,
            auditor=self.auditor.person,
            reason=REASON,
            given_by=self.unit.person,
            given_at=self.at,
            until=end_of(self.until),
            **draw,
        )
        self.book.begin(sample, "draw", by=self.unit, at=self.at)
        cause = Cause(SOURCE, WHY, self.at, sample.pk, self.unit.person, sample.until)
        for record in (nominal, *self._papers(nominal)):
            self.book.open(record, [self.auditor.own_group], cause)

    def _papers(self, nominal: Nominal) -> Iterator[Any]:
        """Of what an auditor reads, what the unit saw then."""
        for model, is_there in (
            (Minutes, self._is_issued),
            (Action, self._is_given),
            (Referral, self._is_approved),
        ):
            of_case = (r for r in self.book.rows.get(model, ()) if r.nominal_id == nominal.pk)
            yield from filter(is_there, of_case)

    def _is_issued(self, minutes: Minutes) -> bool:
        issued_at = minutes.issued_at
        return minutes.status == MinutesStatus.ISSUED and bool(issued_at and issued_at <= self.at)

    def _is_given(self, action: Action) -> bool:
        return action.given_at <= self.at

    def _is_approved(self, referral: Referral) -> bool:
        return referral.approved_at is not None and referral.approved_at <= self.at
