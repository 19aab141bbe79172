"""System checks: what django-guardian leaves open by default is refused at the start."""

from importlib.metadata import version
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from .locks import is_believed
from .rows import Shared

OLDEST = (3, 5, 2)
NOT_BELIEVED = (
    "The database does not take this process's word for who asks, so nothing opens: run"
    " `manage.py migrate` as the owner with this SECRET_KEY, and see that their clocks agree."
)


@register(Tags.security)
def guardian_is_closed(**_kwargs: Any) -> list[CheckMessage]:
    """Guardian is new enough, knows no anonymous user, prefetches nothing, unites nothing."""
    found: list[CheckMessage] = []
    if tuple(int(part) for part in version("django-guardian").split(".")[:3]) < OLDEST:
        found.append(Error("django-guardian below 3.5.2 lists what it should not.", id="access.E1"))
    if getattr(settings, "ANONYMOUS_USER_NAME", "") is not None:
        found.append(Error("Set ANONYMOUS_USER_NAME = None.", id="access.E2"))
    found.extend(
        Error(f"{name} must stay off.", id="access.E3")
        for name in ("GUARDIAN_AUTO_PREFETCH", "GUARDIAN_LEGACY_GLOBAL_PERMS_GROUP_UNION")
        if getattr(settings, name, False)
    )
    return found


@register(Tags.models)
def protected_models_are_plain(**_kwargs: Any) -> list[CheckMessage]:
    """No multi-table inheritance: guardian would fall back to its generic tables, unseen."""
    return [
        Error(f"{model.__name__} inherits from another table.", id="access.E4")
        for model in apps.get_models()
        if issubclass(model, Shared) and model._meta.parents
    ]


@register(Tags.database)
def nobody_holds_a_global_permission(databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """No group or person holds a permission on all records of a kind, nor a generic one."""
    tables = ("auth_group_permissions", "guardian_groupobjectpermission",
              "guardian_userobjectpermission")  # fmt: skip
    if not databases:
        return []
    present = set(connection.introspection.table_names())
    found: list[CheckMessage] = []
    with connection.cursor() as cursor:
        for table in (table for table in tables if table in present):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(Error(f"{table} holds rows; it must be empty.", id="access.E5"))
    return found


@register(Tags.database)
def the_database_takes_our_word(databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """The key that this process signs with is one that the database keeps; asked by no owner."""
    if not databases or settings.CONNECT_AS_OWNER or not _has_keys():
        return []
    return [] if is_believed() else [Error(NOT_BELIEVED, id="access.E6")]


def _has_keys() -> bool:
    return "access_key" in connection.introspection.table_names()
