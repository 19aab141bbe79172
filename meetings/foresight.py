"""What an invitation would open, worked out before anything is saved."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from access.actor import Actor
from agencies.models import Agency, Appointment, Membership, Person
from agencies.services import REPRESENTS_AGENCY
from nominals.models import Nominal
from sharing.audience import Named, who_more
from sharing.exclusions import likeness
from victims.audience import names_open_to


@dataclass(frozen=True, slots=True)
class Foresight:
    """Who would come to see a case and whom it names as victims, and who may be related to it."""

    more: list[Named]
    names: int
    alike: list[tuple[Person, str]]


def foresee(
    nominal: Nominal, agencies: Sequence[Agency], *, actor: Actor, at: datetime
) -> Foresight:
    """What inviting these agencies to a case would open, to whom beside those who see it now."""
    return foresee_each({nominal: agencies}, actor=actor, at=at)[nominal]


def foresee_each(
    cases: Mapping[Nominal, Sequence[Agency]], *, actor: Actor, at: datetime
) -> Mapping[Nominal, Foresight]:
    """As `foresee`, for many cases at once."""
    asked = {case.pk: {agency.group_id for agency in some} for case, some in cases.items()}
    more = who_more(asked, at=at)
    learn = _learn_names(cases, more, actor=actor, at=at)
    represent = _represent({agency.pk for some in cases.values() for agency in some}, at)
    return {
        case: Foresight(
            more=more[case.pk],
            names=learn[case.pk],
            alike=likeness(case, _people(represent, agencies)),
        )
        for case, agencies in cases.items()
    }


def _represent(agencies: Collection[UUID], at: datetime) -> Mapping[UUID, list[Person]]:
    """By agency, the people whom its shares are open to, by name."""
    found: dict[UUID, list[Person]] = defaultdict(list)
    held = Appointment.objects.live(at).filter(
        agency__in=agencies, role__in=REPRESENTS_AGENCY, person__is_active=True
    )
    for each in held.select_related("person"):
        found[each.agency_id].append(each.person)
    return found


def _people(represent: Mapping[UUID, list[Person]], agencies: Iterable[Agency]) -> list[Person]:
    """Whoever represents these agencies, each of them once."""
    return list(
        dict.fromkeys(person for agency in agencies for person in represent.get(agency.pk, ()))
    )


def _learn_names(
    cases: Collection[Nominal],
    more: Mapping[UUID, list[Named]],
    *,
    actor: Actor,
    at: datetime,
) -> Mapping[UUID, int]:
    """How many of these people would know a victim's name as soon as the case is open to them."""
    known = names_open_to(cases, actor=actor, at=at)
    people = {person.pk for some in more.values() for person, _ in some}
    groups = {group for some in known.values() for group in some}
    held: dict[UUID, set[int]] = defaultdict(set)
    rows = Membership.objects.filter(person__in=people, group__in=groups)
    for person_id, group in rows.values_list("person_id", "group_id"):
        held[person_id].add(group)
    return {
        key: sum(not held[person.pk].isdisjoint(known.get(key, ())) for person, _ in some)
        for key, some in more.items()
    }


def in_words(seen: Foresight, inviting: str) -> str:
    """Inviting Fernshire Housing lets 3 more people see the address and nobody more …."""
    who, names = _more(len(seen.more)), _more(seen.names)
    return (
        f"Inviting {inviting} lets {who} see the address and the rest of this person's record,"
        f" and {names} the victims' names."
    )


def _more(count: int) -> str:
    return f"{count} more {'person' if count == 1 else 'people'}" if count else "nobody more"
