"""Which time limit holds: the default, or what the area decided before the clock started."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from .models import Override
from .rules import RULES, Certainty, Limit, Unit


@dataclass(frozen=True, slots=True)
class AreaLimits:
    """Every time limit of an area, read once; asking it for one costs no query."""

    overrides: tuple[Override, ...]

    def of(self, key: str, on: date) -> Limit:
        """The limit of a clock that started on this day. A key nobody listed is a bug."""
        limit = Limit(**asdict(RULES[key]))
        set_by_then = [each for each in self.overrides if each.key == key and each.from_date <= on]
        if not set_by_then:
            return limit
        return _as_decided(limit, max(set_by_then, key=lambda each: each.from_date))

    def all(self, on: date) -> Iterator[Limit]:
        """Every limit as it stands on this day, in the order of the table."""
        return (self.of(key, on) for key in RULES)


def limits_of(area_id: UUID) -> AreaLimits:
    """The time limits of an area, for whoever counts many clocks."""
    return AreaLimits(tuple(Override.objects.filter(area_id=area_id)))


def limit(key: str, area_id: UUID, on: date) -> Limit:
    """The limit that a clock started on this day runs by, and where its value came from."""
    return limits_of(area_id).of(key, on)


def _as_decided(default: Limit, override: Override) -> Limit:
    return replace(
        default,
        amount=override.amount,
        unit=Unit(override.unit),
        source=override.source,
        certainty=Certainty.DECIDED,
        reason=override.reason,
        own_since=override.from_date,
    )
