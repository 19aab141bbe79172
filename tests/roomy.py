"""A pytest plugin: each test has room to call as deep as it likes without asking for more.

CPython 3.11 keeps the frames of calls in chunks of 16 KB, asks the system for the next one and
gives it back at once. A loop that calls across such a border does so each time round, which was a
tenth and more of all the time that the tests took. A frame that says it needs much gets one big
chunk, and what is called from it lives in the other half.
"""

from typing import Any

import pytest
from _pytest import runner

WORDS = 70_000  # of 8 bytes: a little more than half a megabyte, so that the chunk is of one


def _run(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    return runner.pytest_runtest_protocol(item, nextitem)


_run.__code__ = _run.__code__.replace(co_stacksize=WORDS)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Any:
    """What pytest does itself, from there."""
    return _run(item, nextitem)
