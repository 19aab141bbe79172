"""Who may know the name of a recipient, and the shares that open it to them."""

from datetime import datetime

from access.actor import Actor
from access.locks import acting_as
from access.rows import live, share, shares_of, unshare
from agencies.models import Appointment
from victims.audience import CHAIRS, Readers, closest_to, keeper

from .models import Application, Delivery, Recipient

TELLS = "Named to tell them"


def readers_of(of: Delivery | Application, *, at: datetime) -> Readers:
    """The groups that may know the name: as of a victim's, and whoever is named to tell them.

    But no chair: a panel decides whether somebody like this is told, and by whom.
    """
    closest = closest_to(of.nominal, at=at)
    return {
        **{group: why for group, why in closest.items() if why != CHAIRS},
        **_teller(of, at=at),
    }


def open_to_readers(recipient: Recipient, *, actor: Actor, at: datetime) -> None:
    """Open a new name to those who may know it, the writer first (`access.rows.share`)."""
    wanted = readers_of(recipient.of, at=at)
    _give(recipient, {g: wanted[g] for g in wanted.keys() & actor.groups}, actor=actor, at=at)
    _give(recipient, wanted, actor=actor, at=at)
    service = [recipient.nominal.area.service_id]
    share(recipient, service, source="service", reason="Keeps its shares in step", at=at)


def keep_in_step(of: Delivery, *, actor: Actor, at: datetime) -> None:
    """Make who may know the name equal what the plan says now; done twice, it changes nothing."""
    with acting_as(keeper(of.nominal, actor=actor, at=at)) as able:
        for recipient in Recipient.objects.visible_to(able).filter(delivery=of):
            wanted = readers_of(of, at=at)
            given = shares_of(Recipient)._base_manager.filter(
                live(), content_object_id=recipient.pk, source="recipient", source_id=of.pk
            )
            held = set(given.values_list("group_id", flat=True))
            missing = {group: why for group, why in wanted.items() if group not in held}
            _give(recipient, missing, actor=actor, at=at)
            given.filter(group_id__in=held - wanted.keys()).update(expires_at=at)


def open_to_teller(of: Delivery, *, actor: Actor, at: datetime) -> None:
    """Let whoever is named to tell them see the case."""
    cause = {"source": "delivery", "source_id": of.pk, "at": at, "by": actor.person}
    share(of.nominal, list(_teller(of, at=at)), reason=TELLS, **cause)


def close_to_tellers(of: Delivery, *, at: datetime) -> None:
    """End what being named to tell them opened of the case."""
    unshare(of.nominal, source="delivery", source_id=of.pk, at=at)


def _teller(of: Delivery | Application, *, at: datetime) -> Readers:
    """The person named to tell them, while they work for the agency that does."""
    if of.teller_id is None:
        return {}
    held = Appointment.objects.live(at).filter(
        person=of.teller_id, agency=of.agency_id, person__is_active=True
    )
    return dict.fromkeys(held.values_list("person__own_group", flat=True), TELLS)


def _give(recipient: Recipient, wanted: Readers, *, actor: Actor, at: datetime) -> None:
    cause = {"source": "recipient", "source_id": recipient.of.pk, "at": at, "by": actor.person}
    for why in dict.fromkeys(wanted.values()):
        groups = [group for group, each in wanted.items() if each == why]
        share(recipient, groups, reason=why, **cause)
