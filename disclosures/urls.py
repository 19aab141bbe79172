"""Addresses of the disclosure register."""

from django.urls import URLPattern, path

from . import views

app_name = "disclosures"

OF_A_TELLING: list[URLPattern] = [
    path("disclosures/told/<uuid:pk>/", views.show_delivery, name="show_delivery"),
    path("disclosures/told/<uuid:pk>/change/", views.change_plan, name="change_plan"),
    path("disclosures/told/<uuid:pk>/deliver/", views.deliver, name="deliver"),
    path("disclosures/told/<uuid:pk>/call-off/", views.call_off, name="call_off"),
    path(
        "disclosures/told/<uuid:pk>/undertaking/",
        views.record_undertaking,
        name="record_undertaking",
    ),
    path("disclosures/told/<uuid:pk>/support/", views.offer_support, name="offer_support"),
    path("disclosures/told/<uuid:pk>/review/", views.review, name="review"),
    path("disclosures/told/<uuid:pk>/end/", views.end, name="end"),
    path(
        "disclosures/told/<uuid:pk>/name/add/",
        views.add_name_of_delivery,
        name="add_name_of_delivery",
    ),
]

OF_AN_APPLICATION: list[URLPattern] = [
    path("disclosures/applications/", views.list_applications, name="list_applications"),
    path("nominals/<uuid:pk>/disclosures/apply/", views.add_application, name="add_application"),
    path("disclosures/applications/<uuid:pk>/", views.show_application, name="show_application"),
    path("disclosures/applications/<uuid:pk>/step/", views.take_step, name="take_step"),
    path("disclosures/applications/<uuid:pk>/tell/", views.decide_to_tell, name="decide_to_tell"),
    path(
        "disclosures/applications/<uuid:pk>/do-not-tell/",
        views.decide_not_to_tell,
        name="decide_not_to_tell",
    ),
    path(
        "disclosures/applications/<uuid:pk>/withdraw/",
        views.withdraw_application,
        name="withdraw_application",
    ),
    path(
        "disclosures/applications/<uuid:pk>/plan/", views.plan_application, name="plan_application"
    ),
    path(
        "disclosures/applications/<uuid:pk>/name/add/",
        views.add_name_of_application,
        name="add_name_of_application",
    ),
]

urlpatterns: list[URLPattern] = [
    path("disclosures/", views.list_disclosures, name="list"),
    path("nominals/<uuid:pk>/disclosures/", views.of_nominal, name="of_nominal"),
    path("disclosures/<uuid:pk>/", views.show_disclosure, name="show"),
    path("disclosures/<uuid:pk>/plan/", views.plan, name="plan"),
    path("disclosures/names/<uuid:pk>/", views.show_recipient, name="show_recipient"),
    path("disclosures/names/<uuid:pk>/amend/", views.amend_recipient, name="amend_recipient"),
    *OF_A_TELLING,
    *OF_AN_APPLICATION,
]
