"""Who sees a record, and who more would see it."""

from django.utils.timezone import now

from access.actor import Role
from access.locks import announce
from access.rows import share
from agencies.models import Agency
from nominals.models import Exclusion
from sharing.audience import who_more
from tests.factories import make_actor


def agency_of(actor) -> Agency:
    return Agency.objects.get(pk=actor.agency_id)


def more(nominal, *actors) -> set[str]:
    groups = [agency_of(each).group_id for each in actors]
    return {person.name for person, _ in who_more(nominal, groups, at=now())}


def test_who_more_counts_those_who_do_not_see_it_yet(cast, nominal):
    nell = make_actor("Nell Peatfield", Role.REPRESENTATIVE, agency_of(cast.hal))
    announce(cast.cora)
    assert more(nominal, cast.hal) == {cast.hal.person.name, nell.person.name}
    share(nominal, [nell.person.own_group], source="named", reason="By name", at=now())
    assert more(nominal, cast.hal) == {cast.hal.person.name}
    assert more(nominal, cast.poppy, cast.hal) == {cast.hal.person.name, cast.poppy.person.name}


def test_who_more_leaves_out_whoever_must_not_receive(cast, nominal):
    nell = make_actor("Nell Peatfield", Role.REPRESENTATIVE, agency_of(cast.hal))
    announce(cast.cora)
    Exclusion.objects.create(nominal=nominal, person=nell.person, reason="Kin", given_at=now())
    Exclusion.objects.create(
        nominal=nominal, agency_id=cast.rex.agency_id, reason="Kin", given_at=now()
    )
    assert more(nominal, cast.hal, cast.rex) == {cast.hal.person.name}
