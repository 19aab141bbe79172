"""Writing draft minutes by several hands at once: what one has saved, no other writes over unseen.

A page saves its sections as they are typed, and sends again what it has no answer to. So a save
says which page it comes from (its hand) and which of its saves it is: what comes twice, or late,
is known, and what comes from a page that has not seen another's words is refused.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from access.actor import Actor
from access.change import STALE, amend
from access.lifecycle import NotPossible
from access.policy import require
from meetings.models import EarlierText, Section
from meetings.readiness import still_draft

from .redact import carry


@transaction.atomic
def write_section(  # noqa: PLR0913 (a save says which page sends it, and its place among the others)
    section: Section,
    *,
    actor: Actor,
    at: datetime,
    text: str,
    version: int,
    hand: UUID | None = None,
    nth: int = 0,
) -> Section:
    """Write a section of draft minutes, as the actor last saw it (`version`); or refuse.

    Answers the section as it is now. `hand` is the page that writes, and `nth` counts its saves
    from 1: what it sends again is taken once, and what it sent before is never put over what it
    sent since. What somebody else wrote, or the actor on another page, is kept (`EarlierText`).
    """
    require(actor, "minutes.write", section)
    still_draft(section.minutes, actor=actor)  # and holds them: saves of one draft come one by one
    stands = Section.objects.visible_to(actor).get(pk=section.pk)
    is_ours = hand is not None and stands.hand == hand and version >= stands.hand_from
    if stands.text == text or (is_ours and nth <= stands.hand_nth):
        return stands
    if not is_ours and stands.version != version:
        raise NotPossible(STALE)
    if stands.text and (stands.written_by_id != actor.person_id or stands.hand != hand):
        _keep(stands)
    before = stands.text
    amend(
        stands,
        "write",
        actor=actor,
        at=at,
        text=text,
        written_by=actor.person,
        written_at=at,
        hand=hand,
        hand_from=stands.hand_from if is_ours else version,
        hand_nth=nth,
        words_of=None,
        confirmed_by=None,
        confirmed_at=None,
    )
    carry(stands, before, actor=actor, at=at)
    return stands


@transaction.atomic
def confirm_section(section: Section, *, actor: Actor, at: datetime, version: int) -> None:
    """Confirm that words carried over from earlier minutes still hold, as they stand; or refuse.

    Their age stays on them: it says how long ago they were written.
    """
    require(actor, "minutes.confirm", section)
    still_draft(section.minutes, actor=actor)
    if section.words_of is None:
        raise NotPossible("Nothing in this section was carried over.")
    section.version = version
    amend(section, "confirm", actor=actor, at=at, confirmed_by=actor.person, confirmed_at=at)


def _keep(section: Section) -> None:
    """Keep what a section says before others write it on."""
    if section.written_by_id is None or section.written_at is None:
        return
    EarlierText.objects.create(
        nominal_id=section.nominal_id,
        minutes_id=section.minutes_id,
        section=section,
        version=section.version,
        text=section.text,
        written_by_id=section.written_by_id,
        written_at=section.written_at,
    )
