"""What decides who may know the name of a recipient, and whom a telling opens the case to."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from access.actor import Actor
from access.due import Due
from agencies.facts import Posts
from nominals.facts import Case
from nominals.models import Nominal
from victims.audience import CHAIRS
from victims.facts import Panels, closest

from .audience import TELLS
from .lifecycle import DeliveryStatus
from .models import Delivery, Recipient

FIELDS = (
    "pk",
    "nominal_id",
    "delivery_id",
    "application_id",
    "delivery__person_id",
    "delivery__agency_id",
)


def due(cases: Mapping[UUID, Case], posts: Posts, panels: Panels, *, actor: Actor) -> Iterator[Due]:
    """Of nominals, to whoever is named to tell; of names of recipients, to all who may know."""
    yield from _tellers(cases, posts, actor)
    rows = Recipient.objects.visible_to(actor).order_by()
    for key, nominal, delivery, application, teller, agency in rows.values_list(*FIELDS):
        if case := cases.get(nominal):
            cause = delivery or application
            why = "Keeps its shares in step"
            yield Due(Recipient, key, case.service, "service", None, why)
            named = posts.of(teller, agency=agency) if teller else set()
            for group in named:
                yield Due(Recipient, key, group, "recipient", cause, TELLS)
            for group, why, needed in closest(case, posts, panels):
                if group not in named and why != CHAIRS:
                    yield Due(Recipient, key, group, "recipient", cause, why, needed=needed)


def _tellers(cases: Mapping[UUID, Case], posts: Posts, actor: Actor) -> Iterator[Due]:
    going_on = Delivery.objects.visible_to(actor).filter(
        person__isnull=False, status__in=(DeliveryStatus.PLANNED, DeliveryStatus.DELIVERED)
    )
    fields = ("pk", "nominal_id", "person_id", "agency_id", "planned_at")
    for key, nominal, person, agency, planned_at in going_on.order_by().values_list(*fields):
        case = cases.get(nominal)
        if case and case.opens(planned_at):
            for group in posts.of(person, agency=agency):
                yield Due(Nominal, nominal, group, "delivery", key, TELLS)
