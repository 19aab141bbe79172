"""Numbers in words, less those too small to show to whoever is looking (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from board.masking import MASK, hidden, is_small
from board.periods import Share
from govuk.words import thousands

NONE = "None"
WITHHELD = "Not shown"
OF_FEW = "Of fewer than 5"


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers are shown to one reader: every one of them, or none from 1 to 4."""

    are_exact: bool

    def shows(self, n: int) -> bool:
        return self.are_exact or not is_small(n)

    def count(self, n: int) -> str:
        return thousands(n) if self.shows(n) else MASK

    def total(self, counts: Iterable[int]) -> int:
        """The sum of those that are shown, so that it gives none of the others away."""
        return sum(n for n in counts if self.shows(n))

    def sum(self, shares: Iterable[Share]) -> Share:
        """Those that are shown, as one share."""
        shown = [share for share in shares if self.shows(share.of)]
        return Share(sum(share.done for share in shown), sum(share.of for share in shown))

    def percent(self, share: Share) -> str:
        if not self.shows(share.of):
            return OF_FEW
        return NONE if share.percent is None else f"{share.percent}%"

    def share(self, share: Share) -> str:
        """92% of 148."""
        words = self.percent(share)
        return f"{words} of {thousands(share.of)}" if words.endswith("%") else words

    def quarters(self, shares: Sequence[Share]) -> tuple[list[Share | None], Share | None]:
        """The quarters and the year that they make; None is one withheld to hide another."""
        year = Share(sum(share.done for share in shares), sum(share.of for share in shares))
        hide = frozenset[int]() if self.are_exact else hidden([share.of for share in shares])
        if hide is None:
            return list(shares), None
        withheld = {n for n in hide if self.shows(shares[n].of)}
        return [None if n in withheld else share for n, share in enumerate(shares)], year
