"""The house rules that a machine can check; CONTRIBUTING.md gives the reasons."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from access.policy import POLICY
from access.rows import NobodyAlone, Share, Shared

ROOT = Path(__file__).resolve().parents[2]
OURS = [ROOT / app for app in settings.OUR_APPS] + [ROOT / "mappa"]
KNOWN_PUBLIC = {
    "agencies.views.second_factor",
    "agencies.views.sign_in",
    "agencies.views.single_sign_on",
    "agencies.views.typed_text",
    "mappa.health",
    "notices.views",
}


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def files(*names: str) -> list[Path]:
    """Our modules of these names, whether a module or a package of them."""
    found = []
    for app in OURS:
        for name in names:
            found += [app / f"{name}.py"] if (app / f"{name}.py").exists() else []
            found += sorted((app / name).glob("*.py"))
    return found


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


ALL = list(patterns(get_resolver()))


@pytest.mark.parametrize("pattern", ALL, ids=lambda pattern: pattern.lookup_str)
def test_every_view_has_a_guard(pattern):
    action = getattr(pattern.callback, "action", None)
    assert action in {*POLICY, "public"}
    if action == "public":
        assert pattern.callback.__module__ in KNOWN_PUBLIC
        assert pattern.callback.reason


@pytest.mark.parametrize("pattern", ALL, ids=lambda pattern: pattern.lookup_str)
def test_a_key_in_a_url_is_the_guards_to_load(pattern):
    """A view with a key in its address is handed the record; no second key goes past the guard."""
    keys = set(pattern.pattern.converters)
    model = getattr(pattern.callback, "model", None)
    assert ("pk" in keys) is (model is not None)
    assert keys <= {"pk", "key"}
    assert all(
        type(each).__name__ != "IntConverter" for each in pattern.pattern.converters.values()
    )


@pytest.mark.parametrize("path", files("views", "pages", "forms"), ids=short)
def test_views_reach_records_only_through_visible_to(path):
    """Of a model that is shared, only `visible_to` may be asked, and only its rows."""
    shared = {model.__name__ for model in apps.get_models() if issubclass(model, Shared)}
    tree = ast.parse(path.read_text())
    through = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "visible_to"
    }
    reached = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_base_manager", "_default_manager"}
        and id(node) not in through
        and ast.unparse(node.value) in shared
    ]
    assert reached == []


@pytest.mark.parametrize("path", files("services"), ids=short)
def test_services_say_what_they_promise_and_are_told_who_and_when(path):
    for node in ast.parse(path.read_text()).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        assert ast.get_docstring(node), f"{node.name} does not say what it promises"
        told = {argument.arg for argument in node.args.kwonlyargs}
        positional = [argument.arg for argument in node.args.args]
        if "actor" in told | set(positional):
            assert "actor" in told, f"{node.name} takes the actor by keyword"
            assert {"at", "on"} & told, f"{node.name} is told the time"


@pytest.mark.parametrize("path", files("services"), ids=short)
def test_services_do_not_look_at_the_clock(path):
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    ]
    assert not {"now", "timezone.now", "datetime.now", "date.today"} & set(calls)
    assert "localdate" not in [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and not node.args
    ]


# Attributes of elements, not arguments of macros: a macro's argument stands in braces.
BRACES = re.compile(r"{[{%#].*?[%#}]}", re.DOTALL)
FORBIDDEN = re.compile(r"\son\w+=|\sstyle=|<style|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=short)
def test_templates_hold_no_script_no_style_and_trust_no_text(path):
    text = path.read_text()
    assert not FORBIDDEN.search(BRACES.sub("", text))
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup\(", text)


@pytest.mark.parametrize("app", OURS, ids=short)
def test_every_module_says_what_it_is_about(app):
    silent = [
        short(path)
        for path in app.rglob("*.py")
        if "migrations" not in path.parts
        and path.read_text().strip()
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_a_shared_record_is_named_by_nothing_that_says_whose_it_is():
    """What str() gives reaches logs and error reports."""
    for model in apps.get_models():
        if issubclass(model, Shared) and model.__name__ == "Nominal":
            assert str(model(surname="Fernhollow", forenames="Ash", reference="FE26/1")) == "FE26/1"


def test_each_record_that_carries_shares_has_both_of_guardians_tables():
    tables = {Share: set(), NobodyAlone: set()}
    for model in apps.get_models():
        for kind, of in tables.items():
            if issubclass(model, kind):
                of.add(model._meta.get_field("content_object").related_model)
    carriers = {
        model for model in apps.get_models() if issubclass(model, Shared) and "pk" in model.follows
    }
    assert tables[Share] == tables[NobodyAlone] == carriers
