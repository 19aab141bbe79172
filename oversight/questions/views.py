"""The pages of questions about readings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from access.actor import ActorRequest
from access.attempt import attempt, status_of
from access.guard import guard
from access.readings import shows
from oversight.models import Question

from . import pages, services
from .forms import AnswerForm


@guard("question.list")
def list_questions(request: ActorRequest) -> HttpResponse:
    page = pages.questions(request.actor, number=request.GET.get("page"))
    shows(request, page.names)
    return render(request, "oversight/questions.html", {"page": page})


@guard("question.show", Question)
def show_question(request: ActorRequest, question: Question) -> HttpResponse:
    page = pages.show(question, request.actor)
    return render(request, "oversight/question.html", {"page": page})


@guard("question.ask_the_reader", Question)
@require_POST
def ask_the_reader(request: ActorRequest, question: Question) -> HttpResponse:
    services.ask_the_reader(question, actor=request.actor, at=now())
    messages.success(request, "Noted. The question stays open until you answer it.")
    return redirect(question)


@guard("question.answer", Question)
def answer_question(request: ActorRequest, question: Question) -> HttpResponse:
    form = AnswerForm(request.POST or None)
    if attempt(form, services.answer, question, actor=request.actor, at=now()):
        messages.success(request, "Your answer is kept.")
        return redirect("oversight:list_questions")
    page = {"form": form, "page": pages.show(question, request.actor)}
    return render(request, "oversight/answer_question.html", page, status=status_of(form))
