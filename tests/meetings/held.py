"""A slot that is being heard, or has been: Chidi chairs it, the police and probation are there."""

import html
import re
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.actor import Actor
from access.locks import acting_as
from agencies.models import Agency
from meetings.models import Action, Distribution, InformationReturn, Minutes, Section, Slot
from meetings.sections import SECTIONS, written
from meetings.services import circulate, convene, hold, sections, write_down
from tests.meetings.conftest import agency_of

REQUIRED = [part.key for part in written() if part.required]


@dataclass
class Hearing:
    """One slot and what a chair does with it, each through the service of that name."""

    slot: Slot
    chair: Actor
    police: Agency
    probation: Agency

    def fresh(self, kind, **found):
        with acting_as(self.chair):
            return kind.objects.visible_to(self.chair).get(**found)

    @property
    def minutes(self) -> Minutes:
        return self.fresh(Minutes, slot=self.slot)

    def attend(self, agency: Agency | None = None, presence: str = "in_person", **given):
        agencies = [agency] if agency else [self.police, self.probation]
        with acting_as(self.chair):
            for each in agencies:
                hold.record_attendance(
                    self.slot, actor=self.chair, at=now(), agency=each, presence=presence, **given
                )

    def disclose(self, choice: str = "do_not_disclose", **given):
        given.setdefault("rationale", "Nobody outside the panel is at risk today.")
        with acting_as(self.chair):
            return hold.decide_disclosure(
                self.slot, actor=self.chair, at=now(), choice=choice, **given
            )

    def decide(self, choice: str = "level_2", **given):
        given.setdefault("rationale", "Several agencies hold a part of the plan.")
        if choice != "level_1":
            given.setdefault("review_on", localdate() + timedelta(weeks=6))
        with acting_as(self.chair):
            return hold.record_decision(
                self.slot, actor=self.chair, at=now(), choice=choice, **given
            )

    def give(self, text: str = "Visit the new address.", **given) -> Action:
        given = {"agency": self.police, "pillar": "supervision", **given}
        given.setdefault("due_on", localdate() + timedelta(days=14))
        with acting_as(self.chair):
            return hold.give_action(self.slot, actor=self.chair, at=now(), text=text, **given)

    def close(self) -> None:
        with acting_as(self.chair):
            hold.close_slot(self.slot, actor=self.chair, at=now())

    def close_with_everything(self, **decided) -> None:
        self.attend()
        self.disclose()
        self.decide(**decided)
        self.close()

    def write(self, key: str, text: str = "Written down.", by: Actor | None = None) -> Section:
        by = by or self.chair
        section = self.fresh(Section, minutes=self.minutes, key=key)
        with acting_as(by):
            sections.write_section(section, actor=by, at=now(), text=text, version=section.version)
        return section

    def write_all(self) -> None:
        self.write_all_but()

    def write_all_but(self, *keys: str) -> None:
        for key in REQUIRED:
            if key not in keys:
                self.write(key, f"What was said under {SECTIONS[key].heading.lower()}.")

    def submitted(self) -> Minutes:
        self.close_with_everything()
        self.write_all()
        minutes = self.minutes
        with acting_as(self.chair):
            write_down.submit(minutes, actor=self.chair, at=now())
        return minutes

    def approved(self) -> Minutes:
        minutes = self.submitted()
        with acting_as(self.chair):
            write_down.approve(minutes, actor=self.chair, at=now())
        return minutes

    def issued(self) -> Minutes:
        minutes = self.approved()
        with acting_as(self.chair):
            write_down.issue(minutes, actor=self.chair, at=now())
        return minutes


def let_copy(hearing: Hearing, *agencies: Agency) -> None:
    """The chair lets agencies on the list take copies; others read only."""
    chair = hearing.chair
    with acting_as(chair):
        listed = Distribution.objects.visible_to(chair).filter(minutes__slot=hearing.slot)
        for each in listed.filter(agency__in=agencies):
            circulate.allow_copies(
                each, actor=chair, at=now(), allowed=True, because="It keeps a paper file."
            )


def convened(cast, session) -> None:
    with acting_as(cast.cora):
        convene.convene(session, actor=cast.cora, at=now())


def hearing(cast, session, slot, chair, *, opened: bool = True) -> Hearing:
    """The slot of a session that has been convened and opened, itself opened too."""
    convened(cast, session)
    with acting_as(chair):
        hold.open_session(session, actor=chair, at=now())
        if opened:
            hold.open_slot(slot, actor=chair, at=now())
    return Hearing(slot, chair, agency_of(cast.rex), agency_of(cast.poppy))


def send_return(actor: Actor, slot: Slot, content: str = "Seen at the old address.") -> None:
    with acting_as(actor):
        asked = InformationReturn.objects.visible_to(actor).get(
            slot=slot, agency_id=actor.agency_id
        )
        convene.send_return(asked, actor=actor, at=now(), content=content)


def browse(client, actor: Actor, name: str, record=None, *, post=None, query: str = ""):
    """Open a page of meetings as somebody, or post to it, and answer what comes back.

    Where the statement is asked for first, they accept it, and then do what they came to do.
    """
    client.force_login(actor.person)
    address = reverse(f"meetings:{name}", args=[record.pk] if record else []) + query
    answer = client.get(address) if post is None else client.post(address, post)
    if "/statement/?next=" not in answer.headers.get("Location", ""):
        return answer
    client.post(answer.headers["Location"])
    return client.get(address) if post is None else client.post(address, post)


def words_of(answer) -> str:
    """A page as text: its markup taken away, its spaces made one."""
    bare = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(bare).split())


def queries_of(client, actor: Actor, name: str, record=None, query: str = "") -> int:
    """How many queries a page takes, once what is kept for the process has been read."""
    browse(client, actor, name, record, query=query)
    with CaptureQueriesContext(connection) as asked:
        assert browse(client, actor, name, record, query=query).status_code == 200
    return len(asked)
