"""Looking an answer through for what this visitor's shares do not open."""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from access.locks import acting_as
from agencies.models import Agency, Area, Person

from .door import Answer, Visitor
from .facts import Facts
from .fill import A_KEY
from .identities import BORN, FAULT, KEY, date_fields, protected, text_fields
from .reading import BODY, MESSAGE, NAMELESS, Unreadable, steady, texts_of
from .words import Words, words_of

NAMES_OF_EVERYONE = (Person, Agency, Area)  # who works with MAPPA is no secret here
# The demonstration's mailbox stands for everybody's, so it shows where the messages of all lead.
SHOWS_KEYS = frozenset({"notices:delivered"})
FORMS_OF_DATES = ("%d %B %Y", "%d %b %Y", "%Y %m %d", "%d %m %Y")


@dataclass(frozen=True, slots=True)
class Found:
    """Where something was, as which role and of what sort: never what it was."""

    address: str
    verb: str
    role: str
    place: str
    sort: str
    mark: str


def marked(*said: object) -> str:
    """A keyed hash: the same thing has the same mark, and the mark says nothing without the key."""
    key = f"leak finding {settings.SECRET_KEY}".encode()
    return hmac.new(key, "|".join(map(str, said)).encode(), hashlib.sha256).hexdigest()[:32]


class Judge:
    """Reads what one visitor was answered."""

    def __init__(self, facts: Facts, visitor: Visitor, found: Counter[Found]) -> None:
        self.facts, self.visitor, self.found = facts, visitor, found
        self._known: dict[Words, bool] = {}
        self._read: set[int] = set()

    def note(self, address: str, verb: str, sort: str) -> None:
        """Write down something that is not a matter of words."""
        self.found[Found(address, verb, self.visitor.role, BODY, sort, marked(sort, address))] += 1

    def look(self, address: str, verb: str, answer: Answer, *, typed: str) -> None:
        """Find what is there and should not be. What the visitor typed is theirs to read back."""
        said = f" {' '.join(words_of(typed))} "
        try:
            for place, text in self._texts(answer):
                for sort, about in self._wrong(place, text, said):
                    if sort == KEY and address in SHOWS_KEYS:
                        continue
                    found = Found(address, verb, self.visitor.role, place, sort, marked(*about))
                    self.found[found] += 1
        except Unreadable:
            self.note(address, verb, FAULT)

    def _texts(self, answer: Answer) -> Iterator[tuple[str, str]]:
        known = hash((steady(answer.content), tuple(sorted(answer.headers.items()))))
        if known not in self._read:
            self._read.add(known)
            yield from texts_of(answer.kind, answer.content, answer.headers)
        if answer.onward:
            yield from self._texts(answer.onward)
        yield from ((MESSAGE, letter) for letter in answer.letters)

    def _wrong(self, place: str, text: str, typed: str) -> Iterator[tuple[str, Words]]:
        for words in self.facts.phrases.within(text):
            if f" {' '.join(words)} " not in typed and not self._may_stand(words, place):
                yield next(iter(self.facts.holders[words].values())), words
        for found in {*A_KEY.findall(text)}:
            keys = self.facts.with_key(UUID(found))
            opened = any(self.facts.is_open(key, self.visitor.who) for key in keys)
            if keys and not opened and f" {' '.join(words_of(found))} " not in typed:
                yield KEY, (found,)

    def _may_stand(self, words: Words, place: str) -> bool:
        """Whether it is open to the visitor; in some places nobody is named, whoever reads."""
        if place not in NAMELESS and self._is_open(words):
            return True
        if words not in self._known:
            self._known[words] = self._is_public(words) or (
                place not in NAMELESS and self._is_also_said_in_the_open(words)
            )
        return self._known[words]

    def _is_open(self, words: Words) -> bool:
        holders = self.facts.holders[words]
        return any(self.facts.is_open(key, self.visitor.who) for key in holders)

    def _is_public(self, words: Words) -> bool:
        """A person who works with MAPPA, an agency or an area may be called the same."""
        said = _as_pattern(words)
        models: tuple[Any, ...] = NAMES_OF_EVERYONE
        return any(model._base_manager.filter(name__iregex=said).exists() for model in models)

    def _is_also_said_in_the_open(self, words: Words) -> bool:
        """Whether a record that is open to the visitor says the same: one case may name another."""
        if self.visitor.actor is None:
            return False
        sorts, day = {*self.facts.holders[words].values()}, _as_date(words)
        with acting_as(self.visitor.actor):
            for model in protected():
                label = model._meta.label_lower
                asked = Q(pk=None)
                for name in text_fields(model):
                    asked |= Q(**{f"{name}__iregex": _as_pattern(words)})
                for name in date_fields(model) if BORN in sorts and day else ():
                    asked |= Q(**{name: day})
                rows = model._base_manager.filter(asked).values_list("pk", flat=True)
                if any(self.facts.is_open((label, pk), self.visitor.who) for pk in rows):
                    return True
        return False


def _as_pattern(words: Words) -> str:
    return rf"\y{'[^[:alnum:]]+'.join(re.escape(word) for word in words)}\y"


def _as_date(words: Words) -> date | None:
    for form in FORMS_OF_DATES:
        try:
            return datetime.strptime(" ".join(words), form).date()  # noqa: DTZ007 (a day, no hour)
        except ValueError:
            continue
    return None
