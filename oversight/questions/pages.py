"""What the pages of questions about readings show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse

from access.actor import Actor
from access.policy import may
from agencies.models import Appointment
from oversight.lifecycle import QuestionStatus
from oversight.looked.words import words
from oversight.models import Question

A_PAGE = 25
MOST_ANSWERED = 25


@dataclass(frozen=True, slots=True)
class Line:
    """A question: who read what, under which appointment, and why it is asked about."""

    question: Question
    role: str
    agency: str
    what: str
    why: list[str]


@dataclass(frozen=True, slots=True)
class QuestionsPage:
    """The questions that wait, the oldest first; those answered lately."""

    waiting: list[Line]
    page: Page[Question]
    answered: list[Line]

    @property
    def names(self) -> set[UUID]:
        """The nominals whom the page names."""
        return {line.question.nominal_id for line in (*self.waiting, *self.answered)}


@dataclass(frozen=True, slots=True)
class QuestionPage:
    line: Line
    may_answer: bool
    ask_the_reader: str
    looked: str


def questions(actor: Actor, *, number: str | None) -> QuestionsPage:
    """The questions open to the actor."""
    seen = _seen(actor)
    waiting = seen.exclude(status=QuestionStatus.ANSWERED).order_by("asked_at", "pk")
    page = Paginator(waiting, A_PAGE).get_page(number)
    done = seen.filter(status=QuestionStatus.ANSWERED).order_by("-answered_at", "pk")
    answered = list(done[:MOST_ANSWERED])
    held = _appointments([*page.object_list, *answered])
    return QuestionsPage(
        waiting=[_line(each, held) for each in page.object_list],
        page=page,
        answered=[_line(each, held) for each in answered],
    )


def show(question: Question, actor: Actor) -> QuestionPage:
    """One question, and what the actor can do with it now."""
    possible = Question.lifecycle.possible(question.status)
    can = {step for step in possible if may(actor, f"question.{step}", question)}
    asks = reverse("oversight:ask_the_reader", args=[question.pk])
    looks = may(actor, "nominal.looked", question.nominal)
    return QuestionPage(
        line=_line(question, _appointments([question])),
        may_answer="answer" in can,
        ask_the_reader=asks if "ask_the_reader" in can else "",
        looked=reverse("oversight:looked_nominal", args=[question.nominal_id]) if looks else "",
    )


def _seen(actor: Actor) -> "QuerySet[Question]":
    found = Question.objects.visible_to(actor)
    return found.select_related("nominal", "reader", "event", "answered_by")


def _appointments(found: Iterable[Question]) -> Mapping[UUID, Appointment]:
    keys = {each.event.appointment_id for each in found}
    return Appointment.objects.select_related("agency").in_bulk(keys)


def _line(question: Question, held: Mapping[UUID, Appointment]) -> Line:
    appointment = question.event.appointment_id
    acting = held.get(appointment) if appointment else None
    return Line(
        question=question,
        role=acting.get_role_display() if acting else "",
        agency=acting.agency.name if acting else "",
        what=words(question.event.action),
        why=[Question.Why(each).label for each in question.why],
    )
