"""One visitor's way through the product: where to go, what to ask there, what to compare."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError

from access.actor import Actor
from access.locks import acting_as
from nominals.models import Nominal

from .door import Answer, Door, Visitor, undone
from .effort import Effort, Report
from .facts import Facts, Key
from .fill import A_KEY, Foreign, ways
from .identities import EXISTENCE, FAULT, NAME, REFERENCE
from .inventory import VERBS, Address
from .judge import Judge
from .reading import FoundForm, leads_of, steady
from .twin import add_twin

ABSENT = UUID("00000000-0000-4000-8000-00000000ab5e")
INSIDE, OUTSIDE, NOTHING, ELSEWHERE = "inside", "outside", "absent", "other kind"
FEW = 3  # people who open each page that they can: unless all is asked, when everyone does
UNUSUAL = tuple(verb for verb in VERBS if verb not in {"GET", "POST"})
COMPARED = ("text/html", "text/csv", "text/calendar", "application/json")


class Round:
    """One visitor's way through the whole product."""

    def __init__(
        self,
        facts: Facts,
        visitor: Visitor,
        service: Actor,
        at: datetime,
        effort: Effort,
        report: Report,
    ) -> None:
        self.facts, self.visitor, self.service = facts, visitor, service
        self.at, self.effort, self.report = at, effort, report
        self.door = Door(visitor, service)
        self.judge = Judge(facts, visitor, report.found)
        self._closed: dict[Any, list[UUID]] = {}
        self.foreign = self._foreign()
        of_cases = facts.of(Nominal)
        self.sees_cases = any(facts.is_open(each.key, visitor.who) for each in of_cases)
        self.steady: dict[str, tuple[Address, str]] = {}
        self.absent: dict[str, tuple[int, str]] = {}

    def __str__(self) -> str:
        return str(self.visitor.actor.appointment_id if self.visitor.actor else self.visitor.role)

    def among(self, few: int, *about: object) -> bool:
        """Whether this visitor is to try this: everyone, or the first few who can.

        Of those who see no case, half as many; for one alone, only if nobody else has tried.
        """
        tried = self.report.tried
        by_others, few = tried[True, *about], few * self.effort.times
        most = few if self.sees_cases else few // 2 or int(not by_others)
        tried[self.sees_cases, *about] += 1
        return self.effort.thorough or tried[self.sees_cases, *about] <= most

    def visit(self, address: Address) -> None:
        """Everything about one address that this visitor is to try."""
        if self.effort.is_over:
            self.report.complete = False
            return
        self.report.addresses.add(address.name)
        if address.route in settings.PATHS_WITHOUT_DATABASE and not self.among(1, address.name):
            return
        for reach, path in self._places(address):
            if reach != INSIDE:
                self._outside(address, path, reach)
            elif self.among(FEW, address.name):
                self._inside(address, path)
            self._unusual(address, path, reach)

    # Where to go

    def _places(self, address: Address) -> Iterator[tuple[str, str]]:
        """The address for records that this visitor sees, does not see, and that are not."""
        if not address.parts:
            yield INSIDE, address.path(None) or "/"
            return
        for reach, key in self._keys(address):
            path = address.path(key)
            if path:
                yield reach, path

    def _keys(self, address: Address) -> Iterator[tuple[str, Any]]:
        if address.model is None:
            yield INSIDE, "junk"
            yield INSIDE, ABSENT
            return
        yield from ((INSIDE, key) for key in self._open_to_visitor(address))
        closed = self._closed_to_visitor(address.model)
        if closed and self.among(2, address.name, OUTSIDE):
            many = 5 if self.effort.thorough else 1
            chosen = self.effort.shuffled(closed, self.visitor.role, address.name)[:many]
            yield from ((OUTSIDE, key) for key in chosen)
        if self.among(1, address.name, NOTHING):
            yield NOTHING, ABSENT
            yield from ((ELSEWHERE, key) for key in self._of_another_kind(address.model))

    def _open_to_visitor(self, address: Address) -> Iterator[UUID]:
        """One record for each stage of its life, since each shows another page."""
        if not address.model.follows:
            yield from self._unshared(address.model)[0]
            return
        by_status: dict[str, UUID] = {}
        for record in self.facts.of(address.model):
            if self.facts.is_open(record.key, self.visitor.who):
                by_status.setdefault(record.status, record.key[1])
        for number, status in enumerate(self.effort.shuffled(by_status, address.name)):
            if self.among(2, address.name, status) or not number:
                yield by_status[status]

    def _closed_to_visitor(self, model: Any) -> list[UUID]:
        if not model.follows:
            return self._unshared(model)[1]
        if model not in self._closed:
            who, rows = self.visitor.who, self.facts.of(model)
            self._closed[model] = [r.key[1] for r in rows if not self.facts.is_open(r.key, who)]
        return self._closed[model]

    def _unshared(self, model: Any) -> tuple[list[UUID], list[UUID]]:
        """Of records that are one person's or one role's own: theirs, and others'."""
        mine: list[UUID] = []
        if self.visitor.actor:
            with acting_as(self.visitor.actor):
                seen = model.objects.visible_to(self.visitor.actor)
                mine = list(seen.values_list("pk", flat=True)[:2])
        with acting_as(self.service):
            others = model._base_manager.exclude(pk__in=mine).values_list("pk", flat=True)[:2]
            return mine, list(others)

    def _of_another_kind(self, model: Any) -> Iterator[UUID]:
        others = self.facts.of_other_kinds(model)
        if others:
            yield others[self.effort.pick(len(others), self.visitor.role, model)].key[1]

    # What to ask there

    def _inside(self, address: Address, path: str) -> None:
        answer = self._ask(address, "GET", path)
        if answer.leads_to and getattr(address.view, "after", None) and self.visitor.actor:
            self._pass_the_gate(answer.leads_to)
            answer = self._ask(address, "GET", path)
        if answer.status == 405:  # noqa: PLR2004 (a page that is only sent to)
            self._ask(address, "POST", path, {})
            return
        if answer.status != 200:  # noqa: PLR2004
            return
        if answer.kind.startswith(COMPARED):
            self.steady[path] = address, steady(answer.content)
        if "html" in answer.kind:
            self._follow(address, path, answer.content)

    def _pass_the_gate(self, gate: str) -> None:
        """Do what a page asks for before it opens, such as accepting the statement."""
        shown = self.door.ask("GET", gate)
        forms = leads_of(shown.content).forms if "html" in shown.kind else []
        for form in forms:
            target = form.action or gate
            if form.method == "post" and urlsplit(target).path == urlsplit(gate).path:
                self.door.keep(target, next(ways(form, self.foreign, year=self.at.year))[1])

    def _follow(self, address: Address, path: str, content: bytes) -> None:
        """The links with a query, the forms, and the part of the page that htmx asks for."""
        leads = leads_of(content)
        if b"hx-get" in content and self.among(2, address.name, "htmx"):
            self._ask(address, "GET", path, headers={"HX-Request": "true"})
        for link in leads.links:
            self._follow_query(address, path, link)
        for form in leads.forms:
            if form.method == "post":
                self._send(address, path, form)
            else:
                self._filter(address, path, form)

    def _follow_query(self, address: Address, path: str, link: str) -> None:
        """A link of this page to itself, with other filters, another order, another place."""
        parts = urlsplit(link)
        if not parts.query or parts.path not in {"", path}:
            return
        if not self.among(2, address.name, *sorted(name for name, _ in parse_qsl(parts.query))):
            return
        target = f"{path}?{parts.query}"
        answer = self._ask(address, "GET", target)
        if answer.status == 200 and "html" in answer.kind:  # noqa: PLR2004
            self.steady[target] = address, steady(answer.content)

    def _filter(self, address: Address, path: str, form: FoundForm) -> None:
        for way, sent in ways(form, self.foreign, year=self.at.year):
            if self.among(2 if way == "filled" else 1, address.name, "filter", way):
                asked = urlencode(sent, doseq=True)
                self._ask(address, "GET", f"{form.action or path}?{asked}", typed=asked)

    def _send(self, address: Address, path: str, form: FoundForm) -> None:
        target = urlsplit(form.action or path).path
        shape = (A_KEY.sub("", target), *sorted({name for name, _, _ in form.fields}))
        for way, sent in ways(form, self.foreign, year=self.at.year):
            chosen = way == "filled" or form.searches or not self.effort.pick(3, way, *shape)
            if (chosen or self.effort.thorough) and self.among(1, "sent", *shape, way):
                self._ask(address, "POST", target, sent, typed=str(sent))

    def _outside(self, address: Address, path: str, reach: str) -> None:
        """A record that this visitor cannot see must be answered as one that is not there."""
        for verb in ("GET", "POST"):
            if verb == "POST" and not self.among(1, address.name, reach, verb):
                continue
            answer = self._ask(address, verb, path, typed=path)
            if reach != NOTHING and not self._is_as_absent(address, verb, path, answer):
                self.judge.note(address.name, verb, EXISTENCE)

    def _is_as_absent(self, address: Address, verb: str, path: str, answer: Answer) -> bool:
        """Whether the answer is that of a record that is not there, which is alike in a section."""
        section = path.split("/")[1]
        if _seems(answer, path) == self.absent.get(section):
            return True
        nothing = address.path(ABSENT) or "/"
        absent = _seems(self._ask(address, verb, nothing, typed=nothing), nothing)
        self.absent[section] = absent
        if _seems(answer, path) == absent:
            return True
        return _seems(self._ask(address, verb, path, typed=path), path) == absent

    def _unusual(self, address: Address, path: str, reach: str) -> None:
        """The other verbs, at each address."""
        verbs = UNUSUAL if self.effort.thorough else self.effort.shuffled(UNUSUAL, address.name)[:2]
        for verb in verbs if reach in {INSIDE, OUTSIDE} else ():
            if self.among(1, address.name, verb):
                self._ask(address, verb, path, typed=path)

    def _ask(
        self,
        address: Address,
        verb: str,
        path: str,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        typed: str = "",
    ) -> Answer:
        answer = self.door.ask(verb, path, data, headers=headers)
        self._judge(address, verb, f"{path} {typed}", answer)
        return answer

    def _judge(self, address: Address, verb: str, typed: str, answer: Answer) -> None:
        self.report.asked[address.name, verb] += 1
        self.judge.look(address.name, verb, answer, typed=typed)
        if answer.status >= 500 and address.route not in settings.PATHS_WITHOUT_DATABASE:  # noqa: PLR2004
            self.judge.note(address.name, verb, FAULT)

    # What cannot be read, only noticed

    def compare_with_twins(self) -> None:
        """Add a case that this visitor cannot see: nothing that they can read may change."""
        if self.effort.is_over:
            self.report.complete = False
            return
        pages = [
            (path, address, before)
            for path, (address, before) in self.steady.items()
            if self.among(3 if address.model is None else 1, address.name, "twin")
        ]
        for nominal, service in self._closed_cases():
            try:
                with undone():
                    add_twin(nominal, service=service, at=self.at)
                    changed = [
                        (path, address, before)
                        for path, address, before in pages
                        if steady(self._again(address, path)) != before
                    ]
            except IntegrityError:
                self.report.complete = False
                continue
            for path, address, before in changed:
                if steady(self._again(address, path)) == before:
                    self.judge.note(address.name, "GET", EXISTENCE)

    def _again(self, address: Address, path: str) -> bytes:
        self.report.asked[address.name, "GET"] += 1
        return self.door.ask("GET", path).content

    def _closed_cases(self) -> Iterator[tuple[UUID, Actor]]:
        """A case closed to this visitor, of those that the service of their area knows."""
        closed = self._closed_to_visitor(Nominal)
        with acting_as(self.service):
            known = Nominal._base_manager.filter(pk__in=closed).order_by("pk")
            keys = list(known.values_list("pk", flat=True)[:1])
        return ((key, self.service) for key in keys)

    def _foreign(self) -> Foreign:
        """A nominal that this visitor cannot see, as far as an intruder might know of them."""
        closed = self._closed_to_visitor(Nominal)
        if not closed:
            return Foreign(ABSENT, "Nobody", "XX00/0000")
        key = ("nominals.nominal", closed[self.effort.pick(len(closed), self.visitor.role)])
        said = list(self._said_of(key))
        names = [words[-1] for sort, words in said if sort == NAME]
        numbers = [" ".join(words) for sort, words in said if sort == REFERENCE]
        return Foreign(key[1], (names or ["Nobody"])[0], (numbers or ["XX00/0000"])[0])

    def _said_of(self, key: Key) -> Iterator[tuple[str, tuple[str, ...]]]:
        for words, holders in self.facts.holders.items():
            if key in holders:
                yield holders[key], words


def _seems(answer: Answer, path: str) -> tuple[int, str]:
    """An answer as whoever asks sees it, but for the address that they asked for."""
    said = steady(answer.content).replace(path, "")
    return answer.status, said + answer.headers.get("Location", "").replace(path, "")
