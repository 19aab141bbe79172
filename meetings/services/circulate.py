"""Minutes after they are issued: read, recalled, shared wider; each as evidence."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access.actor import Actor
from access.change import advance, amend, begin
from access.lifecycle import NotPossible
from access.policy import require
from access.rows import unshare
from agencies.models import Agency
from audit.trail import write
from meetings.audience import representatives, tell
from meetings.clashes import saying
from meetings.lifecycle import AddendumStatus, MinutesStatus
from meetings.models import Acknowledgement, Addendum, Distribution, Minutes
from meetings.readership import could_be_added, listed, readers, yet_to_read

from .write_down import open_to


@transaction.atomic
def acknowledge(minutes: Minutes, *, actor: Actor, at: datetime) -> None:
    """Say that one has read issued minutes with the addenda that they have now; once is enough."""
    require(actor, "minutes.acknowledge", minutes)
    if _held(minutes, actor) != MinutesStatus.ISSUED:
        raise NotPossible("These minutes are not issued.")
    issued = Addendum.objects.visible_to(actor).filter(
        minutes=minutes, status=AddendumStatus.ISSUED
    )
    said = {"minutes": minutes, "person": actor.person, "addenda": issued.count()}
    if Acknowledgement.objects.visible_to(actor).filter(**said).exists():
        return
    with saying(minutes_are_acknowledged_once="You have just said so."):
        Acknowledgement.objects.create(
            nominal_id=minutes.nominal_id, agency_id=actor.agency_id, at=at, **said
        )
    write("minutes.acknowledge", minutes, by=actor, at=at)


@transaction.atomic
def remind(minutes: Minutes, *, actor: Actor, at: datetime) -> int:
    """Remind those who have not said that they read the minutes, once a day; answers how many."""
    require(actor, "minutes.remind", minutes)
    if _held(minutes, actor) != MinutesStatus.ISSUED:
        raise NotPossible("These minutes are not issued.")
    waiting = yet_to_read(readers(minutes, actor=actor, at=at))
    people = [each.person for each in waiting]
    day = localdate(at)
    tell(people, minutes, rule="minutes.to_read", about_id=minutes.pk, on=day, at=at)
    write("minutes.remind", minutes, by=actor, at=at, people=len(people))
    return len(people)


@transaction.atomic
def recall(minutes: Minutes, *, actor: Actor, at: datetime, because: str) -> None:
    """Close issued minutes to everybody on their list at once, for a reason, and tell them."""
    told = [each.person for each in readers(minutes, actor=actor, at=at)]
    advance(minutes, "recall", actor=actor, at=at, because=because, pen_since=at)
    unshare(minutes, source="distribution", source_id=minutes.pk, at=at)
    day = localdate(at)
    tell(told, minutes, rule="minutes.recalled", about_id=minutes.pk, on=day, at=at)


@transaction.atomic
def share_wider(
    minutes: Minutes, *, actor: Actor, at: datetime, agency: Agency, because: str
) -> Distribution:
    """Open issued minutes to an agency that took no part, by the chair's word, and tell it.

    Only to one that sees the case already: who comes to a case is not decided by its minutes.
    """
    added = Distribution(
        nominal_id=minutes.nominal_id, minutes=minutes, agency=agency, at=at, because=because
    )
    require(actor, "distribution.add", added)
    if _held(minutes, actor) != MinutesStatus.ISSUED:
        raise NotPossible("Only minutes that are issued are shared wider.")
    if agency in listed(minutes, actor=actor):
        raise NotPossible("This agency is on the distribution list already.")
    if agency not in could_be_added(minutes, actor=actor):
        raise NotPossible("This agency does not see the case, so it cannot read its minutes.")
    begin(added, "add", actor=actor, at=at)
    open_to(minutes, [agency.group_id], actor=actor, at=at)
    people, day = representatives([agency.pk], at=at), localdate(at)
    tell(people, minutes, rule="minutes.issued", about_id=minutes.pk, on=day, at=at)
    return added


@transaction.atomic
def allow_copies(
    listing: Distribution, *, actor: Actor, at: datetime, allowed: bool, because: str
) -> None:
    """Let an agency on the list take copies of the minutes, or no longer, for a reason."""
    said = {"may_copy": allowed}
    amend(listing, "allow_copies", actor=actor, at=at, because=because, **said)


def _held(minutes: Minutes, actor: Actor) -> str | None:
    rows = Minutes.objects.visible_to(actor).select_for_update().filter(pk=minutes.pk)
    return rows.values_list("status", flat=True).first()
