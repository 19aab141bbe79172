"""Reading the tables of docs/access-matrix.md."""

from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "access-matrix.md"


def table(heading: str) -> dict[str, dict[str, str]]:
    """The table under a heading: row -> column -> cell, as it is written."""
    lines = DOCUMENT.read_text().split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0].splitlines()
    rows = [_cells(line) for line in lines if line.startswith("|")]
    columns, body = rows[0][1:], rows[2:]
    return {row[0].strip("`"): dict(zip(columns, row[1:], strict=True)) for row in body}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
