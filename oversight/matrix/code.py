"""What a view or a task can do, read from its source: nothing is run."""

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

Function = ast.FunctionDef
DOCUMENTS = {
    "application/pdf": "PDF",
    "text/csv": "spreadsheet",
    "text/calendar": "calendar",
    "application/json": "data",
    "image/svg": "picture",
    "text/plain": "text",
}
ONLY = {"require_POST": "POST", "require_GET": "GET", "require_safe": "GET"}


def strings_of(view: Callable[..., Any]) -> list[str]:
    """Every text that a view, and each function of its module that it leads to, can speak of."""
    source = inspect.unwrap(view)
    module = inspect.getmodule(source)
    if module is None:
        return []
    functions = _functions(module)
    return [text for name in _reached(source.__name__, functions) for text in
            _strings(functions[name])]  # fmt: skip


def verbs_of(view: Callable[..., Any]) -> str:
    """How a view may be asked, told by its decorators or by whether it reads what is sent."""
    source = inspect.unwrap(view)
    module = inspect.getmodule(source)
    node = _functions(module).get(source.__name__) if module else None
    if node is None or module is None:
        return "GET"
    for decorator in node.decorator_list:
        said = ast.unparse(decorator)
        if said in ONLY:
            return ONLY[said]
        if said.startswith("require_http_methods"):
            return ", ".join(_strings(decorator))
    reached = _reached(source.__name__, _functions(module))
    sent = any("request.POST" in ast.unparse(_functions(module)[name]) for name in reached)
    return "GET, POST" if sent else "GET"


def documents_of(view: Callable[..., Any]) -> list[str]:
    """What a view gives that is no page."""
    said = strings_of(view)
    given = [word for kind, word in DOCUMENTS.items() if any(kind in each for each in said)]
    return [*given, "data"] if "JsonResponse" in inspect.getsource(inspect.unwrap(view)) else given


def templates_of(view: Callable[..., Any]) -> list[str]:
    return sorted({each for each in strings_of(view) if each.endswith(".html")})


@cache
def _functions(module: ModuleType) -> dict[str, Function]:
    tree = ast.parse(inspect.getsource(module))
    return {node.name: node for node in tree.body if isinstance(node, Function)}


def _reached(name: str, functions: dict[str, Function]) -> list[str]:
    found: list[str] = []
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here in functions and here not in found:
            found.append(here)
            waiting += [node.id for node in ast.walk(functions[here]) if isinstance(node, ast.Name)]
    return found


def _strings(node: ast.AST) -> Iterator[str]:
    return (
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )
