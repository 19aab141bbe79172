"""A plot as SVG: groups of bars on a scale of powers of ten."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from pathlib import Path

from .results import FOLDER

WIDTH, HEIGHT, MARGIN = 860, 420, 60
COLOURS = ("#1d70b8", "#5694ca", "#b1b4b6", "#d4351c")


def bars(
    name: str, groups: Sequence[str], series: Mapping[str, Sequence[float]], unit: str = "ms"
) -> Path:
    """For each group, a bar of each series, above one another on a logarithmic axis."""
    everything = [value for values in series.values() for value in values]
    low, high = floor(log10(min(everything))), ceil(log10(max(everything)))

    def y(value: float) -> float:
        return HEIGHT - MARGIN - (log10(value) - low) / (high - low) * (HEIGHT - 2 * MARGIN)

    parts = []
    for power in range(low, high + 1):
        at = y(10**power)
        parts.append(f'<path d="M{MARGIN} {at:.1f}H{WIDTH - 10}" stroke="#dee0e2"/>')
        parts.append(_words(MARGIN - 6, at + 4, f"{10**power:g}", "end"))
    wide = (WIDTH - MARGIN - 10) / len(groups)
    thick = wide * 0.8 / len(series)
    for place, group in enumerate(groups):
        left = MARGIN + place * wide
        parts.append(_words(left + wide / 2, HEIGHT - MARGIN + 18, group, "middle"))
        for number, values in enumerate(series.values()):
            start, top = left + wide * 0.1 + number * thick, y(values[place])
            parts.append(_box(start, top, thick * 0.9, HEIGHT - MARGIN - top, COLOURS[number]))
    for number, label in enumerate(series):
        start = MARGIN + number * 150
        parts.append(_box(start, 16, 12, 12, COLOURS[number]))
        parts.append(_words(start + 18, 27, f"{label}, {unit}", "start"))
    return _written(name, parts)


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    size = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {size} fill="{colour}"/>'


def _words(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def _written(name: str, parts: Sequence[str]) -> Path:
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.svg"
    start = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="sans-serif" font-size="13" role="img">'
    )
    path.write_text("\n".join([start, _box(0, 0, WIDTH, HEIGHT, "#fff"), *parts, "</svg>"]) + "\n")
    return path
