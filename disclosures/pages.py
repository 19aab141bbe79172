"""What the pages of one decision, one telling, one application and one name show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from access.actor import Actor
from access.policy import may
from agencies.models import Agency, Appointment, Person
from clocks.rules import CERTAINTY_IN_WORDS, Limit
from clocks.services import limits_of
from clocks.working_days import ends_at
from meetings.lifecycle import SlotStatus
from meetings.models import Disclosure
from nominals.models import Exclusion, Nominal
from nominals.pages import About, about
from victims.models import VictimRecord

from .lifecycle import ApplicationStatus, DeliveryStatus
from .models import Application, ApplicationStep, Delivery, DeliveryReview, Recipient
from .register import State, next_step, standing
from .schemes import WHOLE, Scheme, steps_of

Button = tuple[str, str]
WITHHELD = "Not open to you"
PLANNED, DELIVERED = DeliveryStatus.PLANNED, DeliveryStatus.DELIVERED
STEPS = (
    ("deliver", "Record that they were told", "disclosures:deliver", {PLANNED}),
    ("record_undertaking", "Record the undertaking", "disclosures:record_undertaking", {DELIVERED}),
    ("offer_support", "Record support offered", "disclosures:offer_support", {PLANNED, DELIVERED}),
    ("review", "Look at it again", "disclosures:review", {DELIVERED}),
    ("change_plan", "Change the plan", "disclosures:change_plan", {PLANNED}),
    ("call_off", "Call it off", "disclosures:call_off", {PLANNED}),
    ("end", "End it", "disclosures:end", {DELIVERED}),
)
OF_APPLICATION = (
    ("decide_to_tell", "Decide to tell", "disclosures:decide_to_tell"),
    ("decide_not_to_tell", "Decide not to tell", "disclosures:decide_not_to_tell"),
    ("withdraw", "Withdraw it", "disclosures:withdraw_application"),
)


@dataclass(frozen=True, slots=True)
class DecisionPage:
    about: About
    decision: Disclosure
    deliveries: list[tuple[Delivery, State]]
    plan_at: str


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One telling: its plan, what came of it, and what the actor can do with it now."""

    about: About
    delivery: Delivery
    state: State
    reviews: Sequence[DeliveryReview]
    behind: Button
    name_at: str
    buttons: list[Button]


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a scheme: when it is due and why then, whether it was taken, where to record it."""

    words: str
    due: datetime | None
    limit: Limit | None
    certainty: str
    taken: ApplicationStep | None
    is_late: bool
    take_at: str


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    about: About
    application: Application
    state: State
    steps: list[StepLine]
    whole: StepLine
    deliveries: list[tuple[Delivery, State]]
    name_at: str
    buttons: list[Button]


@dataclass(frozen=True, slots=True)
class RecipientPage:
    about: About
    recipient: Recipient
    of: str
    back: str
    change_at: str


@dataclass(frozen=True, slots=True)
class AskPage:
    """A question about something in the register."""

    about: About
    heading: str
    back: str
    warning: str = ""
    said: str = ""


def decision(found: Disclosure, actor: Actor, *, today: date) -> DecisionPage:
    """A panel's decision on disclosure, and the tellings that came of it."""
    told = Delivery.objects.visible_to(actor).filter(decision=found).select_related("agency")
    plans = found.choice == Disclosure.Choice.DISCLOSE and found.slot.status == SlotStatus.CLOSED
    plans = plans and bool(may(actor, "delivery.plan", found))
    return DecisionPage(
        about=_about(found, actor, today),
        decision=found,
        deliveries=[(each, standing(each, today)) for each in told],
        plan_at=reverse("disclosures:plan", args=[found.pk]) if plans else "",
    )


def delivery(found: Delivery, actor: Actor, *, today: date) -> DeliveryPage:
    """One telling. The name of who is told is on a page of its own."""
    behind = (
        ("Panel's decision", reverse("disclosures:show", args=[found.decision_id]))
        if found.decision_id
        else ("Application", reverse("disclosures:show_application", args=[found.application_id]))
    )
    known, adds = _name(found, actor)
    buttons = [
        (words, reverse(name, args=[found.pk]))
        for step, words, name, statuses in STEPS
        if found.status in statuses and may(actor, f"delivery.{step}", found)
    ]
    return DeliveryPage(
        about=_about(found, actor, today),
        delivery=found,
        state=standing(found, today),
        reviews=list(
            DeliveryReview.objects.visible_to(actor).filter(delivery=found).select_related("by")
        ),
        behind=behind,
        name_at=known,
        buttons=[*buttons, *adds],
    )


def application(found: Application, actor: Actor, *, today: date) -> ApplicationPage:
    """One application: the steps of its scheme with their time limits, and what was decided."""
    steps = ApplicationStep.objects.visible_to(actor).filter(application=found).select_related("by")
    taken = {each.key: each for each in steps}
    limits = limits_of(found.area_id)
    known, adds = _name(found, actor)
    told = Delivery.objects.visible_to(actor).filter(application=found).select_related("agency")

    def line(words: str, key: str, limit: str) -> StepLine:
        counted = limits.of(limit, localdate(found.received_at)) if limit else None
        due = ends_at(counted, found.received_at) if counted else None
        open_still = found.status == ApplicationStatus.OPEN and key not in taken
        takes = open_still and key and may(actor, "application.take_step", found)
        return StepLine(
            words=words,
            due=due,
            limit=counted,
            certainty=CERTAINTY_IN_WORDS[counted.certainty] if counted else "",
            taken=taken.get(key),
            is_late=bool(open_still and due and localdate(due) < today),
            take_at=_step_at(found, key) if takes else "",
        )

    return ApplicationPage(
        about=_about(found, actor, today),
        application=found,
        state=next_step(found, taken, limits, today),
        steps=[line(part.words, part.key, part.limit) for part in steps_of(found.scheme)],
        whole=line("Decided, and told", "", WHOLE[Scheme(found.scheme)]),
        deliveries=[(each, standing(each, today)) for each in told],
        name_at=known,
        buttons=[*_of_application(found, actor), *adds],
    )


def recipient(found: Recipient, actor: Actor, *, today: date) -> RecipientPage:
    """Who is told, or applied, and where that is corrected."""
    changes = may(actor, "recipient.amend", found)
    return RecipientPage(
        about=_about(found, actor, today),
        recipient=found,
        of=found.of.relation,
        back=found.of.get_absolute_url(),
        change_at=reverse("disclosures:amend_recipient", args=[found.pk]) if changes else "",
    )


def ask(
    record: Any, actor: Actor, heading: str, back: str, *, today: date, **given: str
) -> AskPage:
    """What a question stands under."""
    return AskPage(_about(record, actor, today), heading, back, **given)


def choices(nominal: Nominal, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Which agencies can tell somebody, who of them, and the victims who can be told."""
    agencies = can_handle(nominal)
    held = Appointment.objects.live(at).filter(agency__in=agencies, person__is_active=True)
    victims = VictimRecord.objects.visible_to(actor).filter(nominal=nominal, ended_on=None)
    return {
        "agency": agencies,
        "person": Person.objects.filter(pk__in=held.values("person")),
        "victim": victims,
    }


def can_handle(nominal: Nominal) -> Any:
    """The agencies of the area, by name: none that must not receive anything about the person."""
    barred = Exclusion.objects.filter(nominal=nominal, agency_id__isnull=False)
    found = Agency.objects.filter(area=nominal.area_id).exclude(kind=Agency.Kind.BOARD)
    return found.exclude(pk__in=barred.values("agency_id"))


def next_address(record: Any, actor: Actor) -> str:
    """The record; or the register, for whom it is closed by now."""
    seen = type(record).objects.visible_to(actor).filter(pk=record.pk)
    return record.get_absolute_url() if seen.exists() else reverse("disclosures:list")


def _about(record: Any, actor: Actor, today: date) -> About:
    nominal = record if isinstance(record, Nominal) else record.nominal
    return about(nominal, actor=actor, here="disclosures:of_nominal", on=today)


def _name(of: Delivery | Application, actor: Actor) -> tuple[str, list[Button]]:
    """The address of the name, for whom it is open; and of where it is added, for who may."""
    field = "delivery" if isinstance(of, Delivery) else "application"
    if may(actor, "recipient.show", of):
        seen = Recipient.objects.visible_to(actor).filter(**{field: of})
        if key := seen.values_list("pk", flat=True).first():
            return reverse("disclosures:show_recipient", args=[key]), []
    if getattr(of, "victim_id", None) or not may(actor, "recipient.add", of):
        return "", []
    return "", [("Add their name", reverse(f"disclosures:add_name_of_{field}", args=[of.pk]))]


def _step_at(found: Application, key: str) -> str:
    return f"{reverse('disclosures:take_step', args=[found.pk])}?step={key}"


def _of_application(found: Application, actor: Actor) -> list[Button]:
    possible = found.lifecycle.possible(found.status)
    buttons = [
        (words, reverse(name, args=[found.pk]))
        for step, words, name in OF_APPLICATION
        if step in possible and may(actor, f"application.{step}", found)
    ]
    to_tell = found.status == ApplicationStatus.TO_TELL
    if to_tell and may(actor, "delivery.plan", found):
        address = reverse("disclosures:plan_application", args=[found.pk])
        buttons.append(("Plan who tells them", address))
    return buttons
