"""The tables themselves: made from the code, but for what only a person can say."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.utils.module_loading import autodiscover_modules

from notices.words import WORDS
from oversight.leaks.inventory import Address, addresses

from .code import documents_of, templates_of, verbs_of
from .templates import templates

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "access-matrix.md"
BEGINS = (
    "<!-- From here on `manage.py access_matrix --write` writes; by hand, only the last column of"
    " tasks and of messages. -->\n"
)
UNSAID = "?"
Cells = list[str]
Rows = Iterator[Cells]


def written() -> str:
    """The document as it stands."""
    return DOCUMENT.read_text()


def made(document: str) -> str:
    """The document with its second half as the code has it now."""
    return document.split(BEGINS, 1)[0] + BEGINS + "\n" + "\n".join(_sections(document))


def _sections(document: str) -> Iterator[str]:
    yield _section(
        "Every address",
        "Each is asked as every role by the check for leaks. *Asks* is the action of the table"
        " above; *about*, the kind of record that must be visible, else it is not found.",
        ("address", "path", "verbs", "asks", "about", "shows"),
        _addresses(),
    )
    yield _section(
        "Every print, export, calendar and picture",
        "What is given that is no page. Each comes through the guard of its address.",
        ("address", "gives"),
        ([f"`{each.name}`", ", ".join(documents_of(each.view))] for each in addresses()
         if documents_of(each.view)),
    )  # fmt: skip
    yield _section(
        "Every task",
        "None asks as a person who is not there: each acts as the counting service of an area, or"
        " as nobody.",
        ("task", "when and what", "as whom, and what it can read"),
        _tasks(_by_hand(document, "Every task")),
    )
    yield _section(
        "Every message",
        "In the inbox and by e-mail, in these words and no others. `{day}` is a day.",
        ("rule", "subject", "says", "to whom"),
        _messages(_by_hand(document, "Every message")),
    )
    yield _section(
        "Every template",
        "Who renders it, or what it is a part of.",
        ("template", "used by"),
        ([f"`{name}`", _few(name, users)] for name, users in templates().items()),
    )


def _addresses() -> Rows:
    for each in addresses():
        about = each.model._meta.verbose_name if each.model else "-"
        asks = f"`{each.action}`" if each.action != "public" else "nothing: open to anyone"
        yield [f"`{each.name}`", f"`{each.route}`", verbs_of(each.view), asks, about, _shows(each)]


def _shows(address: Address) -> str:
    shown = [*(f"`{name}`" for name in templates_of(address.view)), *documents_of(address.view)]
    return ", ".join(shown) or "another page"


def _tasks(by_hand: Mapping[str, str]) -> Rows:
    current_app.loader.import_default_modules()
    autodiscover_modules("tasks")  # whoever asks may have loaded no worker
    for name, task in sorted(current_app.tasks.items()):
        if not name.startswith("celery."):
            said = " ".join((task.run.__doc__ or UNSAID).split())
            yield [f"`{name}`", said, by_hand.get(name, UNSAID)]


def _messages(by_hand: Mapping[str, str]) -> Rows:
    for rule, words in WORDS.items():
        yield [f"`{rule}`", words.subject, words.body, by_hand.get(rule, UNSAID)]


def _few(name: str, users: list[str]) -> str:
    """All of them, unless every other page uses it."""
    most = 4
    if not users:
        return "any page" if name.startswith("components/") else UNSAID
    return ", ".join(f"`{each}`" for each in users) if len(users) <= most else "many pages"


def _section(heading: str, words: str, columns: tuple[str, ...], rows: Rows) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines).replace("| --- ", "|---")
    return f"## {heading}\n\n{words}\n\n{table.replace('|--- |', '|---|')}\n"


def _by_hand(document: str, heading: str) -> dict[str, str]:
    """The last cell of each row of a table, by its first."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", document, re.DOTALL | re.M)
    lines = found[1].splitlines() if found else []
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "`" in line]
    return {row[0].strip("`"): row[-1] for row in rows if len(row) > 1}
