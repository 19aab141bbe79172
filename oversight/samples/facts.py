"""What decides which papers a case drawn for audit opens to its auditor."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from access.actor import Actor, Role
from access.due import Due
from agencies.facts import Posts
from meetings.lifecycle import MinutesStatus
from meetings.models import Action, Minutes
from referrals.models import Referral
from sharing.models import AuditSample
from sharing.services.audit import SOURCE, WHY

FIELDS = ("pk", "nominal_id", "nominal__area", "auditor_id", "given_at", "until")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A case as it was drawn, for an auditor who is one still."""

    pk: UUID
    group: int
    given_at: datetime
    until: datetime

    def opens(self, model: type[Any], key: UUID, *, needed: bool = True) -> Due:
        return Due(model, key, self.group, SOURCE, self.pk, WHY, self.until, needed)


def due(posts: Posts, *, actor: Actor, at: datetime) -> Iterator[Due]:
    """The minutes, actions and referrals that were there when each case was drawn."""
    drawn = _drawn(posts, actor, at)
    for key, nominal, at_ in _rows(Minutes, "issued_at", drawn, actor, status=MinutesStatus.ISSUED):
        yield from (s.opens(Minutes, key) for s in drawn[nominal] if at_ <= s.given_at)
    for key, nominal, at_ in _rows(Action, "given_at", drawn, actor):
        yield from (s.opens(Action, key) for s in drawn[nominal] if at_ <= s.given_at)
    # The unit drew what it saw. Of a referral approved twice, the first approval is forgotten.
    approved = {k: at_ for k, _, at_ in _rows(Referral, "approved_at", drawn, actor) if at_}
    for key, nominal, at_ in _rows(Referral, "started_at", drawn, actor):
        for each in drawn[nominal]:
            if at_ <= each.given_at:
                then = key in approved and approved[key] <= each.given_at
                yield each.opens(Referral, key, needed=then)


def _drawn(posts: Posts, actor: Actor, at: datetime) -> Mapping[UUID, list[Drawn]]:
    """By nominal."""
    found: dict[UUID, list[Drawn]] = defaultdict(list)
    rows = AuditSample.objects.visible_to(actor).live(at).order_by()
    for key, nominal, area, auditor, given_at, until in rows.values_list(*FIELDS):
        for group in posts.of(auditor, area=area, roles={Role.AUDITOR}):
            found[nominal].append(Drawn(key, group, given_at, until))
    return found


def _rows(
    model: type[Any], moment: str, drawn: Mapping[UUID, list[Drawn]], actor: Actor, **only: str
) -> Iterator[tuple[UUID, UUID, Any]]:
    rows = model.objects.visible_to(actor).filter(nominal__in=list(drawn), **only)
    return iter(rows.order_by().values_list("pk", "nominal_id", moment))
