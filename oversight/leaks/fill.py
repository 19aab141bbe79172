"""What to send with a form that was found on a page (pure)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from .reading import FoundForm

A_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORDS = "Typed by the check for leaks."
Sent = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Foreign:
    """What somebody might try who knows of a case that is not theirs: its key, a name, a number."""

    key: UUID
    name: str
    number: str


def ways(form: FoundForm, foreign: Foreign, *, year: int) -> Iterator[tuple[str, Sent]]:
    """Ways to send a form, each with a name and unlike the others: as meant, and as an intruder."""
    all_of_them: dict[str, Sent] = {
        "filled": _sent(form, year=year),
        "other choices": _sent(form, year=year, choice=-1),
        "by name": _sent(form, year=year, text=foreign.name),
        "by number": _sent(form, year=year, text=foreign.number),
        "other keys": _with_key(_sent(form, year=year), str(foreign.key)),
        "junk": {name: "%00'\"<junk>" for name, _, _ in form.fields},
    }
    sent_before: list[Sent] = []
    for way, sent in all_of_them.items():
        if sent not in sent_before:
            sent_before.append(sent)
            yield way, sent


def _sent(form: FoundForm, *, year: int, text: str = "", choice: int = 0) -> Sent:
    sent: Sent = {}
    for name, sort, value in form.fields:
        choices = [each for each in form.choices.get(name, []) if each]
        if choices:
            sent[name] = choices[choice]
        elif sort == "hidden" or (sort in {"submit", "button"} and name not in sent):
            sent[name] = value
        elif sort not in {"submit", "button"}:
            sent[name] = text or value or _plausible(name, sort, year)
    return sent


def _plausible(name: str, sort: str, year: int) -> str:
    """Something that a field of this name may take: dates are made to lie ahead."""
    ends = {"_day": "3", "_month": "6", "_year": str(year + 1)}
    for ending, value in ends.items():
        if name.endswith(ending):
            return value
    if sort == "number" or "minutes" in name:
        return "30"
    if sort == "email":
        return "nobody@mappa.example"
    return "9:30am" if name in {"at", "time"} or name.endswith("_time") else WORDS


def _with_key(sent: Mapping[str, str | list[str]], key: str) -> Sent:
    """The same with another record's key wherever there was one."""
    return {name: A_KEY.sub(key, value) if isinstance(value, str) else value
            for name, value in sent.items()}  # fmt: skip
