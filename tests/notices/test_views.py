"""The inbox, and the mailbox that only the demonstration shows."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from access.locks import acting_as
from notices.delivery import deliver_waiting
from notices.models import Notice
from notices.views import A_PAGE

from .conftest import AT


@pytest.fixture
def told(cast, tell):
    """What Rex was told: one notice, whose link leads back to the inbox."""
    tell(link=reverse("notices:list"))
    return the_notice(cast.rex)


def the_notice(actor):
    with acting_as(actor):
        return Notice.objects.visible_to(actor).get()


def inbox(client):
    return client.get(reverse("notices:list")).content.decode()


def test_a_person_reads_their_own_inbox(client, cast, told, tell):
    tell(cast.poppy, rule="minutes.issued")
    client.force_login(cast.rex.person)
    page = inbox(client)
    assert "An action of yours is due on 25 November 2026." in page
    assert "Unread" in page
    assert "Minutes have been issued" not in page


def test_a_person_who_was_told_nothing_has_no_messages(client, cast, told):
    client.force_login(cast.hal.person)
    assert "You have no messages." in inbox(client)


@pytest.mark.parametrize("step", ["open", "read"])
def test_opening_or_marking_makes_a_notice_read(client, cast, told, step):
    client.force_login(cast.rex.person)
    answer = client.post(reverse(f"notices:{step}", kwargs={"pk": told.pk}))
    assert (answer.status_code, answer.url) == (302, reverse("notices:list"))
    assert the_notice(cast.rex).read_at is not None
    assert "Unread" not in inbox(client)


def test_opening_leads_to_what_the_notice_is_about(client, cast, tell):
    link = f"/actions/{uuid4()}/"
    tell(link=link)
    client.force_login(cast.rex.person)
    pk = the_notice(cast.rex).pk
    assert client.post(reverse("notices:open", kwargs={"pk": pk})).url == link


@pytest.mark.parametrize("step", ["open", "read"])
def test_getting_a_page_changes_nothing(client, cast, told, step):
    client.force_login(cast.rex.person)
    assert client.get(reverse(f"notices:{step}", kwargs={"pk": told.pk})).status_code == 405
    assert the_notice(cast.rex).read_at is None


@pytest.mark.parametrize("step", ["open", "read"])
@pytest.mark.parametrize("who", ["poppy", "cora", "ada"])
def test_anothers_notice_is_not_found_as_if_it_never_was(client, cast, told, step, who):
    client.force_login(getattr(cast, who).person)
    theirs = client.post(reverse(f"notices:{step}", kwargs={"pk": told.pk}))
    none = client.post(reverse(f"notices:{step}", kwargs={"pk": uuid4()}))
    assert theirs.status_code == none.status_code == 404
    assert without_token(theirs) == without_token(none)
    assert the_notice(cast.rex).read_at is None


def without_token(answer):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


def test_nobody_signed_in_is_sent_to_sign_in(client, told):
    assert client.get(reverse("notices:list")).status_code == 302
    assert client.get(reverse("notices:delivered")).status_code == 302
    assert client.post(reverse("notices:read", kwargs={"pk": told.pk})).status_code == 302


def test_a_long_inbox_comes_in_pages(client, cast, tell):
    for _ in range(A_PAGE + 1):
        tell()
    client.force_login(cast.rex.person)
    first = inbox(client)
    assert first.count("data-notice=") == A_PAGE
    assert 'href="?page=2"' in first
    second = client.get(reverse("notices:list"), {"page": "2"}).content.decode()
    assert second.count("data-notice=") == 1
    assert client.get(reverse("notices:list"), {"page": "no such page"}).status_code == 200


def test_a_page_of_the_inbox_costs_as_many_queries_however_much_is_in_it(
    client, cast, tell, django_assert_max_num_queries
):
    client.force_login(cast.rex.person)
    inbox(client)
    for _ in range(A_PAGE):
        tell()
    with django_assert_max_num_queries(14):
        inbox(client)


def test_the_frame_says_how_many_are_unread(client, cast, tell):
    tell()
    tell()
    client.force_login(cast.rex.person)
    assert "(2 unread)" in inbox(client)


def test_the_demonstration_shows_its_post(client, cast, told, mailbox):
    assert deliver_waiting(actor=cast.service, at=AT) == 1
    client.force_login(cast.hal.person)
    page = client.get(reverse("notices:delivered")).content.decode()
    assert cast.rex.person.email in page
    assert "An action is due soon" in page


def test_where_there_is_no_demonstration_there_is_no_such_page(client, cast, settings):
    settings.DEMONSTRATION = False
    client.force_login(cast.hal.person)
    assert client.get(reverse("notices:delivered")).status_code == 404
