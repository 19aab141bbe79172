"""docs/threat-model.md: each requirement answered once, by what exists."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/threat-model.md").read_text()

# OWASP ASVS 5.0: how many requirements of levels 1 and 2 each section has. They come first in
# their section, so that their numbers run from 1.
REQUIREMENTS = {
    "V1": {1: 2, 2: 9, 3: 11, 4: 3, 5: 2},
    "V2": {1: 3, 2: 3, 3: 4, 4: 1},
    "V3": {2: 2, 3: 4, 4: 6, 5: 5, 7: 2},
    "V4": {1: 3, 2: 1, 3: 2, 4: 4},
    "V5": {1: 1, 2: 3, 3: 2, 4: 3},
    "V6": {1: 3, 2: 12, 3: 4, 4: 4, 5: 5, 6: 3, 8: 4},
    "V7": {1: 3, 2: 4, 3: 2, 4: 5, 5: 2, 6: 2},
    "V8": {1: 2, 2: 3, 3: 1, 4: 1},
    "V9": {1: 3, 2: 4},
    "V10": {1: 2, 2: 2, 3: 4, 4: 11, 5: 5, 6: 2, 7: 3},
    "V11": {1: 2, 2: 3, 3: 3, 4: 4, 5: 1, 6: 1},
    "V12": {1: 3, 2: 2, 3: 4},
    "V13": {1: 1, 2: 5, 3: 2, 4: 5},
    "V14": {1: 2, 2: 4, 3: 3},
    "V15": {1: 3, 2: 3, 3: 7},
    "V16": {1: 1, 2: 5, 3: 4, 4: 3, 5: 3},
    "V17": {1: 1, 2: 4, 3: 2},
}
ALL = {
    f"{chapter}.{section}.{number}"
    for chapter, sections in REQUIREMENTS.items()
    for section, many in sections.items()
    for number in range(1, many + 1)
}
MET, HOST, NO_NEED, NOT_MET = VERDICTS = ("Met", "The host's", "Does not apply", "Not met")
NUMBER = re.compile(r"V\d+\.\d+(\.\d+)?")
DUTY = re.compile(r"\bH\d\b")
# `folder/file`, perhaps with ::name. What has neither folder nor ending is a word, not a path.
PATH = re.compile(r"`((?:[\w.-]+/)*\.?[\w-]+(?:\.\w+)*)(?:::(\w+))?`")
ENDINGS = {"css", "dockerignore", "js", "json", "md", "py", "toml", "txt", "yml"}


@dataclass(frozen=True)
class Row:
    number: str
    asks: str
    answer: str
    held: str

    @property
    def verdict(self) -> str:
        return next((each for each in VERDICTS if self.answer.startswith(each)), "")

    @property
    def answers(self) -> list[str]:
        """The requirement of a row, or all those of the section that it answers at once."""
        if self.number in ALL:
            return [self.number]
        return sorted(each for each in ALL if each.startswith(f"{self.number}."))


def rows(text: str) -> list[Row]:
    cells = ([cell.strip() for cell in line.split("|")[1:-1]] for line in lines(text))
    return [Row(*each) for each in cells if NUMBER.fullmatch(each[0])]


def lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line.startswith("| "))


def references(text: str) -> list[tuple[str, str]]:
    """Each file that the tables name, with what they say is in it."""
    found = {pair for line in lines(text) for pair in PATH.findall(line)}
    return sorted((path, name) for path, name in found if "/" in path or name or ends(path))


def ends(words: str) -> bool:
    return words.rpartition(".")[2] in ENDINGS


@cache
def names(path: Path) -> frozenset[str]:
    """What a module defines: its functions, its classes and what is assigned at its top."""
    tree = ast.parse(path.read_text())
    made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found = {node.name for node in ast.walk(tree) if isinstance(node, made)}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {each.id for each in targets if isinstance(each, ast.Name)}
    return frozenset(found)


def is_missing(path: str, name: str) -> bool:
    file = ROOT / path
    return not file.is_file() or bool(name and name not in names(file))


ROWS = rows(TEXT)


def test_every_requirement_is_answered_and_none_twice():
    answered = Counter(number for row in ROWS for number in row.answers)
    assert sorted(ALL - set(answered)) == []
    assert [number for number, times in answered.items() if times > 1] == []
    assert set(answered) == ALL
    assert len(ALL) == 253


def wrong_with(row: Row) -> str:
    """What is wrong with a row, in a few words; nothing, where it is an answer."""
    said = row.answer.removeprefix(row.verdict).strip(" .,")
    duties = DUTY.findall(row.answer)
    held = row.verdict == NO_NEED or references(f"| {row.held}")
    faults = {
        "not a number of levels 1 and 2": not row.answers,
        "asks nothing, or at length": not 1 <= len(row.asks.split()) <= 12,
        "no answer": not row.verdict,
        "held nowhere": not held,
        "no reason": row.verdict == NO_NEED and not said,
        "no duty of the host's": row.verdict == HOST and not duties,
        "a duty that is not listed": any(f"**{duty} " not in TEXT for duty in duties),
        "nothing would meet it": row.verdict == NOT_MET and "Would meet it: " not in row.answer,
    }
    return next((fault for fault, is_so in faults.items() if is_so), "")


def test_each_answer_is_one():
    assert {row.number: wrong_with(row) for row in ROWS if wrong_with(row)} == {}


def test_what_the_tables_name_exists():
    assert [pair for pair in references(TEXT) if is_missing(*pair)] == []
    assert len(references(TEXT)) > 150


def test_the_sum_is_right():
    times = Counter(row.verdict for row in ROWS for _ in row.answers)
    said = ", ".join(f"{each.lower()} {times[each]}" for each in VERDICTS)
    assert f"Of {len(ALL)}: {said}." in TEXT


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("tests/house/test_nowhere.py", ""),
        ("tests/house/test_house_rules.py", "test_nothing"),
        ("mappa/settings/base.py", "NOT_A_SETTING"),
        ("mappa/settings/production.py", "IDLE_MINUTES"),
    ],
)
def test_a_slip_would_be_found(path, name):
    assert references(f"| `{path}::{name}` |" if name else f"| `{path}` |") == [(path, name)]
    assert is_missing(path, name)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("| V1.1.1 | asks | | `pyproject.toml` |", "no answer"),
        ("| V1.1.1 | asks | Met | - |", "held nowhere"),
        ("| V1.1.1 | asks | Does not apply | - |", "no reason"),
        ("| V1.1.1 | asks | The host's | `pyproject.toml` |", "no duty of the host's"),
        ("| V1.1.1 | asks | The host's, H9 | `pyproject.toml` |", "a duty that is not listed"),
        ("| V1.1.1 | asks | Not met | `pyproject.toml` |", "nothing would meet it"),
        ("| V1.1.9 | asks | Met | `pyproject.toml` |", "not a number of levels 1 and 2"),
        ("| V1.1.1 | asks | Met. So it is | `pyproject.toml` |", ""),
    ],
)
def test_a_wrong_answer_would_be_found(line, fault):
    (row,) = rows(line)
    assert wrong_with(row) == fault
