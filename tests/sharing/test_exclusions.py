"""Who must not receive anything about a nominal."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import now

from access.actor import Role
from access.lifecycle import NotPossible
from access.locks import acting_as, announce
from access.policy import Refused
from access.rows import share
from agencies.models import Agency, Person
from audit.models import Event
from nominals.models import Exclusion, Nominal
from notices.models import Notice
from sharing import exclusions as services
from sharing.exclusions import likeness, loses_sight
from tests.factories import make_actor, make_nominal


def agency_of(actor) -> Agency:
    return Agency.objects.get(pk=actor.agency_id)


def sees(actor, nominal) -> bool:
    """Both locks, which must agree."""
    announce(actor)
    rows = Nominal._base_manager.filter(pk=nominal.pk)
    second = rows.exists()
    first = rows.filter(pk__in=Nominal.objects.visible_to(actor).values("pk")).exists()
    assert first is second
    return first


@pytest.fixture
def invited(cast, nominal):
    """Hal's agency is open to the nominal."""
    with acting_as(cast.cora):
        share(nominal, [agency_of(cast.hal).group], source="slot", reason="Invited", at=now())
    return nominal


def exclude(nominal, actor, **given) -> Exclusion:
    with acting_as(actor):
        return services.exclude(nominal, actor=actor, at=now(), reason="Her cousin", **given)


@pytest.mark.parametrize("whole", [True, False])
def test_an_exclusion_beats_every_share_in_both_locks_until_it_is_lifted(cast, invited, whole):
    whom = {"agency": agency_of(cast.hal)} if whole else {"person": cast.hal.person}
    assert sees(cast.hal, invited)
    with acting_as(cast.cora):
        assert loses_sight(
            invited, at=now(), person=whom.get("person"), agency=whom.get("agency")
        ) == [cast.hal.person]
    made = exclude(invited, cast.cora, **whom)
    assert not sees(cast.hal, invited)
    with acting_as(cast.cora):
        share(invited, [cast.hal.person.own_group], source="named", reason="By name", at=now())
    assert not sees(cast.hal, invited)
    with acting_as(cast.pat):  # the case manager may, too
        services.lift(made, actor=cast.pat, at=now(), because="Left that family")
    assert sees(cast.hal, invited)
    with acting_as(cast.cora):
        added, lifted = (
            Event.objects.get(action=f"exclusion.{step}", nominal_id=invited.pk)
            for step in ("add", "lift")
        )
    key = str(agency_of(cast.hal).pk if whole else cast.hal.person_id)
    assert key in added.detail.values()
    assert key in lifted.detail.values()
    assert "Her cousin" not in str(added.detail)


@pytest.mark.parametrize(
    ("whom", "why"),
    [
        ("agency of cora", "MAPPA unit"),
        ("agency of service", "counts its cases"),
        ("agency of pat", "leads the case"),
        ("pat", "manages the case"),
        ("cora", "I should not be seeing this"),
        ("service", "counts its cases"),
    ],
)
def test_nobody_without_whom_the_case_is_lost_is_excluded(cast, nominal, whom, why):
    who = getattr(cast, whom.removeprefix("agency of "))
    given = {"agency": agency_of(who)} if "agency" in whom else {"person": who.person}
    with pytest.raises(NotPossible, match=why):
        exclude(nominal, cast.cora, **given)
    assert sees(cast.cora, nominal)


def test_the_last_of_the_unit_stays(cast, nominal):
    with pytest.raises(NotPossible, match="Nobody of the area's MAPPA unit"):
        exclude(nominal, cast.pat, person=cast.cora.person)
    with acting_as(cast.cora), pytest.raises(NotPossible, match="Nobody of the area"):
        services.step_back(nominal, actor=cast.cora, at=now(), words="A neighbour")
    make_actor("Arlo Fennick", Role.ADMINISTRATOR, agency_of(cast.cora))
    exclude(nominal, cast.pat, person=cast.cora.person)
    assert not sees(cast.cora, nominal)


def test_an_exclusion_is_given_once_and_lifted_once(cast, nominal):
    made = exclude(nominal, cast.cora, person=cast.hal.person)
    with pytest.raises(NotPossible, match="already"):
        exclude(nominal, cast.cora, person=cast.hal.person)
    with acting_as(cast.cora):
        services.lift(made, actor=cast.cora, at=now(), because="Mistaken")
        with pytest.raises(NotPossible, match="already"):
            services.lift(made, actor=cast.cora, at=now(), because="Mistaken")


def test_whoever_is_invited_neither_excludes_nor_learns_who_is(cast, invited, client):
    with pytest.raises(Refused):
        exclude(invited, cast.hal, person=cast.rex.person)
    client.force_login(cast.hal.person)
    assert client.get(reverse("sharing:exclusions", args=[invited.pk])).status_code == 403


# Stepping back


def test_whoever_should_not_see_it_ends_it_and_the_co_ordinator_is_told_at_once(
    cast, invited, client
):
    client.force_login(cast.hal.person)
    why = client.get(reverse("sharing:why_nominal", args=[invited.pk])).content.decode()
    assert "Invited" in why
    assert "I should not be seeing this" in why
    address = reverse("sharing:step_back", args=[invited.pk])
    assert "Say in a few words" in client.post(address, {"words": ""}).content.decode()
    assert sees(cast.hal, invited)
    page = client.post(address, {"words": "My neighbour"}, follow=True)
    assert page.status_code == 200
    assert invited.surname not in page.content.decode()
    assert not sees(cast.hal, invited)
    with acting_as(cast.cora):
        said = Exclusion.objects.get(nominal=invited, person=cast.hal.person)
        notice = Notice.objects.visible_to(cast.cora).get(rule="exclusion.said")
    assert said.reason == "Said that they should not see it: My neighbour"
    assert invited.surname not in f"{notice.subject} {notice.body} {notice.link}"
    client.force_login(cast.cora.person)
    assert "My neighbour" in client.get(notice.link).content.decode()


# The pages


def test_what_it_takes_away_is_told_before_it_is_saved(cast, invited, client):
    nell = make_actor("Nell Peatfield", Role.REPRESENTATIVE, agency_of(cast.hal))
    client.force_login(cast.cora.person)
    address = reverse("sharing:exclude", args=[invited.pk])
    assert client.get(address).status_code == 200
    asked = {"who": "agency", "agency": cast.hal.agency_id, "person": "", "reason": "Employs her"}
    page = client.post(address, asked).content.decode()
    assert "2 people of this agency can see this case now and no longer will" in page
    assert nell.person.name in page
    assert sees(cast.hal, invited)
    client.force_login(cast.cora.person)
    assert client.post(address, {**asked, "confirmed": "yes"}).status_code == 302
    assert not sees(cast.hal, invited)
    listed = client.get(reverse("sharing:exclusions", args=[invited.pk])).content.decode()
    assert "Employs her" in listed
    announce(cast.cora)
    made = Exclusion.objects.get(nominal=invited)
    lift = reverse("sharing:lift_exclusion", args=[invited.pk, made.pk])
    assert agency_of(cast.hal).name in client.get(lift).content.decode()
    assert client.post(lift, {"because": "No longer"}).status_code == 302
    assert sees(cast.hal, invited)
    assert client.get(lift).status_code == 404


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Select a person or a whole agency"),
        ({"who": "person", "reason": "Kin"}, "Select the person"),
        ({"who": "agency", "agency": "cora", "reason": "Kin"}, "MAPPA unit sits in this agency"),
    ],
)
def test_the_page_says_what_to_put_right(cast, nominal, client, asked, said):
    client.force_login(cast.cora.person)
    if asked.get("agency"):
        asked = {**asked, "agency": cast.cora.agency_id}
    page = client.post(reverse("sharing:exclude", args=[nominal.pk]), {**asked, "confirmed": "yes"})
    assert said in page.content.decode().replace("&#39;", "'")
    announce(cast.cora)
    assert not Exclusion.objects.exists()


def test_the_exclusion_of_another_case_is_not_reached_by_this_ones_address(cast, nominal, client):
    other = make_nominal(cast.cora, cast.pat)
    made = exclude(other, cast.cora, person=cast.hal.person)
    client.force_login(cast.cora.person)
    address = reverse("sharing:lift_exclusion", args=[nominal.pk, made.pk])
    assert client.get(address).status_code == 404


# Likeness


@pytest.mark.parametrize(
    ("surname", "known_as", "name", "alike"),
    [
        ("Quillstone", "", "Maya Quillstone", True),
        ("quillstone", "", "Maya QUILLSTONE", True),
        ("Quillstone-Marsh", "", "Maya Quillstone", True),
        ("Marsh", "", "Maya Quillstone-Marsh", True),
        ("Ash", "Bo Quillstone", "Maya Quillstone", True),
        ("Maya", "", "Maya Quillstone", False),
        ("Quill", "", "Maya Quillstone", False),
    ],
)
def test_the_same_surname_is_noticed(surname, known_as, name, alike):
    person = Person(name=name)
    case = Nominal(surname=surname, known_as=known_as, date_of_birth=date(1980, 1, 1))
    assert likeness(case, [person]) == ([(person, "the same surname")] if alike else [])


@pytest.mark.parametrize(
    ("home", "alike"),
    [
        ("14 Larkspur Row, Fernton, FE9 9ZZ", True),
        ("14 larkspur row", True),
        ("Flat 2, Elsewhere, fe99zz", True),
        ("15 Larkspur Row, Fernton, FE9 9ZY", False),
        ("Larkspur Row", False),
        ("", False),
    ],
)
def test_the_same_address_is_noticed(home, alike):
    person, case = Person(name="Maya Quillstone"), Nominal(surname="Ash")
    case.address = "14 Larkspur Row, Fernton FE9 9ZZ"
    found = likeness(case, [], homes=[(person, home)])
    assert found == ([(person, "the same address")] if alike else [])


def test_whoever_is_to_be_named_and_may_be_kin_is_asked_about(cast, nominal, client):
    rowan = make_actor(f"Rowan {nominal.surname}", Role.VICTIM_LIAISON, agency_of(cast.poppy))
    client.force_login(cast.cora.person)
    named = reverse("sharing:add_named", args=[nominal.pk])
    page = client.post(named, {"name": "Rowan"}).content.decode()
    assert f"{rowan.person.name} has the same surname as the person in this case" in page
    away = f"{reverse('sharing:exclude', args=[nominal.pk])}?person={rowan.person_id}"
    assert away in page
    assert f'value="{rowan.person_id}" selected' in client.get(away).content.decode()
    page = client.post(named, {"name": cast.hal.person.name}).content.decode()
    assert "Should they receive it?" not in page
