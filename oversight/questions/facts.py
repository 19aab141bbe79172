"""What decides before whom a question about a reading is put: as `whom_to_ask`, for all of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from uuid import UUID

from access.actor import Actor, Role
from access.due import Due
from access.policy import RUNS, UNIT
from agencies.facts import Post, Posts
from agencies.models import Membership
from nominals.facts import Case
from oversight.lifecycle import QuestionStatus
from oversight.models import Question
from sharing.audience import barred_from

from .services import REASON

Groups = Mapping[UUID, set[int]]  # by nominal


def due(cases: Mapping[UUID, Case], posts: Posts, seeing: Groups, *, actor: Actor) -> Iterator[Due]:
    """To the service; and to whoever is to be asked, which is never the reader.

    `seeing` are the groups that each nominal is open to. Whoever was asked before somebody
    better placed came may still see the question, while they run panels in the area.
    """
    rows = Question.objects.visible_to(actor).order_by()
    found = list(rows.values_list("pk", "nominal_id", "reader_id", "status"))
    runs = posts.in_role(actor.area_id, *RUNS)
    groups, barred = _groups(runs), barred_from({row[1] for row in found})
    for key, nominal, reader, status in found:
        if case := cases.get(nominal):
            yield Due(Question, key, case.service, "question", key, REASON)
        others = [each for each in runs if each.person != reader]
        readers = [
            each
            for each in others
            if not groups[each.pk].isdisjoint(seeing.get(nominal, ()))
            and barred[nominal].isdisjoint({each.person, each.agency})
        ]
        asked = set() if status == QuestionStatus.ANSWERED else _to_ask(readers)
        for group in {each.own_group for each in others}:
            yield Due(Question, key, group, "question", key, REASON, needed=group in asked)


def _to_ask(readers: list[Post]) -> set[int]:
    unit = {each.own_group for each in readers if each.role in UNIT}
    return unit or {each.own_group for each in readers if each.role == Role.CHAIR}


def _groups(posts: list[Post]) -> Mapping[UUID, set[int]]:
    """By appointment, the groups whose shares it opens."""
    found: dict[UUID, set[int]] = defaultdict(set)
    held = Membership.objects.filter(appointment__in=[each.pk for each in posts])
    for appointment, group in held.values_list("appointment_id", "group_id"):
        found[appointment].add(group)
    return found
