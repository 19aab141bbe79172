"""What is read is written down, whom it named too; and so is what was refused."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from access.locks import acting_as, announce
from access.readings import Unsaid, shows, write_reading
from audit import trail
from audit.models import Event
from meetings.services import convene, hold
from nominals.models import Nominal
from referrals import services
from tests.factories import make_nominal
from tests.meetings.conftest import agency_of, make_panel, make_session, make_slot, seated
from tests.meetings.held import Hearing, browse

WAYS = ("reading", "listing")


def events_of(actor, **found):
    announce(actor)
    return Event.objects.filter(by=actor.person_id, **found).order_by("-at")


@pytest.fixture
def heard(cast, nominal):
    """A case on every list: referred, in a session that is convened, with an action given."""
    with acting_as(cast.pat):
        services.start(nominal, actor=cast.pat, at=now(), level_sought=2, manager=cast.maya.person)
    panel = make_panel(cast.area)
    chair = seated(panel, cast.chidi)
    session = make_session(cast, panel, chair)
    make_slot(cast, session, nominal)
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())
    slot = make_slot(cast, session, make_nominal(cast.cora, cast.pat))
    hearing = Hearing(slot, chair, agency_of(cast.rex), agency_of(cast.poppy))
    with acting_as(chair):
        hold.open_session(slot.session, actor=chair, at=now())
        hold.open_slot(slot, actor=chair, at=now())
    hearing.give()
    return hearing


LISTS = [
    ("nominals:list", "cora", 2),
    ("referrals:list", "pat", 1),
    ("meetings:show_session", "cora", 2),
    ("meetings:list_invitations", "poppy", 2),
    ("meetings:list_actions", "pat", 1),
    ("meetings:list_sessions", "cora", 0),
]


@pytest.mark.parametrize(("page", "who", "named"), LISTS)
def test_each_page_of_a_list_says_whom_it_named(cast, heard, client, page, who, named):
    actor = getattr(cast, who)
    client.force_login(actor.person)
    keys = [heard.slot.session_id] if page.endswith("show_session") else []
    answer = client.get(reverse(page, args=keys))
    assert answer.status_code == 200
    announce(cast.cora)
    body = answer.content.decode()
    on_the_page = {each.pk for each in Nominal.objects.all() if each.surname in body}
    [event] = events_of(actor, kind__in=WAYS)[:1]
    assert set(event.shown) == on_the_page
    assert len(on_the_page) == named


def test_a_search_says_whom_it_found_and_not_what_was_typed(cast, nominal, client):
    client.force_login(cast.pat.person)
    client.post(reverse("nominals:find"), {"words": nominal.surname})
    [event] = events_of(cast.pat, action="nominal.find")
    assert (event.kind, event.shown, event.detail) == ("listing", [nominal.pk], {})


def test_a_list_that_does_not_say_whom_it_names_is_not_shown(cast, nominal):
    request = RequestFactory().get("/")
    request.actor = cast.pat
    announce(cast.pat)
    with pytest.raises(Unsaid, match=r"nominal\.list"):
        write_reading(request, "nominal.list", None, HttpResponse("names"))
    shows(request, [nominal.pk])
    write_reading(request, "nominal.list", None, HttpResponse("names"))
    assert events_of(cast.pat).get().shown == [nominal.pk]


def test_a_form_that_comes_back_is_read_as_well(cast, nominal, client):
    client.force_login(cast.pat.person)
    answer = client.post(reverse("referrals:start", args=[nominal.pk]), {})
    assert answer.status_code == 200
    assert events_of(cast.pat, action="referral.start", record_id=nominal.pk).get().kind == (
        "reading"
    )


def test_the_returns_that_a_page_quotes_are_among_what_it_showed(cast, heard, client):
    browse(client, heard.chair, "hold_slot", heard.slot)
    event = events_of(heard.chair, action="slot.hold")[0]
    returns = heard.slot.returns.values_list("pk", flat=True)
    assert set(event.shown) == set(returns)
    assert event.shown


# Refusals


def test_a_refusal_is_written_though_the_request_leaves_nothing_behind(cast, nominal, client):
    client.force_login(cast.hal.person)
    assert client.get(reverse("nominals:show", args=[nominal.pk])).status_code == 404
    event = events_of(cast.hal).get()
    assert (event.kind, event.action, event.record_id) == ("refusal", "nominal.show", nominal.pk)
    assert (event.record_kind, event.nominal_id) == ("nominal", None)


def test_the_reason_of_a_refusal_is_kept_with_it(cast, nominal, client):
    client.force_login(cast.pat.person)
    assert client.get(reverse("nominals:leave", args=[nominal.pk])).status_code == 403
    event = events_of(cast.pat, kind="refusal").get()
    assert event.nominal_id == nominal.pk
    assert event.detail == {"why": "Your role does not do this."}


def test_what_is_hidden_and_what_never_was_leave_the_same_row(cast, nominal, client):
    client.force_login(cast.hal.person)
    costs = []
    for key in (nominal.pk, uuid4()):
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("nominals:show", args=[key]))
        costs.append(len(asked))
    rows = list(
        events_of(cast.hal).values_list("kind", "action", "record_kind", "nominal_id", "detail")
    )
    assert rows[0] == rows[1]
    assert costs[0] == costs[1]


def test_nobody_signed_in_writes_a_refusal_and_nothing_else(cast):
    announce(None)
    trail.write_refusal("person.sign_in", key=None, at=now(), why="The password is not right.")
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Event.objects.create(at=now(), action="person.sign_in")
    announce(cast.cora)
    assert not Event.objects.exists()  # whom it was about is not known, so nobody reads it here


def test_nobody_signed_in_does_not_hide_behind_a_refusal(cast):
    announce(cast.hal)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        trail.write_refusal("nominal.show", key=uuid4(), at=now(), why="Not found")


def test_an_event_says_from_which_address_and_session_it_came(cast, nominal, client):
    address = reverse("nominals:show", args=[nominal.pk])
    client.force_login(cast.pat.person)
    for came_from in ("192.0.2.7", "192.0.2.7", "2001:db8::7"):
        client.get(address, REMOTE_ADDR=came_from)
    client.logout()
    client.force_login(cast.pat.person)
    client.get(address, REMOTE_ADDR="2001:db8::7")
    read = events_of(cast.pat, kind="reading").values_list("came_from", flat=True)
    later, third, second, first = (each.split() for each in read)
    assert first == second == [first[0], third[1]] != later
    assert [first[0], third[0], later[0]] == ["192.0.2.7", "2001:db8::7", "2001:db8::7"]
    assert later[1] != third[1]
    assert client.session.session_key not in " ".join(later)


def test_what_no_request_did_came_from_nowhere(cast, nominal):
    with acting_as(cast.pat):
        trail.write("nominal.amend", nominal, by=cast.pat, at=now())
    assert events_of(cast.pat, action="nominal.amend").get().came_from == ""


def test_an_event_says_under_which_appointment_it_was_and_no_other(cast):
    announce(cast.hal)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Event.objects.create(
            at=now(),
            by=cast.hal.person,
            appointment_id=cast.cora.appointment_id,
            action="nominal.show",
        )
