"""What a chair notes for themselves: nobody else reads it, in any form."""

import json

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.utils.timezone import now
from pypdf import PdfReader

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as, announce
from access.policy import Refused
from audit.models import Event
from meetings.models import ChairNote, NoteShare
from meetings.services import notes
from tests.factories import make_actor
from tests.meetings.conftest import agency_of, seated
from tests.meetings.held import browse, hearing, words_of

SAID = "Let housing speak first; the tenancy is the knot."


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


def keep(heard, text=SAID, **given):
    with acting_as(heard.chair):
        return notes.keep_note(heard.slot, actor=heard.chair, at=now(), text=text, **given)


def test_only_the_writer_sees_it_in_both_locks(cast, panel, heard):
    note = keep(heard)
    other = make_actor("Odo Flintwick", Role.CHAIR, agency_of(cast.poppy))
    other = seated(panel, other)
    for actor in (heard.chair, cast.cora, other, cast.pat, cast.rex, cast.service, cast.ada):
        announce(actor)
        seen = ChairNote.objects.visible_to(actor).filter(pk=note.pk).exists()
        assert seen is ChairNote._base_manager.filter(pk=note.pk).exists()
        assert seen is (actor is heard.chair)


def test_it_stays_its_writers_even_if_somebody_is_let_in(cast, heard):
    """Row security asks whose it is, whatever a share says."""
    note = keep(heard)
    with acting_as(heard.chair):
        given = NoteShare._base_manager.get(content_object=note)
        NoteShare._base_manager.filter(pk=given.pk).update(group=cast.cora.person.own_group)
    announce(cast.cora)
    assert not ChairNote._base_manager.exists()


def test_nobody_notes_in_anothers_name(cast, heard):
    with (
        acting_as(heard.chair),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        ChairNote.objects.create(
            nominal_id=heard.slot.nominal_id,
            slot=heard.slot,
            by=cast.cora.person,
            at=now(),
            text=SAID,
        )


def test_a_chair_writes_on_the_page_of_the_case_and_reads_it_there(client, heard):
    page = browse(client, heard.chair, "keep_note", heard.slot)
    assert "Only you can read this" in words_of(page)
    sent = {"note-text": SAID, "note-version": -1}
    answer = browse(client, heard.chair, "keep_note", heard.slot, post=sent)
    assert answer.headers["Location"].endswith("#note")
    assert SAID in words_of(browse(client, heard.chair, "hold_slot", heard.slot))


def test_those_who_run_the_panel_with_the_chair_do_not_read_it(client, cast, heard):
    keep(heard)
    assert SAID not in browse(client, cast.cora, "hold_slot", heard.slot).content.decode()
    assert browse(client, cast.cora, "keep_note", heard.slot).status_code == 403
    with acting_as(cast.cora), pytest.raises(Refused):
        notes.keep_note(heard.slot, actor=cast.cora, at=now(), text="Mine")


def test_it_is_neither_in_the_minutes_nor_in_print_nor_in_the_trail(client, heard, tmp_path):
    keep(heard)
    keep(heard, text=f"{SAID} And probation.")
    minutes = heard.issued()
    assert SAID not in words_of(browse(client, heard.chair, "show_minutes", minutes))
    printed = tmp_path / "minutes.pdf"
    printed.write_bytes(browse(client, heard.chair, "print_minutes", minutes).content)
    text = " ".join(page.extract_text() for page in PdfReader(printed).pages)
    assert "housing speak first" not in " ".join(text.split())
    announce(heard.chair)
    events = Event.objects.filter(action="note.keep")
    assert events.exists()
    assert "housing" not in json.dumps([each.detail for each in events])


def test_one_note_that_changes_and_two_windows_do_not_overwrite_each_other(heard):
    first = keep(heard)
    keep(heard, text="Another thought.", version=first.version)
    with pytest.raises(NotPossible, match="changed since"):
        keep(heard, text="From the other window.", version=first.version)
    announce(heard.chair)
    assert ChairNote.objects.visible_to(heard.chair).get().text == "Another thought."


def test_of_two_windows_that_begin_it_at_the_same_moment_one_is_told_to_look_again(heard):
    keep(heard)
    begun_too = {"actor": heard.chair, "at": now()}
    with (
        acting_as(heard.chair),
        pytest.raises(NotPossible, match="changed since"),
        transaction.atomic(),
    ):
        notes._begin(heard.slot, "From the other window.", **begun_too)
    assert keep(heard, text=SAID).text == SAID
