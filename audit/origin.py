"""Where what is done comes from: said once for each request, and asked by the trail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_said: ContextVar[Callable[[], str] | None] = ContextVar("came_from", default=None)


@contextmanager
def coming_from(say: Callable[[], str]) -> Iterator[None]:
    """What is written in the trail until the block ends came from there.

    It is asked at each event, since somebody who signs in goes on under another session.
    """
    before = _said.set(say)
    try:
        yield
    finally:
        _said.reset(before)


def came_from() -> str:
    """Where what is being done comes from; nothing where no request asked for it."""
    say = _said.get()
    return say() if say else ""
