"""A country of invented people: 100,000 nominals in 42 areas and a million shares, skewed.

Run as the owner of an empty database, by bench.national.
"""

import os
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils.timezone import now

from access.actor import Role
from agencies.models import Agency, Area, Person
from agencies.services import appoint, found_area, new_group
from bench import people
from demo.names import email as address_of
from demo.names import person_name, staff_name
from mappa.settings.demonstration import DEMONSTRATION_PASSWORD
from meetings.models import Panel
from nominals.models import Nominal

NOMINALS = 100_000
AREAS = 42
CASE_MANAGERS = 3_000
CORE = 15
# Of each area's nominals, how many each kind of agency is told of.
AGENCIES = {
    Agency.Kind.POLICE: 1.0,
    Agency.Kind.PROBATION: 1.0,
    Agency.Kind.PRISON: 0.6,
    Agency.Kind.NHS_MENTAL_HEALTH: 0.35,
    Agency.Kind.ADULT_SOCIAL_CARE: 0.3,
    Agency.Kind.YOUTH_JUSTICE: 0.05,
    Agency.Kind.HOUSING_AUTHORITY: 0.02,
}
NATIONAL_BODIES = (1.0, 0.5, 0.5, 0.5, 0.5, 0.5)  # the first is told of everybody
CHAIRS = 0.2
RESPONSIBLE = {Agency.Kind.POLICE, Agency.Kind.PROBATION, Agency.Kind.PRISON}


class National:
    """What has been built so far."""

    def __init__(self) -> None:
        self.chance = Random(42)
        self.at = now() - timedelta(days=400)
        self.areas: list[Area] = []
        self.agencies: dict[tuple[UUID, str], Agency] = {}
        self.managers: dict[UUID, list[Person]] = {}
        self.holders: list[tuple[UUID | None, int, float]] = []  # area, group, share of nominals
        self.password = make_password(DEMONSTRATION_PASSWORD)

    def build(self) -> None:
        self.found_areas()
        self.hire()
        self.register()
        self.share()
        self.repeat_for_guardian()
        self.invite_the_six()

    def found_areas(self) -> None:
        for number in range(AREAS):
            area = found_area(
                name=f"Area {number:02}", code=f"A{number:02}", police_force=f"Force {number:02}"
            )
            self.areas.append(area)
            for kind, part in AGENCIES.items():
                agency = self.found_agency(area, kind, kind.label)
                self.holders.append((area.pk, agency.group_id, part))
            panel = Panel.objects.create(
                area=area, name="Level 2 panel", level=2, chairs=new_group("chairs")
            )
            self.holders += [
                (area.pk, area.coordination_id, 1.0),
                (area.pk, area.service_id, 1.0),
                (area.pk, panel.chairs_id, CHAIRS),
            ]
        self.national = [new_group("national") for _ in NATIONAL_BODIES]
        for group, part in zip(self.national, NATIONAL_BODIES, strict=True):
            self.holders.append((None, group.pk, part))
        for number in range(CORE - len(AGENCIES)):  # the largest area's core panel is of fifteen
            self.found_agency(self.areas[0], Agency.Kind.VOLUNTARY, f"Body {number}", core=True)
        Agency.objects.filter(area=self.areas[0]).update(core_level_2=True)

    def found_agency(self, area: Area, kind: str, name: str, *, core: bool = False) -> Agency:
        agency = Agency.objects.create(
            area=area,
            name=name,
            kind=kind,
            standing="ra" if kind in RESPONSIBLE else "dtc",
            core_level_2=core,
            group=new_group("agency"),
        )
        self.agencies[area.pk, kind] = agency
        return agency

    def hire(self) -> None:
        for number in range(CASE_MANAGERS):
            area = self.areas[number % AREAS]
            agency = self.agencies[area.pk, Agency.Kind.PROBATION]
            person = self.person(staff_name(number), address_of(staff_name(number), area.name))
            appoint(person, agency=agency, role=Role.PRACTITIONER, at=self.at)
            self.managers.setdefault(area.pk, []).append(person)
        for number, agency in enumerate(Agency.objects.select_related("area")):
            person = self.person(f"Representative {number}", f"rep.{number}@bench.example")
            appoint(person, agency=agency, role=Role.REPRESENTATIVE, at=self.at)

    def person(self, name: str, email: str) -> Person:
        return Person.objects.create(
            name=name, email=email, own_group=new_group("person"), password=self.password
        )

    def register(self) -> None:
        """The largest area has a tenth of all, the smallest hardly any."""
        weights = list(accumulate(1 / (rank + 2.2) ** 0.9 for rank in range(AREAS)))
        rows = []
        for number in range(NOMINALS):
            area = self.chance.choices(self.areas, cum_weights=weights)[0]
            sex = "female" if number % 20 == 0 else "male"
            surname, forenames = person_name(self.chance.randrange(2_000_000), sex)
            rows.append(
                Nominal(
                    area=area,
                    reference=f"{area.code}-{number:06}",
                    surname=surname,
                    forenames=forenames,
                    date_of_birth=date(1950, 1, 1) + timedelta(days=self.chance.randrange(19_000)),
                    sex=sex,
                    lead_agency=self.agencies[area.pk, Agency.Kind.PROBATION],
                    case_manager=self.chance.choice(self.managers[area.pk]),
                )
            )
        Nominal._base_manager.bulk_create(rows, batch_size=5_000)
        run("""
            INSERT INTO nominals_categoryepisode
                (id, nominal_id, category, basis, end_reason, from_on)
            SELECT gen_random_uuid(), id, 1 + (random() < 0.3)::int, 'notification', '',
                   '2024-01-08' FROM nominals_nominal;
            INSERT INTO nominals_levelepisode
                (id, nominal_id, level, decided_by, rationale, from_on)
            SELECT gen_random_uuid(), id, CASE WHEN random() < 0.98 THEN 1 ELSE 2 END,
                   'lead_agency', '', '2024-01-08' FROM nominals_nominal;
            CREATE INDEX bench_by_name ON nominals_nominal (surname, forenames, id);
        """)

    def share(self) -> None:
        view = Permission.objects.get(
            content_type__app_label="nominals", codename="view_nominal"
        ).pk
        run("CREATE TEMP TABLE holder (area uuid, holder int, part float)")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO holder VALUES (%s, %s, %s)", self.holders)
        insert = """
            INSERT INTO nominals_nominalshare (id, content_object_id, group_id, permission_id,
                sort_key, source, reason, given_at)
            SELECT gen_random_uuid(), n.id, {group}, %s, lower(n.surname || ', ' || n.forenames),
                '{source}', 'For the bench', now() - interval '1 day' FROM nominals_nominal n """
        indexes = without_indexes("nominals_nominalshare")
        run(
            insert.format(group="holder", source="area")
            + "JOIN holder ON (area = n.area_id OR area IS NULL) AND random() < part",
            view,
        )
        run(
            insert.format(group="own_group_id", source="lead")
            + "JOIN agencies_person p ON p.id = n.case_manager_id",
            view,
        )
        for statement in indexes:
            run(statement)

    def repeat_for_guardian(self) -> None:
        """The same facts in guardian's generic table."""
        content = ContentType.objects.get_or_create(app_label="bench", model="plainnominal")[0]
        view = Permission.objects.get_or_create(
            content_type=content, codename="view_plainnominal", name="Can view"
        )[0]
        indexes = without_indexes("guardian_groupobjectpermission")
        run(
            """
            INSERT INTO guardian_groupobjectpermission
                (object_pk, content_type_id, group_id, permission_id)
            SELECT content_object_id::text, %s, group_id, %s FROM nominals_nominalshare
            """,
            content.pk,
            view.pk,
        )
        for statement in indexes:
            run(statement)

    def invite_the_six(self) -> None:
        police = Agency.Kind.POLICE
        by_area = [self.agencies[area.pk, police].group for area in self.areas]
        small = self.agencies[self.areas[4].pk, Agency.Kind.HOUSING_AUTHORITY].group
        reach: dict[str, list[Group]] = {
            people.FEW: [small],
            people.MANY: by_area[:1],
            people.THREE_AREAS: [area.coordination for area in self.areas[1:4]],
            people.NATIONAL: self.national[:1],
            people.THIRTY_GROUPS: by_area[:30],
            people.NONE: [],
        }
        home = self.agencies[self.areas[0].pk, Agency.Kind.PROBATION]
        for kind, groups in reach.items():
            person = self.person(f"Reader of {kind}", people.email(kind))
            held = appoint(person, agency=home, role=Role.AUDITOR, at=self.at)
            for group in groups:
                held.memberships.create(person=person, group=group)
        person = self.person("Unit", people.email(people.COORDINATOR))
        appoint(person, agency=home, role=Role.COORDINATOR, at=self.at)


def without_indexes(table: str) -> list[str]:
    """Drop what only makes reading quick, and answer how to make it again."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT i.indexname, i.indexdef FROM pg_indexes i
            LEFT JOIN pg_constraint c ON c.conname = i.indexname
            WHERE i.tablename = %s AND c.oid IS NULL
            """,
            [table],
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


if __name__ == "__main__":
    run("SELECT setseed(0.42)")
    National().build()
    run("VACUUM ANALYZE")
