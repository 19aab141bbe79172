"""For the matrix: a record to which an actor stands in every relation, and one in none."""

from types import SimpleNamespace
from uuid import uuid4

from access.actor import Actor, Role


def actor(role: Role) -> Actor:
    return Actor(
        person=SimpleNamespace(pk=uuid4()),
        appointment_id=uuid4(),
        role=role,
        agency_id=uuid4(),
        area_id=uuid4(),
    )


def own(who: Actor) -> SimpleNamespace:
    """Everything about it is the actor's: area, agency, and each named part in it."""
    return SimpleNamespace(
        area_id=who.area_id,
        agency_id=who.agency_id,
        case_manager_id=who.person_id,
        referrer_id=who.person_id,
        manager_id=who.person_id,
        chair_id=who.person_id,
        liaison_officer_id=who.person_id,
        observer_id=who.person_id,
        offered_to_id=who.agency_id,
        teller_id=who.person_id,
        is_for_the_chair=False,
        person_id=uuid4(),  # done by another: what is one's own here is what one decides about
    )


def others() -> SimpleNamespace:
    """Nothing about it is."""
    return SimpleNamespace(
        area_id=uuid4(),
        agency_id=uuid4(),
        case_manager_id=uuid4(),
        referrer_id=uuid4(),
        manager_id=uuid4(),
        chair_id=uuid4(),
        liaison_officer_id=uuid4(),
        observer_id=uuid4(),
        offered_to_id=uuid4(),
        teller_id=uuid4(),
        is_for_the_chair=False,
        person_id=uuid4(),
    )
