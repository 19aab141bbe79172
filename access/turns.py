"""Acting as the service of one area after another, so that none waits for what is wrong in one."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from celery.exceptions import SoftTimeLimitExceeded

from .actor import Actor
from .locks import acting_as

log = logging.getLogger(__name__)
Turn = Callable[[Actor], AbstractContextManager[None]]


class LeftOut(RuntimeError):
    """Something went wrong in an area or more: what, is in the log."""


@contextmanager
def turns() -> Iterator[Turn]:
    """A turn for each area, in a transaction of its own, as its service.

    What goes wrong in one is undone there and logged. The others have their turn all the same;
    then LeftOut is raised, so that a task that left somebody out is seen to have failed.
    """
    left_out = 0

    @contextmanager
    def turn(actor: Actor) -> Iterator[None]:
        nonlocal left_out
        try:
            with acting_as(actor):
                yield
        except SoftTimeLimitExceeded:  # nobody else has any time either
            raise
        except Exception:
            log.exception("Left out: the area %s", actor.area_id)
            left_out += 1

    yield turn
    if left_out:
        raise LeftOut(f"Areas left out, each with its reason in the log: {left_out}")
