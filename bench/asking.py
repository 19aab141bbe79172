"""What the bench asks for: keys and names that each person sees, and sessions to convene."""

import os
from datetime import timedelta
from random import Random
from string import ascii_lowercase
from uuid import UUID

import django
import psycopg
from django.db import connections

from bench import people
from bench.national import environment
from tests.databases import Database


class Asking:
    """Django in this process, on the locked database, as the application's role."""

    def __init__(self, database: Database) -> None:
        os.environ.update(environment(database))
        django.setup()
        # The settings may have been read already, for the database of the product.
        connections["default"].settings_dict["NAME"] = database.name
        self.owner_url = database.owner_url
        self.chance = Random(7)

    def keys_seen_by(self, kind: str, *, most: int) -> list[UUID]:
        return [row[0] for row in self._seen(kind, "n.id", most)]

    def _seen(self, kind: str, what: str, most: int) -> list[tuple[UUID, ...]]:
        with psycopg.connect(self.owner_url) as owner:
            return owner.execute(
                f"""
                SELECT {what} FROM (
                    SELECT DISTINCT s.content_object_id FROM nominals_nominalshare s
                    JOIN agencies_membership m ON m.group_id = s.group_id
                    JOIN agencies_person p ON p.id = m.person_id
                    WHERE p.email = %s) seen
                JOIN nominals_nominal n ON n.id = seen.content_object_id
                ORDER BY md5(n.id::text) LIMIT %s
                """,  # noqa: S608
                [people.email(kind), most],
            ).fetchall()


def names_seen_by(asking: Asking, kind: str, *, most: int) -> list[tuple[UUID, str]]:
    """Names that the person sees, each with one letter changed, dropped, doubled or swapped."""
    rows = asking._seen(kind, "n.id, n.forenames, n.surname", most)
    return [
        (key, mistyped(f"{forenames} {surname}", asking.chance)) for key, forenames, surname in rows
    ]


def mistyped(name: str, chance: Random) -> str:
    place = chance.randrange(1, len(name) - 1)
    before, letter, after = name[:place], name[place], name[place + 1 :]
    return chance.choice(
        (
            before + chance.choice(ascii_lowercase) + after,
            before + after,
            before + letter * 2 + after,
            before + after[:1] + letter + after[1:],
        )
    )


def convened(asking: Asking, *, sessions: int) -> list[str]:
    """Addresses that convene a session of the largest area, each with one case of its own."""
    from django.urls import reverse
    from django.utils.timezone import now

    from access.locks import acting_as
    from agencies.acting import acting_under
    from agencies.models import Appointment
    from meetings.models import Panel
    from meetings.services.plan import add_session, add_slot
    from nominals.models import Nominal

    unit = acting_under(Appointment.objects.get(person__email=people.email(people.COORDINATOR)))
    panel = Panel.objects.get(area_id=unit.area_id)
    paths, starts = [], now() + timedelta(days=7, minutes=asking.chance.randrange(10**6))
    with acting_as(unit):
        cases = Nominal.objects.visible_to(unit).order_by("?")[:sessions]
        for number, nominal in enumerate(cases):
            session = add_session(
                panel,
                actor=unit,
                at=now(),
                starts_at=starts + timedelta(hours=number),
                mode="virtual",
                chair=unit.person,
            )
            add_slot(session, actor=unit, at=now(), nominal=nominal, purpose="initial")
            paths.append(reverse("meetings:convene_session", args=[session.pk]))
    return paths
