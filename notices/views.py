"""The inbox, and the mailbox that the demonstration shows."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.guard import guard
from access.readings import shows

from . import services
from .models import Delivered, Notice

A_PAGE = 20


@guard("notice.list")
def list_notices(request: ActorRequest) -> HttpResponse:
    mine = Notice.objects.visible_to(request.actor).unread_first()
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    shows(request, ())
    return render(request, "notices/list.html", {"page": page})


@guard("notice.open", Notice)
@require_POST
def open_notice(request: ActorRequest, notice: Notice) -> HttpResponse:
    services.read(notice, actor=request.actor, at=now())
    return redirect(notice.link)


@guard("notice.read", Notice)
@require_POST
def read_notice(request: ActorRequest, notice: Notice) -> HttpResponse:
    services.read(notice, actor=request.actor, at=now())
    return redirect("notices:list")


@guard("notice.list")
def list_delivered(request: ActorRequest) -> HttpResponse:
    if not settings.DEMONSTRATION:
        raise Http404
    delivered = Delivered.objects.visible_to(request.actor).order_by("-at", "pk")
    page = Paginator(delivered, A_PAGE).get_page(request.GET.get("page"))
    shows(request, ())
    return render(request, "notices/delivered.html", {"page": page})
