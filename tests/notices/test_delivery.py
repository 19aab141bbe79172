"""The outbox is emptied: once, to one person, and never to one who may no longer see."""

import re
from datetime import timedelta
from socket import socket

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as configured
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from access.locks import acting_as
from access.policy import Refused
from access.rows import unshare
from notices.delivery import LEASE, WAITS, _mark, _take_up, deliver_waiting
from notices.models import Letter, Notice
from notices.tasks import deliver

from .conftest import AT

Status = Letter.Status
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ring(cast):
    def rung(at=AT):
        return deliver_waiting(actor=cast.service, at=at)

    return rung


def test_a_waiting_letter_goes_to_its_one_recipient(cast, tell, letters, ring):
    tell()
    assert ring() == 1
    (letter,) = letters()
    assert (letter.status, letter.attempts, letter.last_error) == (Status.SENT, 1, "")
    assert letter.sent_at >= AT
    (message,) = mail.outbox
    assert message.recipients() == [cast.rex.person.email]
    assert message.message()["Message-ID"] == letter.message_id
    assert message.subject == "An action is due soon"
    assert message.body == (
        "An action of yours is due on 25 November 2026.\n\n"
        f"Sign in to see it: {configured.SITE_ADDRESS}{letter.notice.link}\n"
    )
    assert message.content_subtype == "plain"
    assert message.attachments == message.cc == message.bcc == []


def test_a_letter_that_went_does_not_go_again(tell, letters, ring):
    tell()
    assert [ring(), ring(AT + MINUTE), ring(AT + timedelta(days=9))] == [1, 0, 0]
    assert len(mail.outbox) == 1


def test_each_recipient_gets_a_message_of_their_own(cast, tell, ring):
    for actor in (cast.rex, cast.poppy, cast.pat):
        tell(actor)
    assert ring() == 3
    assert {tuple(message.recipients()) for message in mail.outbox} == {
        (actor.person.email,) for actor in (cast.rex, cast.poppy, cast.pat)
    }


def test_the_bell_empties_the_outbox(tell, letters):
    tell()
    assert deliver() == 1
    assert deliver() == 0


def test_only_the_service_delivers(cast, tell):
    tell()
    with pytest.raises(Refused):
        deliver_waiting(actor=cast.cora, at=AT)


def test_a_letter_taken_up_by_a_worker_is_left_to_it_until_its_claim_lapses(
    cast, tell, letters, ring
):
    tell()
    taken = _take_up(actor=cast.service, at=AT)  # and the worker is killed here
    assert letters()[0].status == Status.SENDING
    assert ring(AT + LEASE - MINUTE) == 0
    assert ring(AT + LEASE) == 1
    (letter,) = letters()
    assert (letter.status, letter.attempts, letter.claimed_until) == (Status.SENT, 2, None)
    assert [each.message()["Message-ID"] for each in mail.outbox] == [taken.message_id]


def test_a_worker_whose_claim_lapsed_says_nothing_about_the_letter(cast, tell, letters):
    tell()
    late = _take_up(actor=cast.service, at=AT)
    assert _take_up(actor=cast.service, at=AT + LEASE).pk == late.pk
    _mark(late, "TimeoutError", actor=cast.service, at=AT + LEASE)
    (letter,) = letters()
    assert (letter.status, letter.attempts, letter.last_error) == (Status.SENDING, 2, "")


def test_a_letter_that_stops_its_worker_each_time_is_given_up(cast, tell, letters, ring):
    tell()
    for attempt in range(len(WAITS) + 1):
        assert _take_up(actor=cast.service, at=AT + attempt * LEASE)
    assert ring(AT + timedelta(days=2)) == 0
    (letter,) = letters()
    assert (letter.status, letter.last_error) == (Status.FAILED, "Its worker stopped each time.")
    assert mail.outbox == []


@pytest.fixture
def mail_server_address(settings, unused_port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port


@pytest.fixture
def unused_port():
    with socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def test_a_letter_waits_longer_after_each_attempt_and_is_then_given_up(
    tell, letters, ring, mail_server_address
):
    tell()
    at, waited = AT, []
    for _ in WAITS:
        assert ring(at) == 0
        (letter,) = letters()
        assert (letter.status, letter.last_error) == (Status.WAITING, "ConnectionRefusedError")
        waited.append(round((letter.due_at - at) / MINUTE))
        assert ring(letter.due_at - timedelta(seconds=30)) == 0  # too early: not even tried
        assert letters()[0].attempts == letter.attempts
        at = letter.due_at
    assert waited == sorted(waited)
    assert waited == [wait / MINUTE for wait in WAITS]
    assert ring(at) == 0
    (letter,) = letters()
    assert (letter.status, letter.attempts) == (Status.FAILED, len(WAITS) + 1)
    assert ring(at + timedelta(days=30)) == 0


def test_letters_wait_while_the_mail_server_is_away_and_go_when_it_is_back(
    tell, letters, ring, mail_server_address, settings
):
    tell()
    assert ring() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert ring(AT + 2 * MINUTE) == 1
    (letter,) = letters()
    assert (letter.status, letter.last_error, letter.attempts) == (Status.SENT, "", 2)


class Refusing:
    """A mail server that refuses one recipient and keeps the rest of its post."""

    def __init__(self, refused):
        self.refused, self.taken = refused, []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address == self.refused:
            return f"550 <{address}> is nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.taken.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


def test_one_refused_letter_stops_no_other_and_its_error_names_nobody(
    cast, tell, letters, ring, mail_server_address, settings, caplog
):
    tell(cast.poppy)
    tell(cast.rex)
    server = Refusing(cast.poppy.person.email)
    controller = Controller(server, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    try:
        assert ring() == 1
    finally:
        controller.stop()
    ((recipients, content),) = server.taken
    assert recipients == [cast.rex.person.email]
    sent, refused = sorted(letters(), key=lambda letter: letter.status)
    assert (sent.status, refused.status) == (Status.SENT, Status.WAITING)
    assert f"Message-ID: {sent.message_id}" in content
    assert "multipart" not in content
    assert refused.last_error == "SMTPRecipientsRefused"
    (logged,) = (record for record in caplog.records if record.name == "notices.delivery")
    assert logged.getMessage() == f"Letter {refused.pk} was not sent: SMTPRecipientsRefused"
    assert logged.exc_info is None


def test_a_person_who_left_gets_no_letter(cast, tell, letters, ring):
    tell()
    cast.rex.person.is_active = False
    cast.rex.person.save()
    assert ring() == 0
    (letter,) = letters()
    assert letter.status == Status.WITHHELD
    assert letter.last_error == "The recipient is no longer active."
    assert ring(AT + timedelta(days=1)) == len(mail.outbox) == 0


def test_a_letter_about_a_nominal_goes_to_who_sees_the_nominal(cast, nominal, tell, ring):
    tell(cast.pat, nominal_id=nominal.pk)
    assert ring() == 1


def test_a_letter_about_a_nominal_is_withheld_from_who_never_saw_it(
    cast, nominal, tell, letters, ring
):
    tell(cast.hal, nominal_id=nominal.pk)
    tell(cast.pat, nominal_id=nominal.pk)
    assert ring() == 1
    assert [message.recipients() for message in mail.outbox] == [[cast.pat.person.email]]
    assert {letter.status for letter in letters()} == {Status.SENT, Status.WITHHELD}


def test_a_letter_is_withheld_when_the_share_ends_before_it_goes(
    cast, nominal, tell, letters, ring
):
    tell(cast.pat, nominal_id=nominal.pk)
    with acting_as(cast.cora):
        unshare(nominal, source="lead", at=AT - timedelta(days=365))
    assert ring() == 0
    (letter,) = letters()
    assert letter.last_error == "The recipient may no longer see what it is about."
    assert mail.outbox == []


def test_a_line_break_in_an_address_or_a_subject_sends_nothing(cast, tell, letters, ring, mailbox):
    cast.rex.person.email = "rex@mappa.example\nBcc: everyone@mappa.example"
    cast.rex.person.save()
    tell()
    tell(cast.poppy)
    with acting_as(cast.poppy):
        Notice.objects.visible_to(cast.poppy).update(subject="Due\r\nBcc: everyone@mappa.example")
    assert ring() == 0
    assert {letter.last_error for letter in letters()} == {"BadHeaderError"}
    assert mailbox() == []


def test_the_mailbox_of_the_demonstration_keeps_a_message_id_once(mailbox, tell, letters, cast):
    for subject in ("The first", "The same again"):
        message = EmailMessage(subject, "Sign in.", to=["rex@mappa.example"])
        message.extra_headers["Message-ID"] = "<one@mappa.example>"
        message.send()
    EmailMessage("Without one", "Sign in.", to=["rex@mappa.example"]).send()
    assert [kept.subject for kept in mailbox()] == ["The first", "Without one"]
    assert all(re.fullmatch(r"<[^<>\s]+@[^<>\s]+>", kept.message_id) for kept in mailbox())


def test_the_mailbox_of_the_demonstration_gets_each_letter(cast, tell, letters, ring, mailbox):
    tell()
    assert ring() == 1
    (kept,) = mailbox()
    (letter,) = letters()
    assert (kept.to, kept.message_id) == (cast.rex.person.email, letter.message_id)


def test_a_letter_killed_after_it_arrived_arrives_once(cast, tell, letters, ring, mailbox):
    tell()
    assert ring() == 1
    (sent,) = letters()
    with acting_as(cast.service):  # as it was, had the worker been killed before its mark
        Letter.objects.update(status=Status.SENDING, claimed_until=AT, sent_at=None)
    assert ring(AT + MINUTE) == 1
    assert [kept.message_id for kept in mailbox()] == [sent.message_id]


def test_looking_for_the_next_letter_walks_the_outbox_alone(cast, tell, ring):
    tell()
    ring()
    with acting_as(cast.service), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        due = Letter.objects.filter(status="waiting", due_at__lte=AT).order_by("due_at")
        assert "letter_in_the_outbox" in due.explain()
