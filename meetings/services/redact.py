"""Withholding words of minutes from some of their readers; the text itself is never changed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from access.actor import Actor
from access.change import STALE, amend, begin
from access.lifecycle import NotPossible
from access.policy import require
from agencies.models import Agency, Person
from meetings.lifecycle import IN_WRITING, MinutesStatus
from meetings.models import Addendum, Minutes, Redaction, Section
from meetings.redaction import carried, digest
from victims.models import VictimRecord

Span = tuple[int, int]
NOBODY = "Say which agency or which person it is not to be shared with."


@transaction.atomic
def withhold(  # noqa: PLR0913 (a mark says what, why and from whom)
    part: Section | Addendum,
    *,
    actor: Actor,
    at: datetime,
    spans: Sequence[Span],
    text_is: str,
    reason: str,
    note: str = "",
    victim: VictimRecord | None = None,
    agencies: Iterable[Agency] = (),
    people: Iterable[Person] = (),
) -> list[Redaction]:
    """Mark words of a section or an addendum as not for every reader, at once and for all outputs.

    `text_is` is the digest of the text as the actor saw it: NotPossible where it was changed
    since. Words not to be shared with several get a mark for each. Marked so before, no second.
    """
    require(actor, "redaction.add", part)
    _hold(part.minutes, actor)
    stands = type(part).objects.visible_to(actor).get(pk=part.pk)
    if digest(stands.text) != text_is:
        raise NotPossible(STALE)
    given = [
        {"reason": reason, "note": note, **whom}
        for whom in _whom(reason, victim, list(agencies), list(people))
    ]
    marked = _standing(part, actor)
    new = [
        Redaction(starts=starts, ends=ends, **each)
        for starts, ends in _within(spans, stands.text)
        for each in given
    ]
    added = [each for each in new if _said(each) not in marked]
    for each in added:
        _begin(each, part, text_is, actor=actor, at=at)
    return added


@transaction.atomic
def lift(redaction: Redaction, *, actor: Actor, at: datetime, because: str) -> None:
    """Withhold words no longer, for a reason; once minutes are approved, by the chair's word alone.

    The mark is kept, with who lifted it.
    """
    require(actor, "redaction.lift", redaction)
    status = _hold(redaction.minutes, actor)
    if status not in {*IN_WRITING, MinutesStatus.SUBMITTED}:
        require(actor, "minutes.approve", redaction.minutes)
    standing = Redaction.objects.visible_to(actor).filter(pk=redaction.pk, lifted_at=None)
    if not standing.exists():
        raise NotPossible("These words are not withheld any more.")
    said = {"lifted_by": actor.person, "lifted_at": at}
    amend(redaction, "lift", actor=actor, at=at, because=because, **said)


def carry(part: Section, before: str, *, actor: Actor, at: datetime) -> None:
    """Keep marks on their words as a section is written on; where those are gone, lift the mark."""
    if part.text == before:
        return
    marks = list(Redaction.objects.visible_to(actor).filter(section=part, lifted_at=None))
    moved = carried(before, part.text, [(each.starts, each.ends) for each in marks])
    text_is = digest(part.text)
    for mark, (starts, ends) in zip(marks, moved, strict=True):
        said: dict[str, Any] = {"starts": starts, "ends": ends, "text_is": text_is}
        if starts == ends:
            said |= {"lifted_by": actor.person, "lifted_at": at}
        amend(mark, "carry", actor=actor, at=at, **said)


def carry_over(minutes: Minutes, *, actor: Actor, at: datetime) -> None:
    """Withhold in new minutes the same words of what they carry over from earlier ones.

    A mark is of a text: where a section begins with one that has marks, they come along.
    """
    begun = Section.objects.visible_to(actor).filter(minutes=minutes).exclude(text="")
    by_text = {(part.key, digest(part.text)): part for part in begun}
    if not by_text:
        return
    standing = Redaction.objects.visible_to(actor).filter(
        nominal=minutes.nominal_id, lifted_at=None, section__isnull=False
    )
    texts = [text for _, text in by_text]
    earlier = standing.filter(text_is__in=texts).exclude(minutes=minutes)
    for mark in earlier.select_related("section"):
        part = by_text.get((mark.section.key if mark.section else "", mark.text_is))
        if part and _said(mark) not in _standing(part, actor):
            _begin(_copy(mark), part, mark.text_is, actor=actor, at=at)


def _copy(mark: Redaction) -> Redaction:
    """The same words withheld for the same reason, in a mark of its own."""
    return Redaction(
        starts=mark.starts,
        ends=mark.ends,
        reason=mark.reason,
        note=mark.note,
        victim_id=mark.victim_id,
        not_agency_id=mark.not_agency_id,
        not_person_id=mark.not_person_id,
    )


def _hold(minutes: Minutes, actor: Actor) -> str:
    """Keep the minutes as they are until this transaction ends; answers how far they are."""
    rows = Minutes.objects.visible_to(actor).select_for_update().filter(pk=minutes.pk)
    return str(rows.values_list("status", flat=True).get())


def _whom(
    reason: str, victim: VictimRecord | None, agencies: list[Agency], people: list[Person]
) -> list[dict[str, Any]]:
    """What each mark says of whom it concerns."""
    if reason == Redaction.Reason.VICTIM:
        return [{"victim": victim}]
    if reason != Redaction.Reason.NOT_WITH:
        return [{}]
    if not (agencies or people):
        raise NotPossible(NOBODY)
    named: list[dict[str, Any]] = [{"not_agency": each} for each in agencies]
    return [*named, *({"not_person": each} for each in people)]


def _within(spans: Sequence[Span], text: str) -> list[Span]:
    found = [(a, b) for a, b in spans if 0 <= a < b <= len(text)]
    if not found or len(found) != len(spans):
        raise NotPossible("Select the words that are to be withheld.")
    return found


def _standing(part: Section | Addendum, actor: Actor) -> set[tuple[object, ...]]:
    """What the marks in this text say already."""
    which = {"section": part} if isinstance(part, Section) else {"addendum": part}
    standing = Redaction.objects.visible_to(actor).filter(lifted_at=None, **which)
    return {_said(each) for each in standing}


def _said(mark: Redaction) -> tuple[object, ...]:
    whom: tuple[UUID | None, ...] = (mark.victim_id, mark.not_agency_id, mark.not_person_id)
    return mark.starts, mark.ends, mark.reason, *whom


def _begin(
    mark: Redaction, part: Section | Addendum, text_is: str, *, actor: Actor, at: datetime
) -> None:
    mark.nominal_id, mark.minutes_id, mark.text_is = part.nominal_id, part.minutes_id, text_is
    mark.section = part if isinstance(part, Section) else None
    mark.addendum = part if isinstance(part, Addendum) else None
    mark.by, mark.at = actor.person, at
    begin(mark, "add", actor=actor, at=at, on=part)
