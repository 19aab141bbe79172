"""A text as the passages that can be picked from it: sentences and lines, each with its place."""

import re

PASSAGE = re.compile(r"[^\s].*?(?:[.!?](?=\s|$)|(?=\n)|$)")
Span = tuple[int, int]


def passages(text: str) -> list[tuple[Span, str]]:
    """The sentences of a text, line by line, with where each begins and ends."""
    return [(each.span(), each.group()) for each in PASSAGE.finditer(text)]


def found_in(text: str, words: str) -> list[Span]:
    """Every place where these words stand, whatever their capitals and the spaces between them."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return []
    return [each.span() for each in re.finditer(r"\s+".join(parts), text, re.IGNORECASE)]
