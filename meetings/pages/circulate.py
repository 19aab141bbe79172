"""What the pages show of minutes that are out: who read them, their versions, what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from access.actor import Actor
from access.policy import may
from govuk.words import british_datetime
from meetings.differences import Change, Run, compared
from meetings.lifecycle import AddendumStatus, MinutesStatus, RequestStatus
from meetings.models import (
    Addendum,
    Distribution,
    Minutes,
    MinutesRequest,
    MinutesVersion,
    Section,
)
from meetings.readership import Reading, could_be_added, readers, yet_to_read
from meetings.sections import SECTIONS

NOW = "now"


@dataclass(frozen=True, slots=True)
class ReadersPage:
    """Who was sent minutes, who opened them, and what can be done about it."""

    minutes: Minutes
    readings: list[Reading]
    listed: list[Distribution]
    is_out: bool
    may_widen: bool
    may_allow: bool
    may_recall: bool

    @property
    def waiting(self) -> int:
        return len(yet_to_read(self.readings))


@dataclass(frozen=True, slots=True)
class Compared:
    """One section in which two versions differ."""

    heading: str
    runs: list[Run]

    @property
    def added(self) -> int:
        return sum(each.change == Change.ADDED for each in self.runs)

    @property
    def taken_out(self) -> int:
        return sum(each.change == Change.TAKEN_OUT for each in self.runs)


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two versions of minutes; `choices` are the values and words of all there are."""

    minutes: Minutes
    choices: list[tuple[str, str]]
    first: str
    second: str
    differing: list[Compared]
    same: list[str]


@dataclass(frozen=True, slots=True)
class AddendumPage:
    addendum: Addendum
    steps: Sequence[tuple[str, str]]
    may_submit: bool


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request, and what is next."""

    asked: MinutesRequest
    steps: list[tuple[str, str]]
    may_print: bool


def list_readers(minutes: Minutes, actor: Actor, *, at: datetime) -> ReadersPage:
    listings = Distribution.objects.visible_to(actor).filter(minutes=minutes)
    is_out = minutes.status == MinutesStatus.ISSUED
    chairs = bool(may(actor, "distribution.add", minutes))
    return ReadersPage(
        minutes=minutes,
        readings=readers(minutes, actor=actor, at=at),
        listed=list(listings.select_related("agency")),
        is_out=is_out,
        may_widen=is_out and chairs and bool(could_be_added(minutes, actor=actor)),
        may_allow=is_out and chairs,
        may_recall=is_out and bool(may(actor, "minutes.recall", minutes)),
    )


def compare(minutes: Minutes, actor: Actor, *, first: str, second: str) -> ComparePage:
    """The difference of two versions; unless asked otherwise, of the last and the one before."""
    versions = MinutesVersion.objects.visible_to(actor).filter(minutes=minutes)
    found = {str(each.number): each for each in versions.select_related("by")}
    words = {key: _called(each) for key, each in found.items()} | {NOW: "As they are now"}
    keys = list(words)
    second = second if second in words else keys[-1]
    first = first if first in words else keys[max(0, keys.index(second) - 1)]
    texts = {key: each.texts for key, each in found.items()} | {NOW: _now(minutes, actor)}
    old, new = texts[first], texts[second]
    differing, same = [], []
    for key, part in SECTIONS.items():
        before, after = old.get(key, ""), new.get(key, "")
        if before == after:
            same.append(part.heading)
        else:
            differing.append(Compared(part.heading, compared(before, after)))
    return ComparePage(minutes, list(words.items()), first, second, differing, same)


def show_addendum(addendum: Addendum, actor: Actor) -> AddendumPage:
    is_draft = addendum.status == AddendumStatus.DRAFT
    return AddendumPage(
        addendum,
        steps=_offered(
            addendum,
            actor,
            ("approve", "Approve and send out", "approve_addendum"),
            ("send_back", "Send back", "send_back_addendum"),
            ("withdraw", "Give it up", "withdraw_addendum"),
            *([("write", "Write it on", "write_addendum")] if is_draft else []),
        ),
        may_submit=is_draft and bool(may(actor, "addendum.submit", addendum)),
    )


def list_requests(minutes: Minutes, actor: Actor) -> QuerySet[MinutesRequest]:
    return MinutesRequest.objects.visible_to(actor).filter(minutes=minutes)


def show_request(asked: MinutesRequest, actor: Actor) -> RequestPage:
    steps = _offered(
        asked,
        actor,
        ("verify", "Say who asks, and hand it to the chair", "verify_request"),
        ("decide", "Decide", "decide_request"),
        ("answer", "Record the answer", "answer_request"),
        ("withdraw", "No longer asked", "withdraw_request"),
    )
    decided = asked.status in {RequestStatus.DECIDED, RequestStatus.ANSWERED}
    releases = decided and asked.outcome != MinutesRequest.Outcome.REFUSED
    prints = releases and bool(may(actor, "minutes_request.print", asked))
    return RequestPage(asked, steps, may_print=prints)


def _offered(
    record: Addendum | MinutesRequest, actor: Actor, *offered: tuple[str, str, str]
) -> list[tuple[str, str]]:
    """The steps that can be taken now, by the actor: words, and the name of their address."""
    possible = {*record.lifecycle.possible(record.status), "write"}
    return [
        (words, f"meetings:{name}")
        for step, words, name in offered
        if step in possible and may(actor, f"{record.kind}.{step}", record)
    ]


def _called(version: MinutesVersion) -> str:
    return f"Version {version.number}, sent to the chair on {british_datetime(version.at)}"


def _now(minutes: Minutes, actor: Actor) -> dict[str, str]:
    found = Section.objects.visible_to(actor).filter(minutes=minutes)
    return dict(found.values_list("key", "text"))
