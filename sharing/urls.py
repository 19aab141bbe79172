"""Addresses of the sharing app."""

from django.urls import URLPattern, path

from .views import break_glass, exclude, name, seal, see

app_name = "sharing"

urlpatterns: list[URLPattern] = [
    path("nominals/<uuid:pk>/who/", see.show_who, name="who_nominal"),
    path("nominals/<uuid:pk>/why/", see.show_why, name="why_nominal"),
    path("nominals/<uuid:pk>/step-back/", exclude.step_back, name="step_back"),
    path("nominals/<uuid:pk>/exclusions/", exclude.list_exclusions, name="exclusions"),
    path("nominals/<uuid:pk>/exclusions/add/", exclude.exclude, name="exclude"),
    path(
        "nominals/<uuid:pk>/exclusions/<uuid:key>/lift/",
        exclude.lift_exclusion,
        name="lift_exclusion",
    ),
    path("nominals/<uuid:pk>/named/", name.list_named, name="list_named"),
    path("nominals/<uuid:pk>/named/add/", name.add_named, name="add_named"),
    path("named/<uuid:pk>/renew/", name.renew_named, name="renew_named"),
    path("named/<uuid:pk>/end/", name.end_named, name="end_named"),
    path("emergencies/", break_glass.list_break_glass, name="list_break_glass"),
    path("emergencies/open/", break_glass.open_case, name="open_case"),
    path("emergencies/<uuid:pk>/", break_glass.show_break_glass, name="show_break_glass"),
    path(
        "emergencies/<uuid:pk>/review/", break_glass.review_break_glass, name="review_break_glass"
    ),
    path("nominals/<uuid:pk>/seal/", seal.show_seal, name="show_seal"),
    path("nominals/<uuid:pk>/seal/add/", seal.add_seal, name="add_seal"),
    path("seals/<uuid:pk>/name/", seal.name_for_seal, name="name_for_seal"),
    path("seals/<uuid:pk>/unname/<uuid:key>/", seal.unname, name="unname"),
    path("seals/<uuid:pk>/lift/", seal.unseal, name="unseal"),
    *see.paths(),
]
