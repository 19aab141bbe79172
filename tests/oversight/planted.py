"""Addresses that leak, each in another way, and each beside one that does the same as it should."""

from uuid import uuid4

from django.http import HttpResponse
from django.urls import path
from django.utils.timezone import localdate, now

from access.guard import guard
from access.policy import Refused
from access.readings import shows
from mappa.urls import urlpatterns as all_of_ours
from nominals.models import Nominal
from notices.models import Letter, Notice


def page(title: str, body: str) -> HttpResponse:
    return HttpResponse(f"<html><title>{title}</title><h1>{body}</h1></html>")


def everyone(request):
    return Nominal._base_manager.order_by("pk")


def visible(request):
    return Nominal.objects.visible_to(request.actor).order_by("pk")


def said(request, rows):
    """The rows, once it is written in the trail that they were shown."""
    shows(request, [each.pk for each in rows])
    return rows


def lists(rows):
    @guard("nominal.list")
    def view(request) -> HttpResponse:
        return page("Nominals", ", ".join(each.name for each in said(request, rows(request))))

    return view


def counts(rows):
    @guard("nominal.list")
    def view(request) -> HttpResponse:
        return page("Nominals", f"{said(request, rows(request)).count()} people")

    return view


def downloads(rows):
    @guard("nominal.list")
    def view(request) -> HttpResponse:
        lines = "\r\n".join(
            f"{each.reference},{each.date_of_birth}" for each in said(request, rows(request))
        )
        return HttpResponse(f"reference,born\r\n{lines}", content_type="text/csv")

    return view


def finds(rows):
    @guard("nominal.find")
    def view(request) -> HttpResponse:
        words = request.POST.get("words", "")
        found = rows(request).filter(surname__iexact=words) if words else Nominal.objects.none()
        field = f'<form method="post"><input name="words" value="{words}"></form>'
        return page("Find", field + ", ".join(each.name for each in said(request, found)))

    return view


def tells(says):
    @guard("home.show")
    def view(request) -> HttpResponse:
        if request.method == "POST":
            subject = says(visible(request).first())
            notice = Notice(
                id=uuid4(),
                recipient=request.actor.person,
                rule="planted",
                about_id=uuid4(),
                on=localdate(),
                subject=subject,
                body="Sign in.",
                link="/",
                created_at=now(),
            )
            Notice.objects.bulk_create([notice])
            letter = Letter(notice=notice, due_at=now(), message_id=str(uuid4()))
            Letter.objects.bulk_create([letter])
        return page("Tell", '<form method="post"><button>Tell</button></form>')

    return view


@guard("nominal.show", Nominal)
def titled(request, nominal) -> HttpResponse:
    return page(nominal.name, "Somebody")


@guard("nominal.show", Nominal)
def untitled(request, nominal) -> HttpResponse:
    return page("A nominal", nominal.name)


@guard("nominal.show", Nominal)
def named_file(request, nominal) -> HttpResponse:
    name = f'attachment; filename="{nominal.surname}-{nominal.forenames}.csv"'
    return HttpResponse("", content_type="text/csv", headers={"Content-Disposition": name})


@guard("home.show")
def says_it_exists(request, pk) -> HttpResponse:
    if Nominal._base_manager.filter(pk=pk).exists() and not visible(request).filter(pk=pk):
        raise Refused("This is not yours to see.")
    return HttpResponse(status=404)


says_it_exists.model = Nominal  # it loads the record by itself, past the guard


def a_name(nominal):
    return nominal.name if nominal else "Nobody"


urlpatterns = [
    *all_of_ours,
    path("planted/list/", lists(everyone), name="leaks_a_list"),
    path("planted/count/", counts(everyone), name="leaks_a_count"),
    path("planted/download/", downloads(everyone), name="leaks_a_download"),
    path("planted/find/", finds(everyone), name="leaks_a_search"),
    path("planted/tell/", tells(a_name), name="leaks_a_message"),
    path("planted/<uuid:pk>/title/", titled, name="leaks_a_title"),
    path("planted/<uuid:pk>/file/", named_file, name="leaks_a_file_name"),
    path("planted/<uuid:pk>/exists/", says_it_exists, name="leaks_that_it_exists"),
    path("sound/list/", lists(visible), name="lists"),
    path("sound/count/", counts(visible), name="counts"),
    path("sound/download/", downloads(visible), name="downloads"),
    path("sound/find/", finds(visible), name="finds"),
    path("sound/tell/", tells(lambda _: "A word"), name="tells"),
    path("sound/<uuid:pk>/title/", untitled, name="shows"),
]
handler403, handler404 = "mappa.errors.forbidden", "mappa.errors.not_found"
