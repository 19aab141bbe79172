"""The shares that the service of an area sees, on records that it sees, and putting them right."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Q

from access.actor import Actor
from access.keys import among
from access.rows import Shared, shares_of
from meetings.models import ChairNote
from nominals.models import Nominal

from .compare import Change, Held
from .models import What

# What a chair notes is open to the chair alone: no service sees it, so none can compare its share,
# which is given once, to its writer, and lasts.
LEFT_OUT: frozenset[type[Any]] = frozenset({ChairNote})
FIELDS = ("pk", "content_object_id", "group_id", "source", "source_id", "opens_at", "expires_at")

Records = Mapping[type[Any], Mapping[UUID, UUID | None]]  # by kind: key -> the nominal's


def carriers() -> list[type[Any]]:
    """The kinds of record that carry shares of their own and are compared, nominals first."""
    found = [m for m in apps.get_models() if issubclass(m, Shared) and "pk" in m.follows]
    return sorted(set(found) - LEFT_OUT, key=lambda m: (m is not Nominal, m._meta.label))


def back_in_sight() -> list[tuple[str, str, UUID, UUID | None]]:
    """Give the service back what it must see to compare: kind, source, record, nominal of each.

    A share of its own that was lost hides the record, and the loss with it. One function of the
    database looks past that, for the service and for the records that it is to see.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, cause, record, nominal FROM oversight_back_in_sight()")
        found: list[tuple[str, str, UUID, UUID | None]] = cursor.fetchall()
    return found


def records(actor: Actor) -> Records:
    """The records that the actor sees, by kind, with the nominal each is about."""
    return {model: dict(_keys(model, actor)) for model in carriers()}


def held(seen: Records, *, at: datetime) -> list[Held]:
    """The shares on these records that are open, or will be."""
    return [each for model, keys in seen.items() for each in _held(model, keys, at)]


def put_right(changes: Iterable[Change], *, at: datetime) -> None:
    """Make the shares as the facts say. A share that is given again keeps its own history."""
    by_model: dict[type[Any], list[Change]] = defaultdict(list)
    for each in changes:
        by_model[each.key[0]].append(each)
    for model, some in by_model.items():
        ended = [each.pk for each in some if each.what == What.ENDED]
        if ended:
            shares_of(model)._base_manager.filter(pk__in=ended).update(expires_at=at)
        _give(model, [each for each in some if each.what != What.ENDED], at=at)


def _keys(model: type[Any], actor: Actor) -> Iterator[tuple[UUID, UUID | None]]:
    rows = model.objects.visible_to(actor).order_by()
    if model is Nominal:
        return ((key, key) for key in rows.values_list("pk", flat=True))
    if "nominal_id" in model.follows:
        return iter(rows.values_list("pk", "nominal_id"))
    return ((key, None) for key in rows.values_list("pk", flat=True))


def _held(model: type[Any], keys: Mapping[UUID, Any], at: datetime) -> Iterator[Held]:
    lasting = Q(expires_at=None) | Q(expires_at__gt=at)
    rows = shares_of(model)._base_manager.filter(lasting, among("content_object_id", keys))
    for pk, record, group, source, source_id, opens, expires in rows.values_list(*FIELDS):
        yield Held(pk, (model, record, group, source, source_id), opens, expires)


def _give(model: type[Any], some: list[Change], *, at: datetime) -> None:
    if not some:
        return
    table, meta = shares_of(model), model._meta
    names = {"content_type__app_label": meta.app_label, "codename": f"view_{meta.model_name}"}
    permission = Permission.objects.get(**names)
    sort_keys = _sort_keys(model, [each.key[1] for each in some])
    table._base_manager.bulk_create(
        [
            table(
                content_object_id=record,
                group_id=group,
                permission=permission,
                sort_key=sort_keys.get(record, ""),
                source=source,
                source_id=source_id,
                reason=each.reason,
                given_at=at,
                expires_at=each.until,
            )
            for each in some
            for _, record, group, source, source_id in [each.key]
        ],
        update_conflicts=True,
        unique_fields=["content_object", "group", "source", "source_id"],
        update_fields=["opens_at", "expires_at"],
    )


def _sort_keys(model: type[Any], keys: list[UUID]) -> Mapping[UUID, str]:
    if model is not Nominal:
        return {}
    return {each.pk: each.sort_key for each in Nominal._base_manager.filter(pk__in=keys)}
