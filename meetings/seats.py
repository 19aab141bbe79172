"""Who is asked to a case when its panel is convened, and why; and who is left off, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from access.actor import Actor
from agencies.models import Agency
from nominals.models import Exclusion, Nominal
from referrals.models import Referral

from .models import Invitation, Panel, Session, Slot
from .who_to_ask import LEADS, core_seat

BARRED = "It must not receive anything about this person"


@dataclass(frozen=True, slots=True)
class Seat:
    """An agency's place at a case: why it is asked, and, where it is left off, why that is."""

    agency: Agency
    reason: str
    left_off: str = ""
    required: bool = True


def seats(panel: Panel, slots: Sequence[Slot], *, actor: Actor) -> Mapping[UUID, list[Seat]]:
    """For each slot, the core panel and the lead agency, less those asked to it before."""
    core = list(Agency.objects.filter(area_id=panel.area_id, **{f"core_level_{panel.level}": True}))
    asked = _asked(slots, actor)
    barred = excluded(slot.nominal_id for slot in slots)
    return {
        slot.pk: [
            Seat(agency, reason, BARRED if (slot.nominal_id, agency.pk) in barred else "")
            for agency, reason in _wanted(panel, slot, core)
            if (slot.pk, agency.pk) not in asked
        ]
        for slot in slots
    }


def excluded(nominals: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Each nominal with each agency that must not receive anything about them."""
    found = Exclusion.objects.filter(nominal__in=list(nominals), agency_id__isnull=False)
    pairs = found.values_list("nominal_id", "agency_id")
    return {(nominal, agency) for nominal, agency in pairs if agency}


def _wanted(panel: Panel, slot: Slot, core: list[Agency]) -> list[tuple[Agency, str]]:
    lead = slot.nominal.lead_agency
    others = [agency for agency in core if agency.pk != lead.pk]
    return [(lead, LEADS), *((agency, core_seat(panel.level)) for agency in others)]


def _asked(slots: Sequence[Slot], actor: Actor) -> set[tuple[UUID, UUID]]:
    invitations = Invitation.objects.visible_to(actor).filter(slot__in=slots)
    return set(invitations.values_list("slot_id", "agency_id"))


def opened_with(slot: Slot, *, actor: Actor) -> list[Nominal | Session | Referral]:
    """What is opened to those asked to a case, beside what follows the nominal."""
    keys = [slot.referral_id] if slot.referral_id else []
    referrals = Referral.objects.visible_to(actor).filter(pk__in=keys)
    return [slot.nominal, slot.session, *referrals]
