"""What the pages about the nightly comparison of shares show."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator

from access.actor import Actor
from nominals.models import Nominal

from .models import Difference, Mended, ReconcileRun, What
from .words import kind_in_words, source_in_words

A_PAGE = 25


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
    """A case in which a share was put right, for who sees the case."""

    nominal: Nominal
    line: Line


@dataclass(frozen=True, slots=True)
class RunPage:
    run: ReconcileRun
    lines: list[Line]
    page: Page[Mended]
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
    mended = Mended.objects.visible_to(actor).filter(run=run).select_related("nominal")
    page = Paginator(mended, A_PAGE).get_page(number)
    return RunPage(
        run=run,
        lines=[_line(each, each.times) for each in differences],
        page=page,
        shown=list(_shown(page.object_list)),
    )


def _shown(mended: Iterable[Mended]) -> Iterable[Shown]:
    return (Shown(each.nominal, _line(each, 1)) for each in mended)


def _line(each: Difference | Mended, times: int) -> Line:
    return Line(
        kind=kind_in_words(each.record_kind),
        source=source_in_words(each.source),
        what=What(each.what).label,
        times=times,
    )
