"""Asking about unusual readings, and answering."""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse

from access.actor import Actor, Role
from access.change import advance, begin
from access.policy import RUNS, UNIT, require
from access.rows import share
from agencies.models import Appointment, Area, Person
from clocks.working_days import ONE_DAY, end_of
from notices.services import notify
from oversight.lifecycle import QuestionStatus
from oversight.models import Question
from sharing.audience import readers_of

from . import sampler

REASON = "Asked about a reading"


@transaction.atomic
def ask(*, actor: Actor, on: date, at: datetime) -> int:
    """Ask about the unusual readings of a day, of those the service sees; or refuse.

    A day is asked about once: done before, nothing happens. Answers how many questions are new.
    """
    require(actor, "question.ask")
    area = Area.objects.get(pk=actor.area_id)
    _one_at_a_time(area)
    day = {"event__at__gte": end_of(on - ONE_DAY), "event__at__lt": end_of(on)}
    if Question.objects.visible_to(actor).filter(**day).exists():
        return 0
    chosen = sampler.of_day(actor, on)
    told: dict[Person, None] = {}
    for each in chosen:
        told |= dict.fromkeys(_ask(each, area=area, actor=actor, at=at))
    for person in told:
        notify(
            rule="question.asked",
            recipient=person,
            about_id=area.pk,
            on=on,
            at=at,
            link=reverse("oversight:list_questions"),
        )
    return len(chosen)


@transaction.atomic
def direct_again(*, actor: Actor, at: datetime) -> None:
    """Put each question that is not answered before whoever is to be asked now.

    People come to the unit and leave it, and nobody's question may wait for somebody who left.
    """
    require(actor, "question.ask")
    waiting = Question.objects.visible_to(actor).exclude(status=QuestionStatus.ANSWERED)
    for question in waiting.select_related("nominal"):
        _put_before(question, at=at)


def ask_the_reader(question: Question, *, actor: Actor, at: datetime) -> None:
    """Say that the reader is being asked; the question stays open until it is answered."""
    advance(question, "ask_the_reader", actor=actor, at=at)


def answer(question: Question, *, actor: Actor, at: datetime, answer: str, note: str = "") -> None:
    """Say whether a reading was expected or not proper. Nobody answers for their own reading."""
    said = {"answer": answer, "note": note, "answered_at": at, "answered_by": actor.person}
    advance(question, "answer", actor=actor, at=at, **said)


def whom_to_ask(question: Question, *, at: datetime) -> "QuerySet[Appointment]":
    """Those of the MAPPA unit who see the nominal, less the reader; where none is left, the chairs.

    The reader is never asked about themselves, under whatever appointment they read.
    """
    seeing = readers_of(question.nominal, at=at).filter(role__in=RUNS, area=question.area_id)
    others = seeing.exclude(person=question.reader_id)
    unit = others.filter(role__in=UNIT)
    return unit if unit.exists() else others.filter(role=Role.CHAIR)


def _ask(found: sampler.Unusual, *, area: Area, actor: Actor, at: datetime) -> list[Person]:
    question = Question(
        event=found.event,
        nominal=found.nominal,
        reader_id=found.reader_id,
        why=list(found.why),
        asked_at=at,
    )
    _open_to(question, [area.service_id], at=at)  # first to whoever writes it
    begin(question, "ask", actor=actor, at=at)
    return _put_before(question, at=at)


def _put_before(question: Question, *, at: datetime) -> list[Person]:
    """Open a question to whoever is to be asked; answers who that is."""
    people = [each.person for each in whom_to_ask(question, at=at)]
    _open_to(question, [person.own_group_id for person in people], at=at)
    return people


def _open_to(question: Question, groups: list[int], *, at: datetime) -> None:
    share(question, groups, source="question", source_id=question.pk, reason=REASON, at=at)


def _one_at_a_time(area: Area) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"question.ask:{area.pk}"])
