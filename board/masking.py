"""Small numbers are not shown to those who may know no one's case (pure).

Whatever is worked out for them is worked out from the numbers that are shown, or else enough
other numbers are hidden that the small one cannot be told from the total.
"""

from collections.abc import Sequence

SMALL = 5
MASK = "fewer than 5"
WITHHELD = "not shown"


def is_small(n: int) -> bool:
    """Whether a count could point at somebody: from 1 to 4. Nought points at nobody."""
    return 0 < n < SMALL


def hidden(counts: Sequence[int]) -> frozenset[int] | None:
    """The places of the counts to hide where their total is shown; None: hide the total too.

    Every small count is hidden. So are as many others, the smallest first, as it takes for no
    hidden count to have one possible value only.
    """
    hide = {place for place, n in enumerate(counts) if is_small(n)}
    others = sorted((n, place) for place, n in enumerate(counts) if n >= SMALL)
    while hide and _gives_away(counts, hide):
        if not others:
            return None
        hide.add(others.pop(0)[1])
    return frozenset(hide)


def _gives_away(counts: Sequence[int], hide: set[int]) -> bool:
    """Whether the total, and knowing which of the hidden are small, fixes one of them."""
    total = sum(counts[place] for place in hide)
    small = sum(is_small(counts[place]) for place in hide)
    large = len(hide) - small
    least, most = small + SMALL * large, (SMALL - 1) * small
    fixed_small = small and _room(1, SMALL - 1, total, least - 1, None if large else most - 4)
    fixed_large = large and _room(SMALL, total, total, least - SMALL, None if large > 1 else most)
    return fixed_small == 1 or fixed_large == 1


def _room(low: int, high: int, total: int, others_least: int, others_most: int | None) -> int:
    """How many values one hidden count could have, given what the others can add up to."""
    lowest = low if others_most is None else max(low, total - others_most)
    return min(high, total - others_least) - lowest + 1
