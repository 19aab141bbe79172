"""Who may see a case opened to one person, row for row of docs/access-matrix.md, by both locks."""

from datetime import timedelta
from itertools import chain

from django.utils.timezone import localdate, now

from access.actor import Role
from access.locks import acting_as, announce
from nominals.models import NominalShare
from sharing.models import BreakGlass
from sharing.services import audit, break_glass, named
from tests.access.matrix import table
from tests.factories import make_actor, make_agency, make_area
from tests.meetings.conftest import agency_of

GIVEN = {"reason": "Asked for", "until": localdate() + timedelta(days=9)}
WHY = "He is outside her door and she has called us."


def sees(who, record):
    announce(who)
    rows = type(record)._base_manager.filter(pk=record.pk)
    visible = type(record).objects.visible_to(who).values("pk")
    first, second = rows.filter(pk__in=visible).exists(), rows.exists()
    assert first == second, f"the locks disagree: {who.person.name}, {record}"
    return first


def test_each_row_of_the_matrix_is_so_for_each_person(cast, nominal):
    hostel, elsewhere = make_agency(cast.area, "voluntary"), make_area("Mosswater", "MO")
    people = {
        "Co-ord": cast.cora,
        "Case mgr": cast.pat,
        "Named": make_actor("Vera Thornapple", Role.REPRESENTATIVE, hostel),
        "Colleague of the named": make_actor("Una Fennimore", Role.REPRESENTATIVE, hostel),
        "Opened it": make_actor("Tess Ravelhurst", Role.PRACTITIONER, agency_of(cast.pat)),
        "Colleague of theirs": cast.rex,
        "Auditor": cast.ada,
        "SMB": cast.bea,
        "Other area": make_actor(
            "Otis Reedmace", Role.COORDINATOR, make_agency(elsewhere, "probation")
        ),
    }
    matrix = table("Who may see a case that was opened to one person")
    life = chain(
        _named(cast, nominal, people["Named"]),
        _in_an_emergency(cast, nominal, people["Opened it"]),
        _audited(cast, nominal),
    )
    for row, record in life:
        for column, cell in matrix.pop(row).items():
            answer = sees(people[column], record)
            assert answer is (cell == "sees"), f"{row}: {column} should read {cell}"
    assert matrix == {}


def _named(cast, nominal, vera):
    yield "Nominal", nominal
    with acting_as(cast.cora) as cora:
        one = named.add(nominal, actor=cora, at=now(), person=vera.person, **GIVEN)
    yield "Nominal, a person named", nominal
    yield "Named person", one
    with acting_as(cast.cora) as cora:
        named.end(one, actor=cora, at=now(), because="Moved out")
    yield "Nominal, that ended", nominal


def _in_an_emergency(cast, nominal, tess):
    with acting_as(tess):
        break_glass.open_case(actor=tess, at=now(), reason=WHY, reference=nominal.reference)
    announce(cast.cora)
    glass = BreakGlass.objects.visible_to(cast.cora).get()
    yield "Nominal, in an emergency", nominal
    yield "Emergency", glass
    announce(cast.cora)
    NominalShare._base_manager.filter(source_id=glass.pk).update(expires_at=now())
    yield "Nominal, four hours later", nominal
    yield "Emergency, four hours later", glass


def _audited(cast, nominal):
    heard = audit.Heard(localdate(), localdate(), {nominal.pk: []})
    with acting_as(cast.cora) as cora:
        (sample,) = audit.draw(
            heard, actor=cora, at=now(), auditor=cast.ada.person, number=1, **GIVEN
        )
    yield "Nominal, drawn for audit", nominal
    yield "Audit sample", sample
    with acting_as(cast.cora) as cora:
        audit.end(sample, actor=cora, at=now(), because="Done")
    yield "Nominal, the audit over", nominal
