"""What is done to a victim's record: added, amended, ended; and who may know the name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.timezone import localdate

from access import change
from access.actor import Actor
from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import require
from access.rows import live, share, shares_of
from agencies.models import Person
from audit.trail import write
from nominals.models import Nominal
from notices.services import notify
from sharing.seals import standing

from . import audience
from .letters import letter
from .models import VictimIdentity, VictimRecord

OVER = "Contact with this person has ended, so the record is kept as it is."
KNOWN = "A name is recorded already. If you cannot open it yet, you can from tomorrow."


class Said(TypedDict):
    """What is said of a victim or a person at risk, without a name."""

    kind_of_person: str
    relation: str
    contact_wishes: str
    in_contact_scheme: bool
    no_contact: str
    to_be_told: str
    liaison_officer: Person | None


class Who(TypedDict):
    """Who they are."""

    name: str
    address: str
    telephone: str
    date_of_birth: date | None


@dataclass(frozen=True, slots=True)
class Mended:
    """The groups that were given a share, or lost one, to be as the facts say."""

    given: frozenset[int] = frozenset()
    ended: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.given or self.ended)


@transaction.atomic
def add(nominal: Nominal, *, actor: Actor, at: datetime, **said: Unpack[Said]) -> VictimRecord:
    """Record a victim or a person at risk under the case's next letter, without their name.

    The liaison officer named is told, and sees the case from now, unless it is sealed.
    """
    require(actor, "victim.add", nominal)
    # Two who add at once take turns, so that each gets a letter.
    nominal = Nominal.objects.visible_to(actor).select_for_update().get(pk=nominal.pk)
    before = VictimRecord.objects.visible_to(actor).filter(nominal=nominal).count()
    record = VictimRecord(nominal=nominal, letter=letter(before + 1), **said)
    change.begin(record, "add", actor=actor, at=at, on=nominal)
    keep_in_step(record, actor=actor, at=at)
    _tell(record, actor=actor, at=at)
    return record


@transaction.atomic
def amend(
    record: VictimRecord, *, actor: Actor, at: datetime, version: int, **said: Unpack[Said]
) -> None:
    """Change what is said; another liaison officer takes over what the last could see.

    `version` is the record as the writer saw it: NotPossible if it has changed since, or if
    contact has ended.
    """
    if record.ended_on:
        raise NotPossible(OVER)
    before, record.version = record.liaison_officer_id, version
    change.amend(record, "amend", actor=actor, at=at, **said)
    keep_in_step(record, actor=actor, at=at)
    if record.liaison_officer_id != before:
        _tell(record, actor=actor, at=at)


@transaction.atomic
def end(record: VictimRecord, *, actor: Actor, at: datetime, reason: str) -> None:
    """They are no longer to be contacted: what it opened to the liaison officer is closed."""
    if record.ended_on:
        raise NotPossible(OVER)
    change.amend(record, "end", actor=actor, at=at, ended_on=localdate(at), end_reason=reason)
    keep_in_step(record, actor=actor, at=at)


@transaction.atomic
def add_identity(
    record: VictimRecord, *, actor: Actor, at: datetime, **who: Unpack[Who]
) -> VictimIdentity:
    """Record who they are, open to those who may know and to no others of the case.

    NotPossible where a name is recorded already, or contact has ended.
    """
    require(actor, "victim_identity.add", record)
    record = VictimRecord.objects.visible_to(actor).select_for_update().get(pk=record.pk)
    if record.ended_on:
        raise NotPossible(OVER)
    # A co-ordinator of today may not see yet what the keeper of the shares does.
    with acting_as(audience.keeper(record.nominal, actor=actor, at=at)) as keeper:
        if VictimIdentity.objects.visible_to(keeper).filter(record=record).exists():
            raise NotPossible(KNOWN)
    identity = VictimIdentity(nominal_id=record.nominal_id, record=record, **who)
    wanted = audience.readers_of(record, at=at)
    own = {group: wanted[group] for group in wanted.keys() & actor.groups}
    _give(identity, own, record, actor=actor, at=at)  # one's own first: see access.rows.share
    _give(identity, wanted, record, actor=actor, at=at)
    service = [record.nominal.area.service_id]
    share(identity, service, source="service", reason="Keeps its shares in step", at=at)
    change.begin(identity, "add", actor=actor, at=at, on=record)
    return identity


@transaction.atomic
def amend_identity(
    identity: VictimIdentity, *, actor: Actor, at: datetime, version: int, **who: Unpack[Who]
) -> None:
    """Correct who they are; NotPossible if it has changed since the writer saw it."""
    identity.version = version
    change.amend(identity, "amend", actor=actor, at=at, **who)


@transaction.atomic
def keep_in_step(record: VictimRecord, *, actor: Actor, at: datetime) -> Mended:
    """Make who may know the name, and what the liaison officer sees, equal what the facts say now.

    A sealed case is open to those named on its seal alone, and to no officer as such.
    To be called whenever those change: a slot is given or cancelled, an appointment begins or
    ends, another case manager takes over; and each night. Done twice, it changes nothing.
    """
    nominal = record.nominal
    with acting_as(audience.keeper(nominal, actor=actor, at=at)) as keeper:
        sealed = standing(nominal, actor=keeper)
        officer = {} if sealed else audience.officer_of(record, at=at)
        found = [_mend(nominal, officer, record, actor=actor, at=at)]
        for identity in VictimIdentity.objects.visible_to(keeper).filter(record=record):
            wanted = audience.readers_of(record, at=at)
            found.append(_mend(identity, wanted, record, actor=actor, at=at))
    return Mended(
        given=frozenset().union(*(each.given for each in found)),
        ended=frozenset().union(*(each.ended for each in found)),
    )


@transaction.atomic
def keep_case_in_step(nominal: Nominal, *, actor: Actor, at: datetime) -> list[Mended]:
    """As `keep_in_step`, for every victim and person at risk of a case: what had to be mended."""
    records = VictimRecord.objects.visible_to(actor).filter(nominal=nominal)
    found = [keep_in_step(each, actor=actor, at=at) for each in records.select_related("nominal")]
    return [each for each in found if each]


@transaction.atomic
def open_for_item(
    nominal: Nominal,
    groups: Iterable[Group | int],
    *,
    source_id: UUID,
    actor: Actor,
    at: datetime,
    until: datetime,
) -> None:
    """Let groups know the names in a case for one item of a panel, by the chair's word, till then.

    `source_id` is the item's. Who is no longer to be contacted stays unnamed.
    """
    require(actor, "victim_identity.open", nominal)
    groups = list(groups)
    with acting_as(audience.keeper(nominal, actor=actor, at=at)) as keeper:
        known = VictimIdentity.objects.visible_to(keeper)
        for identity in known.filter(nominal=nominal, record__ended_on=None):
            share(
                identity,
                groups,
                source="item",
                source_id=source_id,
                reason="Shown by the chair for one item",
                at=at,
                by=actor.person,
                expires_at=until,
            )
    write("victim_identity.open", nominal, by=actor, at=at)


@transaction.atomic
def close_for_item(
    nominal: Nominal, *, source_id: UUID, actor: Actor, at: datetime, group: int | None = None
) -> None:
    """End what `open_for_item` opened for an item, to all or to a group, whoever closes it.

    Done twice, no harm.
    """
    with acting_as(audience.keeper(nominal, actor=actor, at=at)) as keeper:
        known = VictimIdentity.objects.visible_to(keeper).filter(nominal=nominal)
        given = shares_of(VictimIdentity)._base_manager.filter(
            live(), content_object__in=known, source="item", source_id=source_id
        )
        (given.filter(group=group) if group else given).update(expires_at=at)


def _mend(
    opened: Any, wanted: audience.Readers, record: VictimRecord, *, actor: Actor, at: datetime
) -> Mended:
    """Give what is missing and end what is too much, of the shares that this record causes."""
    given = shares_of(type(opened))._base_manager.filter(
        live(), content_object_id=opened.pk, source="victim", source_id=record.pk
    )
    held = set(given.values_list("group_id", flat=True))
    missing = {group: why for group, why in wanted.items() if group not in held}
    _give(opened, missing, record, actor=actor, at=at)
    gone = held - wanted.keys()
    if gone:
        given.filter(group_id__in=gone).update(expires_at=at)
    return Mended(frozenset(missing), frozenset(gone))


def _give(
    opened: Any, wanted: audience.Readers, record: VictimRecord, *, actor: Actor, at: datetime
) -> None:
    cause = {"source": "victim", "source_id": record.pk, "at": at, "by": actor.person}
    for why in dict.fromkeys(wanted.values()):
        share(opened, [g for g, each in wanted.items() if each == why], reason=why, **cause)


def _tell(record: VictimRecord, *, actor: Actor, at: datetime) -> None:
    """Tell the liaison officer named; of a sealed case, only one who is named on its seal too."""
    seal = standing(record.nominal, actor=actor)
    if record.liaison_officer and (
        seal is None or seal.people.filter(person=record.liaison_officer).exists()
    ):
        notify(
            rule="victim.liaison_officer_named",
            recipient=record.liaison_officer,
            about_id=record.pk,
            on=localdate(at),
            at=at,
            link=record.get_absolute_url(),
            nominal_id=record.nominal_id,
        )
