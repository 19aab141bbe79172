"""The door to every view: what it lets through, what it answers, and what it writes."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from access.guard import guard, public
from access.locks import announce
from audit import trail
from audit.models import Event
from tests.factories import make_nominal

pytestmark = pytest.mark.urls("tests.access.doors")


@pytest.fixture
def opens(client):
    def open_as(actor, path, method="get"):
        if actor:
            client.force_login(actor.person)
        return getattr(client, method)(path)

    return open_as


def test_the_case_manager_opens_their_nominal_and_it_is_written_down(cast, nominal, opens):
    answer = opens(cast.pat, f"/door/{nominal.pk}/")
    assert answer.content.decode() == f"seen {nominal.reference}"
    announce(cast.pat)
    event = Event.objects.get(action="nominal.show")
    assert (event.by, event.record_id, event.kind) == (cast.pat.person, nominal.pk, "reading")


def test_nobody_opens_more_cases_in_an_hour_than_work_can_need(cast, opens, settings):
    settings.MOST_CASES_IN_AN_HOUR = 2
    first, second, third = (make_nominal(cast.cora, cast.pat) for _ in range(3))
    ways = [opens(cast.pat, f"/door/{each.pk}/") for each in (first, second, third, first, second)]
    assert [each.status_code for each in ways] == [200, 200, 403, 200, 200]
    assert "You have opened 2 cases in the last hour" in ways[2].content.decode()
    assert opens(cast.cora, f"/door/{third.pk}/").status_code == 200
    announce(cast.pat)
    refused = Event.objects.get(kind="refusal")
    assert (refused.by, refused.nominal_id) == (cast.pat.person, third.pk)


def test_what_was_opened_more_than_an_hour_ago_does_not_count(cast, nominal, opens, settings):
    settings.MOST_CASES_IN_AN_HOUR = 1
    announce(cast.pat)
    other = make_nominal(cast.cora, cast.pat)
    trail.read("nominal.show", other, by=cast.pat, at=now() - timedelta(minutes=61))
    assert opens(cast.pat, f"/door/{nominal.pk}/").status_code == 200


def test_hidden_and_absent_are_one_answer(cast, nominal, client):
    client.force_login(cast.hal.person)
    answers, queries = [], []
    for key in (nominal.pk, uuid4()):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"/door/{key}/")
        body = re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content)  # the form's own token
        answers.append((answer.status_code, body, dict(answer.headers)))
        queries.append(len(asked))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert queries[0] == queries[1]
    assert str(nominal.pk) not in answers[0][1].decode()


def test_what_is_seen_and_may_not_be_done_is_refused_with_a_reason(cast, nominal, opens):
    answer = opens(cast.pat, f"/door/{nominal.pk}/change/")
    assert answer.status_code == 403
    assert "Your role does not do this." in answer.content.decode()


def test_a_refused_request_leaves_nothing_behind(cast, nominal, opens):
    answer = opens(cast.cora, f"/door/{nominal.pk}/change/", "post")
    assert answer.status_code == 409
    assert "Somebody was before you." in answer.content.decode()
    announce(cast.cora)
    assert nominal.levels.count() == 1


def test_a_view_without_a_guard_opens_to_nobody(cast, opens):
    for actor in (None, cast.cora):
        answer = opens(actor, "/door/forgotten/")
        assert answer.status_code == 403
        assert "never be seen" not in answer.content.decode()


def test_nobody_signed_in_is_sent_to_sign_in(db, opens):
    answer = opens(None, "/door/board/")
    assert answer.status_code == 302
    assert re.match(r"/sign-in/\?next=/door/board/", answer["Location"])


def test_a_public_page_is_open_and_says_why(db, opens):
    assert opens(None, "/door/anyone/").content == b"open"
    with pytest.raises(ValueError, match="why"):
        public("")


def test_the_board_sees_figures_and_housing_does_not(cast, opens):
    assert opens(cast.bea, "/door/board/").status_code == 200
    assert opens(cast.hal, "/door/board/").status_code == 403


def test_a_view_for_an_action_nobody_listed_fails_at_import():
    with pytest.raises(KeyError):
        guard("nominal.burn")


def test_no_page_is_kept_by_the_browser(cast, nominal, opens):
    answer = opens(cast.pat, f"/door/{nominal.pk}/")
    assert "no-store" in answer["Cache-Control"]
