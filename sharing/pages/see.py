"""What the pages of who can see a record, and why, show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse

from access.actor import Actor
from access.policy import may
from agencies.models import Appointment
from nominals import pages as of_nominals
from nominals.models import Nominal
from sharing.audience import Reason, own_reasons, readers_of, reasons_of

A_PAGE = 50
SORTS = {
    "": ("agency__name", "person__name", "pk"),
    "name": ("person__name", "agency__name", "pk"),
    "role": ("role", "person__name", "pk"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who can see a record under an appointment, and the shares that open it to them."""

    name: str
    role: str
    agency: str
    reasons: tuple[Reason, ...]
    others: int  # shares for the same reasons, none of which lasts longer


@dataclass(frozen=True, slots=True)
class WhoPage:
    about: of_nominals.About | None
    called: str
    back: str
    lines: list[Line]
    many: int
    agencies: list[tuple[str, str]]
    pages: list[tuple[int, str]]
    current: int
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class WhyPage:
    about: of_nominals.About | None
    called: str
    back: str
    reasons: list[Reason]
    who: str
    step_back: str


def who(record: Any, query: QueryDict, *, actor: Actor, at: datetime, on: date) -> WhoPage:
    """The people to whom a record is open now, a page at a time."""
    readers = readers_of(record, at=at)
    by_agency = readers.order_by("agency__name").values_list("agency_id", "agency__name")
    agencies = list(by_agency.annotate(many=Count("pk")))
    of = {str(key): many for key, _name, many in agencies}
    if (agency := query.get("agency", "")) in of:
        readers = readers.filter(agency_id=agency)
    ordered = readers.order_by(*SORTS.get(query.get("sort", ""), SORTS[""]))
    paginator = Paginator(ordered, A_PAGE)
    paginator.count = of.get(agency, sum(of.values()))  # known by now
    page = paginator.get_page(query.get("page"))
    numbers = page.paginator.page_range
    return WhoPage(
        about=_about(record, actor, on),
        called=_called(record),
        back=_back(record),
        lines=_lines(record, list(page)),
        many=page.paginator.count,
        agencies=[(str(key), name) for key, name, _many in agencies],
        pages=[(n, _address(query, n)) for n in numbers] if len(numbers) > 1 else [],
        current=page.number,
        previous=_address(query, page.number - 1) if page.has_previous() else "",
        next=_address(query, page.number + 1) if page.has_next() else "",
    )


def why(record: Any, *, actor: Actor, on: date) -> WhyPage:
    """Why whoever asks can see a record, and until when."""
    nominal = getattr(record, "nominal_id", None)
    away = bool(nominal) and bool(may(actor, "nominal.step_back", record))
    return WhyPage(
        about=_about(record, actor, on),
        called=_called(record),
        back=_back(record),
        reasons=own_reasons(record, actor=actor),
        who=_who(record, actor),
        step_back=reverse("sharing:step_back", args=[nominal]) if away else "",
    )


def _lines(record: Any, readers: list[Appointment]) -> list[Line]:
    reasons = reasons_of(record, readers)
    return [_line(each, reasons.get(each.pk, ())) for each in readers]


def _line(held: Appointment, reasons: Sequence[Reason]) -> Line:
    """A person's line: of several shares for one reason, the one that lasts the longest."""
    lasting: dict[tuple[str, str], Reason] = {}
    for each in sorted(reasons, key=_lasts):
        lasting[each.opens, each.why] = each
    others = len(reasons) - len(lasting)
    kept = tuple(lasting.values())
    return Line(held.person.name, held.get_role_display(), held.agency.name, kept, others)


def _lasts(reason: Reason) -> tuple[bool, float]:
    return reason.until is None, reason.until.timestamp() if reason.until else 0.0


def _about(record: Any, actor: Actor, on: date) -> of_nominals.About | None:
    """Whose record it is, where it is about one person."""
    if not hasattr(record, "nominal_id"):
        return None
    nominal = record if isinstance(record, Nominal) else record.nominal
    here = "sharing:who_nominal" if record is nominal else ""
    return of_nominals.about(nominal, actor=actor, here=here, on=on)


def _who(record: Any, actor: Actor) -> str:
    """Where the actor may read who else can see the record; empty where they may not."""
    action = "nominal.who" if isinstance(record, Nominal) else "paper.who"
    known = hasattr(record, "area_id") and may(actor, action, record)
    return reverse(f"sharing:who_{record.kind}", args=[record.pk]) if known else ""


def _called(record: Any) -> str:
    return str(record._meta.verbose_name)


def _back(record: Any) -> str:
    """The page of the record itself, or of the person it is about; of neither, the home page."""
    if hasattr(record, "get_absolute_url"):
        return str(record.get_absolute_url())
    return record.nominal.get_absolute_url() if hasattr(record, "nominal") else reverse("home")


def _address(query: QueryDict, number: int) -> str:
    given = query.copy()
    given["page"] = str(number)
    return f"?{given.urlencode()}"
