"""One row of every kind of record about a nominal, so that no protected table goes untried."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models
from django.utils.timezone import localdate, now

from access.actor import Actor
from access.locks import acting_as
from access.rows import Shared, share
from agencies.models import Agency, Appointment, Area, Person
from audit.models import Event
from disclosures.models import Delivery
from meetings.models import Disclosure, Panel, Section, StatementEdition
from nominals.models import CategoryEpisode, LevelEpisode, Location, Nominal
from tests.meetings.conftest import make_panel

# Every kind of record that is about one nominal, the nominal among them; and what has its own
# audience beside it.
KINDS = [model for model in apps.get_models() if issubclass(model, Shared) and model.follows]
HERE_ALREADY = (Nominal, CategoryEpisode, LevelEpisode, Location)
# What a constraint of the table asks for, beyond a value for each field.
SAID: dict[str, dict[str, Any]] = {
    "Referral": {"level_sought": 2},
    "Absence": {"person": lambda maker: maker.actor.person},
    "BreakGlass": {"until": lambda _: now() + timedelta(hours=4)},
    # One that was lifted: while a seal stands, nothing else can be shared.
    "Seal": {"lifted_at": lambda _: now(), "lifted_by": lambda maker: maker.actor.person},
    "Agenda": {"status": "given_up"},  # of a panel, one at a time is undecided
    "Disclosure": {"choice": "do_not_disclose"},
    "Redaction": {"ends": 2, "section": lambda maker: maker.one(Section)},
    "Delivery": {"decision": lambda maker: maker.one(Disclosure)},
    "Recipient": {"delivery": lambda maker: maker.one(Delivery)},
    "Decision": {"review_on": lambda _: localdate() + timedelta(days=60)},
}


def carries_shares(model) -> bool:
    return "pk" in model.follows


class Maker:
    """Makes rows under one appointment, each kind once, with what they refer to before them."""

    def __init__(self, nominal: Nominal, actor: Actor, *groups: int) -> None:
        self.actor, self.groups = actor, groups
        area = Area.objects.get(pk=actor.area_id)
        self.made: dict[type[models.Model], Any] = {
            Nominal: nominal,
            Area: area,
            Person: actor.person,
            Agency: Agency.objects.get(pk=actor.agency_id),
            Appointment: Appointment.objects.get(pk=actor.appointment_id),
            Panel: Panel.objects.filter(area=area).first() or make_panel(area),
            StatementEdition: StatementEdition.objects.first(),
            Event: Event(at=now(), by=actor.person, appointment_id=actor.appointment_id),
        }

    def all(self) -> dict[type[Shared], Any]:
        """One of each kind, shared with these groups (the first is the actor's)."""
        with acting_as(self.actor):
            self.made[Event].save(force_insert=True)
            return {model: self.one(model) for model in KINDS}

    def one(self, model: type[models.Model]) -> Any:
        if model not in self.made:
            self.made[model] = self._found(model) if model in HERE_ALREADY else self._new(model)
        return self.made[model]

    def _found(self, model: Any) -> Any:
        return model._base_manager.get(nominal=self.made[Nominal])

    def _new(self, model: Any) -> Any:
        said = {name: self._given(value) for name, value in SAID.get(model.__name__, {}).items()}
        needed = (f for f in model._meta.concrete_fields if not (f.has_default() or f.null))
        fields = [f for f in needed if not (f.blank and f.empty_strings_allowed)]
        record = model(**{f.name: self._value(f) for f in fields} | said)
        if issubclass(model, Shared) and carries_shares(model):
            for group in self.groups:
                share(record, [group], source="one", reason="One of each", at=now())
        record.save(force_insert=True)
        return record

    def _given(self, value: Any) -> Any:
        return value(self) if callable(value) else value

    def _value(self, field: Any) -> Any:
        """Something that the field takes; dates run on until a later one."""
        if field.is_relation:
            return self.one(field.related_model)
        if field.choices:
            return field.choices[0][0]
        later = timedelta(days=7) if field.name in {"until", "to", "heard_to"} else timedelta()
        return {
            "UUIDField": uuid4,
            "DateField": lambda: localdate() + later,
            "DateTimeField": lambda: now() + later,
            "BooleanField": bool,
            "ArrayField": lambda: ["surname"],
        }.get(field.get_internal_type(), lambda: 1)()
