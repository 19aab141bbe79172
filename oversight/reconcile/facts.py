"""Every share that the facts call for, as the service of an area knows them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from access.actor import Actor
from access.due import Due
from agencies.facts import Posts
from clocks.services import limits_of
from disclosures import facts as of_disclosures
from meetings import facts as of_meetings
from meetings.facts import Heard, Known
from nominals import facts as of_nominals
from nominals.models import Nominal
from oversight.questions import facts as of_questions
from oversight.samples import facts as of_samples
from referrals import facts as of_referrals
from sharing import facts as of_sharing
from victims import facts as of_victims
from victims.facts import Panels


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed cases, and the slots in which they are heard: what the national unit sees."""

    nominals: frozenset[UUID]
    heard: Heard


def sealed(actor: Actor, *, at: datetime) -> Sealed:
    """What the actor sees of sealed cases, whichever their areas."""
    found = of_sharing.seals(of_nominals.cases(actor, at=at), actor=actor)
    return Sealed(frozenset(found.sealed), of_meetings.heard(actor))


def everything(actor: Actor, *, at: datetime, sealed: Sealed) -> list[Due]:
    """Every share that is due now on a record, of those on which the actor could find it."""
    posts = Posts(at)
    seals = of_sharing.seals(of_nominals.cases(actor, at=at), actor=actor)
    cases = seals.unsealed
    known = Known(
        actor=actor,
        at=at,
        posts=posts,
        cases=cases,
        limits=limits_of(actor.area_id),
        sittings=of_meetings.sittings(actor),
        heard=of_meetings.heard(actor),
        sealed=sealed.heard.of(sealed.nominals, area=actor.area_id),
    )
    found = [
        *of_nominals.due(cases, posts),
        *of_sharing.due(seals, posts, actor=actor, at=at),
        *of_referrals.due(cases, posts, actor=actor),
        *of_meetings.of_slots(known),
        *of_meetings.of_papers(known),
        *of_samples.due(posts, actor=actor, at=at),
    ]
    panels = _panels(found, known)
    found += of_victims.due(cases, posts, panels, actor=actor)
    found += of_disclosures.due(cases, posts, panels, actor=actor)
    found += of_questions.due(cases, posts, _seeing(found, at), actor=actor)
    return [each for each in found if each.until is None or each.until > at]


def _panels(found: Iterable[Due], known: Known) -> Panels:
    hearing: dict[UUID, set[int]] = defaultdict(set)
    for item in known.heard.items.values():
        if item.stands and (sitting := known.sittings.get(item.session)):
            hearing[item.nominal].add(sitting.chairs)
    slots = (each for each in found if each.source == "slot")
    return Panels(seeing=_seeing(slots, known.at), hearing=hearing)


def _seeing(found: Iterable[Due], at: datetime) -> Mapping[UUID, set[int]]:
    """By nominal, the groups that it is open to."""
    groups: dict[UUID, set[int]] = defaultdict(set)
    for each in found:
        if each.model is Nominal and each.needed and (each.until is None or each.until > at):
            groups[each.record].add(each.group)
    return groups
