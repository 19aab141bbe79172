"""Addresses of the sharing app."""

from django.urls import URLPattern, path

from .views import exclude, see

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
    *see.paths(),
]
