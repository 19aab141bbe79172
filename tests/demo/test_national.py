"""The national unit is founded with the first county, and serves those that come after."""

from datetime import date
from random import Random

import pytest

from access.actor import Role
from agencies.models import Agency, Appointment, Area, Person
from agencies.services import found_area
from demo.build_book import Book
from demo.build_national import found_national
from demo.build_staff import found_county
from tests.factories import make_actor, make_agency

TODAY = date(2026, 11, 20)


@pytest.fixture
def book(db):
    return Book(Random(1))


@pytest.fixture
def county(book):
    return found_county(book, "Rutland", today=TODAY, cases={})


def test_the_first_county_founds_it_with_a_service_and_a_co_ordinator(book, county):
    national = found_national(book, county, today=TODAY)
    assert [area.national for area in book.rows[Area]] == [False, True]
    assert national.unit is book.rows[Area][1]
    held = [each.role for each in book.rows[Appointment] if each.area is national.unit]
    assert held == [Role.SERVICE, Role.COORDINATOR]
    assert national.case_manager.agency.kind == Agency.Kind.NSD
    assert national.case_manager.agency.area is county.area


def test_a_county_that_comes_later_uses_the_one_that_is_there(book, county):
    unit = found_area(name="National unit", code="NU", police_force="None", national=True)
    nia = make_actor("Nia Tarnwick", Role.COORDINATOR, make_agency(unit, "nsd"))
    national = found_national(book, county, today=TODAY)
    assert national.unit == unit
    assert national.coordinator.person == nia.person
    assert book.rows[Area] == [county.area]


def test_nobody_new_has_the_name_of_somebody_else(book, county):
    found_national(book, county, today=TODAY)
    names = [person.name for person in book.rows[Person]]
    assert len(set(names)) == len(names)
