"""The difference of two texts by words, for a page that says it in words too (pure)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

LINES, WORDS = re.compile(r"[^\n]*\n+|[^\n]+"), re.compile(r"\s*\S+\s*?(?=\s|$)|\s+")


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    TAKEN_OUT = "taken_out"


@dataclass(frozen=True, slots=True)
class Run:
    """Words one after another that are in both texts, or in one of them."""

    change: Change
    words: str


def compared(before: str, after: str) -> list[Run]:
    """Both texts as one, in order: what is the same, what was taken out, what was added.

    Line by line first, and by words only in the lines that differ, so that a long text is quick.
    """
    found: list[Run] = []
    for old, new in _blocks(LINES.findall(before), LINES.findall(after)):
        same_lines = old == new
        words = [(old, new)] if same_lines else _blocks(*_words(old, new))
        for taken, added in words:
            found += _runs("".join(taken), "".join(added))
    return _joined(found)


def _words(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    return WORDS.findall("".join(old)), WORDS.findall("".join(new))


def _blocks(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    for _, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield old[i:j], new[k:m]


def _runs(taken: str, added: str) -> Iterator[Run]:
    if taken == added:
        yield Run(Change.SAME, taken)
        return
    if taken:
        yield Run(Change.TAKEN_OUT, taken)
    if added:
        yield Run(Change.ADDED, added)


def _joined(runs: list[Run]) -> list[Run]:
    """Runs of one kind side by side are one run."""
    joined: list[Run] = []
    for each in runs:
        if joined and joined[-1].change == each.change:
            each = Run(each.change, joined.pop().words + each.words)
        joined.append(each)
    return joined
