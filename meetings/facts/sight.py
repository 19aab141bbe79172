"""What a session, its slots and its invitations open: the session, the nominal, the referral."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Min
from django.utils.timezone import localdate

from access.actor import Role
from access.due import Due
from access.keys import among
from clocks.working_days import end_of, ends_at
from meetings.lifecycle import SessionStatus, SlotStatus
from meetings.models import Decision, Observation, Session, SessionShare
from meetings.terms import seen_until
from nominals.facts import Case
from nominals.models import Category, CategoryEpisode, Nominal
from referrals.models import Referral

from .rows import Asked, Item, Known, Sitting

UNIT, RUNS = "The area's MAPPA unit", "Those who run the panel, and its reminders"
CHAIRS = "Chairs of the panel that hears the case"
DEPUTY = "Deputy of an agency that is invited"
CASE_MANAGER = "Case manager of a case in the session"


def due(known: Known) -> Iterator[Due]:
    """Of sessions, nominals and referrals: to those who run a panel, and to those invited."""
    for each in known.sittings.values():
        yield from _session(each)
    yield from _observers(known)
    added, ended = _added(known), _ended_by_a_panel(known)
    for item, sitting in _placed(known, known.heard.items):
        yield from _slot(item, sitting, known)
        yield from _nominal(item, sitting, known, added.get(item.pk), ended)
        for asked in known.heard.invited[item.pk]:
            yield from _invitation(asked, item, sitting, known)
    for item, sitting in _placed(known, known.sealed.items):
        yield from _slot(item, sitting, known)
        for asked in known.sealed.invited[item.pk]:
            yield from _session_to(asked, sitting, known)


def _placed(known: Known, items: Mapping[UUID, Item]) -> Iterator[tuple[Item, Sitting]]:
    for item in items.values():
        if item.stands and (sitting := known.sittings.get(item.session)):
            yield item, sitting


def _session(sitting: Sitting) -> Iterator[Due]:
    key = sitting.pk
    yield Due(Session, key, sitting.coordination, "session", key, UNIT)
    for group in (sitting.service, sitting.chairs):
        yield Due(Session, key, group, "session", key, RUNS)


def _observers(known: Known) -> Iterator[Due]:
    rows = Observation.objects.visible_to(known.actor).filter(ended_at=None, until__gt=known.at)
    fields = ("pk", "session_id", "observer_id", "reason", "until")
    for key, session, observer, reason, until in rows.order_by().values_list(*fields):
        sitting = known.sittings.get(session)
        if sitting and sitting.status != SessionStatus.CANCELLED:
            why = f"Observes the session: {reason}"
            for group in known.posts.of(observer, area=sitting.area, roles={Role.LAY_ADVISER}):
                yield Due(Session, session, group, "observation", key, why, until)


def _slot(item: Item, sitting: Sitting, known: Known) -> Iterator[Due]:
    key = item.pk
    yield Due(Session, sitting.pk, sitting.chairs, "slot", key, CHAIRS)
    for group in item.managed_by(known.posts):
        yield Due(Session, sitting.pk, group, "slot", key, CASE_MANAGER)
    if item.referral:
        yield Due(Referral, item.referral, sitting.chairs, "slot", key, CHAIRS)


def _nominal(
    item: Item,
    sitting: Sitting,
    known: Known,
    added: datetime | None,
    ended: Mapping[UUID, datetime],
) -> Iterator[Due]:
    """To the chairs; where a panel ended the case, for a time still: its minutes are to come."""
    if (case := known.cases.get(item.nominal)) is None:
        return
    given = Due(Nominal, case.pk, sitting.chairs, "slot", item.pk, CHAIRS)
    if case.opens(added):
        yield given
    elif case.left_on and case.pk in ended and _until_left(case, case.left_on).opens(added):
        limit = known.limits.of("chair_after_leaving", case.left_on)
        yield replace(given, until=ends_at(limit, ended[case.pk]))


def _until_left(case: Case, left_on: date) -> Case:
    """The case as it was until they left; where a seal was lifted since, that is not what ended."""
    left = end_of(left_on)
    return replace(case, closings=tuple(each for each in case.closings if each != left))


def _invitation(asked: Asked, item: Item, sitting: Sitting, known: Known) -> Iterator[Due]:
    case = known.cases.get(item.nominal)
    for to_session in _session_to(asked, sitting, known):
        yield to_session
        if item.referral:
            yield replace(to_session, model=Referral, record=item.referral)
        if case and case.opens(asked.invited_at):
            yield replace(to_session, model=Nominal, record=case.pk)


def _session_to(asked: Asked, sitting: Sitting, known: Known) -> Iterator[Due]:
    """To the agency, and to the deputy that it sends, while they work for it."""
    until = seen_until(
        known.limits,
        sitting.level,
        sits_on=localdate(sitting.starts_at),
        today=localdate(asked.invited_at),
    )
    why = f"Invited: {asked.reason}"
    yield Due(Session, sitting.pk, asked.group, "invitation", asked.pk, why, until)
    for group in known.posts.of(asked.deputy, agency=asked.agency):
        yield Due(Session, sitting.pk, group, "invitation", asked.pk, DEPUTY, until)


def _added(known: Known) -> Mapping[UUID, datetime]:
    """When each slot was added, which is when it first opened its session."""
    of_sessions = SessionShare._base_manager.filter(among("content_object_id", known.sittings))
    given = of_sessions.filter(source="slot").values_list("source_id")
    return dict(given.annotate(Min("given_at")))


def _ended_by_a_panel(known: Known) -> Mapping[UUID, datetime]:
    """The cases of those who left because a panel found no more meetings to be needed, and when."""
    left = CategoryEpisode.objects.visible_to(known.actor).filter(
        category=Category.THREE, end_reason=CategoryEpisode.End.MEETINGS_NOT_NEEDED
    )
    days = set(left.order_by().values_list("nominal_id", "until_on"))
    decided = Decision.objects.visible_to(known.actor).filter(
        choice=Decision.Choice.LEVEL_1, slot__status=SlotStatus.CLOSED
    )
    rows = decided.order_by().values_list("nominal_id", "slot__closed_at")
    return {nominal: at for nominal, at in rows if at and (nominal, localdate(at)) in days}
