"""The typefaces documents are set in, and which characters they can show."""

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import typst

FOLDER = Path(__file__).resolve().parent / "fonts"
FALLBACK = FOLDER / "DejaVuSans.ttf"  # far more characters than the face that is read


@cache
def fonts() -> typst.Fonts:
    """Ours and no others: a document looks the same on every machine."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER]
    )


@cache
def shown() -> frozenset[int]:
    """The code points that the fallback can show; the other faces can show hardly any more."""
    data = FALLBACK.read_bytes()
    return frozenset(point for table in _tables(data) for point in _points(data, table))


def _tables(data: bytes) -> Iterator[int]:
    """Where the font's maps from characters to shapes begin (OpenType specification, "cmap")."""
    (tables,) = struct.unpack_from(">H", data, 4)
    found = (struct.unpack_from(">4s4xL", data, 12 + 16 * at) for at in range(tables))
    cmap = next(offset for tag, offset in found if tag == b"cmap")
    (maps,) = struct.unpack_from(">H", data, cmap + 2)
    for at in range(maps):
        yield cmap + struct.unpack_from(">4xL", data, cmap + 4 + 8 * at)[0]


def _points(data: bytes, table: int) -> Iterator[int]:
    """The characters of a map in format 12, which holds every one of them; of others, none."""
    (form,) = struct.unpack_from(">H", data, table)
    if form != 12:  # noqa: PLR2004
        return
    (groups,) = struct.unpack_from(">L", data, table + 12)
    for at in range(groups):
        first, last = struct.unpack_from(">LL", data, table + 16 + 12 * at)
        yield from range(first, last + 1)
