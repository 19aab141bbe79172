"""What the pages about nominals show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse

from access.actor import Actor
from access.policy import may
from access.rows import Shared, following

from . import register
from .models import (
    Category,
    CategoryEpisode,
    Level,
    LevelEpisode,
    Location,
    Nominal,
    NotificationBreach,
    Order,
    ReturnToCustody,
    RiskAssessment,
    RiskManagementPlan,
)

# The parts of a nominal's record: words, address, the action that its page performs.
PARTS = (
    ("Overview", "nominals:show", "nominal.show"),
    ("Referrals", "referrals:list_for_nominal", "referral.list"),
    ("Meetings and actions", "meetings:list_for_nominal", "slot.list"),
    ("Victims and people at risk", "victims:list", "victim.list"),
    ("Disclosures", "disclosures:of_nominal", "disclosure.list"),
)
# Who it is open to, and who it was read by, stand together as one part with pages of its own.
WHO = "Who can see this"
OF_WHO = (
    (WHO, "sharing:who_nominal", "nominal.who"),
    ("Who has looked", "oversight:looked_nominal", "nominal.looked"),
    ("People named", "sharing:list_named", "named_person.list"),
    ("Must not receive", "sharing:exclusions", "exclusion.list"),
    ("Seal", "sharing:show_seal", "seal.show"),
)
# What a nominal's record holds, and the day that it is sorted by.
NEWEST_BY: dict[type[Shared], str] = {
    CategoryEpisode: "from_on",
    LevelEpisode: "from_on",
    Location: "from_on",
    Order: "made_on",
    NotificationBreach: "on",
    ReturnToCustody: "on",
    RiskAssessment: "assessed_on",
    RiskManagementPlan: "agreed_on",
}
Part = tuple[str, str, bool]  # what it is called, its address, whether this is it


@dataclass(frozen=True, slots=True)
class Standing:
    """The category and level of a nominal on a day, in words; empty where there is none."""

    category: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list of nominals."""

    nominal: Nominal
    standing: Standing


@dataclass(frozen=True, slots=True)
class ListPage:
    lines: list[Listed]
    many: str
    previous: str
    next: str
    selected: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class About:
    """What stands above every page about one nominal: whose it is, and the parts of the record."""

    nominal: Nominal
    standing: Standing
    parts: list[Part]
    of_who: list[Part]


@dataclass(frozen=True, slots=True)
class NominalPage:
    """The record of one nominal, and what this actor can do about it now."""

    about: About
    nominal: Nominal
    categories: Sequence[CategoryEpisode]
    levels: Sequence[LevelEpisode]
    places: Sequence[Location]
    orders: Sequence[Order]
    breaches: Sequence[NotificationBreach]
    returns: Sequence[ReturnToCustody]
    assessments: Sequence[RiskAssessment]
    plan: RiskManagementPlan | None
    actions: list[tuple[str, str, str]]


def nominals(actor: Actor, query: QueryDict, *, asked: dict[str, Any], on: date) -> ListPage:
    """A page of the nominals that the actor may see, filtered and sorted as asked."""
    wanted = register.Wanted(tuple(asked["level"] or ()), tuple(asked["category"] or ()))
    order = register.BY_NAME_BACKWARDS if asked["sort"] else register.BY_NAME
    place = query.get("place", "")
    turned = register.turn(actor, wanted=wanted, place=place, order=order, on=on)
    return ListPage(
        lines=listed(turned.keys, actor=actor, on=on),
        many=register.count(actor, wanted=wanted, on=on),
        previous=turned.previous and _address(query, place=turned.previous),
        next=turned.next and _address(query, place=turned.next),
        selected=_selected(query, wanted),
    )


def listed(keys: Iterable[UUID], *, actor: Actor, on: date) -> list[Listed]:
    """Lines for these nominals, in this order."""
    if not (keys := list(keys)):
        return []
    seen: Any = Nominal.objects.visible_to(actor).standing_on(on).filter(pk__in=keys)
    found = {each.pk: Listed(each, _standing(each)) for each in seen.order_by()}
    return [found[key] for key in keys if key in found]


def _standing(nominal: Any) -> Standing:
    """In words, of a nominal that was asked for with where it stands."""
    return Standing(
        Category(nominal.category_then).label if nominal.category_then else "",
        Level(nominal.level_then).label if nominal.level_then else "",
    )


def about(nominal: Nominal, *, actor: Actor, here: str, on: date) -> About:
    """What stands above the page `here` (the name of its address) about a nominal."""
    parts, of_who = _open(PARTS, nominal, actor, here), _open(OF_WHO, nominal, actor, here)
    is_here = any(current for _words, _address, current in of_who)
    if of_who:
        parts.append((WHO, of_who[0][1], is_here))
    seen: Any = Nominal.objects.visible_to(actor).standing_on(on)
    if (shown := seen.filter(pk=nominal.pk).first()) is None:
        raise Http404  # closed since the page began
    return About(shown, _standing(shown), parts, of_who if is_here else [])


def _open(
    parts: Iterable[tuple[str, str, str]], nominal: Nominal, actor: Actor, here: str
) -> list[Part]:
    """Those of the parts that the actor may open."""
    return [
        (words, reverse(name, args=[nominal.pk]), name == here)
        for words, name, action in parts
        if may(actor, action, nominal)
    ]


def show(nominal: Nominal, *, actor: Actor, on: date) -> NominalPage:
    """The record of a nominal, newest first."""
    above = about(nominal, actor=actor, here="nominals:show", on=on)
    known = following(nominal, *NEWEST_BY, actor=actor)

    def newest(model: type[Any]) -> list[Any]:
        of = attrgetter(NEWEST_BY[model], "pk")
        return sorted(known[model], key=of, reverse=True)

    return NominalPage(
        about=above,
        nominal=above.nominal,
        categories=newest(CategoryEpisode),
        levels=newest(LevelEpisode),
        places=newest(Location),
        orders=newest(Order),
        breaches=newest(NotificationBreach),
        returns=newest(ReturnToCustody),
        assessments=newest(RiskAssessment),
        plan=next(iter(newest(RiskManagementPlan)), None),
        actions=_actions(nominal, actor),
    )


def _actions(nominal: Nominal, actor: Actor) -> list[tuple[str, str, str]]:
    offered = (
        ("Start a referral", "referrals:start", "referral.start", ""),
        ("Record that this person leaves", "nominals:leave", "nominal.leave", "secondary"),
    )
    return [
        (words, reverse(name, args=[nominal.pk]), style)
        for words, name, action, style in offered
        if may(actor, action, nominal)
    ]


def _selected(query: QueryDict, wanted: register.Wanted) -> list[tuple[str, str]]:
    """The filters in use, each with the address of the list without it."""
    chosen = [("level", each, Level(each).label) for each in wanted.levels]
    chosen += [("category", each, Category(each).label) for each in wanted.categories]
    return [(label, _without(query, name, str(each))) for name, each, label in chosen]


def _address(query: QueryDict, *, place: str) -> str:
    """The list at a place, with the same filters."""
    given = query.copy()
    given["place"] = place
    return f"?{given.urlencode()}"


def _without(query: QueryDict, name: str, value: str) -> str:
    """The list from its start, with the same filters but one."""
    given = query.copy()
    given.setlist(name, [each for each in given.getlist(name) if each != value])
    given.pop("place", None)
    return f"?{given.urlencode()}"
