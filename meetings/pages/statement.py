"""What the pages about the statement show, and the door that every case paper stands behind."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import localdate

from access.actor import Actor
from access.policy import may
from agencies.onward import is_ours
from meetings.models import Session, Slot, StatementAcceptance, StatementEdition
from meetings.statement import current_edition


@dataclass(frozen=True, slots=True)
class StatementPage:
    """The statement as one session asks for it. `accepted` is the last time this person did."""

    slot: Slot
    edition: StatementEdition
    accepted: StatementAcceptance | None
    goes_on_to: str

    @property
    def is_accepted(self) -> bool:
        return self.accepted is not None and self.accepted.edition_id == self.edition.pk


@dataclass(frozen=True, slots=True)
class EditionsPage:
    """The edition that holds, those published for a day to come, and those that held before."""

    edition: StatementEdition
    coming: list[StatementEdition]
    earlier: list[StatementEdition]
    may_publish: bool


def accept_statement(slot: Slot, actor: Actor, *, asked: str, at: datetime) -> StatementPage:
    """The statement that holds for the session of a slot, and where its reader wanted to go."""
    mine = StatementAcceptance.objects.visible_to(actor).filter(
        session=slot.session_id, person=actor.person_id
    )
    edition = current_edition(slot.area_id, on=localdate(at))
    of_this = mine.filter(edition=edition).first()
    return StatementPage(
        slot=slot,
        edition=edition,
        accepted=of_this or mine.select_related("edition").order_by("-accepted_at").first(),
        goes_on_to=asked if is_ours(asked) else slot.get_absolute_url(),
    )


def wanted(request: HttpRequest, slot: Slot) -> str:
    """Where to go on to: the page that was asked for; after a step, the case that it was about."""
    is_read = request.method in {"GET", "HEAD"}
    return request.get_full_path() if is_read else slot.get_absolute_url()


def editions(actor: Actor, *, on: date) -> EditionsPage:
    """Every edition that an area has or had."""
    edition = current_edition(actor.area_id, on=on)
    known = list(StatementEdition.objects.known_to(actor.area_id).exclude(pk=edition.pk))
    return EditionsPage(
        edition=edition,
        coming=[each for each in known if each.in_force_from > on],
        earlier=[each for each in known if each.in_force_from <= on],
        may_publish=bool(may(actor, "statement.publish")),
    )


def said_now(area_id: UUID, *, on: date) -> dict[str, str]:
    """The words of the edition that holds, for the next to begin from."""
    edition = current_edition(area_id, on=on)
    return {"confidentiality": edition.confidentiality, "diversity": edition.diversity}


def accepted_for(session: Session, actor: Actor) -> list[StatementAcceptance]:
    """Who accepted the statement for a session, by name, each edition for itself."""
    found = StatementAcceptance.objects.visible_to(actor).filter(session=session)
    named = found.select_related("person", "agency", "edition")
    return list(named.order_by("person__name", "accepted_at"))
