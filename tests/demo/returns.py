"""Made-up returns, feasible and not, for the tests of the demonstration county."""

from datetime import date

from hypothesis import strategies as st

from demo.counted import CATEGORIES, GRIDS
from demo.published import PublishedReturn

PERIOD = (date(2021, 4, 1), date(2022, 3, 31))
WITHIN = ("snapshot", "returned_licence", "returned_order")
PLACES = [(level, category) for level in ("level_2", "level_3") for category in CATEGORIES]


def published(tables, population=500_000, period=PERIOD, area="Rutland"):
    """A return with these tables."""
    first, last = period
    return PublishedReturn(
        area=area,
        year=f"{first.year}-{last.year % 100:02}",
        period=period,
        snapshot_date=last,
        population_aged_10_plus=population,
        tables=tables,
        printed_blank=(),
        absent_tables=(),
    )


def with_totals(rows, levels):
    """Rows of categories, with the totals of both added."""
    table = {level: dict(rows[level]) for level in levels}
    for row in table.values():
        row["total"] = sum(n or 0 for n in row.values())
    table["total"] = {c: sum(row[c] or 0 for row in table.values()) for c in (*CATEGORIES, "total")}
    return table


@st.composite
def feasible_tables(draw, most=30):
    """The tables of a county in which everything adds up."""
    few = st.integers(0, 6)
    yearly = {place: draw(few) for place in PLACES}
    part = {
        table: {place: draw(st.integers(0, yearly[place])) for place in PLACES} for table in WITHIN
    }
    for level in ("level_2", "level_3"):
        for category in ("category_2", "category_3"):
            part["returned_order"][level, category] = None

    def grid(cells, levels=("level_2", "level_3")):
        rows = {level: {c: cells[level, c] for c in CATEGORIES} for level in levels}
        return with_totals(rows, levels)

    part["snapshot"]["level_1", "category_1"] = draw(st.integers(0, most))
    part["snapshot"]["level_1", "category_2"] = draw(st.integers(0, most))
    part["snapshot"]["level_1", "category_3"] = None
    tables = {
        "snapshot": grid(part["snapshot"], GRIDS["snapshot"].levels),
        "yearly_level_2_3": grid(yearly),
        "returned_licence": grid(part["returned_licence"]),
        "returned_order": grid(part["returned_order"]),
        "restrictive_orders": {"shpo": draw(few), "notification_order": draw(few)},
        "sro_breach": {"sro_breach": draw(few)},
        "lifetime_revoked": {"lifetime_revoked": draw(few)},
    }
    if draw(st.booleans()):
        order = tables["returned_order"]
        tables["returned_order"] = {row: order[row]["total"] for row in order}
    if draw(st.booleans()):
        tables["notification_breach"] = {"cautioned": draw(few), "convicted": draw(few)}
    else:
        tables["notification_breach"] = {"cautioned_or_convicted": draw(few)}
    for absent in draw(st.sets(st.sampled_from(sorted(tables)), max_size=2)):
        del tables[absent]
    category_1 = tables.get("snapshot", {}).get("total", {}).get("category_1", 0)
    tables["rate_per_100k"] = {"rso_per_100k": round(100_000 * category_1 / 500_000)}
    return tables


@st.composite
def any_tables(draw):
    """The tables of a county, with some figures replaced by any others."""
    tables = draw(feasible_tables())
    rows = [row for table in tables.values() for row in _rows(table)]
    for _ in range(draw(st.integers(0, 4))):
        row = draw(st.sampled_from(rows))
        column = draw(st.sampled_from(sorted(row)))
        if row[column] is not None:
            row[column] = draw(st.integers(0, 12))
    return tables


def _rows(table):
    inner = [row for row in table.values() if isinstance(row, dict)]
    return inner or [table]
