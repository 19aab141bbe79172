"""What panels asked of agencies, and what became of it: done, late, not done, or still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from access.actor import Role
from clocks.working_days import add_working_days
from demo.build_book import Book, Cause, moment, within
from demo.build_case import is_other_councils
from demo.build_place import Place, Seat
from demo.build_staff import County, Post
from demo.errands import UPDATES, Errand, choose
from demo.lives import happens
from meetings.lifecycle import ActionStatus
from meetings.models import Action, ActionUpdate

NUMBERS = ((2, 3, 4, 5), (25, 35, 25, 15))
DUE_AFTER = ((10, 14, 21, 28, 42, 56), (10, 22, 26, 22, 14, 6))  # days, and how often
LATE_BY = ((2, 7, 14, 30, 45), (20, 28, 25, 17, 10))
# What becomes of an action in the end, and the step that says so; None: it is forgotten.
ENDS = (("finish", "report_could_not", "report_did_not", "cancel", None), (82, 6, 4, 4, 4))
IN_TIME, VERIFIED = 0.82, 0.8
FORGOTTEN_FOR = timedelta(days=120)  # then even what was forgotten has been dealt with
CANCELLED = "The panel decided at its review that it is no longer needed."
NAMED = {"victim_service": Role.VICTIM_LIAISON, "prison": Role.PRISON_OFFENDER_MANAGER}


@dataclass(frozen=True, slots=True)
class Owner:
    """The agency that is to do it, and who there answers for it; named on the action or not."""

    seat: Seat
    post: Post
    is_named: bool


class Actions:
    """Writes the actions of past slots into the book.

    `ended` says when each action was no longer open, of those that are not.
    """

    def __init__(self, book: Book, county: County, today: date, rng: Random):
        self.book = book
        self.county = county
        self.today = today
        self.rng = rng
        self.ended: dict[UUID, datetime] = {}

    def write(self, places: Sequence[Place]) -> None:
        for place in places:
            if place.is_past:
                self._give_some(place)

    def _give_some(self, place: Place) -> None:
        mine = [seat for seat in place.seats if not is_other_councils(place.case, seat.agency)]
        seats = {seat.agency.kind: seat for seat in mine}
        number = self.rng.choices(*NUMBERS)[0]
        for nth, errand in enumerate(choose(seats, number, self.rng), start=1):
            owner = self._owner(place, seats[errand.agency_kind])
            action = self._give(place, errand, owner, nth)
            place.actions.append(action)
            self._follow_up(action, owner)

    def _owner(self, place: Place, seat: Seat) -> Owner:
        if seat.agency is place.case.lead.agency:
            return Owner(seat, place.case.lead, is_named=True)
        role = NAMED.get(seat.agency.kind)
        if role and happens(self.rng, 0.6):
            return Owner(seat, self.county.holding(role, agency=seat.agency)[0], is_named=True)
        reps = self.county.holding(Role.REPRESENTATIVE, agency=seat.agency)
        return Owner(seat, self.rng.choice(reps), is_named=happens(self.rng, 0.6))

    def _give(self, place: Place, errand: Errand, owner: Owner, number: int) -> Action:
        slot, at = place.slot, place.slot.ends_at - timedelta(minutes=8 - number)
        due_on = place.day + timedelta(days=self.rng.choices(*DUE_AFTER)[0])
        action = Action(
            nominal=slot.nominal,
            slot=slot,
            number=number,
            text=errand.text,
            pillar=errand.pillar,
            agency=owner.seat.agency,
            person=owner.post.person if owner.is_named else None,
            due_on=add_working_days(due_on, 0),
            given_at=at,
        )
        self.book.begin(action, "give", by=place.chair, at=at)
        area = self.county.area
        owners = [owner.seat.agency.group_id]
        owners += [owner.post.own_group] if owner.is_named else []
        panel = [area.coordination_id, area.service_id, slot.session.panel.chairs_id]
        given = Cause("action", "Given at a slot", at, action.pk, place.chair.person)
        self.book.open(action, [*owners, place.case.lead.own_group, *panel], given)
        sight = Cause("action", "Owner of an action", at, action.pk, place.chair.person)
        self.book.open(slot.nominal, owners, sight)
        return action

    def _follow_up(self, action: Action, owner: Owner) -> None:
        """What its owner says of it, as far as that has happened by today."""
        end = self.rng.choices(*ENDS)[0]
        answered = self._answered_at(action)
        if end is None and moment(action.due_on, 12) + FORGOTTEN_FOR < moment(self.today, 0):
            end = "report_did_not"
        started = within(action.given_at, min(answered, moment(action.due_on, 16)), self.rng)
        now = moment(self.today, 0)
        if started < now and happens(self.rng, 0.45):
            self._say(action, self.rng.choice(UPDATES["open"]), owner.post, started)
            self.book.event("action.update", action, by=owner.post, at=started)
        if end is None or answered >= now:
            return
        self.ended[action.pk] = answered
        if end == "cancel":
            self._cancel(action, answered)
        else:
            self._answer(action, end, owner.post, answered)
            self._verify(action, answered)

    def _answered_at(self, action: Action) -> datetime:
        """Most in time, mostly in its last days; the others some days late."""
        due = moment(action.due_on, 16)
        if happens(self.rng, IN_TIME):
            return within(max(action.given_at, due - timedelta(days=12)), due, self.rng)
        first = add_working_days(action.due_on, 1)
        late = action.due_on + timedelta(days=self.rng.choices(*LATE_BY)[0])
        return within(moment(first, 9), moment(max(first, late), 17), self.rng)

    def _answer(self, action: Action, step: str, by: Post, at: datetime) -> None:
        self.book.advance(action, step, by=by, at=at, answered_at=at)
        status = ActionStatus(action.status)
        said, label = self.rng.choice(UPDATES[status]), status.label
        self._say(action, said if said.startswith(label) else f"{label}. {said}", by, at)

    def _verify(self, action: Action, answered: datetime) -> None:
        """Done, and looked at by the unit: soon for most, for others when the case comes back."""
        takes = self.rng.randint(1, 8) if happens(self.rng, VERIFIED) else self.rng.randint(20, 60)
        at = moment(add_working_days(answered.date(), takes), 15)
        if action.status == ActionStatus.DONE and at < moment(self.today, 0):
            by = self.county.administrator
            self.book.advance(action, "verify", by=by, at=at)
            self._say(action, "Done and verified.", by, at)
            self.book.end(action.nominal, "action", action.pk, at=at)

    def _cancel(self, action: Action, at: datetime) -> None:
        by = self.county.coordinator
        self.book.advance(action, "cancel", by=by, at=at, because=CANCELLED)
        self._say(action, f"Cancelled. {CANCELLED}", by, at)
        self.book.end(action.nominal, "action", action.pk, at=at)

    def _say(self, action: Action, text: str, by: Post, at: datetime) -> None:
        said = ActionUpdate(nominal=action.nominal, action=action, by=by.person, at=at, text=text)
        self.book.add(said)
