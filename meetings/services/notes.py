"""What a chair notes for themselves about a case: nobody else reads it, in any form."""

from datetime import datetime

from django.db import transaction

from access.actor import Actor
from access.change import STALE, amend, begin
from access.policy import require
from access.rows import share
from meetings.clashes import saying
from meetings.models import ChairNote, Slot


@transaction.atomic
def keep_note(
    slot: Slot, *, actor: Actor, at: datetime, text: str, version: int | None = None
) -> ChairNote:
    """Keep the actor's own note about a case, in place of what they noted before; or refuse.

    It is open to the writer alone, whoever runs the panel; emptied, it says nothing. `version`
    is the note as the actor saw it; left out, whatever is there is replaced.
    """
    require(actor, "note.keep", slot)
    note = ChairNote.objects.visible_to(actor).filter(slot=slot, by=actor.person_id).first()
    if note is None:
        return _begin(slot, text, actor=actor, at=at)
    note.version = note.version if version is None else version
    if note.text != text:
        amend(note, "keep", actor=actor, at=at, text=text)
    return note


def _begin(slot: Slot, text: str, *, actor: Actor, at: datetime) -> ChairNote:
    note = ChairNote(nominal_id=slot.nominal_id, slot=slot, by=actor.person, at=at, text=text)
    share(
        note,
        [actor.person.own_group_id],
        source="note",
        source_id=note.pk,
        reason="Written for oneself",
        at=at,
        by=actor.person,
    )
    with saying(a_chair_has_one_note_about_a_slot=STALE):
        begin(note, "keep", actor=actor, at=at)
    return note
