"""What an invitation would open, worked out before anything is saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from access.actor import Actor
from access.locks import acting_as
from access.rows import live, shares_of
from agencies.models import Agency, Membership, Person
from nominals.models import Nominal
from sharing.audience import who_more
from sharing.exclusions import likeness
from victims.audience import keeper
from victims.models import VictimIdentity

from .audience import representatives

Named = tuple[Person, Agency]


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
    if not agencies:
        return Foresight([], 0, [])
    more = who_more(nominal, [agency.group_id for agency in agencies], at=at)
    represent = representatives([agency.pk for agency in agencies], at=at)
    return Foresight(
        more=more,
        names=_learn_names(nominal, [person for person, _ in more], actor=actor, at=at),
        alike=likeness(nominal, represent),
    )


def _learn_names(nominal: Nominal, people: Iterable[Person], *, actor: Actor, at: datetime) -> int:
    """How many of these people would know a victim's name as soon as the case is open to them.

    The area's service looks, since whoever invites may not know even that there is a name.
    """
    with acting_as(keeper(nominal, actor=actor, at=at)) as sees_all:
        known = VictimIdentity.objects.visible_to(sees_all).filter(nominal=nominal)
        given = shares_of(VictimIdentity)._base_manager.filter(live(), content_object__in=known)
        groups = list(given.values_list("group", flat=True).distinct())
    held = Membership.objects.filter(person__in=list(people), group__in=groups)
    return held.values("person").distinct().count()


def in_words(seen: Foresight, inviting: str) -> str:
    """Inviting Fernshire Housing lets 3 more people see the address and nobody more …."""
    who, names = _more(len(seen.more)), _more(seen.names)
    return (
        f"Inviting {inviting} lets {who} see the address and the rest of this person's record,"
        f" and {names} the victims' names."
    )


def _more(count: int) -> str:
    return f"{count} more {'person' if count == 1 else 'people'}" if count else "nobody more"
