"""A plot as SVG: groups of bars on a scale of powers of ten."""

from math import ceil, floor, log10
from pathlib import Path

from .results import FOLDER

WIDTH, HEIGHT, MARGIN = 860, 420, 60
COLOURS = ("#1d70b8", "#5694ca", "#b1b4b6", "#d4351c")


def bars(name: str, groups: list[str], series: dict[str, list[float]], unit: str = "ms") -> Path:
    """For each group, a bar of each series; the axis is logarithmic."""
    everything = [value for values in series.values() for value in values]
    low, high = floor(log10(min(everything))), ceil(log10(max(everything)))

    def y(value: float) -> float:
        return HEIGHT - MARGIN - (log10(value) - low) / (high - low) * (HEIGHT - 2 * MARGIN)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="13" role="img">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for power in range(low, high + 1):
        line = y(10**power)
        parts.append(f'<path d="M{MARGIN} {line:.1f}H{WIDTH - 10}" stroke="#dee0e2"/>')
        parts.append(f'<text x="{MARGIN - 6}" y="{line + 4:.1f}" text-anchor="end">{10**power:g}</text>')
    wide = (WIDTH - MARGIN - 10) / len(groups)
    each = wide * 0.8 / len(series)
    for place, group in enumerate(groups):
        left = MARGIN + place * wide
        parts.append(
            f'<text x="{left + wide / 2:.1f}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle">{group}</text>'
        )
        for number, values in enumerate(series.values()):
            top = y(values[place])
            parts.append(
                f'<rect x="{left + wide * 0.1 + number * each:.1f}" y="{top:.1f}" width="{each * 0.9:.1f}"'
                f' height="{HEIGHT - MARGIN - top:.1f}" fill="{COLOURS[number]}"/>'
            )
    for number, label in enumerate(series):
        x = MARGIN + number * 150
        parts.append(f'<rect x="{x}" y="16" width="12" height="12" fill="{COLOURS[number]}"/>')
        parts.append(f'<text x="{x + 18}" y="27">{label}, {unit}</text>')
    path = FOLDER / f"{name}.svg"
    FOLDER.mkdir(exist_ok=True)
    path.write_text("\n".join([*parts, "</svg>"]) + "\n")
    return path
