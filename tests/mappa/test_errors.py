"""Answers other than a page: what they say, and what they never say."""

import sys

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path

from access.guard import public
from access.lifecycle import NotPossible
from access.policy import Refused
from mappa import urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def raises(exception):
    @public("A page of these tests.")
    def view(request):
        Group.objects.create(name="a trace of it")
        raise exception

    return view


def unguarded(request):
    return HttpResponse("open to all")


urlpatterns = [
    *urls.urlpatterns,
    path("refused", raises(Refused("Only the chair does this."))),
    path("impossible", raises(NotPossible("This has changed since you opened it."))),
    path("denied", raises(PermissionDenied("words for the log"))),
    path("hidden", raises(Http404("words for the log"))),
    path("suspicious", raises(SuspiciousOperation("words for the log"))),
    path("broken", raises(RuntimeError("words for the log"))),
    path("unguarded", unguarded),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("refused", 403, "Only the chair does this."),
        ("impossible", 409, "This has changed since you opened it."),
        ("denied", 403, "You cannot do this"),
        ("hidden", 404, "Page not found"),
        ("suspicious", 400, "There is a problem with what was sent"),
        ("broken", 500, "there is a problem with the service"),
        ("unguarded", 403, "This page has no guard, so nobody may open it."),
    ],
)
def test_what_each_answer_says(browser, address, status, says):
    answer = browser.get(f"/{address}")
    assert answer.status_code == status
    assert says in answer.text
    assert "words for the log" not in answer.text
    assert "open to all" not in answer.text
    assert not Group.objects.filter(name="a trace of it").exists()


def test_what_is_hidden_and_what_never_was_get_the_same_page(browser):
    assert browser.get("/hidden").content == browser.get("/never-was").content


def test_a_form_without_its_token_is_told_to_reload():
    answer = Client(enforce_csrf_checks=True).post("/refused")
    assert answer.status_code == 403
    assert "This page is out of date." in answer.text


@pytest.mark.parametrize("address", ["refused", "hidden", "broken", "healthz"])
def test_no_answer_is_kept_or_framed_or_read_by_a_script_from_elsewhere(browser, address):
    headers = browser.get(f"/{address}").headers
    policy = {line.strip() for line in headers["Content-Security-Policy"].split(";")}
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= policy
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_this_module_is_the_address_book_of_these_tests(settings):
    assert sys.modules[__name__].__name__ == settings.ROOT_URLCONF
