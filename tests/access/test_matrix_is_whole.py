"""Every way out of the product is in a row of docs/access-matrix.md: an address, a task, a page."""

import pytest
from django.urls import path

from access.guard import guard
from access.policy import POLICY
from oversight.leaks.inventory import addresses
from oversight.matrix.tables import UNSAID, made, written
from tests.access.matrix import table

HEADINGS = (
    "Every address",
    "Every print, export, calendar and picture",
    "Every task",
    "Every message",
    "Every template",
)


def test_the_tables_say_what_the_code_does():
    """If this fails: run `manage.py access_matrix --write`, and read what changed."""
    assert made(written()) == written()


@pytest.mark.parametrize("heading", HEADINGS)
def test_every_row_is_filled_in(heading):
    rows = table(heading)
    assert rows
    assert {name: cells for name, cells in rows.items() if UNSAID in cells.values()} == {}


def test_every_action_that_an_address_asks_for_is_in_the_table_of_actions():
    asked = {cells["asks"].strip("`") for cells in table("Every address").values()}
    assert asked - set(POLICY) == {"nothing: open to anyone"}


def test_every_address_has_a_name_of_its_own():
    names = [each.name for each in addresses()]
    assert len(names) == len({*names})


@guard("dashboard.show")
def new(request):
    """A page that nobody has written down."""


def test_an_address_in_no_row_is_found(settings):
    from mappa.urls import urlpatterns

    settings.ROOT_URLCONF = (*urlpatterns, path("new/", new, name="new"))
    assert "| `new` | `/new/` | GET | `dashboard.show` |" in made(written())
    assert made(written()) != written()


def test_a_message_that_nobody_described_is_found():
    kept = "".join(
        line for line in written().splitlines(keepends=True) if "`action.given`" not in line
    )
    row = next(line for line in made(kept).splitlines() if line.startswith("| `action.given` |"))
    assert row.endswith(f"| {UNSAID} |")
