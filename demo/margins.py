"""A table of people with unknown cells: the values that let the most of its totals hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations

Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Margin:
    """A printed total: of a row, of a column, or (both None) of the whole table."""

    row: str | None
    column: str | None
    total: int

    def covers(self, cell: Cell) -> bool:
        return self.row in (None, cell[0]) and self.column in (None, cell[1])


@dataclass(frozen=True, slots=True)
class Bounds:
    """The fewest and the most people that a cell can hold."""

    least: int
    most: int

    @property
    def known(self) -> bool:
        return self.least == self.most


def settle(cells: Mapping[Cell, Bounds], margins: Sequence[Margin]) -> dict[Cell, int]:
    """A value for every cell within its bounds, such that as many margins as possible hold.

    Of several such choices, one with few people; then the one that keeps the margins printed
    first. A cell that no margin asks for holds as few as it can.
    """
    open_margins = [m for m in margins if _asks(m, cells)]
    for size in range(len(open_margins), 0, -1):
        choices = [c for c in combinations(open_margins, size) if _can_hold(cells, c)]
        if choices:
            return min((_filled(cells, kept) for kept in choices), key=_people)
    return _filled(cells, ())


def _people(settled: Mapping[Cell, int]) -> int:
    return sum(settled.values())


def _filled(cells: Mapping[Cell, Bounds], kept: Sequence[Margin]) -> dict[Cell, int]:
    """The fewest people with which these margins hold, cell after cell."""
    settled = dict(cells)
    for cell, bounds in cells.items():
        fewest = _fewest(settled, cell, bounds, kept)
        settled[cell] = Bounds(fewest, fewest)
    return {cell: bounds.least for cell, bounds in settled.items()}


def _asks(margin: Margin, cells: Mapping[Cell, Bounds]) -> bool:
    """Whether the margin depends on an unknown cell and is within its reach."""
    covered = [bounds for cell, bounds in cells.items() if margin.covers(cell)]
    if all(bounds.known for bounds in covered):
        return False
    return sum(b.least for b in covered) <= margin.total <= sum(b.most for b in covered)


def _fewest(
    cells: Mapping[Cell, Bounds], cell: Cell, bounds: Bounds, margins: Sequence[Margin]
) -> int:
    """The smallest value of a cell with which the margins can still hold, by halving."""
    if not any(margin.covers(cell) for margin in margins):
        return bounds.least
    low, high = bounds.least, bounds.most
    while low < high:
        middle = (low + high) // 2
        if _can_hold({**cells, cell: replace(bounds, most=middle)}, margins):
            high = middle
        else:
            low = middle + 1
    return low


def _can_hold(cells: Mapping[Cell, Bounds], margins: Sequence[Margin]) -> bool:
    """Whether whole numbers within the bounds satisfy all the margins at once.

    Rows, columns and the whole are arcs of a network through which people flow from rows to
    columns and round again; by Hoffman's theorem a flow exists exactly when no set of places
    must let in more than can leave it. The table has at most eight places.
    """
    arcs = list(_arcs(cells, margins))
    places = sorted({arc[0] for arc in arcs} | {arc[1] for arc in arcs})
    for inside in chain.from_iterable(combinations(places, size) for size in range(1, len(places))):
        enters = sum(least for a, b, least, _ in arcs if b in inside and a not in inside)
        leaves = sum(most for a, b, _, most in arcs if a in inside and b not in inside)
        if enters > leaves:
            return False
    return True


def _arcs(
    cells: Mapping[Cell, Bounds], margins: Sequence[Margin]
) -> list[tuple[str, str, int, int]]:
    plenty = sum(bounds.most for bounds in cells.values())
    printed = {(m.row, m.column): m.total for m in margins}

    def limits(row: str | None, column: str | None) -> tuple[int, int]:
        total = printed.get((row, column))
        return (0, plenty) if total is None else (total, total)

    rows = dict.fromkeys(row for row, _ in cells)
    columns = dict.fromkeys(column for _, column in cells)
    return [
        ("end", "start", *limits(None, None)),
        *(("start", f"row {row}", *limits(row, None)) for row in rows),
        *((f"column {column}", "end", *limits(None, column)) for column in columns),
        *((f"row {r}", f"column {c}", b.least, b.most) for (r, c), b in cells.items()),
    ]
