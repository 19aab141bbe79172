"""Who sees which rows: shares, exclusions and the one question, `visible_to`.

A share is a django-guardian object permission on a table of its own for each kind of record,
with a foreign key to the record (no generic keys), extended with why, by whom, from and until.
The holder is always a group: an agency's, an area's coordination, a panel's chairs', the
counting service's, or a person's own. This is the only module that imports guardian.

You see a record if and only if a live share says so, for each record that it follows, and no
exclusion takes it away. PostgreSQL asks the same question again (`locks`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, ClassVar, Self, TypeVar, cast
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from guardian.models.models import GroupObjectPermissionBase, UserObjectPermissionBase

from .actor import Actor
from .locks import announce_new


class Share(GroupObjectPermissionBase):
    """A record is open to a group: because of this, given by them, from then, until then.

    Several causes may open the same record to the same group; ending one leaves the others.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sort_key = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=40)
    source_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=200)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    given_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["content_object", "group", "source", "source_id"],
                name="%(class)s_is_given_once_for_each_cause",
                nulls_distinct=False,
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["group", "sort_key", "content_object"],
                include=["opens_at", "expires_at"],
                name="%(class)s_by_group",
            ),
            models.Index(fields=["content_object", "group"], name="%(class)s_by_record"),
        ]


class NobodyAlone(UserObjectPermissionBase):
    """The table that guardian wants for single users: it refuses every row.

    A person is given a share through a group of their own, so that there is one branch only.
    """

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(pk__isnull=True), name="%(class)s_holds_no_row")
        ]


class Exclusion(models.Model):
    """A person or an agency that must not receive anything about one nominal."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    agency_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=200)
    given_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, agency_id__isnull=True)
                | Q(person__isnull=True, agency_id__isnull=False),
                name="%(class)s_names_a_person_or_an_agency",
            )
        ]


S = TypeVar("S", bound="Shared", covariant=True)


class VisibleQuerySet(models.QuerySet[S]):
    """Records are invisible until they are shared."""

    def visible_to(self, actor: Actor | None) -> Self:
        """The records that live shares open to the actor, less those an exclusion takes away.

        The query does not grow with the number of shares, groups or roles; nobody asking,
        or an actor whose appointment has ended (no groups), sees nothing.
        """
        if actor is None or not actor.groups:
            return self.none()
        seen = self
        for path in self.model.follows:
            asking = actor.groups, actor.person_id, actor.agency_id
            seen = seen.filter(*_opened(self.model, path, *asking))
        return seen


class Shared(models.Model):
    """A record with an audience.

    `follows` names what decides the audience: "pk" where the record carries shares of its own,
    else the foreign key to the record that does. Where there are two, both must be open.
    """

    follows: ClassVar[tuple[str, ...]] = ("nominal_id",)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True


def found(model: type[S], key: UUID, actor: Actor | None) -> S | None:
    """The record of a key, if the actor sees it: what is hidden takes the time of what is not.

    PostgreSQL asks the shares first (`access_seen_…`), and touches no row that they do not open.
    """
    rows: Any = model.objects.visible_to(actor)
    if model.follows:
        seen = RawSQL(f"(SELECT access_seen_{model._meta.db_table}(%s))", [key])  # noqa: S611
        return cast(S | None, rows.filter(pk=seen).first())
    return cast(S | None, rows.filter(pk=key).first())


def following(
    nominal: Shared, *kinds: type[models.Model], actor: Actor
) -> dict[type[models.Model], list[Any]]:
    """What follows a nominal and nothing else, of several kinds, in one question.

    The nominal is looked for among those that the actor sees, and PostgreSQL asks the policy of
    each table as ever.
    """
    seen = type(nominal).objects.visible_to(actor).filter(pk=nominal.pk).order_by().values("pk")
    asked, given = seen.query.sql_with_params()
    rows = " UNION ALL ".join(
        f"SELECT {number}, to_jsonb(each) FROM {kind._meta.db_table} each"  # noqa: S608
        " WHERE nominal_id IN (SELECT pk FROM seen)"
        for number, kind in enumerate(kinds)
    )
    found: dict[type[models.Model], list[Any]] = {kind: [] for kind in kinds}
    with connection.cursor() as cursor:
        cursor.execute(f"WITH seen (pk) AS MATERIALIZED ({asked}) {rows}", given)
        for number, row in cursor.fetchall():
            found[kinds[number]].append(_from_json(kinds[number], row))
    return found


def _from_json(kind: type[models.Model], row: str | dict[str, Any]) -> models.Model:
    said = json.loads(row) if isinstance(row, str) else row
    names = {field.attname: field for field in kind._meta.concrete_fields}
    values = [field.to_python(said[name]) for name, field in names.items()]
    return kind.from_db(connection.alias, list(names), values)


def live(prefix: str = "") -> Q:
    """A share that is open at this very second, by the database's clock."""
    opened = Q(**{f"{prefix}opens_at__isnull": True}) | Q(**{f"{prefix}opens_at__lte": Now()})
    lasts = Q(**{f"{prefix}expires_at__isnull": True}) | Q(**{f"{prefix}expires_at__gt": Now()})
    return opened & lasts


def shares_of(model: type[models.Model]) -> Any:
    """The table of shares (a subclass of Share) of a kind of record that carries its own."""
    return model._meta.get_field("shares").related_model


@lru_cache(maxsize=1024)
def _opened(
    model: type[Shared], path: str, groups: frozenset[int], person: UUID, agency: UUID
) -> list[Any]:
    """The conditions under which `path` is open: the question only, so they may be kept."""
    carrier: Any = model if path == "pk" else model._meta.get_field(path).related_model
    shares = shares_of(carrier)._base_manager.filter(
        live(), content_object_id=OuterRef(path), group_id__in=groups
    )
    conditions: list[Any] = [Exists(shares)]
    if any(field.name == "exclusions" for field in carrier._meta.get_fields()):
        conditions.append(~Q(**{f"{path}__in": withheld_from(person, agency)}))
    return conditions


def withheld_from(person: UUID, agency: UUID) -> RawSQL:
    """The keys of the nominals that exclusions take from whoever asks, who may not read those."""
    # It answers only whoever is asking, and the service. To others it says null, and then nothing
    # is known to be open: NOT IN (NULL) is never true.
    return RawSQL(
        "SELECT unnest(coalesce(access_excluded(%s, %s), ARRAY[NULL::uuid]))", [person, agency]
    )


@cache
def _view(app: str, model: str) -> int:
    """The key of the one permission that a share gives: to view."""
    codename = f"view_{model}"
    return Permission.objects.get(content_type__app_label=app, codename=codename).pk


def share(  # noqa: PLR0913 (a share says why, by whom, from and until)
    record: Any,
    groups: Iterable[Group | int],
    *,
    source: str,
    reason: str,
    at: datetime,
    source_id: UUID | None = None,
    by: Any = None,
    opens_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Open a record to groups for a cause. Sharing again for the same cause renews its dates.

    Shares may be written before the record itself (its key is made here, not by the database),
    so that the record is visible to its writer the moment it exists. The first to be given must
    then open it to the writer: row security lets nobody share what they do not see.
    """
    if record._state.adding:
        announce_new(record.pk)
    table = shares_of(type(record))
    permission = _view(record._meta.app_label, record._meta.model_name)
    keys = {group if isinstance(group, int) else group.pk for group in groups}
    rows = [
        table(
            content_object_id=record.pk,
            group_id=key,
            permission_id=permission,
            sort_key=getattr(record, "sort_key", ""),
            source=source,
            source_id=source_id,
            reason=reason,
            given_by=by,
            given_at=at,
            opens_at=opens_at,
            expires_at=expires_at,
        )
        for key in sorted(keys)
    ]
    table._base_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["content_object", "group", "source", "source_id"],
        update_fields=["reason", "given_by", "given_at", "opens_at", "expires_at"],
    )


def unshare(record: Any, *, source: str, at: datetime, source_id: UUID | None = None) -> None:
    """End every share that this cause gave on the record, keeping the row as history."""
    shares_of(type(record))._base_manager.filter(
        live(), content_object_id=record.pk, source=source, source_id=source_id
    ).update(expires_at=at)
