"""Every address there is, found from the table of addresses itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Address:
    """One line of the table: its name, the action its view performs, and on what."""

    name: str
    route: str
    action: str
    model: Any
    parts: tuple[str, ...]  # the names of what the address takes
    view: Any

    def path(self, key: Any) -> str | None:
        """The address for a key, or None where the address cannot hold such a key."""
        try:
            return reverse(self.name, kwargs=dict.fromkeys(self.parts, key))
        except NoReverseMatch:
            return None


def addresses() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_below(get_resolver(), "", ""))


def _below(resolver: URLResolver, route: str, space: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _below(entry, here, inner)
        else:
            yield _address(entry, here, space)


def _address(entry: URLPattern, route: str, space: str) -> Address:
    view = entry.callback
    return Address(
        name=space + (entry.name or entry.lookup_str),
        route=f"/{route}",
        action=getattr(view, "action", ""),
        model=getattr(view, "model", None),
        parts=tuple(entry.pattern.converters),
        view=view,
    )
