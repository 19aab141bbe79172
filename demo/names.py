"""Invented names: of the people managed, of their victims, of the staff, and e-mail addresses."""

import re
import unicodedata

# Rocks, plants and weather, with endings that no family has.
_SURNAME_STARTS = (
    "Basalt", "Fern", "Gneiss", "Lichen", "Drizzle", "Shale", "Sorrel", "Cumulo", "Bracken",
    "Feldspar", "Gypsum", "Nimbo", "Teasel", "Marl", "Quartz", "Samphire", "Squall", "Obsidian",
    "Yarrow", "Mizzle", "Tuff", "Sedge", "Dolomite", "Cirro", "Campion", "Zeolite",
)  # fmt: skip
_SURNAME_ENDS = ("hollow", "ine", "drift", "spool", "wrack", "thimble", "ander", "quay")
# Sounds borrowed from many languages, joined as none of them does.
_FORENAME_STARTS = (
    "Tam", "Kes", "Anw", "Jov", "Olu", "Priy", "Mihal", "Siors", "Dagm", "Feroz", "Luzm", "Xiul",
    "Bronw", "Caj", "Eilid", "Gwendr", "Hakur", "Inaz", "Yevk", "Zolt", "Narg", "Rorq", "Vasil",
    "Wambu",
)  # fmt: skip
_FORENAME_ENDS = {
    "male": ("oril", "udan", "isko", "emar", "antu"),
    "female": ("elle", "imra", "onwe", "ashti", "uneth"),
}
# Tools of crafts, so that nobody takes a member of staff for someone who is managed.
_STAFF_STARTS = (
    "Bobbin", "Anvil", "Sextant", "Quill", "Lathe", "Compass", "Trowel", "Spindle", "Bellows",
    "Plumb", "Chisel", "Loom", "Ledger", "Awl", "Kiln", "Thread", "Gimlet", "Vellum",
)  # fmt: skip
_STAFF_ENDS = ("shanks", "feather", "wright", "ferris", "moor", "lattice", "beck", "penny")
# Fruit, and what is done with it, so that a victim is nobody else either.
_VICTIM_STARTS = (
    "Damson", "Medlar", "Quince", "Greengage", "Mulberry", "Sloe", "Bilberry", "Loganberry",
    "Persimmon", "Tayberry", "Apricot", "Kumquat", "Pomelo",
)  # fmt: skip
_VICTIM_ENDS = ("pip", "basket", "glaze", "cordial", "trellis", "ladder", "jar")

SURNAMES = tuple(start + end for start in _SURNAME_STARTS for end in _SURNAME_ENDS)
FORENAMES = {
    sex: tuple(start + end for start in _FORENAME_STARTS for end in ends)
    for sex, ends in _FORENAME_ENDS.items()
}
STAFF_SURNAMES = tuple(start + end for start in _STAFF_STARTS for end in _STAFF_ENDS)
VICTIM_SURNAMES = tuple(start + end for start in _VICTIM_STARTS for end in _VICTIM_ENDS)
# A prime that divides none of the lists, so that the walk meets every pair, neighbours far apart.
STRIDE = 7919


def person_name(number: int, sex: str) -> tuple[str, str]:
    """The surname and forenames of the n-th person; nobody else has both.

    When every pair is taken, people have a second forename; that is enough for three million.
    """
    surname, forename, again = _pair(number, SURNAMES, FORENAMES[sex])
    second = FORENAMES[sex][(number + again) % len(FORENAMES[sex])]
    middle = f" {second}" * bool(again)
    return surname, f"{forename}{middle}"


def staff_name(number: int) -> str:
    """The full name of the n-th member of staff; nobody else has it."""
    forenames = FORENAMES["female" if number % 2 else "male"]
    surname, forename, again = _pair(number, STAFF_SURNAMES, forenames)
    return f"{forename} {surname}" + f" {again + 1}" * bool(again)


def victim_name(number: int) -> str:
    """The full name of the n-th victim or person at risk."""
    forenames = FORENAMES["male" if number % 3 == 0 else "female"]
    surname, forename, again = _pair(number, VICTIM_SURNAMES, forenames)
    return f"{forename} {surname}" + f"-{VICTIM_SURNAMES[again]}" * bool(again)


def email(name: str, agency: str) -> str:
    """The address of a member of staff at an agency, under a domain that can never exist."""
    return f"{slug(name).replace('-', '.')}@{slug(agency)}.example"


def slug(words: str) -> str:
    """The words in small letters, digits and hyphens, fit for a domain."""
    plain = unicodedata.normalize("NFKD", words.replace("'", "")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _pair(
    number: int, surnames: tuple[str, ...], forenames: tuple[str, ...]
) -> tuple[str, str, int]:
    """The n-th pair of a walk that visits each once before any again, and which round it is."""
    pairs = len(surnames) * len(forenames)
    again, place = divmod(number, pairs)
    forename, surname = divmod(place * STRIDE % pairs, len(surnames))
    return surnames[surname], forenames[forename], again
