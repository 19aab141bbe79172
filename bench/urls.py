"""The product's addresses, and the list in the other ways."""

from django.urls import path

from mappa.urls import handler400, handler403, handler404, handler500, urlpatterns
from nominals import views as ours

from .views import list_by_the_textbook, list_unfiltered

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns = [
    path("bench/ours/", ours.list_nominals),
    path("bench/unfiltered/", list_unfiltered),
    path("bench/textbook/", list_by_the_textbook),
    *urlpatterns,
]
