"""The files of the pinned front-end packages that a browser is sent, and no others.

The packages hold much more: sources, source maps, and the typeface, crest and crown that only
gov.uk may use. What is not named here is neither served nor collected.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core import checks
from django.core.files.storage import FileSystemStorage

PACKAGES = Path(__file__).resolve().parent.parent / "node_modules"

# name under /static/ -> folder of the package, files in it
SERVED: dict[str, tuple[Path, list[str]]] = {
    "govuk-frontend": (
        PACKAGES / "govuk-frontend/dist/govuk",
        [
            "govuk-frontend.min.css",
            "govuk-frontend.min.css.map",
            "govuk-frontend.min.js",
            "govuk-frontend.min.js.map",
        ],
    ),
    "moj": (
        PACKAGES / "@ministryofjustice/frontend/moj",
        [
            "moj-frontend.min.css",
            "moj-frontend.min.css.map",
            "moj-frontend.min.js",
            "moj-frontend.min.js.map",
            "assets/images/icon-tag-remove-cross.svg",
            "assets/images/icon-tag-remove-cross-white.svg",
        ],
    ),
    "htmx": (PACKAGES / "htmx.org/dist", ["htmx.min.js"]),
    "charts": (PACKAGES / "echarts/dist", ["echarts.common.min.js"]),
}


class Packages(BaseFinder):
    """Finds them where npm put them: STATICFILES_FINDERS names this class."""

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:  # noqa: ARG002
        missing = [name for name, path in self._paths() if not path.is_file()]
        words = f"Front-end packages are missing ({', '.join(missing)}): run make setup."
        return [checks.Warning(words, id="govuk.W001")] if missing else []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: ARG002, FBT001, FBT002
        found = [str(held) for name, held in self._paths() if name == path and held.is_file()]
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:  # noqa: ARG002
        for prefix, (folder, names) in SERVED.items():
            storage = FileSystemStorage(location=folder)
            storage.prefix = prefix  # type: ignore[attr-defined]
            yield from ((name, storage) for name in names if (folder / name).is_file())

    @staticmethod
    def _paths() -> Iterator[tuple[str, Path]]:
        for prefix, (folder, names) in SERVED.items():
            yield from ((f"{prefix}/{name}", folder / name) for name in names)
