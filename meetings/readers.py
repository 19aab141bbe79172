"""Who reads minutes, and what of them is marked: what `redaction` needs to be told."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from access.actor import Actor, Role
from access.policy import may
from agencies.models import Appointment
from victims.models import VictimIdentity

from .models import Minutes, Redaction
from .redaction import Mark, Reader

# What an agency brought in confidence is not for those who come for the victims alone.
NOT_FOR: Mapping[Role, frozenset[str]] = {
    Role.VICTIM_LIAISON: frozenset({"agency_information"}),
}
MARKED = "Not for every reader"
Marks = Mapping[UUID, list[Mark]]  # by the section or the addendum that they are in


def reader_of(minutes: Minutes, actor: Actor) -> Reader:
    """The actor as a reader of these minutes."""
    if may(actor, "minutes.write", minutes):
        return Reader(writes=True, is_outside=False)
    return Reader(
        is_outside=False,
        leads=_leads(minutes, actor),
        agency=actor.agency_id,
        person=actor.person_id,
        knows=_known(minutes, actor),
        without=NOT_FOR.get(actor.role, frozenset()),
    )


def marks_of(minutes: Minutes, actor: Actor) -> Marks:
    """What is withheld of these minutes from anybody; why, for those who write them alone."""
    writes = bool(may(actor, "minutes.write", minutes))
    found: dict[UUID, list[Mark]] = defaultdict(list)
    for each in in_force(minutes, actor):
        part = each.section_id or each.addendum_id
        if part:
            found[part].append(_mark(each, tells_why=writes))
    return found


def in_force(minutes: Minutes, actor: Actor) -> list[Redaction]:
    """The marks of these minutes that nobody has lifted, with whom they name."""
    standing = Redaction.objects.visible_to(actor).filter(minutes=minutes, lifted_at=None)
    return list(standing.select_related("victim", "not_agency", "not_person", "by", "section"))


def because(redaction: Redaction) -> str:
    """Why words are withheld, for those who write the minutes."""
    named = redaction.not_agency or redaction.not_person
    victim = redaction.victim.label if redaction.victim else ""
    if named:
        return f"Not to be shared with {named}"
    return f"{redaction.get_reason_display()}{f' ({victim})' if victim else ''}"


def _mark(redaction: Redaction, *, tells_why: bool) -> Mark:
    return Mark(
        key=redaction.pk,
        starts=redaction.starts,
        ends=redaction.ends,
        text_is=redaction.text_is,
        why=because(redaction) if tells_why else MARKED,
        victim=redaction.victim_id,
        not_agency=redaction.not_agency_id,
        not_person=redaction.not_person_id,
        for_the_lead=redaction.reason != Redaction.Reason.NOT_WITH,
    )


def _leads(minutes: Minutes, actor: Actor) -> bool:
    """Whether the actor manages the case for its lead agency, or the one who does."""
    nominal = minutes.nominal
    if actor.agency_id != nominal.lead_agency_id:
        return False
    if nominal.case_manager_id == actor.person_id:
        return True
    held = Appointment.objects.filter(
        person=nominal.case_manager_id, agency=nominal.lead_agency_id, manager=actor.person_id
    )
    return held.exists()


def _known(minutes: Minutes, actor: Actor) -> frozenset[UUID]:
    """The victims of the case whose names are open to the actor. The names are not read."""
    if not may(actor, "victim_identity.show", minutes):
        return frozenset()
    known = VictimIdentity.objects.visible_to(actor).filter(nominal=minutes.nominal_id)
    return frozenset(known.values_list("record_id", flat=True))
