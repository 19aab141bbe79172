"""Checking for leaks, keeping what came of it, and telling those who answer for it."""

from collections.abc import Container
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor, Role
from access.locks import acting_as
from access.policy import require
from agencies.models import Appointment, Person
from audit.trail import write
from notices.services import notify

from .crawl import Effort, Report, crawl
from .facts import gather
from .models import LeakCheck, LeakFinding
from .people import everybody

READERS = (Role.AUDITOR, Role.COORDINATOR, Role.INFORMATION_GOVERNANCE)
LONGEST = timedelta(seconds=200)  # of asking, each night: well within the time a task is given
GENEROUS = 3  # times as many people as try each thing where the tests do it
OVERDUE = timedelta(hours=50)  # two nights, and the hour of the check itself


def check(
    *,
    actor: Actor,
    services: list[Actor],
    at: datetime,
    thorough: bool = False,
    only: Container[str] = (),
) -> LeakCheck:
    """Look everywhere as everybody, for names, numbers and texts that are not theirs to see.

    Everything asked for is undone. What remains is the check itself, written before it begins so
    that one that dies is seen, and what it found. Unless `thorough`, it stops after a few minutes:
    who is chosen and in which order follows from the day, so that each night tries others.
    `services` read what is looked for: every area's, since no area's names may reach another.
    """
    require(actor, "leak_check.run")
    began = monotonic()
    run = LeakCheck(started_at=at, thorough=thorough)
    with acting_as(actor):
        LeakCheck._base_manager.bulk_create([run])
        write("leak_check.run", run, by=actor, at=at)
    seed = f"{localdate(at)}"
    visitors = list(everybody(at=at, seed=seed))
    readers = [*services, *(each.actor for each in visitors if each.actor)]
    facts = gather(readers, at=at)
    until = None if thorough else monotonic() + LONGEST.total_seconds()
    effort = Effort(thorough=thorough, seed=seed, times=GENEROUS, until=until)
    report = crawl(facts, visitors, service=actor, at=at, effort=effort, only=only)
    ended = at + timedelta(seconds=monotonic() - began)
    return _finish(run, report, strings=len(facts.holders), actor=actor, at=ended)


@transaction.atomic
def _finish(
    run: LeakCheck, report: Report, *, strings: int, actor: Actor, at: datetime
) -> LeakCheck:
    run.finished_at, run.complete = at, report.complete
    run.people, run.roles = report.people, len(report.roles)
    run.addresses, run.requests = len(report.addresses), report.requests
    run.strings, run.found = strings, len(report.found)
    found = [
        LeakFinding(
            check_run=run,
            address=each.address[:80],
            verb=each.verb,
            role=each.role,
            place=each.place,
            sort=each.sort,
            mark=each.mark,
            times=times,
        )
        for each, times in sorted(report.found.items(), key=str)
    ]
    with acting_as(actor):
        run.save()
        LeakFinding._base_manager.bulk_create(found)
    return run


def tell(run: LeakCheck, *, actor: Actor, at: datetime) -> int:
    """Tell those of this area who answer for confidentiality that something was found."""
    require(actor, "leak_check.run")
    return _tell("leak_check.found", run.get_absolute_url(), run.pk, actor=actor, at=at)


def tell_if_overdue(*, actor: Actor, at: datetime) -> int:
    """Tell them, each day, while no check has come to an end for two nights."""
    require(actor, "leak_check.run")
    ended = LeakCheck.objects.visible_to(actor).filter(finished_at__gt=at - OVERDUE)
    if ended.exists():
        return 0
    link = reverse("oversight:list_leak_checks")
    return _tell("leak_check.overdue", link, actor.area_id, actor=actor, at=at)


def _tell(rule: str, link: str, about: UUID, *, actor: Actor, at: datetime) -> int:
    held = Appointment.objects.live(at).filter(area_id=actor.area_id, role__in=READERS)
    people = Person.objects.filter(is_active=True, appointments__in=held).distinct()
    told = [
        notify(rule=rule, recipient=each, about_id=about, on=localdate(at), at=at, link=link)
        for each in people
    ]
    return sum(told)
