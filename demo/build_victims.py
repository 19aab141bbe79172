"""Victims and people at risk, invented: by a letter in the case, and their names apart."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from access.actor import Role
from demo.build_book import Book, Cause, moment, within
from demo.build_case import TOWNS, Case
from demo.build_people import STREETS
from demo.build_staff import County, Post
from demo.lives import happens
from demo.names import victim_name
from nominals.models import NominalShare
from victims.letters import letter
from victims.models import VictimIdentity, VictimRecord

ON_RECORD = timedelta(days=900)  # none was recorded longer ago
WITHOUT_MEETINGS = 0.06  # the share of cases at Level 1 in which somebody is recorded
Kind = VictimRecord.KindOfPerson
RELATIONS = {
    Kind.VICTIM: (
        "Former partner",
        "Victim of the index offence, a stranger",
        "Neighbour at the former address",
        "Member of the family, an adult",
        "Somebody they worked with",
    ),
    Kind.AT_RISK: (
        "Present partner",
        "Child of the household",
        "Friend of the victim",
        "A professional who gave evidence",
    ),
}
WISHES = (
    "By letter, at the review of the licence and no oftener.",
    "By telephone in the daytime; nothing is to be left with anybody else.",
    "To be told of decisions, and asked for nothing.",
    "At each stage of the sentence, in person where it can be.",
    "None, unless something changes for their safety.",
)
NO_CONTACT = (
    "No contact, direct or not.",
    "No contact, and an exclusion zone around the north of the town.",
    "Not to enter the district where they live or the one where they work.",
    "",
)
TO_BE_TOLD = (
    "A release or a move to open conditions, two weeks before it.",
    "Any change to the conditions that protect them, on the day.",
    "A return to custody and its end.",
    "That the case is managed, and by whom to be reached.",
)


class Victims:
    """Writes them into the book, each open to whoever the facts say."""

    def __init__(self, book: Book, county: County, today: date, rng: Random):
        self.book = book
        self.county = county
        self.today = today
        self.rng = rng
        self.officer = county.holding(Role.VICTIM_LIAISON)[0]
        self.chairs = self._chairs()
        self.named = 0

    def write(self, cases: Sequence[Case]) -> None:
        """Of every case with meetings one or two, and of some of the others one."""
        for case in cases:
            level = case.level_on(self.today) or 0
            if level > 1:
                many = self.rng.choice((1, 1, 2))
            else:
                many = int(level == 1 and happens(self.rng, WITHOUT_MEETINGS))
            for number in range(1, many + 1):
                self._write(case, number)

    def _write(self, case: Case, number: int) -> None:
        rng, at = self.rng, self._recorded_at(case)
        kind = Kind.VICTIM if number == 1 else Kind.AT_RISK
        officer = self.officer if kind == Kind.VICTIM or happens(rng, 0.4) else None
        record = VictimRecord(
            nominal=case.nominal,
            letter=letter(number),
            kind_of_person=kind,
            relation=rng.choice(RELATIONS[kind]),
            contact_wishes=rng.choice(WISHES),
            in_contact_scheme=kind == Kind.VICTIM and happens(rng, 0.7),
            no_contact=rng.choice(NO_CONTACT),
            to_be_told=rng.choice(TO_BE_TOLD),
            liaison_officer=officer.person if officer else None,
        )
        by = officer or self.county.coordinator
        self.book.begin(record, "add", by=by, at=at)
        if officer:
            why = Cause("victim", "Victim liaison officer", at, record.pk, by=by.person)
            self.book.open(case.nominal, [officer.own_group], why)
        if kind == Kind.VICTIM or happens(rng, 0.6):
            self._name(case, record, by, at)

    def _name(self, case: Case, record: VictimRecord, by: Post, at: datetime) -> None:
        rng = self.rng
        town = rng.choice([each for side in TOWNS.values() for each in side])
        identity = VictimIdentity(
            nominal=case.nominal,
            record=record,
            name=victim_name(self.named),
            address=f"{rng.randint(1, 140)} {rng.choice(STREETS)}, {town}",
            telephone=f"01632 960{rng.randrange(1000):03}",  # numbers kept for drama
        )
        self.named += 1
        self.book.begin(identity, "add", by=by, at=at)
        service = [self.county.area.service_id]
        self.book.open(identity, service, Cause("service", "Keeps its shares in step", at))
        for why, groups in self._readers(case, record).items():
            self.book.open(identity, groups, Cause("victim", why, at, record.pk, by=by.person))

    def _readers(self, case: Case, record: VictimRecord) -> dict[str, list[int]]:
        """As `victims.audience.readers_of` works it out."""
        officer = [self.officer.own_group] if record.liaison_officer else []
        return {
            "Victim liaison officer": officer,
            "Case manager of the lead agency": [case.lead.own_group],
            "Manager of the case manager": [case.manager.own_group],
            "MAPPA co-ordinator of the area": [
                post.own_group for post in self.county.holding(Role.COORDINATOR)
            ],
            "Chairs of a panel that hears the case": sorted(self.chairs[case.nominal.pk]),
        }

    def _chairs(self) -> dict[UUID, set[int]]:
        """By case, the chairs to whom a slot opened it."""
        found: dict[UUID, set[int]] = defaultdict(set)
        for each in self.book.rows.get(NominalShare, ()):
            if each.source == "slot" and each.expires_at is None:
                found[each.content_object_id].add(each.group_id)
        return found

    def _recorded_at(self, case: Case) -> datetime:
        since = case.spec.category_episodes[-1].from_on
        first = max(since, self.today - ON_RECORD)
        last = max(first, self.today - timedelta(days=1))
        return within(moment(first, 12), moment(last, 12), self.rng)
