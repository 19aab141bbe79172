"""A draft written by several people at once: at pages that save themselves, as processes die.

`python -m bench.fifteen_writers` does the same with fifteen people for five minutes.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from mappa.settings.demonstration import DEMONSTRATION_PASSWORD
from tests.browser import chromium
from tests.databases import fresh
from tests.meetings.writers import Room, Writer, room, serving, what_went_wrong, write_together


@dataclass(frozen=True)
class Table:
    """A case that is being heard, on a server of the tests' own."""

    room: Room
    port: int
    master: int
    owner_url: str


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    database = fresh(f"test_writers_{uuid4().hex[:12]}")
    env = os.environ | {
        "DATABASE_URL": database.url,
        "DATABASE_OWNER_URL": database.owner_url,
        "DJANGO_SETTINGS_MODULE": "mappa.settings.demonstration",
    }
    where = room(env, people=5)
    with serving(env, workers=2) as (port, master):
        yield Table(where, port, master, database.owner_url)
    database.drop()


@pytest.fixture
def page(table) -> Iterator[Page]:
    """The fifth person, at a browser with the screen of the case before them."""
    with chromium(left_undone="no section saved itself at a browser") as browser:
        page = browser.new_context().new_page()
        page.set_default_timeout(20_000)
        page.goto(f"http://127.0.0.1:{table.port}/sign-in/?next=/cases/{table.room.slot}/hold/")
        page.get_by_label("Email address").fill(table.room.people[4])
        page.get_by_label("Password", exact=True).fill(DEMONSTRATION_PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).first.click()
        yield page


def test_what_was_acknowledged_outlives_the_process_that_took_it(table):
    keys = ["children", "plan", "risk"]
    sections = {key: table.room.sections[key] for key in keys}
    where = replace(table.room, sections=sections, people=table.room.people[:4])
    writers = write_together(where, table.port, table.master, seconds=2, kills=1)
    assert what_went_wrong(writers, table.owner_url, where.slot) == []
    assert sum(len(writer.taken) for writer in writers) > len(writers)
    assert sum(writer.conflicts for writer in writers) > 0  # four people in three sections meet


def somebody_else_writes(table, page):
    """In the same section; and the page does not hear of it by itself."""
    page.route("**/follow/", lambda route: route.abort())
    other = Writer(0, table.room.people[0], table.port, table.room, ["opening"], seed=1)
    other.sign_in()
    theirs = other.fields[0]
    theirs.version, theirs.text = 1, "Everybody was introduced. Nobody had a conflict."
    other.save(theirs)
    assert other.taken


def test_a_page_saves_what_is_typed_shows_two_texts_and_outlives_its_connection(table, page):
    section = page.locator("#opening")
    field, says = section.get_by_role("textbox"), section.locator("[data-saved]")
    field.press_sequentially("Everybody was introduced.")
    expect(says).to_contain_text("Saved at", timeout=20_000)

    somebody_else_writes(table, page)
    field.press_sequentially(" All accepted the statement.")
    both = section.get_by_role("group", name="Two texts: choose")
    expect(both).to_contain_text("Nobody had a conflict.")
    expect(both).to_contain_text("Everybody was introduced. All accepted the statement.")
    both.get_by_role("button", name="Keep both").click()
    expect(says).to_contain_text("Saved at", timeout=20_000)
    merged = "Everybody was introduced. Nobody had a conflict. All accepted the statement."
    expect(field).to_have_value(merged)

    page.context.set_offline(True)
    field.press_sequentially(" Then the line went dead.")
    expect(says).to_contain_text("The connection has dropped", timeout=20_000)
    expect(field).to_have_value(f"{merged} Then the line went dead.")
    page.context.set_offline(False)
    expect(says).to_contain_text("Saved at", timeout=20_000)
    page.reload()
    expect(field).to_have_value(f"{merged} Then the line went dead.")

    # By keyboard alone, to another part and back.
    page.keyboard.press("Alt+g")
    page.keyboard.press("d")
    assert page.evaluate("document.activeElement.closest('section').id") == "disclosure"
