"""Which printed cells no set of people can satisfy together, and what will be built instead.

The primary cells are facts; the totals follow from them. A person at Level 2 or 3 on 31 March, or
returned to custody from there, was managed there in the year: so no such cell exceeds the year's.
As many primary cells as possible are kept. Where one cell contradicts the year's, that one is left
out; where two or more do, the year's is. A cell left out, or not printed, holds as few people as
the kept ones allow, unless a value within its bounds lets more printed totals hold. Totals that
their parts then do not give are left out as well. The cells of the day and of returns to custody
are settled first, those of the year after them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from demo.counted import (
    CATEGORIES,
    EITHER,
    GRIDS,
    LISTS,
    RATE,
    TOTAL,
    can_hold_people,
    is_component,
    parts,
)
from demo.margins import Bounds, Cell, Margin, settle
from demo.published import PublishedReturn

YEARLY = "yearly_level_2_3"
# Who stands in one of these was managed at that level and category in the year.
WITHIN_YEAR = ("snapshot", "returned_licence", "returned_order")
CATEGORY_1 = tuple(f"snapshot.{level}.category_1" for level in GRIDS["snapshot"].levels)
WORDS = {
    "snapshot": "there on 31 March",
    "returned_licence": "returned to custody from there for breach of licence",
    "returned_order": "returned to custody from there for breach of an order",
}


@dataclass(frozen=True, slots=True)
class Impossible:
    """A printed cell that the county will not show, what it will show instead, and why."""

    cell: str
    printed: int
    built: int
    why: str


@dataclass(frozen=True)
class Plan:
    """What will be built: `cells` by printed name, `counts` by primary name, printed or not.

    Primary names are such as `returned_order.level_2.category_1` and `restrictive_orders.shpo`.
    """

    cells: Mapping[str, int]
    counts: Mapping[str, int]
    impossible: tuple[Impossible, ...]


def plan(published: PublishedReturn) -> Plan:
    """Work out what can be built of a published return; the same answer each time."""
    printed, facts = published.printed, _facts(published)
    left_out = contradictions({fact: printed[name] for name, fact in facts.items()})
    counts = _settle(published, left_out)
    cells = {
        name: recount(name, printed, counts, published.population_aged_10_plus) for name in printed
    }
    impossible = tuple(
        Impossible(
            name, figure, cells[name], left_out.get(facts.get(name, "")) or _sums(cells[name])
        )
        for name, figure in printed.items()
        if cells[name] != figure
    )
    return Plan(cells, counts, impossible)


def recount(
    name: str, printed: Mapping[str, int], counts: Mapping[str, int], population: int
) -> int:
    """The figure that the primary counts give for a printed cell."""
    if name == RATE:
        people = 100_000 * sum(counts[part] for part in CATEGORY_1)
        return (2 * people + population) // (2 * population)  # a half goes up, as in print
    return sum(counts[part] for part in parts(name, printed))


def contradictions(facts: Mapping[str, int]) -> dict[str, str]:
    """The fewest primary cells to leave out so that the others can hold together, and why."""
    left_out = {
        fact: "By definition nobody is counted here."
        for fact, figure in facts.items()
        if figure and not can_hold_people(fact)
    }
    for yearly, within in _bounded():
        if yearly not in facts:
            continue
        above = [c for c in within if facts.get(c, 0) > facts[yearly] and c not in left_out]
        if len(above) > 1:
            left_out[yearly] = _contradicted(facts, yearly, above)
        else:
            left_out |= {cell: _contradicted(facts, yearly, above) for cell in above}
    return left_out


def _bounded() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each cell of the year, with the cells that it bounds."""
    for level in GRIDS[YEARLY].levels:
        for category in CATEGORIES:
            within = tuple(f"{table}.{level}.{category}" for table in WITHIN_YEAR)
            yield f"{YEARLY}.{level}.{category}", within


def _contradicted(facts: Mapping[str, int], yearly: str, above: list[str]) -> str:
    more = " and ".join(f"{facts[c]} {WORDS[c.partition('.')[0]]}" for c in above)
    return f"The return has {facts[yearly]} managed there in the year, but {more}."


def _sums(built: int) -> str:
    return f"The cells that it follows from come to {built}."


def _facts(published: PublishedReturn) -> dict[str, str]:
    """The printed primary cells, with the name of the primary count that each is."""
    printed = published.printed
    return {
        name: parts(name, printed)[0]
        for name in printed
        if is_component(name) and len(parts(name, printed)) == 1
    }


def _settle(published: PublishedReturn, left_out: Mapping[str, str]) -> dict[str, int]:
    facts = {
        fact: published.printed[name]
        for name, fact in _facts(published).items()
        if fact not in left_out
    }
    counts = _settle_lists(published.printed)
    for table in (*WITHIN_YEAR, YEARLY):
        cells = {
            (level, category): _bounds(f"{table}.{level}.{category}", facts, counts, published)
            for level in GRIDS[table].levels
            for category in CATEGORIES
        }
        settled = settle(cells, _margins(table, published.printed))
        counts |= {f"{table}.{level}.{column}": n for (level, column), n in settled.items()}
    return counts


def _settle_lists(printed: Mapping[str, int]) -> dict[str, int]:
    names = [f"{table}.{row}" for table, rows in LISTS.items() for row in rows]
    counts = {name: printed.get(name, 0) for name in names if name != RATE}
    apart = parts(EITHER, printed)
    if len(apart) > 1:  # one of the two printed beside their sum gives the other
        rest = max(0, counts[EITHER] - sum(counts[name] for name in apart))
        counts |= {name: rest for name in apart if name not in printed and EITHER in printed}
        counts[EITHER] = 0
    return counts


def _bounds(
    cell: str, facts: Mapping[str, int], counts: Mapping[str, int], published: PublishedReturn
) -> Bounds:
    if not can_hold_people(cell):
        return Bounds(0, 0)
    if cell in facts:
        return Bounds(facts[cell], facts[cell])
    table, _, place = cell.partition(".")
    nobody = _not_applicable(cell, published)
    plenty = sum(published.printed.values())
    if table == YEARLY:
        needed = max(counts[f"{within}.{place}"] for within in WITHIN_YEAR)
        return Bounds(needed, needed if nobody else max(needed, plenty))
    return Bounds(0, 0 if nobody else facts.get(f"{YEARLY}.{place}", plenty))


def _not_applicable(cell: str, published: PublishedReturn) -> bool:
    return any(cell in parts(n, published.printed) for n in published.not_applicable if n != RATE)


def _margins(table: str, printed: Mapping[str, int]) -> list[Margin]:
    found: dict[Cell, Margin] = {}
    for name, total in printed.items():
        if name.startswith(f"{table}.") and not is_component(name):
            _, row, column = (*name.split("."), TOTAL)[:3]
            margin = Margin(
                None if row == TOTAL else row, None if column == TOTAL else column, total
            )
            found.setdefault((row, column), margin)
    return list(found.values())
