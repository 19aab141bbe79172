"""Who is asking, and under which appointment."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.http import HttpRequest


class Role(TextChoices):
    """What a person is in MAPPA, under one appointment."""

    COORDINATOR = "coordinator", "MAPPA co-ordinator"
    ADMINISTRATOR = "administrator", "MAPPA administrator"
    CHAIR = "chair", "Panel chair"
    PRACTITIONER = "practitioner", "Case manager"
    MANAGER = "manager", "Case manager's manager"
    REPRESENTATIVE = "representative", "Agency representative"
    SENIOR_REPRESENTATIVE = "senior_representative", "Senior representative"
    VICTIM_LIAISON = "victim_liaison", "Victim liaison officer"
    PRISON_OFFENDER_MANAGER = "prison_offender_manager", "Prison offender manager"
    BOARD_CHAIR = "board_chair", "Chair of the Strategic Management Board"
    BOARD_MEMBER = "board_member", "Member of the Strategic Management Board"
    LAY_ADVISER = "lay_adviser", "Lay adviser"
    AUDITOR = "auditor", "Auditor"
    INFORMATION_GOVERNANCE = "information_governance", "Information governance officer"
    SERVICE = "service", "Reminder and counting service"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting under one appointment, for one request or one task.

    `groups` are the keys of the groups that may hold shares for this appointment, read afresh
    each time, so that ending an appointment or a membership takes effect at once.
    """

    person: Any
    appointment_id: UUID
    role: Role
    agency_id: UUID
    area_id: UUID
    agency_name: str = ""
    groups: frozenset[int] = field(default_factory=frozenset)

    @property
    def person_id(self) -> UUID:
        key: UUID = self.person.pk
        return key

    def has(self, *roles: Role) -> bool:
        return self.role in roles


class ActorRequest(HttpRequest):
    """A request that has been through the door: somebody is asking."""

    actor: Actor
