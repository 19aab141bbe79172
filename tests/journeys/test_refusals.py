"""The same case, for those who were not invited: it is not there, and never was."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests.journeys.conftest import Product, Someone

pytestmark = [pytest.mark.journey, pytest.mark.services]

A_CASE_HEARD = """
    SELECT n.id, n.surname, n.reference, s.referral_id, s.id, s.session_id, m.id, a.id, r.id,
           i.id, p.email
    FROM meetings_slot s
    JOIN nominals_nominal n ON n.id = s.nominal_id
    JOIN meetings_minutes m ON m.slot_id = s.id AND m.status = 'issued'
    JOIN meetings_action a ON a.slot_id = s.id
    JOIN meetings_informationreturn r ON r.slot_id = s.id
    JOIN meetings_invitation i ON i.id = r.invitation_id
    CROSS JOIN agencies_person p
    JOIN agencies_appointment o ON o.person_id = p.id AND o.role = 'representative'
    WHERE s.referral_id IS NOT NULL
      AND (SELECT count(*) FROM agencies_appointment x WHERE x.person_id = p.id) = 1
      AND NOT EXISTS (
          SELECT 1 FROM nominals_nominalshare h
          JOIN agencies_membership b ON b.group_id = h.group_id
          WHERE h.content_object_id = n.id AND b.person_id = p.id)
      AND NOT EXISTS (
          SELECT 1 FROM meetings_sessionshare h
          JOIN agencies_membership b ON b.group_id = h.group_id
          WHERE h.content_object_id = s.session_id AND b.person_id = p.id)
    ORDER BY s.starts_at DESC, p.email LIMIT 1
"""


def pages_of(row: tuple) -> list[str]:
    nominal, _, _, referral, slot, session, minutes, action, information_return, invitation, _ = row
    return [
        f"/nominals/{nominal}/",
        f"/nominals/{nominal}/who/",
        f"/nominals/{nominal}/referrals/",
        f"/nominals/{nominal}/meetings/",
        f"/referrals/{referral}/",
        f"/sessions/{session}/",
        f"/cases/{slot}/",
        f"/cases/{slot}/hold/",
        f"/cases/{slot}/statement/",
        f"/minutes/{minutes}/",
        f"/minutes/{minutes}/print/",
        f"/actions/{action}/",
        f"/actions/{action}/finish/",
        f"/returns/{information_return}/send/",
        f"/invitations/{invitation}/apologise/",
    ]


def body(someone: Someone) -> str:
    """The page, less what is of this moment: a form's token, the address, the time left."""
    said = someone.page.content().replace(urlsplit(someone.page.url).path, "")
    return re.sub(r'value="[A-Za-z0-9]{64}"|data-seconds="\d+"', "", said)


def test_to_an_uninvited_agency_the_case_is_not_there(
    product: Product, arrives: Callable[..., Someone]
):
    (row,) = product.asks(A_CASE_HEARD)
    surname, reference, email = row[1], row[2], row[-1]
    outsider = arrives(email)
    for path in pages_of(row):
        assert outsider.tries(re.sub(r"[0-9a-f-]{36}", str(uuid4()), path)) == 404
        never_was = body(outsider)
        assert outsider.tries(path) == 404, path
        assert body(outsider) == never_was, path

    finding = "/nominals/find/"
    for words in (surname, reference):
        outsider.opens(finding)
        outsider.page.get_by_role("textbox").first.fill(words)
        outsider.page.locator("main form button").first.click()
        outsider.looks()
        assert outsider.page.get_by_role("link", name=re.compile(surname)).count() == 0
    for listing in ("/", "/nominals/", "/sessions/", "/actions/", "/invitations/", "/notices/"):
        outsider.opens(listing)
        assert surname not in outsider.page.content()
        assert reference not in outsider.page.content()


def test_nor_is_it_to_the_board_nor_to_nobody(product: Product, arrives: Callable[..., Someone]):
    (row,) = product.asks(A_CASE_HEARD)
    ((email,),) = product.asks(
        "SELECT p.email FROM agencies_person p JOIN agencies_appointment a ON a.person_id = p.id"
        " WHERE a.role = 'lay_adviser' ORDER BY p.email LIMIT 1"
    )
    adviser = arrives(email)
    for path in pages_of(row):
        assert adviser.tries(path) == 404, path
    adviser.opens("/")
    adviser.presses("Sign out")
    for path in pages_of(row):
        assert adviser.tries(path) == 200
        assert "/sign-in/" in adviser.page.url
        assert row[1] not in adviser.page.content()


def test_who_is_invited_may_not_do_what_is_not_theirs(
    product: Product, arrives: Callable[..., Someone]
):
    """A representative on the distribution list reads the minutes, and cannot hold or approve."""
    (row,) = product.asks(A_CASE_HEARD)
    minutes, slot = row[6], row[4]
    ((email,),) = product.asks(
        """SELECT p.email FROM meetings_distribution d
           JOIN agencies_appointment a ON a.agency_id = d.agency_id AND a.role = 'representative'
           JOIN agencies_person p ON p.id = a.person_id
           WHERE d.minutes_id = %s
             AND (SELECT count(*) FROM agencies_appointment x WHERE x.person_id = p.id) = 1
           ORDER BY p.email LIMIT 1""",
        minutes,
    )
    rep = arrives(email)
    rep.opens(f"/minutes/{minutes}/")
    for path in (f"/cases/{slot}/hold/", f"/minutes/{minutes}/approve/", "/dashboard/"):
        assert rep.tries(path) == 403, path
        assert rep.sees("Your role does not do this.")
