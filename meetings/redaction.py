"""What of a text a reader sees: the one way in which words are withheld (pure).

A mark says from where to where, why, and from whom. The text itself is never changed: each
reader is handed it in pieces, and a piece that is withheld holds no word of it, nor how many
there were. Every page, PDF, Word file and comparison is made from these pieces.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from uuid import UUID

WITHHELD = "[Something is withheld here.]"
FROM_HERE, TO_HERE = "[Not for every reader: ", "]"


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that are withheld, of the text with this digest, and who may see them all the same.

    `key` is the mark's own. Whoever is not kept from them by name, and is not let in by knowing
    the victim or by leading the case, sees them only where the mark is `not_for` somebody else.
    """

    key: UUID
    starts: int
    ends: int
    text_is: str
    why: str = ""
    victim: UUID | None = None
    not_agency: UUID | None = None
    not_person: UUID | None = None
    for_the_lead: bool = False

    @property
    def keeps_out_by_name(self) -> bool:
        return bool(self.not_agency or self.not_person)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, as far as what is withheld from them depends on it; by default, an outsider.

    Those who write the minutes see all of them: they typed it. `knows` are the victims whose
    names are open to the reader; `without` the sections that are not for their role.
    """

    writes: bool = False
    leads: bool = False
    is_outside: bool = True
    agency: UUID | None = None
    person: UUID | None = None
    knows: frozenset[UUID] = field(default_factory=frozenset)
    without: frozenset[str] = field(default_factory=frozenset)


OUTSIDER = Reader()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words as a reader has them. Withheld, it has none; marked, others do not see them."""

    words: str = ""
    is_withheld: bool = False
    is_marked: bool = False
    why: str = ""


Text = tuple[Piece, ...]


def digest(text: str) -> str:
    """What tells a text from every other: a mark holds for one text alone."""
    return sha256(text.encode()).hexdigest()


def plain(text: str) -> Text:
    """A text that nothing is withheld from."""
    return (Piece(text),) if text else ()


def seen(text: str, marks: Iterable[Mark], reader: Reader, *, section: str = "") -> Text:
    """The text as this reader may have it. Where a mark is of another text, nothing of it."""
    marks = list(marks)
    if not text:
        return ()
    if section in reader.without:
        return (Piece(is_withheld=True),)
    kept = [each for each in marks if not may_see(each, reader)]
    if kept and any(each.text_is != digest(text) for each in kept):
        return (Piece(is_withheld=True),)
    return tuple(_pieces(text, [each for each in marks if _is_of(each, text)], kept))


def may_see(mark: Mark, reader: Reader) -> bool:
    """Whether a mark lets this reader see the words."""
    if reader.writes:
        return True
    if reader.is_outside:
        return False
    if mark.keeps_out_by_name:
        kept_out = (mark.not_agency and mark.not_agency == reader.agency) or (
            mark.not_person and mark.not_person == reader.person
        )
        return not kept_out
    if mark.victim:
        return mark.victim in reader.knows
    return mark.for_the_lead and reader.leads


def words_of(text: Text) -> str:
    """The same as words alone, for a file: what is withheld is said to be, and what is marked."""
    return "".join(_words(each) for each in text)


def carried(before: str, after: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where marked words are, once their text was changed; an empty span where they are gone.

    Only the middle of the text differs: what comes before it and after it is the same. A mark
    that reaches into the middle withholds all that stands there now, so that no word of what was
    withheld comes out by a change beside it.
    """
    start = _same(before, after)
    room = min(len(before), len(after)) - start
    end = min(room, _same(before[::-1], after[::-1]))
    last, moved = len(before) - end, len(after) - len(before)
    return [_moved(span, start, last, moved) for span in spans]


def _moved(span: tuple[int, int], start: int, last: int, moved: int) -> tuple[int, int]:
    """One span, where the text differs from `start` to `last` and what follows `moved` along."""
    begins, ends = span
    if ends <= start:
        return span
    if begins >= last:
        return begins + moved, ends + moved
    return min(begins, start), max(ends, last) + moved


def _same(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _is_of(mark: Mark, text: str) -> bool:
    return mark.text_is == digest(text)


def _pieces(text: str, marks: Sequence[Mark], kept: Sequence[Mark]) -> Iterable[Piece]:
    """The text cut where marks begin and end; pieces withheld side by side become one."""
    cuts = sorted({0, len(text), *(at for m in marks for at in (m.starts, m.ends))})
    was_withheld = False
    for start, end in pairwise(cuts):
        is_withheld = any(each.starts < end and each.ends > start for each in kept)
        if is_withheld and not was_withheld:
            yield Piece(is_withheld=True)
        if not is_withheld:
            of = [each for each in marks if each.starts < end and each.ends > start]
            why = "; ".join(dict.fromkeys(each.why for each in of if each.why))
            yield Piece(text[start:end], is_marked=bool(of), why=why)
        was_withheld = is_withheld


def _words(piece: Piece) -> str:
    if piece.is_withheld:
        return WITHHELD
    return f"{FROM_HERE}{piece.words}{TO_HERE}" if piece.is_marked else piece.words
