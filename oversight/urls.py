"""Addresses of the oversight app."""

from django.urls import URLPattern, path

from .leaks import views as leaks
from .looked import views as looked
from .questions import views as questions
from .reconcile import views as reconcile
from .samples import views as samples

app_name = "oversight"

urlpatterns: list[URLPattern] = [
    path("nominals/<uuid:pk>/looked/", looked.show_looked, name="looked_nominal"),
    path("returns/<uuid:pk>/looked/", looked.show_return_looked, name="looked_return"),
    path("my-readings/", looked.list_readings, name="list_readings"),
    path("trail/", looked.show_trail, name="show_trail"),
    path("questions/", questions.list_questions, name="list_questions"),
    path("questions/<uuid:pk>/", questions.show_question, name="show_question"),
    path("questions/<uuid:pk>/ask-the-reader/", questions.ask_the_reader, name="ask_the_reader"),
    path("questions/<uuid:pk>/answer/", questions.answer_question, name="answer_question"),
    path("leak-checks/", leaks.list_leak_checks, name="list_leak_checks"),
    path("leak-checks/<uuid:pk>/", leaks.show_leak_check, name="show_leak_check"),
    path("reconcile/", reconcile.list_reconciles, name="list_reconciles"),
    path("reconcile/<uuid:pk>/", reconcile.show_reconcile, name="show_reconcile"),
    path("audit-samples/", samples.list_samples, name="list_samples"),
    path("audit-samples/draw/", samples.draw_sample, name="draw_sample"),
    path("audit-samples/<uuid:pk>/end/", samples.end_sample, name="end_sample"),
]
