"""Names, agencies and texts: invented, varied, and about nobody."""

import re
from random import Random

import pytest

from demo import backgrounds, errands, stories
from demo.agencies import agencies
from demo.names import (
    FORENAMES,
    STAFF_SURNAMES,
    SURNAMES,
    VICTIM_SURNAMES,
    email,
    person_name,
    staff_name,
    victim_name,
)

TABLES = {
    **{f"minutes.{k}": v for k, v in stories.MINUTES.items()},
    **{f"decision.{k}": v for k, v in stories.DECISIONS.items()},
    **{f"disclosure.{k}": v for k, v in stories.DISCLOSURES.items()},
    **{f"referral.{k}": v for k, v in stories.REFERRAL.items()},
    **{f"screening.{k}": v for k, v in stories.SCREENING.items()},
    **{f"plan.{k}": v for k, v in backgrounds.PLAN.items()},
    **{f"return.{k}": v for k, v in backgrounds.RETURNS.items()},
    "return": backgrounds.ANY_AGENCY,
    "risk": backgrounds.RISK_SUMMARY,
}


def test_there_are_names_enough_and_none_comes_twice():
    assert len(set(SURNAMES)) == len(SURNAMES) >= 150
    assert len(set(FORENAMES["male"]) | set(FORENAMES["female"])) >= 120
    assert not set(FORENAMES["male"]) & set(FORENAMES["female"])
    first = [person_name(n, "male") for n in range(30_000)]
    assert len(set(first)) == len(first)
    assert len({staff_name(n) for n in range(2_000)}) == 2_000


def test_staff_never_have_the_surname_of_somebody_who_is_managed():
    assert not set(STAFF_SURNAMES) & set(SURNAMES)


def test_victims_have_names_of_their_own():
    assert not set(VICTIM_SURNAMES) & {*SURNAMES, *STAFF_SURNAMES}
    assert len({victim_name(n) for n in range(2_000)}) == 2_000


def test_addresses_are_under_a_domain_that_cannot_exist():
    address = email("Kesisko Bobbinshanks", "North Rutland Children's Services")
    assert address == "kesisko.bobbinshanks@north-rutland-childrens-services.example"


@pytest.mark.parametrize("area", ["Northamptonshire", "Avon and Somerset", "Dyfed-Powys"])
def test_every_kind_of_agency_is_there_under_a_name_and_domain_of_its_own(area):
    found = agencies(area)
    assert len({a.name for a in found}) == len({a.domain for a in found}) == len(found)
    assert {a.standing for a in found} == {"ra", "dtc", "associate", "voluntary"}
    assert {"police", "probation", "prison", "victim_service", "nsd"} <= {a.kind for a in found}
    assert all(re.fullmatch(r"[a-z0-9-]+\.example", a.domain) for a in found)
    assert sum(a.kind == "housing_authority" for a in found) == 2
    assert sum(a.core_level_2 for a in found) >= 8


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_story_has_variety(name):
    told = {stories.tell(TABLES[name], Random(seed)) for seed in range(200)}
    least = 3 if name.startswith("screening") else 4 if name.startswith("referral.beyond") else 8
    assert len(told) >= min(least, len(TABLES[name][0]) * len(TABLES[name][1]))
    assert all(text.endswith(".") and "  " not in text for text in told)


def test_the_same_seed_tells_the_same_story():
    story = stories.MINUTES["risk"]
    assert stories.tell(story, Random(5)) == stories.tell(story, Random(5))


def test_errands_go_to_those_asked_and_none_comes_twice():
    chosen = errands.choose({"police", "probation"}, 5, Random(1))
    assert len(set(chosen)) == 5
    assert {errand.agency_kind for errand in chosen} <= {"police", "probation"}
    assert errands.choose({"nobody"}, 5, Random(1)) == []


def test_texts_name_no_county_and_no_person():
    words = " ".join(
        stories.tell(story, Random(seed)) for story in TABLES.values() for seed in range(60)
    )
    assert not re.search(r"Northampton|Lancash|Mr |Mrs |Ms ", words)
