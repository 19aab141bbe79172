"""What agencies send before a case is heard, and what they will not share."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from access.actor import Actor
from access.change import advance, amend
from access.lifecycle import NotPossible
from agencies.models import Agency
from meetings.lifecycle import ReturnStatus
from meetings.models import InformationReturn
from meetings.timetable import still_to_be_heard


@transaction.atomic
def send_return(  # noqa: PLR0913 (a return says all of this)
    information_return: InformationReturn,
    *,
    actor: Actor,
    at: datetime,
    nothing_known: bool = False,
    content: str = "",
    source: str = "",
    not_for: Collection[Agency] = (),
    version: int | None = None,
) -> None:
    """Send what an agency knows about a case, or that it knows nothing; or refuse.

    Those it is `not_for` never read it, though they are invited; those who run the panel do.
    Until it is opened to the panel, it may be sent again and then replaces what was sent.
    `version` is the return as the actor saw it; left out, whatever was sent is replaced.
    """
    if nothing_known == bool(content.strip()):
        raise NotPossible("Say what is known, or that nothing is.")
    said = {"nothing_known": nothing_known, "content": content.strip(), "source": source}
    said["not_for"] = _kept_from(information_return, not_for)
    _hand_in(information_return, "send", said, actor=actor, at=at, version=version)


@transaction.atomic
def know_nothing(
    returns: Iterable[InformationReturn], *, actor: Actor, at: datetime
) -> list[InformationReturn]:
    """Send for several cases that nothing is known: all of them or none.

    One that is no longer asked for is passed over, so that pressing twice sends nothing twice.
    """
    keys = [each.pk for each in returns]
    asked = InformationReturn.objects.visible_to(actor).filter(pk__in=keys)
    still = asked.filter(status=ReturnStatus.REQUESTED).select_for_update(of=("self",))
    sent = list(still.select_related("slot", "invitation"))
    for each in sent:
        send_return(each, actor=actor, at=at, nothing_known=True)
    return sent


@transaction.atomic
def refuse_return(
    information_return: InformationReturn, *, actor: Actor, at: datetime, reason: str
) -> None:
    """Record that an agency will not share what it knows, and why; it may still send it later.

    The reason is kept as the text of the return: open to those who run the panel, and no others.
    """
    said = {"nothing_known": False, "content": reason.strip(), "source": "", "not_for": []}
    _hand_in(information_return, "refuse", said, actor=actor, at=at)


def _kept_from(information_return: InformationReturn, agencies: Collection[Agency]) -> list[UUID]:
    """The keys of the agencies that must not read a return: others, that are invited."""
    asked = {each.pk for each in agencies} - {information_return.agency_id}
    return sorted(asked, key=str)


def _hand_in(
    information_return: InformationReturn,
    step: str,
    said: dict[str, Any],
    *,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> None:
    """Take an agency's return in, and note on its invitation that it is."""
    still_to_be_heard(information_return.slot, actor=actor)
    said |= {"sent_at": at, "sent_by": actor.person}
    if version is not None:
        information_return.version = version
    if step == "send" and information_return.status == ReturnStatus.SENT:
        amend(information_return, "resend", actor=actor, at=at, **said)
    else:
        advance(information_return, step, actor=actor, at=at, **said)
    amend(information_return.invitation, "return", actor=actor, at=at, returned_at=at)
