"""Two areas: a case at each stage, every role, and in each field of a case a word of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.db.models import CharField
from django.utils.timezone import localdate, now

from access.actor import Actor, Role
from access.locks import acting_as
from access.rows import share
from agencies.models import Appointment, Area
from agencies.services import end_appointment, found_area
from meetings.services import convene, hold, observe, statement
from nominals.models import LevelEpisode, Nominal, Order, RiskAssessment, RiskManagementPlan
from oversight.leaks.door import Visitor
from oversight.leaks.facts import who_is
from oversight.leaks.identities import date_fields, protected, text_fields
from referrals import services as referrals
from sharing import exclusions, seals
from sharing.services import named
from tests.factories import make_actor, make_agency, make_area, make_nominal
from tests.meetings.conftest import make_panel, make_session, make_slot, seated, sitting
from tests.meetings.held import hearing
from victims import services as victims

WORD = "zqcanary"  # no page of ours has a word like this of its own


@dataclass
class World:
    """Everybody of two areas; those of the first are the ones who look round."""

    people: dict[str, Actor]
    readers: list[Actor]
    service: Actor
    area: Area
    ended: Actor
    fields: int = 0
    words: Iterator[int] = field(default_factory=lambda: count(1000))

    def visitors(self) -> list[Visitor]:
        at = now()
        known = [
            Visitor(role, who_is(actor, at=at), actor, actor.person)
            for role, actor in self.people.items()
        ]
        ended = Visitor("ended", who_is(self.ended, at=at), None, self.ended.person)
        return [*known, ended, Visitor("nobody", who_is(None, at=at))]


def make_world() -> World:
    """Both areas, built through the services, and then written over with canaries."""
    nation = found_area(name="National unit", code="NU", police_force="None", national=True)
    nia = make_actor("Nia Tarnwick", Role.COORDINATOR, make_agency(nation, "nsd"))
    counts = make_actor("National counts", Role.SERVICE, make_agency(nation, "board"))
    near, far = _staffed(make_area()), _staffed(make_area("Mosswater", "MO"))
    for cast in (near, far):
        _fill(cast)
    ended = make_actor("Enid Formerly", Role.COORDINATOR, near.probation)
    end_appointment(Appointment.objects.get(pk=ended.appointment_id), at=now())
    world = World(
        near.people,
        [*_everyone(near), *_everyone(far), nia, counts],
        near.service,
        near.area,
        ended,
    )
    for reader in world.readers:
        _sing(world, reader)
    return world


def _staffed(area: Area) -> SimpleNamespace:
    """An area with somebody in each role, and a second case manager and manager."""
    given = {"standing": "ra", "core_level_2": True, "core_level_3": True}
    probation = make_agency(area, "probation", **given)
    police = make_agency(area, "police", **given)
    housing, board = make_agency(area, "housing_authority"), make_agency(area, "board")
    maya = make_actor("Maya Quillstone", Role.MANAGER, police)
    people = {
        Role.COORDINATOR: make_actor("Cora Marlpit", Role.COORDINATOR, probation),
        Role.ADMINISTRATOR: make_actor("Abel Tarnside", Role.ADMINISTRATOR, probation),
        Role.CHAIR: make_actor("Chidi Hailwright", Role.CHAIR, probation),
        Role.PRACTITIONER: make_actor(
            "Pat Thistledew", Role.PRACTITIONER, police, manager=maya.person
        ),
        Role.MANAGER: maya,
        Role.REPRESENTATIVE: make_actor("Rex Sedgeley", Role.REPRESENTATIVE, police),
        Role.SENIOR_REPRESENTATIVE: make_actor(
            "Sana Wickfold", Role.SENIOR_REPRESENTATIVE, housing, senior=True
        ),
        Role.VICTIM_LIAISON: make_actor("Vera Lindholt", Role.VICTIM_LIAISON, probation),
        Role.PRISON_OFFENDER_MANAGER: make_actor(
            "Piers Oakhanger", Role.PRISON_OFFENDER_MANAGER, probation
        ),
        Role.BOARD_CHAIR: make_actor("Bo Fennimore", Role.BOARD_CHAIR, board),
        Role.BOARD_MEMBER: make_actor("Bea Driftholm", Role.BOARD_MEMBER, board),
        Role.LAY_ADVISER: make_actor("Lana Brookmere", Role.LAY_ADVISER, board),
        Role.AUDITOR: make_actor("Ada Cairnmoss", Role.AUDITOR, board),
        Role.SERVICE: make_actor("Reminders and counts", Role.SERVICE, board),
    }
    for role in Role:
        if role not in people:
            people[role] = make_actor(f"Una {role.value.title()}", role, board)
    panel = make_panel(area)
    people[Role.CHAIR] = seated(panel, people[Role.CHAIR])
    return SimpleNamespace(
        area=area,
        people={role.value: actor for role, actor in people.items()},
        panel=panel,
        probation=probation,
        cora=people[Role.COORDINATOR],
        pat=people[Role.PRACTITIONER],
        maya=maya,
        rex=people[Role.REPRESENTATIVE],
        poppy=make_actor("Poppy Shalecombe", Role.REPRESENTATIVE, probation),
        chidi=people[Role.CHAIR],
        service=people[Role.SERVICE],
        otto=make_actor("Otto Glenwether", Role.PRACTITIONER, police, manager=maya.person),
    )


def _everyone(cast: SimpleNamespace) -> list[Actor]:
    return [*cast.people.values(), cast.otto, cast.poppy]


def _fill(cast: SimpleNamespace) -> None:
    """Cases of each kind: heard and minuted, planned, referred, of another's, and nobody's."""
    heard, drafted, planned, referred, others = (
        _known(make_nominal(cast.cora, lead, category=1 + number % 2), cast)
        for number, lead in enumerate([cast.pat, cast.pat, cast.pat, cast.pat, cast.otto])
    )
    _nobodys(cast)
    first = make_session(cast, cast.panel, cast.chidi)
    slots = [make_slot(cast, first, nominal) for nominal in (heard, drafted)]
    one = hearing(cast, first, slots[0], cast.chidi)
    one.give(agency=cast.probation)
    one.give()
    one.issued()
    two = type(one)(slots[1], *(one.chair, one.police, one.probation))
    with acting_as(cast.chidi):
        hold.open_slot(slots[1], actor=cast.chidi, at=now())
    two.attend()
    for actor in (cast.chidi, cast.rex, cast.poppy):
        with acting_as(actor):
            statement.accept(slots[1], actor=actor, at=now())
    two.give(agency=cast.probation)
    later = make_session(cast, cast.panel, cast.chidi, starts_at=sitting(40))
    for nominal in (planned, others):
        make_slot(cast, later, nominal)
    with acting_as(cast.cora):
        convene.convene(later, actor=cast.cora, at=now())
    make_session(cast, cast.panel, cast.chidi, starts_at=sitting(60))
    for nominal, stage in ((referred, 3), (planned, 1), (heard, 0)):
        _refer(cast, nominal, stage)
    _open_apart(cast, heard, drafted, later)


def _open_apart(cast: SimpleNamespace, heard: Nominal, drafted: Nominal, later: Any) -> None:
    """What is narrower or wider than the panel: victims, somebody named, an audit, a seal."""
    cora, at = cast.cora, now()
    sealed = make_nominal(cora, cast.otto)
    with acting_as(cora):
        auditor = cast.people["auditor"].person.own_group
        share(heard, [auditor], source="audit", reason="For an audit", at=at)
        for nominal in (heard, drafted):
            victim = victims.add(
                nominal,
                actor=cora,
                at=at,
                kind_of_person="victim",
                relation="A former partner",
                contact_wishes="By letter.",
                in_contact_scheme=True,
                no_contact="The whole town.",
                to_be_told="Of any release.",
                liaison_officer=cast.people["victim_liaison"].person,
            )
            victims.add_identity(
                victim,
                actor=cora,
                at=at,
                name="Somebody Else",
                address="1 Other Street",
                telephone="01632 960000",
                date_of_birth=date(1985, 2, 3),
            )
        named.add(
            heard,
            actor=cora,
            at=at,
            person=cast.people["prison_offender_manager"].person,
            reason="Writes to them",
            until=localdate() + timedelta(days=14),
        )
        observe.add(
            later,
            actor=cora,
            at=at,
            observer=cast.people["lay_adviser"].person,
            reason="To see how it goes",
        )
        someone = cast.people["senior_representative"].person
        exclusions.exclude(drafted, actor=cora, at=at, reason="Is related", person=someone)
        seals.seal(sealed, actor=cora, at=at, reason="By decision", people=[cast.chidi.person])


def _known(nominal: Nominal, cast: SimpleNamespace) -> Nominal:
    """What is known of somebody: an order, an assessment, a plan, why they are at this level."""
    today = localdate()
    with acting_as(cast.service):
        LevelEpisode._base_manager.filter(nominal=nominal).update(rationale="As assessed.")
        Order.objects.create(
            nominal=nominal, kind_of_order="shpo", made_on=today, conditions="No contact."
        )
        RiskAssessment.objects.create(
            nominal=nominal,
            tool="OASys",
            assessed_on=today,
            band="high",
            at_risk="Known adults",
            summary="As before.",
        )
        plan = {
            name: "Weekly."
            for name in text_fields(RiskManagementPlan)
            if not RiskManagementPlan._meta.get_field(name).blank
        }
        RiskManagementPlan.objects.create(nominal=nominal, agreed_on=today, **plan)
    return nominal


def _nobodys(cast: SimpleNamespace) -> None:
    """A case of the area that only the counting service knows of, as one that is sealed."""
    nominal = Nominal(
        area=cast.area,
        reference=f"{cast.area.code}26/9001",
        surname="Sealed",
        forenames="Away",
        date_of_birth=date(1971, 3, 4),
        sex="Male",
        lead_agency_id=cast.pat.agency_id,
        case_manager=cast.pat.person,
    )
    with acting_as(cast.service):
        share(nominal, [cast.area.service], source="service", reason="Counts", at=now())
        nominal.save(force_insert=True)


def _refer(cast: SimpleNamespace, nominal: Nominal, stage: int) -> None:
    """A referral, left as a draft or taken on: to the manager, to the unit, screened."""
    written = {
        "manager": cast.maya.person,
        "level_sought": 2,
        "category": 1,
        "reason": "Three agencies hold a part of the plan.",
        "wanted": "Housing advice.",
        "beyond_level_2": "",
        "risk": "To known adults.",
        "assessed_on": localdate(),
        "release_on": None,
        "victims": "AB",
        "disclosure": "None yet.",
    }
    with acting_as(cast.pat):
        referral = referrals.start(
            nominal, actor=cast.pat, at=now(), level_sought=2, manager=cast.maya.person
        )
        referrals.amend(referral, actor=cast.pat, at=now(), version=referral.version, **written)
        if stage > 0:
            referrals.submit(referral, actor=cast.pat, at=now())
    if stage > 1:
        with acting_as(cast.maya):
            referrals.approve(referral, actor=cast.maya, at=now())
    if stage > 2:
        with acting_as(cast.cora):
            referrals.screen(
                referral,
                actor=cast.cora,
                at=now(),
                outcome="accept_at_level_2",
                criteria=["meetings_add_value", "high_risk"],
                rationale="Meets the criteria.",
            )


def _sing(world: World, reader: Actor) -> None:
    """Write a word that stands nowhere else into each field that this reader can reach."""
    with acting_as(reader):
        for model in protected():
            for row in model._base_manager.all():
                new = {name: _canary(world, model, name) for name in text_fields(model)
                       if WORD not in getattr(row, name)
                       and (getattr(row, name) or model is Nominal)}  # fmt: skip
                if model is Nominal and row.date_of_birth.year > 1900:
                    new["date_of_birth"] = date(1900, 1, 1) - timedelta(days=next(world.words))
                if new:
                    model._base_manager.filter(pk=row.pk).update(**new)
                    world.fields += len(new)


def _canary(world: World, model: Any, name: str) -> str:
    word = f"{WORD}{next(world.words)}"
    column = model._meta.get_field(name)
    assert not isinstance(column, CharField) or len(word) <= column.max_length
    return word


__all__ = ["WORD", "World", "date_fields", "make_world"]
