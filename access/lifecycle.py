"""What can happen next: a table of steps."""

from collections.abc import Collection, Iterator

Step = tuple[str, Collection[str], str]


class NotPossible(Exception):
    """It cannot happen to the record as it is now; the message says why, in a sentence."""


class Lifecycle:
    """The life of a record: each row is a step, the statuses it leaves, the status it reaches."""

    def __init__(self, *steps: Step) -> None:
        self.steps = {name: (frozenset(leaves), reaches) for name, leaves, reaches in steps}
        if len(self.steps) != len(steps):
            raise ValueError("A step is named twice.")

    def after(self, step: str, status: str) -> str:
        """Answer the status that the step reaches, or raise NotPossible."""
        leaves, reaches = self.steps[step]
        if status not in leaves:
            raise NotPossible(f"This is no longer possible: it is now {_words(status)}.")
        return reaches

    def possible(self, status: str) -> list[str]:
        """The steps that can be taken from this status, in the table's order."""
        return [step for step, (leaves, _) in self.steps.items() if status in leaves]

    def __iter__(self) -> Iterator[tuple[str, frozenset[str], str]]:
        for step, (leaves, reaches) in self.steps.items():
            yield step, leaves, reaches


def _words(status: str) -> str:
    label = getattr(status, "label", str(status))
    return str(label).replace("_", " ").lower()
