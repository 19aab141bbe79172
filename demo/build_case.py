"""One person's case while its record is being made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency
from demo.build_staff import Post
from demo.people import PersonSpec, Stay, in_force
from nominals.models import LevelEpisode, Nominal

# Invented towns, by the council that has them.
TOWNS: Mapping[str, tuple[str, ...]] = {
    "North": ("Upper Gnessing", "Brackenwold", "Thimbleby Cross", "Sedgeport"),
    "West": ("Fernmarsh", "Quillbrook", "Basalt Green", "Lower Drift"),
}


@dataclass
class Case:
    """One person's case: the facts, the record, and who leads it.

    `levels` are the level episodes by the day on which they began, for whoever decided them to
    say why.
    """

    spec: PersonSpec
    nominal: Nominal
    lead: Post
    manager: Post
    side: str
    levels: dict[date, LevelEpisode] = field(default_factory=dict)

    def level_on(self, day: date) -> int | None:
        episode = in_force(self.spec.level_episodes, day)
        return episode.level if episode else None

    def category_on(self, day: date) -> int:
        """The category that day; before the first, the first."""
        episode = in_force(self.spec.category_episodes, day)
        return (episode or self.spec.category_episodes[0]).category

    def place_on(self, day: date) -> Stay | None:
        return in_force(self.spec.locations, day)


def take(free: list[Case], wanted: Callable[[Case], bool]) -> Case | None:
    """The first of these cases that is wanted, which is then no longer among them."""
    place = next((n for n, case in enumerate(free) if wanted(case)), None)
    return None if place is None else free.pop(place)


def is_managed(spec: PersonSpec, day: date) -> bool:
    return in_force(spec.category_episodes, day) is not None


def is_other_councils(case: Case, agency: Agency) -> bool:
    """Whether the agency belongs to the council where the person does not live."""
    sides = [side for side in TOWNS if agency.name.startswith(f"{side} {agency.area.name} ")]
    return bool(sides) and case.side not in sides
