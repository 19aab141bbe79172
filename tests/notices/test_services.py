"""Telling a person one thing once, and their reading of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from access.locks import acting_as, announce
from access.policy import Refused
from audit.models import Event
from notices.models import Letter, Notice
from notices.services import notify, read

from .conftest import AT, DAY


def inbox(actor):
    with acting_as(actor):
        return list(Notice.objects.visible_to(actor).unread_first())


def test_a_person_is_told_in_the_inbox_and_by_letter(cast, tell, letters):
    assert tell() is True
    (notice,) = inbox(cast.rex)
    assert notice.subject == "An action is due soon"
    assert notice.body == "An action of yours is due on 25 November 2026."
    assert notice.read_at is None
    (letter,) = letters()
    assert (letter.notice, letter.status, letter.attempts) == (notice, Letter.Status.WAITING, 0)
    assert letter.message_id == f"<{notice.pk}@127.0.0.1>"


def test_a_person_is_told_once_of_one_thing_on_one_day(cast, tell, letters):
    about = uuid4()
    assert tell(about_id=about) is True
    assert tell(about_id=about, at=AT + timedelta(hours=3), link="/elsewhere/") is False
    assert len(inbox(cast.rex)) == len(letters()) == 1


@pytest.mark.parametrize(
    "other",
    [{"rule": "action.due"}, {"on": DAY + timedelta(days=1)}, {"about_id": uuid4()}],
    ids=["rule", "day", "record"],
)
def test_another_rule_day_or_record_is_another_thing(cast, tell, other):
    about = uuid4()
    tell(about_id=about)
    assert tell(**{"about_id": about, **other}) is True
    assert len(inbox(cast.rex)) == 2


def test_two_people_are_told_of_one_thing_in_a_message_each(cast, tell, letters):
    about = uuid4()
    assert tell(about_id=about)
    assert tell(cast.poppy, about_id=about)
    assert len(inbox(cast.rex)) == len(inbox(cast.poppy)) == 1
    assert len({letter.message_id for letter in letters()}) == 2


def test_what_is_undone_was_never_told(cast, tell, letters):
    with transaction.atomic():
        assert tell() is True
        transaction.set_rollback(True)
    assert inbox(cast.rex) == letters() == []


@pytest.mark.parametrize(
    "link",
    ["https://elsewhere.example/", "//elsewhere.example/", "/find/?name=atall", "/a\r\nBcc: b/",
     "javascript:alert(1)", "", "/files/Nobody Atall.pdf", "/Nobody-Atall/"],
)  # fmt: skip
def test_a_link_is_a_path_of_ours_that_names_nobody(tell, letters, link):
    with pytest.raises(ValueError, match="a page of ours"):
        tell(link=link)
    assert letters() == []


def test_a_message_takes_no_free_text(tell, letters):
    with pytest.raises(TypeError, match="whole numbers"):
        tell(who="Nobody Atall")
    assert letters() == []


def test_each_person_sees_their_own_notices_and_no_other(cast, tell):
    tell()
    tell(cast.poppy)
    assert [notice.recipient_id for notice in inbox(cast.rex)] == [cast.rex.person_id]
    assert inbox(cast.cora) == inbox(cast.ada) == []
    with acting_as(cast.service):  # whom the database lets see them all
        assert [notice.recipient_id for notice in Notice.objects.visible_to(cast.rex)] == [
            cast.rex.person_id
        ]
        assert not Notice.objects.visible_to(cast.cora).exists()
        assert not Notice.objects.visible_to(None).exists()


@pytest.mark.parametrize("model", [Notice, Letter])
@pytest.mark.parametrize(("who", "rows"), [(None, 0), ("cora", 0), ("poppy", 0), ("service", 1)])
def test_the_database_itself_keeps_messages_from_others(cast, tell, model, who, rows):
    tell()
    announce(getattr(cast, who) if who else None)
    assert model._base_manager.count() == rows


def test_a_recipient_reads_the_notice_and_not_its_letter(cast, tell):
    tell()
    announce(cast.rex)
    assert (Notice._base_manager.count(), Letter._base_manager.count()) == (1, 0)


def test_nobody_signed_in_can_tell_anybody_anything(cast, letters):
    announce(None)
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        notify(rule="action.due", recipient=cast.rex.person, about_id=uuid4(), on=DAY, at=AT,
               link="/actions/")  # fmt: skip
    assert letters() == []


def test_reading_marks_a_notice_once(cast, tell):
    tell()
    (notice,) = inbox(cast.rex)
    with acting_as(cast.rex):
        read(notice, actor=cast.rex, at=AT)
        read(notice, actor=cast.rex, at=AT + timedelta(days=1))
        assert Notice.objects.get().read_at == AT
        assert Event.objects.filter(action="notice.read", record_id=notice.pk).count() == 1


def test_nobody_reads_for_another(cast, tell):
    tell()
    (notice,) = inbox(cast.rex)
    with acting_as(cast.poppy):
        read(notice, actor=cast.poppy, at=AT)
    assert inbox(cast.rex)[0].read_at is None


def test_the_service_has_no_inbox(cast, tell):
    tell()
    (notice,) = inbox(cast.rex)
    with pytest.raises(Refused):
        read(notice, actor=cast.service, at=AT)


def test_unread_notices_come_first_and_then_the_newest(cast, tell):
    for hours in (1, 2, 3):
        tell(at=AT + timedelta(hours=hours))
    newest = inbox(cast.rex)[0]
    with acting_as(cast.rex):
        read(newest, actor=cast.rex, at=AT + timedelta(days=1))
    order = [(notice.created_at - AT) // timedelta(hours=1) for notice in inbox(cast.rex)]
    assert order == [2, 1, 3]


def test_a_second_writer_need_not_see_the_first_notice_to_find_it_told(cast, tell, letters):
    about = uuid4()
    tell(about_id=about)
    announce(cast.poppy)
    said = {"rule": "action.due_soon", "about_id": about, "on": DAY, "at": AT, "link": "/a/"}
    assert notify(recipient=cast.rex.person, **said) is False
    assert connection.needs_rollback is False
    assert len(letters()) == 1
