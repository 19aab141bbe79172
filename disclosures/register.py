"""What the lists of the disclosure register show: decisions, applications, and what waits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor
from access.policy import may
from clocks.services import AreaLimits, limits_of
from meetings.lifecycle import SlotStatus
from meetings.models import Disclosure
from nominals.models import Nominal
from nominals.pages import About, about

from .lifecycle import ApplicationStatus, DeliveryStatus
from .models import Application, ApplicationStep, Delivery
from .waiting import decided_again, next_of

A_PAGE = 20
SHOWN = {
    "waiting": "Still to do",
    "all": "All decisions",
    "told": "Told",
    "no": "Not to be told",
    "later": "To come back to",
}
OF_APPLICATIONS = {"open": "Being checked", "decided": "Decided", "all": "All applications"}
CHOICE = Disclosure.Choice
ENDED = {DeliveryStatus.ENDED, DeliveryStatus.CALLED_OFF}


@dataclass(frozen=True, slots=True)
class State:
    """Where something stands, in words and with a colour; and whether it is late."""

    words: str
    colour: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One decision, or application, in the register."""

    nominal: Nominal
    words: str
    on: date
    state: State
    href: str


@dataclass(frozen=True, slots=True)
class ListPage:
    heading: str
    lines: list[Line]
    shown: list[tuple[str, str, bool]]
    lists: list[tuple[str, str, bool]]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class NominalPage:
    about: About
    decisions: list[Line]
    applications: list[Line]
    add_at: str


def decisions(actor: Actor, asked: QueryDict, *, today: date) -> ListPage:
    """The decisions of panels on disclosure, newest first: to tell, and not to, with what waits."""
    show = _one_of(SHOWN, asked)
    found = _decided(actor).filter(_which(show, actor))
    return _page("disclosures:list", "Disclosures", SHOWN, show, asked, found, _of(actor, today))


def applications(actor: Actor, asked: QueryDict, *, today: date) -> ListPage:
    """The applications to disclosure schemes, newest first, with the next step of each."""
    show = _one_of(OF_APPLICATIONS, asked)
    which = {
        "open": Q(status=ApplicationStatus.OPEN),
        "decided": ~Q(status=ApplicationStatus.OPEN),
        "all": Q(),
    }
    found = _applied(actor).filter(which[show])
    name = "disclosures:list_applications"
    return _page(
        name, "Disclosures", OF_APPLICATIONS, show, asked, found, _with_steps(actor, today)
    )


def of_nominal(nominal: Nominal, actor: Actor, *, today: date) -> NominalPage:
    """What the register holds about one person."""
    decided = list(_decided(actor).filter(nominal=nominal))
    applied = list(_applied(actor).filter(nominal=nominal))
    adds = may(actor, "application.add", nominal)
    return NominalPage(
        about=about(nominal, actor=actor, here="disclosures:of_nominal", on=today),
        decisions=_of(actor, today)(decided),
        applications=_with_steps(actor, today)(applied),
        add_at=reverse("disclosures:add_application", args=[nominal.pk]) if adds else "",
    )


def standing(delivery: Delivery, today: date) -> State:
    """Where a telling stands."""
    status = DeliveryStatus(delivery.status)
    if status == DeliveryStatus.PLANNED:
        late = delivery.by_when < today
        return State("Late" if late else "Planned", "red" if late else "blue", is_late=late)
    if status == DeliveryStatus.DELIVERED:
        if delivery.review_on and delivery.review_on < today:
            return State("To be looked at again", "orange", is_late=True)
        return State("Told", "green")
    return State(status.label, "grey")


def next_step(
    application: Application, taken: Collection[str], limits: AreaLimits, today: date
) -> State:
    """What waits of an application: the first step not taken, or the decision."""
    if application.status != ApplicationStatus.OPEN:
        colour = "blue" if application.status == ApplicationStatus.TO_TELL else "grey"
        return State(application.get_status_display(), colour)
    on = next_of(application, taken, limits).on
    late = on < today
    return State("Late" if late else "Being checked", "red" if late else "blue", is_late=late)


def _decided(actor: Actor) -> "QuerySet[Disclosure]":
    seen = Disclosure.objects.visible_to(actor).filter(slot__status=SlotStatus.CLOSED)
    known = seen.annotate(decided_again=decided_again(actor)).select_related("nominal", "slot")
    return known.order_by("-slot__starts_at", "pk")


def _applied(actor: Actor) -> "QuerySet[Application]":
    seen = Application.objects.visible_to(actor)
    return seen.select_related("nominal", "agency").order_by("-received_at", "pk")


def _which(show: str, actor: Actor) -> Q:
    told = Delivery.objects.visible_to(actor).filter(decision=OuterRef("pk"))
    going_on = told.filter(status__in=(DeliveryStatus.PLANNED, DeliveryStatus.DELIVERED))
    is_told = told.filter(status__in=(DeliveryStatus.DELIVERED, DeliveryStatus.ENDED))
    to_tell = Q(choice=CHOICE.DISCLOSE)
    return {
        "waiting": to_tell & (Q(Exists(going_on)) | ~Q(Exists(told)) & Q(decided_again=False)),
        "all": Q(),
        "told": to_tell & Q(Exists(is_told)),
        "no": Q(choice=CHOICE.DO_NOT_DISCLOSE),
        "later": Q(choice=CHOICE.REVISIT),
    }[show]


def _of(actor: Actor, today: date) -> Any:
    """Lines of decisions, each with where its tellings stand: one query for all of them."""

    def lines(decided: list[Disclosure]) -> list[Line]:
        found = Delivery.objects.visible_to(actor).filter(decision__in=decided)
        by: dict[UUID, list[Delivery]] = {}
        for each in found:
            by.setdefault(each.decision_id, []).append(each)  # type: ignore[arg-type]
        return [
            Line(
                nominal=each.nominal,
                words=f"Panel of {localdate(each.slot.starts_at):%-d %B %Y}",
                on=localdate(each.slot.starts_at),
                state=_state(each, by.get(each.pk, []), today),
                href=reverse("disclosures:show", args=[each.pk]),
            )
            for each in decided
        ]

    return lines


def _state(decision: Any, told: list[Delivery], today: date) -> State:
    if decision.choice == CHOICE.REVISIT:
        late = decision.revisit_on is not None and decision.revisit_on < today
        return State("Come back to it", "orange" if late else "yellow", is_late=late)
    if decision.choice != CHOICE.DISCLOSE:
        return State(decision.get_choice_display(), "grey")
    standings = [standing(each, today) for each in told]
    if not standings:
        again = decision.decided_again
        return State("Decided again since", "grey") if again else State("To be planned", "red")
    overdue = [each for each in standings if each.is_late]
    ongoing = [s for s, each in zip(standings, told, strict=True) if each.status not in ENDED]
    return (overdue or ongoing or standings)[0]


def _with_steps(actor: Actor, today: date) -> Any:
    """Lines of applications, each with what waits of it: three queries for all of them."""

    def lines(found: list[Application]) -> list[Line]:
        steps = ApplicationStep.objects.visible_to(actor).filter(application__in=found)
        taken: dict[UUID, list[str]] = {}
        for application, key in steps.values_list("application_id", "key"):
            taken.setdefault(application, []).append(key)
        limits = limits_of(actor.area_id)
        return [
            Line(
                nominal=each.nominal,
                words=each.get_scheme_display(),
                on=localdate(each.received_at),
                state=next_step(each, taken.get(each.pk, []), limits, today),
                href=each.get_absolute_url(),
            )
            for each in found
        ]

    return lines


def _page(  # noqa: PLR0913 (a list is all of this)
    name: str,
    heading: str,
    known: Mapping[str, str],
    show: str,
    asked: QueryDict,
    found: "QuerySet[Any]",
    lines: Any,
) -> ListPage:
    number = _number(asked.get("page", ""))
    start = (number - 1) * A_PAGE
    rows = list(found[start : start + A_PAGE + 1])
    here = reverse(name)

    def href(page: int) -> str:
        return f"{here}?show={show}&page={page}"

    return ListPage(
        heading=heading,
        lines=lines(rows[:A_PAGE]),
        shown=[(words, f"{here}?show={key}", key == show) for key, words in known.items()],
        lists=[
            (words, reverse(each), each == name)
            for words, each in (
                ("Decisions of panels", "disclosures:list"),
                ("Applications to schemes", "disclosures:list_applications"),
            )
        ],
        previous=href(number - 1) if number > 1 else "",
        next=href(number + 1) if len(rows) > A_PAGE else "",
    )


def _one_of(known: Mapping[str, str], asked: QueryDict) -> str:
    wanted = asked.get("show", "")
    return wanted if wanted in known else next(iter(known))


def _number(typed: str) -> int:
    return min(max(int(typed), 1), 1000) if typed.isascii() and typed.isdigit() else 1
