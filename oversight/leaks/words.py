"""Finding many names in a text at once, word by word (pure).

A text is cut into words, and a phrase is found where its words follow one another, whatever
stands between them: a space, a comma, markup. One look into a table for each word of the text,
so that a million phrases take no longer than a hundred; and a name is never found inside a
longer word.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

WORD = re.compile(r"[^\W_]+")
Words = tuple[str, ...]

ALONE = 5  # letters and digits that one word must have, among them a digit, to say who is meant


def words_of(text: str) -> list[str]:
    """The words of a text, without regard to capitals."""
    return WORD.findall(text.casefold())


def tells(words: Words) -> bool:
    """Whether these words say who is meant: two or more, or one that is no word of a language.

    A nominal called March is not looked for by that name alone, or every page would hold it.
    """
    if len(words) == 1:
        return len(words[0]) >= ALONE and any(letter.isdigit() for letter in words[0])
    return sum(map(len, words)) > ALONE


def dates_of(day: date) -> list[str]:
    """A day in each form in which a page, a print or an export may give it."""
    month, short = f"{day:%B}", f"{day:%b}"
    return [
        f"{day.day} {month} {day.year}",
        f"{day.day} {short} {day.year}",
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d %B %Y}",
    ]


class Phrases:
    """A set of phrases to be found in texts."""

    def __init__(self, phrases: Iterable[Words]) -> None:
        self._single: set[str] = set()
        self._longer: dict[tuple[str, str], set[Words]] = defaultdict(set)
        for words in phrases:
            if len(words) == 1:
                self._single.add(words[0])
            elif words:
                self._longer[words[0], words[1]].add(words)

    def within(self, text: str) -> set[Words]:
        """Those that stand in a text."""
        words = words_of(text)
        found: set[Words] = {(word,) for word in self._single.intersection(words)}
        for at, pair in enumerate(pairwise(words)):
            if pair in self._longer:
                found.update(self._beginning(words, at))
        return found

    def _beginning(self, words: list[str], at: int) -> Iterator[Words]:
        for phrase in self._longer[words[at], words[at + 1]]:
            if tuple(words[at : at + len(phrase)]) == phrase:
                yield phrase
