"""Where the front-end packages that package-lock.json pins keep what the browser is sent."""

from pathlib import Path

PACKAGES = Path(__file__).resolve().parent.parent / "node_modules"

STATICFILES_DIRS: list[tuple[str, Path]] = [
    ("govuk-frontend", PACKAGES / "govuk-frontend" / "dist" / "govuk"),
    ("moj", PACKAGES / "@ministryofjustice" / "frontend" / "moj"),
    ("htmx", PACKAGES / "htmx.org" / "dist"),
    ("charts", PACKAGES / "echarts" / "dist"),
]
