"""The letters that stand for people's names: A to Z, then AA, AB and so on (pure)."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letter(number: int) -> str:
    """The letter of the n-th, counted from 1."""
    before, place = divmod(number - 1, len(LETTERS))
    return (letter(before) if before else "") + LETTERS[place]
