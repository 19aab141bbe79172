"""Which module renders each template, or which template it is a part of."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

ANY = "\0"  # stands for what is only known when the page is made
REFERS = re.compile(r"""{%-?\s*(?:extends|include|import|from)\s+"([^"]+)\"""")


def templates() -> dict[str, list[str]]:
    """Every template of ours, and what uses it: pages are named by the module that renders them."""
    folder = Path(settings.BASE_DIR) / "templates"
    every = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*.html"))}
    users: dict[str, set[str]] = defaultdict(set)
    for module, names in _said_by_modules():
        for pattern in names:
            for name in (each for each in every if re.fullmatch(pattern, each)):
                users[name].add(module)
    for name, path in every.items():
        for used in REFERS.findall(path.read_text()):
            users[used].add(name)
    return {name: sorted(users[name]) for name in every}


def _said_by_modules() -> Iterator[tuple[str, set[str]]]:
    """For each module of ours, the templates that it names, as patterns."""
    root = Path(settings.BASE_DIR)
    ours = [config.path for config in apps.get_app_configs() if Path(config.path).parent == root]
    for folder in sorted({*ours, str(root / "mappa")}):
        for path in sorted(Path(folder).rglob("*.py")):
            text = path.read_text()
            if ".html" in text:
                module = ".".join(path.relative_to(root).with_suffix("").parts)
                yield module, {*_names(ast.parse(text))}


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            name = "".join(
                str(each.value) if isinstance(each, ast.Constant) else ANY for each in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            name = node.value
        else:
            continue
        if name.endswith(".html") and not name.startswith(ANY):
            yield re.escape(name).replace(re.escape(ANY), "[^/]+")
