"""The pack of a session for one person, and an agency's sheet: what each may see, and no more."""

import io

import pytest
from django.utils.timezone import localdate, now
from pypdf import PdfReader

from access.locks import acting_as
from meetings.pages import pack as pages
from meetings.services import hold
from tests.factories import make_nominal
from tests.meetings.conftest import make_session, make_slot, sitting
from tests.meetings.held import browse, convened, hearing, queries_of, send_return, words_of


@pytest.fixture
def second(cast, panel, chidi, nominal, session, slot):
    """A second session for the same person, after one at which the police were given an action."""
    first = hearing(cast, session, slot, chidi)
    first.give("Visit the new address.")
    first.close_with_everything()
    later = make_session(cast, panel, chidi, starts_at=sitting(40))
    return later, make_slot(cast, later, nominal)


def paper(answer) -> str:
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    return " ".join(text.split())


def test_a_pack_holds_what_its_reader_may_see_and_opens_after_the_statement(
    client, cast, second, chidi
):
    later, slot = second
    convened(cast, later)
    send_return(cast.rex, slot, "Known to the night team.")
    client.force_login(cast.poppy.person)
    address = f"/sessions/{later.pk}/pack/"
    assert "/statement/?next=" in client.get(address).headers["Location"]
    mine = words_of(browse(client, cast.rex, "show_pack", later))
    others = words_of(browse(client, cast.poppy, "show_pack", later))
    for words in (slot.nominal.name, "Manage at Level 2"):
        assert words in mine
        assert words in others
    assert "Known to the night team." in mine  # the police's own
    assert "Known to the night team." not in others
    assert "Visit the new address." in mine
    assert "Visit the new address." not in others  # not an action of theirs
    assert "Known to the night team." in paper(browse(client, cast.rex, "print_pack", later))
    assert "night team" not in paper(browse(client, cast.poppy, "print_pack", later))
    for name in ("show_pack", "print_pack", "show_preparation"):
        assert browse(client, cast.hal, name, later).status_code == 404
    with acting_as(chidi) as chair:
        hold.open_session(later, actor=chair, at=now())
        hold.open_slot(slot, actor=chair, at=now())
    assert "night team" in words_of(browse(client, cast.poppy, "show_pack", later))


def test_an_agency_prepares_by_its_own_slots_actions_and_questions(client, cast, second):
    later, _ = second
    convened(cast, later)
    said = words_of(browse(client, cast.rex, "show_preparation", later))
    for words in (
        "Lead agency",
        "What do you know of this person? Your return is not in.",
        "What has become of action 1?",
        "Visit the new address.",
    ):
        assert words in said
    printed = paper(browse(client, cast.rex, "print_preparation", later))
    assert "What has become of action 1?" in printed
    assert browse(client, cast.cora, "show_preparation", later).status_code == 403
    assert "Visit" not in words_of(browse(client, cast.poppy, "show_preparation", later))


def test_what_an_agency_said_before_stands_on_its_sheet(cast, panel, chidi, session, slot, nominal):
    convened(cast, session)
    send_return(cast.rex, slot, "Seen at the old address.")
    later = make_session(cast, panel, chidi, starts_at=sitting(40))
    make_slot(cast, later, nominal)
    convened(cast, later)
    with acting_as(cast.rex) as rex:
        (case,) = pages.show_preparation(later, rex).cases
        assert case.earlier.content == "Seen at the old address."
        assert "What has changed since your last return?" in case.questions


def test_a_pack_takes_as_many_queries_for_three_cases_as_for_one(client, cast, session, slot):
    convened(cast, session)
    names = ("show_pack", "show_preparation")
    before = [queries_of(client, cast.rex, name, session) for name in names]
    for _ in range(2):
        make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    with acting_as(cast.rex) as rex:
        assert len(pages.show_pack(session, rex, today=localdate()).cases) == 3
    assert [queries_of(client, cast.rex, name, session) for name in names] == before
