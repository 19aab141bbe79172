"""What the pages about the nightly comparison of shares show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count

from access.actor import Actor
from nominals.models import Nominal

from .models import Difference, Mended, ReconcileRun, What
from .words import kind_in_words, source_in_words

A_PAGE = 25
WAY = ("record_kind", "source", "what")  # by which differences are counted together
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunsPage:
    """The comparisons of the actor's area, newest first."""

    page: Page[ReconcileRun]


@dataclass(frozen=True, slots=True)
class Line:
    """One way in which shares differed: of which kind of record, from which cause, how often."""

    kind: str
    source: str
    what: str
    times: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A case in which shares were put right in one way, for who sees the case."""

    nominal: Nominal
    line: Line


@dataclass(frozen=True, slots=True)
class RunPage:
    run: ReconcileRun
    lines: list[Line]
    page: Page[Any]
    shown: list[Shown]

    @property
    def names(self) -> set[UUID]:
        """The nominals whom the page names."""
        return {each.nominal.pk for each in self.shown}


def runs(actor: Actor, *, number: str | None) -> RunsPage:
    """The comparisons that the actor may read."""
    found = ReconcileRun.objects.visible_to(actor)
    return RunsPage(Paginator(found, A_PAGE).get_page(number))


def show(run: ReconcileRun, actor: Actor, *, number: str | None) -> RunPage:
    """One comparison: what differed, and in which cases, of those that the actor sees."""
    differences = Difference.objects.visible_to(actor).filter(run=run)
    mended = Mended.objects.visible_to(actor).filter(run=run).order_by().values(*WAY, "nominal")
    counted = mended.annotate(times=Count("pk")).order_by("nominal__surname", "nominal", *WAY)
    page = Paginator(counted, A_PAGE).get_page(number)
    return RunPage(
        run=run,
        lines=[_line(row) for row in differences.values(*WAY, "times")],
        page=page,
        shown=_shown(list(page.object_list), actor),
    )


def _shown(rows: Sequence[Row], actor: Actor) -> list[Shown]:
    found = Nominal.objects.visible_to(actor).in_bulk({row["nominal"] for row in rows})
    return [Shown(found[row["nominal"]], _line(row)) for row in rows if row["nominal"] in found]


def _line(row: Row) -> Line:
    return Line(
        kind=kind_in_words(row["record_kind"]),
        source=source_in_words(row["source"]),
        what=What(row["what"]).label,
        times=row["times"],
    )
