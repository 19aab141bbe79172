"""Who holds which appointment at a moment, read once, to ask about many people."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from access.actor import Role

from .models import Appointment

FIELDS = ("pk", "person_id", "agency_id", "area_id", "role", "person__own_group", "manager_id")


@dataclass(frozen=True, slots=True)
class Post:
    """One appointment in force, and the group that its person alone is in."""

    pk: UUID
    person: UUID
    agency: UUID
    area: UUID
    role: str
    own_group: int
    manager: UUID | None


class Posts:
    """The appointments in force, of people who may sign in.

    A person's own group goes with them from one appointment to the next, so a share that was
    given for the first must not outlast it.
    """

    def __init__(self, at: datetime) -> None:
        held = Appointment.objects.live(at).filter(person__is_active=True).order_by("pk")
        self._by_key: dict[UUID, Post] = {}
        self._by_person: dict[UUID, list[Post]] = defaultdict(list)
        for row in held.values_list(*FIELDS):
            post = Post(*row)
            self._by_key[post.pk] = post
            self._by_person[post.person].append(post)

    def under(self, appointment: UUID) -> set[int]:
        """The own group of whoever holds this appointment, while it lasts."""
        post = self._by_key.get(appointment)
        return {post.own_group} if post else set()

    def of(
        self,
        person: UUID | None,
        *,
        agency: UUID | None = None,
        area: UUID | None = None,
        roles: Collection[str] = tuple(Role),
    ) -> set[int]:
        """A person's own group, if they hold such an appointment; else nothing."""
        return {
            each.own_group
            for each in (self._by_person.get(person, ()) if person else ())
            if agency in {None, each.agency} and area in {None, each.area} and each.role in roles
        }

    def managers_of(self, person: UUID, agency: UUID) -> set[int]:
        """The own groups of the managers there of whoever works for an agency."""
        managers = {
            each.manager for each in self._by_person.get(person, ()) if each.agency == agency
        }
        return {group for each in managers for group in self.of(each, agency=agency)}

    def in_role(self, area: UUID, *roles: Role) -> list[Post]:
        """The appointments of an area in these roles."""
        return [each for each in self._by_key.values() if each.area == area and each.role in roles]
