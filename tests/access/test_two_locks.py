"""The two locks agree, with each other and with the rules, whatever happens and in any order.

`visible_to`, PostgreSQL by itself, and a model of the rules in plain Python (`rules.py`) are asked
after every step, for everybody and every protected table. MAPPA_EXAMPLES sets how many stories are
tried; the suite tries a few.
"""

import os
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.utils.timezone import localdate, now
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RULE_MARKER,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from access.actor import Actor, Role
from access.lifecycle import NotPossible
from access.locks import acting_as, announce
from access.rows import Share, share, shares_of, unshare
from agencies.acting import acting_under
from agencies.models import Appointment
from agencies.services import appoint, end_appointment, found_area
from meetings.models import ChairNote, InformationReturn, Invitation, Minutes, Session, Slot
from meetings.services import convene
from meetings.terms import terms
from nominals.models import Exclusion, Nominal
from sharing import exclusions, seals
from sharing.models import BreakGlass, Seal, SealedFor
from sharing.services import break_glass, named
from tests.access.one_of_each import KINDS, Maker, carries_shares
from tests.access.rules import Key, Rules, Who
from tests.databases import fresh
from tests.factories import make_actor, make_agency, make_area, make_nominal

STORIES = int(os.environ.get("MAPPA_EXAMPLES") or 3)
STEPS = 10 if STORIES < 20 else 30
CARRIERS = [model for model in KINDS if carries_shares(model)]
TRIES = 5  # in an hour, of opening a case in an emergency
NOMINALS = 2

nominals = st.integers(0, NOMINALS - 1)
movable = st.sampled_from(["hal", "nell", "rex"])
agencies = st.sampled_from(["police", "housing", "health"])
anybody = st.sampled_from(["pat", "rex", "hal", "nell", "otis"])
from_when = st.sampled_from([None, timedelta(hours=-1), timedelta(days=2)])
until_when = st.sampled_from([None, timedelta(hours=2), timedelta(days=1), timedelta(days=4)])


def key_of(record: Any) -> Key:
    return record._meta.db_table, record.pk


def paths_of(record: Any) -> tuple[Key, ...]:
    """What a row follows, as the model of the rules keeps it."""
    found = []
    for path in record.follows:
        model = type(record) if path == "pk" else record._meta.get_field(path).related_model
        found.append((model._meta.db_table, getattr(record, path)))
    return tuple(found)


class World:
    """Two areas and a national unit; two cases in one of them, with one of every kind of record."""

    def __init__(self) -> None:
        area, far = make_area("Saltmarsh", "SM"), make_area("Mosswater", "MO")
        unit = found_area(name="National unit", code="NU", police_force="None", national=True)
        given = {"standing": "ra", "core_level_2": True}
        self.agencies = {
            "probation": make_agency(area, "probation", **given),
            "police": make_agency(area, "police", **given),
            "housing": make_agency(area, "housing_authority"),
            "health": make_agency(area, "nhs_mental_health"),
        }
        of, board = self.agencies, make_agency(area, "board")
        rep = Role.REPRESENTATIVE
        self.cast = {
            "cora": make_actor("Cora Marlpit", Role.COORDINATOR, of["probation"]),
            "abel": make_actor("Abel Tarnside", Role.ADMINISTRATOR, of["probation"]),
            "pat": make_actor("Pat Thistledew", Role.PRACTITIONER, of["police"]),
            "rex": make_actor("Rex Sedgeley", rep, of["police"]),
            "hal": make_actor("Hal Lichenby", rep, of["housing"]),
            "nell": make_actor("Nell Peatfield", rep, of["health"]),
            "otis": make_actor("Otis Reedmace", Role.COORDINATOR, make_agency(far, "probation")),
            "service": make_actor("Reminders and counts", Role.SERVICE, board),
            "nation": make_actor("National counts", Role.SERVICE, make_agency(unit, "board")),
        }
        self.area, self.unit = area, unit
        self.groups = {name: actor.groups for name, actor in self.cast.items()}
        cora, pat = self.cast["cora"], self.cast["pat"]
        asked = [of[name].group_id for name in ("housing", "health")]
        groups = (area.coordination_id, area.service_id, *asked)
        self.nominals = [make_nominal(cora, pat) for _ in range(NOMINALS)]
        self.made = [Maker(nominal, cora, *groups).all() for nominal in self.nominals]
        for nominal in self.nominals:
            with acting_as(cora):
                share(nominal, asked, source="one", reason="One of each", at=now())
        rows = [record for made in self.made for record in made.values()]
        self.follows = {key_of(record): paths_of(record) for record in rows}
        self.private = {key_of(made[ChairNote]): cora.person_id for made in self.made}
        self.shares = {}
        with acting_as(cora):
            for each in (
                each for model in CARRIERS for each in shares_of(model)._base_manager.all()
            ):
                self.shares[share_key(each)] = (each.opens_at, each.expires_at)


def share_key(one: Share) -> tuple[Key, int, str, UUID | None]:
    model = one._meta.get_field("content_object").related_model
    return (model._meta.db_table, one.content_object_id), one.group_id, one.source, one.source_id


class Story(RuleBasedStateMachine):
    """What may befall two cases and the people around them."""

    world: World
    asked: "Asked"

    @initialize()
    def begin(self) -> None:
        self.mark = transaction.savepoint()
        world = self.world
        self.rules = Rules(dict(world.shares), set(), dict(world.follows), world.private)
        self.held = {name: actor.appointment_id for name, actor in world.cast.items()}
        self.agency = {name: actor.agency_id for name, actor in world.cast.items()}
        self.actors: dict[str, Actor] = {}
        self.groups = dict(world.groups)
        self.idle: set[str] = set()
        self.sealed: dict[int, Seal] = {}
        self.invited: dict[tuple[int, str], Invitation] = {}
        asked = [world.agencies[name].group_id for name in ("housing", "health")]
        # What a share was given for; the first, before the story begins.
        self.causes: list[tuple[Any, list[int], str, UUID | None]] = [
            (nominal, asked, "one", None) for nominal in world.nominals
        ]
        self.tried: list[str] = []

    def teardown(self) -> None:
        if hasattr(self, "mark"):
            transaction.savepoint_rollback(self.mark)

    # Who is who

    def actor(self, name: str) -> Actor:
        """Read anew where something has happened to them."""
        if name not in self.actors:
            self.actors[name] = acting_under(Appointment.objects.get(pk=self.held[name]))
        return self.actors[name]

    def who(self, name: str) -> Who:
        groups = frozenset() if name in self.idle else self.groups[name]
        return Who(self.world.cast[name].person_id, self.agency[name], groups)

    def sees(self, name: str, nominal: int) -> bool:
        return self.rules.open(key_of(self.world.nominals[nominal]), self.who(name), now())

    def runs(self, nominal: int) -> Actor | None:
        """Cora, if the case is open to her."""
        return self.actor("cora") if self.sees("cora", nominal) else None

    def note(self, *records: Any) -> None:
        """Rows that came to be."""
        self.rules.follows.update({key_of(each): paths_of(each) for each in records})

    def note_share(self, record: Any, groups: Any, source: str, cause: Any, *dates: Any) -> None:
        for group in groups:
            self.rules.shares[key_of(record), group, source, cause] = dates

    def end_shares(self, at: datetime, **named: Any) -> None:
        """End those live ones whose parts are as named."""
        for key, (opens, ends) in list(self.rules.shares.items()):
            parts = dict(zip(("of", "group", "source", "source_id"), key, strict=True))
            live = (opens is None or opens <= at) and (ends is None or ends > at)
            if live and all(parts[name] == value for name, value in named.items()):
                self.rules.shares[key] = (opens, at)

    # What happens

    @rule(nominal=nominals, kind=st.sampled_from(CARRIERS), agency=agencies, opens=from_when,
          until=until_when)  # fmt: skip
    def give(self, nominal: int, kind: Any, agency: str, opens: Any, until: Any) -> None:
        cora, record = self.runs(nominal), self.world.made[nominal][kind]
        if not self._may_share(record, nominal):
            return
        cause = (record, [self.world.agencies[agency].group_id], "try", uuid4())
        self.causes.append(cause)
        self._give(cause, cora, opens, until)

    @rule(which=st.integers(0, 99), opens=from_when, until=until_when)
    def renew(self, which: int, opens: Any, until: Any) -> None:
        cause = self.causes[which % len(self.causes)]
        nominal = next(i for i, made in enumerate(self.world.made) if cause[0] in made.values())
        if self._may_share(cause[0], nominal):
            self._give(cause, self.actor("cora"), opens, until)

    def _may_share(self, record: Any, nominal: int) -> bool:
        """Cora sees it, and no seal stands."""
        seen = self.rules.open(key_of(record), self.who("cora"), now())
        return seen and self.runs(nominal) is not None and nominal not in self.sealed

    def _give(self, cause: Any, cora: Actor, opens: Any, until: Any) -> None:
        record, groups, source, source_id = cause
        at = now()
        dates = {"opens_at": opens and at + opens, "expires_at": until and at + until}
        with acting_as(cora):
            given = {"source": source, "source_id": source_id, "reason": "Tried"}
            share(record, groups, at=at, **given, **dates)
        self.note_share(record, groups, source, source_id, *dates.values())

    @rule(which=st.integers(0, 99))
    def end(self, which: int) -> None:
        """All that one cause gave, which may have opened the case to Cora too."""
        record, _, source, source_id = self.causes[which % len(self.causes)]
        at = now()
        if not self.rules.open(key_of(record), self.who("cora"), at):
            return
        with acting_as(self.actor("cora")):
            unshare(record, source=source, source_id=source_id, at=at)
        self.end_shares(at, of=key_of(record), source=source, source_id=source_id)

    @rule(nominal=nominals, name=anybody)
    def exclude(self, nominal: int, name: str) -> None:
        self._exclude(nominal, person=self.world.cast[name].person)

    @rule(nominal=nominals, agency=agencies)
    def exclude_agency(self, nominal: int, agency: str) -> None:
        self._exclude(nominal, agency=self.world.agencies[agency])

    def _exclude(self, nominal: int, **whom: Any) -> None:
        cora, record = self.runs(nominal), self.world.nominals[nominal]
        if cora is None:
            return
        with acting_as(cora):
            try:
                made = exclusions.exclude(record, actor=cora, at=now(), reason="Kin", **whom)
            except NotPossible:
                return
        self.rules.excluded.add((record.pk, made.person_id or made.agency_id))

    @precondition(lambda self: self.rules.excluded)
    @rule(which=st.integers(0, 99))
    def lift(self, which: int) -> None:
        nominal_id, whom = sorted(self.rules.excluded, key=str)[which % len(self.rules.excluded)]
        with acting_as(self.actor("cora")) as cora:
            found = Exclusion.objects.filter(nominal=nominal_id).exclude(
                person=None, agency_id=None
            )
            for each in found:
                if whom in {each.person_id, each.agency_id}:
                    exclusions.lift(each, actor=cora, at=now(), because="A mistake")
                    self.rules.excluded.remove((nominal_id, whom))

    @rule(nominal=nominals, agency=agencies)
    def invite(self, nominal: int, agency: str) -> None:
        slot, asked = self.world.made[nominal][Slot], self.world.agencies[agency]
        cora, at = self.runs(nominal), now()
        if cora is None or nominal in self.sealed:
            return
        with acting_as(cora):
            try:
                slot = Slot.objects.visible_to(cora).get(pk=slot.pk)
                made = convene.invite(slot, actor=cora, at=at, agency=asked, reason="Knows them")
            except NotPossible:
                return
            until = terms(slot.session, at=at).seen_until
            sent = InformationReturn.objects.get(invitation=made)
        for record in (self.world.nominals[nominal], slot.session):
            self.note_share(record, [asked.group_id], "invitation", made.pk, None, until)
        if key_of(sent) not in self.rules.follows:
            chairs = slot.session.panel.chairs_id
            groups = {self.world.area.coordination_id, self.world.area.service_id, chairs}
            groups.add(asked.group_id)
            if agency == "police":  # which leads
                groups.add(self.world.cast["pat"].person.own_group_id)
            self.note_share(sent, groups, "return", sent.pk, None, None)
        self.note(made, sent)
        self.invited[nominal, agency] = made

    @precondition(lambda self: self.invited)
    @rule(which=st.integers(0, 99))
    def withdraw(self, which: int) -> None:
        (nominal, _), made = sorted(self.invited.items(), key=lambda each: each[0])[
            which % len(self.invited)
        ]
        cora, at = self.runs(nominal), now()
        if cora is None:
            return
        with acting_as(cora):
            made = Invitation.objects.visible_to(cora).get(pk=made.pk)
            try:
                convene.withdraw(made, actor=cora, at=at, because="Not needed")
            except NotPossible:
                return
        for record in (self.world.nominals[nominal], self.world.made[nominal][Session]):
            self.end_shares(at, of=key_of(record), source="invitation", source_id=made.pk)

    @rule(nominal=nominals, name=anybody)
    def name(self, nominal: int, name: str) -> None:
        cora, record, at = self.runs(nominal), self.world.nominals[nominal], now()
        if cora is None:
            return
        given = {"person": self.world.cast[name].person, "until": localdate(at) + timedelta(days=3)}
        with acting_as(cora):
            try:
                made = named.add(record, actor=cora, at=at, reason="Helps", **given)
            except NotPossible:
                return
        self.note(made)
        group = made.person.own_group_id
        self.note_share(record, [group], "named", made.pk, None, made.until)

    @rule(nominal=nominals, name=st.sampled_from(["pat", "rex"]))
    def break_glass(self, nominal: int, name: str) -> None:
        record, actor, at = self.world.nominals[nominal], self.actor(name), now()
        if self.agency[name] != self.world.agencies["police"].pk or name in self.idle:
            return
        who = self.who(name)
        withheld = {(record.pk, who.person), (record.pk, who.agency)} & self.rules.excluded
        opens = not (withheld or nominal in self.sealed or self.sees(name, nominal))
        with acting_as(actor):
            answer = break_glass.open_case(
                actor=actor, at=at, reference=record.reference,
                reason="The person was seen at the school gate.",
            )  # fmt: skip
            assert (answer.opened is not None) == (opens and self.tried.count(name) < TRIES)
            self.tried.append(name)
            if answer.opened:
                glass = BreakGlass.objects.order_by("opened_at").last()
                group = actor.person.own_group_id
                self.note(glass)
                self.note_share(record, [group], "break_glass", glass.pk, None, glass.until)

    @rule(nominal=nominals, name=anybody)
    def seal(self, nominal: int, name: str) -> None:
        """Cora seals it for herself and one other."""
        cora, record, at = self.runs(nominal), self.world.nominals[nominal], now()
        if cora is None or nominal in self.sealed:
            return
        people = [cora.person, self.world.cast[name].person]
        with acting_as(cora):
            try:
                made = seals.seal(record, actor=cora, at=at, reason="Category 4", people=people)
            except NotPossible:
                return
            rows = list(SealedFor.objects.filter(seal=made))
        self.note(made, *rows)
        for key, (opens, ends) in list(self.rules.shares.items()):
            if key[0] == key_of(record) and (ends is None or ends > at):
                self.rules.shares[key] = (opens, at)
        self.note_share(record, [each.own_group_id for each in people], "seal", made.pk, None, None)
        self.note_share(record, [self.world.unit.service_id], "national", made.pk, None, None)
        self.sealed[nominal] = made

    @precondition(lambda self: self.sealed)
    @rule(which=st.integers(0, 99))
    def unseal(self, which: int) -> None:
        nominal = sorted(self.sealed)[which % len(self.sealed)]
        record, at = self.world.nominals[nominal], now()
        with acting_as(self.actor("cora")) as cora:
            made = Seal.objects.visible_to(cora).get(pk=self.sealed.pop(nominal).pk)
            seals.unseal(made, actor=cora, at=at, because="Over")
        area, pat = self.world.area, self.world.cast["pat"].person.own_group_id
        for group, source in ((area.coordination_id, "area"), (area.service_id, "service"),
                              (pat, "lead")):  # fmt: skip
            self.note_share(record, [group], source, None, None, None)
        for source in ("seal", "national"):
            self.end_shares(at, of=key_of(record), source=source, source_id=made.pk)

    @rule(name=movable, agency=agencies)
    def move(self, name: str, agency: str) -> None:
        """One appointment ends and another begins, for this agency or that."""
        at, to = now(), self.world.agencies[agency]
        end_appointment(Appointment.objects.get(pk=self.held[name]), at=at)
        person = self.world.cast[name].person
        begun = appoint(person, agency=to, role=Role.REPRESENTATIVE, at=at)
        self.held[name], self.agency[name] = begun.pk, to.pk
        self.groups[name] = frozenset({person.own_group_id, to.group_id})
        self.actors.pop(name, None)

    @rule(name=movable)
    def may_or_may_not_sign_in(self, name: str) -> None:
        self.idle ^= {name}
        person = self.world.cast[name].person
        person.is_active = name not in self.idle
        person.save(update_fields=["is_active"])
        self.actors.pop(name, None)

    @rule(hours=st.sampled_from([5, 24, 72]))
    def time_passes(self, hours: int) -> None:
        """Everything that was to begin or to end comes that much nearer."""
        by = timedelta(hours=hours)
        for model in CARRIERS:
            nearer = (
                f"UPDATE {shares_of(model)._meta.db_table} SET"  # noqa: S608
                f" opens_at = opens_at - interval '{hours} hours',"
                f" expires_at = expires_at - interval '{hours} hours' RETURNING ''::text, id"
            )
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM as_owner(%s)", [nearer])
        self.rules.shares = {
            key: (opens and opens - by, ends and ends - by)
            for key, (opens, ends) in self.rules.shares.items()
        }

    # What must hold

    @invariant()
    def both_locks_and_the_rules_give_the_same_rows(self) -> None:
        if not hasattr(self, "rules"):
            return
        for name in self.held:
            actor, who, at = self.actor(name), self.who(name), now()
            announce(actor)
            seen = self.rules.rows(who, at)
            assert self.asked.first_lock(actor) == seen, f"visible_to and the rules: {name}"
            assert self.asked.second_lock() == seen, f"PostgreSQL and the rules: {name}"
            assert self.asked.shares_given() == self.rules.shares_seen(who, at), f"shares: {name}"
        announce(None)


EVERYTHING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("exclude_agency", {"nominal": 0, "agency": "housing"}),
    ("exclude", {"nominal": 1, "name": "nell"}),
    ("give", {"nominal": 0, "kind": Minutes, "agency": "police", "opens": None,
              "until": timedelta(days=1)}),
    ("give", {"nominal": 0, "kind": Nominal, "agency": "police", "opens": timedelta(days=2),
              "until": None}),
    ("invite", {"nominal": 0, "agency": "health"}),
    ("name", {"nominal": 1, "name": "hal"}),
    ("break_glass", {"nominal": 1, "name": "rex"}),
    ("time_passes", {"hours": 72}),
    ("lift", {"which": 0}),
    ("move", {"name": "nell", "agency": "housing"}),
    ("may_or_may_not_sign_in", {"name": "hal"}),
    ("seal", {"nominal": 0, "name": "rex"}),
    ("withdraw", {"which": 0}),
    ("may_or_may_not_sign_in", {"name": "hal"}),
    ("unseal", {"which": 0}),
    ("end", {"which": 1}),
    ("renew", {"which": 0, "opens": None, "until": timedelta(days=4)}),
)  # fmt: skip


class Asked:
    """The three questions about everything, each one statement, written once."""

    def __init__(self) -> None:
        self.second = written(rows_of(model._base_manager.all() for model in KINDS))
        self.shares = written(
            [
                shares_of(model)
                ._base_manager.order_by()
                .annotate(table=Value(model._meta.db_table))
                .values_list("table", "content_object_id", "group_id", "source", "source_id")
                for model in CARRIERS
            ]
        )
        self.first: dict[Any, str] = {}

    def first_lock(self, actor: Actor) -> set[Key]:
        """What `visible_to` gives, asked as the owner, whom row security lets past."""
        key = (actor.appointment_id, actor.groups)
        if key not in self.first:
            rows = rows_of(model.objects.visible_to(actor) for model in KINDS)
            self.first[key] = written(rows)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM as_owner(%s)", [self.first[key]])
            return set(cursor.fetchall())

    def second_lock(self) -> set[Key]:
        """What PostgreSQL gives whoever is asking for all of it."""
        return set(answers(self.second))

    def shares_given(self) -> set[Key]:
        return {
            (f"share of {table}", ((table, key), *rest))
            for table, key, *rest in answers(self.shares)
        }


def rows_of(asked: Any) -> list[Any]:
    return [
        rows.order_by().annotate(table=Value(rows.model._meta.db_table)).values_list("table", "pk")
        for rows in asked
    ]


def written(each: list[Any]) -> str:
    """All of them as one statement; of nothing, one that gives nothing."""
    each = [rows for rows in each if not rows.query.is_empty()]
    if not each:
        return "SELECT ''::text, NULL::uuid WHERE false"
    query = each[0].union(*each[1:], all=True).query
    return str(psycopg.ClientCursor(connection.connection).mogrify(*query.sql_with_params()))


def answers(statement: str) -> list[tuple[Any, ...]]:
    """Planned once: the statement is the same for everybody, and who asks is not in it."""
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, prepare=True).fetchall()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, worker_id):
    """In a database of its own, where the owner lends its eyes: there alone."""
    database = fresh(f"test_two_locks_{os.getpid()}_{worker_id}")
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(AS_OWNER)
    named = connection.settings_dict
    before = named["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        named["NAME"] = database.name
        with transaction.atomic():
            yield World()
            transaction.set_rollback(True)
        connection.close()
        named["NAME"] = before
    database.drop()


AS_OWNER = """
    CREATE FUNCTION as_owner(statement text) RETURNS TABLE (kind text, key uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN RETURN QUERY EXECUTE statement; END $$;
"""


def test_a_story_with_everything_in_it(world):
    Story.world, Story.asked = world, Asked()
    story = Story()
    story.begin()
    for step, given in EVERYTHING:
        getattr(story, step)(**given)
        story.both_locks_and_the_rules_give_the_same_rows()
    story.teardown()
    marked = {name for name in vars(Story) if hasattr(vars(Story)[name], RULE_MARKER)}
    assert {step for step, _ in EVERYTHING} == marked


def test_the_two_locks_agree_whatever_happens(world):
    Story.world, Story.asked = world, Asked()
    run_state_machine_as_test(
        Story, settings=settings(max_examples=STORIES, stateful_step_count=STEPS)
    )
