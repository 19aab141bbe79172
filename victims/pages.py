"""What the pages about victims and people at risk show: a letter, and no name but on one page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from access.actor import Actor
from access.policy import may
from nominals.models import Nominal
from nominals.pages import About, about

from .models import VictimIdentity, VictimRecord

WITHHELD = "name withheld"
Act = tuple[str, str, str]  # words, address, and about whom


@dataclass(frozen=True, slots=True)
class VictimLine:
    """One victim or person at risk as this actor may know them: by a letter, never by name.

    `name_at` is the address of the page that shows the name, or empty where it is withheld.
    """

    label: str
    words: str
    relation: str
    in_contact_scheme: bool
    liaison_officer: str
    contact_wishes: str
    no_contact: str
    to_be_told: str
    ended_on: date | None
    end_reason: str
    name_at: str
    actions: list[Act]


@dataclass(frozen=True, slots=True)
class ListPage:
    about: About
    current: list[VictimLine]
    ended: list[VictimLine]
    add_at: str


@dataclass(frozen=True, slots=True)
class IdentityPage:
    about: About
    label: str
    identity: VictimIdentity
    change_at: str


def shown(nominal: Nominal, actor: Actor) -> list[VictimLine]:
    """The victims and people at risk of a case, in the order of their letters.

    None to whom their records are not for; a name to nobody: who may know it has its address.
    """
    if not may(actor, "victim.list", nominal):
        return []
    records = VictimRecord.objects.visible_to(actor).filter(nominal=nominal)
    known = _known(nominal, actor)
    found = [
        _line(each, known, actor) for each in records.select_related("liaison_officer", "nominal")
    ]
    return sorted(found, key=lambda line: (len(line.label.split()[-1]), line.label.split()[-1]))


def of_nominal(nominal: Nominal, *, actor: Actor, on: date) -> ListPage:
    """The part of a nominal's record about victims: those to be contacted, and the others."""
    lines = shown(nominal, actor)
    adds = may(actor, "victim.add", nominal)
    return ListPage(
        about=about(nominal, actor=actor, here="victims:list", on=on),
        current=[line for line in lines if not line.ended_on],
        ended=[line for line in lines if line.ended_on],
        add_at=reverse("victims:add", args=[nominal.pk]) if adds else "",
    )


def of_identity(identity: VictimIdentity, *, actor: Actor, on: date) -> IdentityPage:
    """Who a victim is, and where that is corrected."""
    changes = may(actor, "victim_identity.amend", identity)
    return IdentityPage(
        about=above(identity, actor=actor, on=on),
        label=identity.record.label,
        identity=identity,
        change_at=reverse("victims:amend_identity", args=[identity.pk]) if changes else "",
    )


def above(record: VictimRecord | VictimIdentity, *, actor: Actor, on: date) -> About:
    """Whose case it is."""
    return about(record.nominal, actor=actor, here="", on=on)


def said(record: VictimRecord | VictimIdentity, names: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says now, for the fields of a form."""
    return {name: getattr(record, name) for name in names}


def next_address(record: VictimRecord, actor: Actor) -> str:
    """The part of the case to go on with; home, for who has just handed the case over."""
    seen = Nominal.objects.visible_to(actor).filter(pk=record.nominal_id)
    return record.get_absolute_url() if seen.exists() else reverse("home")


def _known(nominal: Nominal, actor: Actor) -> dict[UUID, UUID]:
    """The names that the actor may know: victim's record -> identity. The names are not read."""
    if not may(actor, "victim_identity.show", nominal):
        return {}
    seen = VictimIdentity.objects.visible_to(actor).filter(nominal=nominal)
    return dict(seen.values_list("record_id", "pk"))


def _line(record: VictimRecord, known: Mapping[UUID, UUID], actor: Actor) -> VictimLine:
    names = known.get(record.pk)
    officer = record.liaison_officer
    return VictimLine(
        label=record.label,
        words=record.label if names else f"{record.label} ({WITHHELD})",
        relation=record.relation,
        in_contact_scheme=record.in_contact_scheme,
        liaison_officer=officer.name if officer else "",
        contact_wishes=record.contact_wishes,
        no_contact=record.no_contact,
        to_be_told=record.to_be_told,
        ended_on=record.ended_on,
        end_reason=record.get_end_reason_display(),
        name_at=reverse("victims:show_identity", args=[names]) if names else "",
        actions=[] if record.ended_on else _actions(record, actor, is_named=names is not None),
    )


def _actions(record: VictimRecord, actor: Actor, *, is_named: bool) -> list[Act]:
    offered = [
        ("Change", "victims:amend", "victim.amend"),
        ("End contact", "victims:end", "victim.end"),
    ]
    if not is_named:
        offered.insert(0, ("Add name and address", "victims:add_identity", "victim_identity.add"))
    return [
        (words, reverse(name, args=[record.pk]), f"for {record.label}")
        for words, name, action in offered
        if may(actor, action, record)
    ]
