"""What makes a reading unlike its reader's work (pure)."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, time

from django.utils.timezone import localtime

from access.actor import Role
from clocks.working_days import is_working_day

MORNING, EVENING = time(7), time(20)

# The causes by which a role comes to see a case in its ordinary work. An emergency is in none.
_UNIT = frozenset({"area", "referral", "slot", "seal"})
_AGENCY = frozenset({"invitation", "action", "named"})
WORK: Mapping[Role, frozenset[str]] = {
    Role.COORDINATOR: _UNIT,
    Role.ADMINISTRATOR: _UNIT,
    Role.CHAIR: frozenset({"slot", "referral", "seal"}),
    Role.PRACTITIONER: _AGENCY | {"lead", "referral", "seal"},
    Role.MANAGER: _AGENCY | {"lead", "manager", "referral", "seal"},
    Role.REPRESENTATIVE: _AGENCY,
    Role.SENIOR_REPRESENTATIVE: _AGENCY | {"seal"},
    Role.VICTIM_LIAISON: _AGENCY | {"victim"},
    Role.PRISON_OFFENDER_MANAGER: _AGENCY,
    Role.AUDITOR: frozenset({"audit"}),
}


def is_outside_caseload(role: Role, causes: Collection[str]) -> bool:
    """Whether none of the causes that opened a case is one by which this role does its work."""
    return WORK.get(role, frozenset()).isdisjoint(causes)


def is_same_surname(reader: str, surname: str) -> bool:
    """Whether a reader's last name is the nominal's, or a part of one that is hyphenated."""
    own = reader.split()[-1:] or [""]
    return not _parts(own[0]).isdisjoint(_parts(surname))


def is_out_of_hours(at: datetime) -> bool:
    """Before 7am, from 8pm on, at a weekend or on a bank holiday, in local time."""
    local = localtime(at)
    in_the_day = MORNING <= local.time() < EVENING
    return not (in_the_day and is_working_day(local.date()))


def _parts(name: str) -> set[str]:
    return {part.casefold() for part in re.split(r"[\s-]+", name) if len(part) > 1}
