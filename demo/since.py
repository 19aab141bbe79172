"""What has happened in the county since the year of the return: month by month until today."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from demo.duties import CAUTIONED, CONVICTED, kinds, order, order_kind, outcomes
from demo.lives import HIGHEST, Life, happens
from demo.managed import BASES, ENDS, Year
from demo.people import COMMUNITY, LIFETIME_REVOKED, MEETINGS_ONLY, PRISON, NotificationBreach
from demo.settled import at_level_1, breached_sro

# Enough for a monthly Level 2 panel of five to eight cases, each reviewed every two or three
# months, and a Level 3 panel of one or two.
AT_LEVEL = {2: 16, 3: 2}
NEW_IN_A_MONTH = {2: 4, 3: 1}
DAYS_AT_LEVEL = {2: (120, 330), 3: (60, 150)}
LEAVE_IN_A_YEAR = {1: 0.02, 2: 0.06}
MONTH = timedelta(days=30)
SHARE_NEW = {3: 0.3, 2: 0.15}  # of those raised to Level 2 or 3, by category


class Since:
    """The county after the last day of the return's year. Adds to the lives that it is given."""

    def __init__(self, lives: list[Life], counts: Mapping[str, int], year: Year, rng: Random):
        self.lives = lives
        self.rng = rng
        self.year = year
        self.breaches_in_a_year = len(outcomes(counts))
        self.orders_in_a_year = len(kinds(counts))
        self.here = {
            category: sum(life.category == category for life in lives) for category in (1, 2)
        }

    def run(self, today: date) -> None:
        """Let the months pass until today."""
        month = self.year.last + timedelta(days=1)
        self._raise_one(2, month)  # the day after the year, which must not count it
        while month <= today:
            for level in (3, 2):
                self._raise_some(level, month)
            self._turn_over(month)
            self._bind_some(month)
            month += MONTH

    def _day(self, month: date) -> date:
        return month + timedelta(days=self.rng.randrange(MONTH.days))

    def _times(self, a_year: float) -> range:
        """How often this month, of something that happens so often a year."""
        whole, chance = divmod(a_year / 12, 1)
        return range(int(whole) + (happens(self.rng, chance)))

    def _raise_some(self, level: int, month: date) -> None:
        """New people at the level, until there are as many as its panels have room for."""
        there = sum(life.level_on(month) == level for life in self.lives)
        for number in range(min(AT_LEVEL[level] - there, NEW_IN_A_MONTH[level])):
            self._raise_one(level, month if number == 0 else self._day(month))

    def _raise_one(self, level: int, on: date) -> None:
        life = self._raisable(on)
        life.move(level, on)
        for held in range(level, 1, -1):
            on += timedelta(days=self.rng.randint(*DAYS_AT_LEVEL[held]))
            if held == level and happens(self.rng, 0.15):
                self._recall(life, on)
            if held == HIGHEST:
                life.move(held - 1, on)
        if life.category == MEETINGS_ONLY:
            life.leave(on, ENDS[3][0])
        else:
            life.move(1, on)

    def _raisable(self, on: date) -> Life:
        for category, share in SHARE_NEW.items():
            if happens(self.rng, share):
                return self._newcomer(category, on)
        return self._settled(on, self.rng.choice((1, 2))) or self._newcomer(3, on)

    def _newcomer(self, category: int, on: date) -> Life:
        """Somebody new: Category 3 from the community, Category 2 while still in prison."""
        life = Life(age_at_start=self.rng.randint(19, 58))
        life.enter(category, on, BASES[category])
        if life.category == MEETINGS_ONLY:
            life.live(COMMUNITY, on)
        else:
            life.live(PRISON, on)
            life.live(COMMUNITY, on + timedelta(days=self.rng.randint(20, 180)))
        self.lives.append(life)
        return life

    def _recall(self, life: Life, before: date) -> None:
        """A return to custody in the last weeks at the level, and out again before their end."""
        on = before - timedelta(days=self.rng.randint(35, 55))
        if life.places[-1].from_on < on:
            out = on + timedelta(days=self.rng.randint(14, 28))
            causes = ("licence", "order") if life.category == 1 else ("licence",)
            life.be_recalled(on, out, self.rng.choice(causes))

    def _settled(self, on: date, category: int) -> Life | None:
        """Somebody to whom nothing else happens, or nobody if they are hard to find."""
        for _ in range(60):
            life = self.rng.choice(self.lives)
            if life.category == category and life.is_settled(on):
                return life
        return None

    def _turn_over(self, month: date) -> None:
        """Some leave, and as many come."""
        for category, share in LEAVE_IN_A_YEAR.items():
            for _ in self._times(share * self.here[category]):
                on = self._day(month)
                life = self._settled(on, category)
                if life is not None:
                    life.leave(on, self._reason(life, on))
                    self.lives.append(self._arrival(category, on))

    def _reason(self, life: Life, on: date) -> str:
        if life.categories[-1].basis == "hospital_order":
            return "hospital_order_ended"
        long_enough = (on - life.since).days > 15 * 365
        reasons = ENDS[life.category]
        if life.category == 1 and long_enough:
            reasons += (LIFETIME_REVOKED, LIFETIME_REVOKED)
        return self.rng.choice(reasons)

    def _arrival(self, category: int, on: date) -> Life:
        if category == 1 and happens(self.rng, 0.05):
            return breached_sro(on, self.rng)
        return at_level_1(category, on, self.rng, released_by=on + timedelta(days=900))

    def _bind_some(self, month: date) -> None:
        """Orders and breaches go on as in the year of the return."""
        for _ in self._times(self.orders_in_a_year):
            on = self._day(month)
            for life in self._subject(on):
                life.orders.append(order(order_kind(on), on, self.rng))
        for _ in self._times(self.breaches_in_a_year):
            on = self._day(month)
            for life in self._subject(on):
                outcome = self.rng.choice((CAUTIONED, CONVICTED))
                life.breaches.append(NotificationBreach(on, outcome))

    def _subject(self, on: date) -> Iterator[Life]:
        """Somebody in Category 1 that day, if one is soon found."""
        found = (self.rng.choice(self.lives) for _ in range(60))
        yield from [life for life in found if life.category_on(on) == 1][:1]
