"""What decides who may know a victim's name, and whom a victim's record opens the case to.

The same as `audience` works out for one record, for all of them at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from access.actor import Actor, Role
from access.due import Due
from agencies.facts import Posts
from nominals.facts import Case
from nominals.models import Nominal

from . import audience
from .models import VictimIdentity, VictimRecord

Groups = Mapping[UUID, set[int]]  # by nominal


@dataclass(frozen=True, slots=True)
class Panels:
    """By nominal, the chairs who see it through a slot now; and those of any slot not cancelled.

    The latter may have come to know a name, and lost sight of the whole case since.
    """

    seeing: Groups
    hearing: Groups


def due(cases: Mapping[UUID, Case], posts: Posts, panels: Panels, *, actor: Actor) -> Iterator[Due]:
    """Of nominals, to liaison officers; of identities, to all who may know the name."""
    rows = VictimRecord.objects.visible_to(actor).order_by()
    fields = ("pk", "nominal_id", "liaison_officer_id", "ended_on")
    officers: dict[UUID, set[int]] = {}
    for key, nominal, officer, ended_on in rows.values_list(*fields):
        held = set() if ended_on else posts.of(officer, roles={Role.VICTIM_LIAISON})
        officers[key] = held
        if (case := cases.get(nominal)) and not case.left_on:
            for group in held:
                yield Due(Nominal, nominal, group, "victim", key, audience.OFFICER)
    identities = VictimIdentity.objects.visible_to(actor).order_by()
    for key, record, nominal in identities.values_list("pk", "record_id", "nominal_id"):
        if case := cases.get(nominal):
            yield Due(
                VictimIdentity, key, case.service, "service", None, "Keeps its shares in step"
            )
            yield from _identity(key, record, officers.get(record, set()), case, posts, panels)


def _identity(
    key: UUID, record: UUID, officers: set[int], case: Case, posts: Posts, panels: Panels
) -> Iterator[Due]:
    for group in officers:
        needed = case.left_on is None
        yield Due(VictimIdentity, key, group, "victim", record, audience.OFFICER, needed=needed)
    for group, why, needed in closest(case, posts, panels):
        if group not in officers:
            yield Due(VictimIdentity, key, group, "victim", record, why, needed=needed)


def closest(case: Case, posts: Posts, panels: Panels) -> Iterator[tuple[int, str, bool]]:
    """As `audience.closest_to`: each group that may know any name in a case, why, and if it must.

    A chair who does not see the case now may have come to know a name while they did.
    """
    seeing, hearing = panels.seeing.get(case.pk, set()), panels.hearing.get(case.pk, set())
    coordinators = {each.own_group for each in posts.in_role(case.area, Role.COORDINATOR)}
    wanted = {
        **dict.fromkeys(seeing | hearing, audience.CHAIRS),
        **dict.fromkeys(coordinators, audience.COORDINATOR),
        **dict.fromkeys(case.managers(posts), audience.MANAGER),
        **dict.fromkeys(case.managed_by(posts), audience.CASE_MANAGER),
    }
    for group, why in wanted.items():
        yield group, why, why != audience.CHAIRS or group in seeing
