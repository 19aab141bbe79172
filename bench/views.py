"""The list of nominals in the ways that ours is compared with: each renders the same page."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from guardian.shortcuts import get_objects_for_user

from access.actor import ActorRequest
from access.guard import guard
from nominals.forms import FilterForm
from nominals.keyset import A_PAGE, counted
from nominals.models import CategoryEpisode, LevelEpisode, Nominal
from nominals.pages import Listed, ListPage, Standing

from .models import PlainNominal


@guard("nominal.list")
def list_unfiltered(request: ActorRequest) -> HttpResponse:
    """Nobody's reach is asked: what the page costs by itself, along an index and with its count."""
    return _page(request, PlainNominal.objects.all(), counted(PlainNominal.objects.order_by()))


@guard("nominal.list")
def list_by_the_textbook(request: ActorRequest) -> HttpResponse:
    """Guardian's own shortcut on its generic tables, with Django's count."""
    seen = get_objects_for_user(request.actor.person, "view_plainnominal", PlainNominal)
    return _page(request, seen, f"{seen.count():,}")


def _page(request: ActorRequest, rows: QuerySet[PlainNominal], many: str) -> HttpResponse:
    keys = list(rows.order_by("surname", "forenames", "pk").values_list("pk", flat=True)[:A_PAGE])
    request.shown = keys
    page = ListPage(lines=_lines(keys, localdate()), many=many, previous="", next="", selected=[])
    return render(request, "nominals/list.html", {"page": page, "form": FilterForm(request.GET)})


def _lines(keys: Iterable[UUID], on: date) -> list[Listed]:
    found = Nominal.objects.select_related("lead_agency", "case_manager").in_bulk(list(keys))
    of = {"nominal__in": list(found)}
    category = {e.nominal_id: e for e in CategoryEpisode.objects.on(on).filter(**of)}
    level = {e.nominal_id: e for e in LevelEpisode.objects.on(on).filter(**of)}
    return [
        Listed(
            found[key],
            Standing(category[key].get_category_display(), level[key].get_level_display()),
        )
        for key in keys
    ]
