"""Prints who can sign in to the demonstration, and the password that all of them have."""

from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from access.actor import Role
from agencies.models import Agency, Appointment
from agencies.pages import trial

SHOWN = (
    Role.COORDINATOR,
    Role.PRACTITIONER,
    Role.MANAGER,
    Role.CHAIR,
    Role.REPRESENTATIVE,
    Role.VICTIM_LIAISON,
    Role.BOARD_MEMBER,
    Role.LAY_ADVISER,
    Role.AUDITOR,
    Role.INFORMATION_GOVERNANCE,
)

# Who sees something else than the first of their role: housing, who is invited to some cases;
# a voluntary caseworker, who is named for one; and who sees a sealed case that the area does not.
BESIDE = (
    (Role.REPRESENTATIVE, Agency.Kind.HOUSING_AUTHORITY),
    (Role.REPRESENTATIVE, Agency.Kind.VOLUNTARY),
    (Role.COORDINATOR, Agency.Kind.NSD),
)


class Command(BaseCommand):
    help = "Prints who can sign in to the demonstration, and their password."
    requires_system_checks = ()  # `migrate` went before, and checked

    def handle(self, *_: Any, **__: Any) -> None:
        found = trial()
        if found is None:
            raise CommandError("Only a demonstration lists its people.")
        shown = [each for each in found.one_of_each if each.role in SHOWN]
        for role, kind in BESIDE:
            alike = (e for e in found.others if e.role == role and e.agency.kind == kind)
            shown += islice(alike, 1)
        if not shown:
            raise CommandError("There is nobody yet: build a county first.")
        self.stdout.write(_table([_row(each) for each in shown]))
        self.stdout.write(f"\nEverybody's password: {settings.DEMONSTRATION_PASSWORD}")


def _row(held: Appointment) -> tuple[str, ...]:
    return (held.get_role_display(), held.person.name, held.agency.name, held.person.email)


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
