"""Which agencies a case needs beside the core panel, and why: a table of rules (pure).

The rules are those of the forms and reports of the field: who brings what only they know, or holds
a part of the plan. They propose; the MAPPA unit ticks.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agencies.models import Agency

from .needs import Need

Kind = Agency.Kind
Reason = tuple[str, bool]  # why, and whether it must attend
LEADS = "Lead agency"
WHICH = " (the record does not say which of them)"
ROOM = 120  # characters of the reason of an invitation
SEVERAL = 2
SHORT = 3  # letters: words no longer tell nothing apart


class Fact(StrEnum):
    """What follows from the record of a case, and so need not be said of it."""

    CATEGORY_1 = "category_1"
    CATEGORY_2 = "category_2"
    CATEGORY_4 = "category_4"
    UNDER_18 = "under_18"
    IN_PRISON = "in_prison"
    IN_HOSPITAL = "in_hospital"
    HOSPITAL_ORDER = "hospital_order"
    APPROVED_PREMISES = "approved_premises"
    RELEASE = "release"
    NO_ADDRESS = "no_address"
    CONTACT_SCHEME = "contact_scheme"
    CHILDREN_AT_RISK = "children_named_at_risk"


@dataclass(frozen=True, slots=True)
class Rule:
    """Where this is so of a case, an agency of this kind is needed; or would only be of use."""

    when: Fact | Need
    kind: Agency.Kind
    because: str
    must: bool = True


_TABLE = (
    # what is so of the case, which kind of agency, why, whether it must attend
    Rule(Fact.CATEGORY_1, Kind.POLICE, "Category 1: manages the notification requirements"),
    Rule(Fact.CATEGORY_2, Kind.PROBATION, "Category 2: supervises the sentence"),
    Rule(Fact.CATEGORY_4, Kind.NSD, "Category 4: runs terrorism cases"),
    Rule(Fact.CATEGORY_4, Kind.POLICE, "Category 4: counter-terrorism policing"),
    Rule(Fact.UNDER_18, Kind.YOUTH_JUSTICE, "Is under 18"),
    Rule(Fact.UNDER_18, Kind.CHILDRENS_SOCIAL_CARE, "Is under 18"),
    Rule(Fact.UNDER_18, Kind.EDUCATION, "Is under 18", must=False),
    Rule(Fact.IN_PRISON, Kind.PRISON, "Is in prison: brings the prison's report"),
    Rule(Fact.IN_HOSPITAL, Kind.NHS_MENTAL_HEALTH, "Is in hospital"),
    Rule(Fact.IN_HOSPITAL, Kind.INDEPENDENT_HOSPITAL, "Is in hospital"),
    Rule(Fact.HOSPITAL_ORDER, Kind.NHS_MENTAL_HEALTH, "Is under a hospital order"),
    Rule(Fact.APPROVED_PREMISES, Kind.PROBATION, "Lives in approved premises"),
    Rule(Fact.APPROVED_PREMISES, Kind.HOUSING_AUTHORITY,
         "Lives in approved premises: needs somewhere to move on to", must=False),
    Rule(Fact.RELEASE, Kind.PRISON, "Is to be released: plans the release"),
    Rule(Fact.RELEASE, Kind.HOUSING_AUTHORITY, "Is to be released: needs somewhere to live"),
    Rule(Fact.RELEASE, Kind.DWP, "Is to be released: benefits and work", must=False),
    Rule(Fact.NO_ADDRESS, Kind.HOUSING_AUTHORITY, "Has no address in the record"),
    Rule(Fact.CONTACT_SCHEME, Kind.VICTIM_SERVICE, "Victims are in the contact scheme"),
    Rule(Fact.CHILDREN_AT_RISK, Kind.CHILDRENS_SOCIAL_CARE,
         "Children are at risk by the latest assessment"),
    Rule(Need.CHILDREN_AT_RISK, Kind.CHILDRENS_SOCIAL_CARE, "Children are at risk"),
    Rule(Need.CHILDREN_AT_RISK, Kind.EDUCATION, "Children are at risk", must=False),
    Rule(Need.MENTAL_HEALTH, Kind.NHS_MENTAL_HEALTH, "Mental health or neurodiversity"),
    Rule(Need.CARE, Kind.ADULT_SOCIAL_CARE, "Care or support needs"),
    Rule(Need.FOREIGN_NATIONAL, Kind.IMMIGRATION_ENFORCEMENT, "Subject to immigration control"),
    Rule(Need.MILITARY, Kind.MOD, "Serves or served in the armed forces"),
    Rule(Need.HOUSING, Kind.HOUSING_AUTHORITY, "Needs somewhere to live"),
    Rule(Need.HOUSING, Kind.REGISTERED_PROVIDER, "Needs somewhere to live", must=False),
    Rule(Need.WORK, Kind.DWP, "Restricted in work or training, or claims benefits"),
    Rule(Need.TAGGED, Kind.ELECTRONIC_MONITORING, "Wears an electronic tag, or is to"),
    Rule(Need.ARSON, Kind.FIRE_ARSON_TASKFORCE, "Sets fires"),
    Rule(Need.HEALTH, Kind.NHS_OTHER, "Physical health or substance misuse"),
)  # fmt: skip

FACTS_IN_WORDS: Mapping[Fact, str] = {
    Fact.CATEGORY_1: "Category 1",
    Fact.CATEGORY_2: "Category 2",
    Fact.CATEGORY_4: "Category 4",
    Fact.UNDER_18: "Under 18 on the day of the session",
    Fact.IN_PRISON: "In prison",
    Fact.IN_HOSPITAL: "In hospital",
    Fact.HOSPITAL_ORDER: "Under a hospital order",
    Fact.APPROVED_PREMISES: "In approved premises",
    Fact.RELEASE: "To be released",
    Fact.NO_ADDRESS: "No address in the record",
    Fact.CONTACT_SCHEME: "Victims in the contact scheme",
    Fact.CHILDREN_AT_RISK: "Children at risk by the latest assessment",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """An agency that a case needs, why, and whether it must attend."""

    agency: Agency
    because: str
    must: bool


def propose(
    agencies: Sequence[Agency],
    *,
    so: Collection[str],
    lead: Agency,
    level: int,
    places: Iterable[str] = (),
) -> list[Proposed]:
    """Whom a case needs, of an area's agencies: the lead first, then the core, then by name.

    `so` is what is so of the case, facts and needs. Where there are several agencies of a kind,
    as where two councils share an area, those that the `places` name are meant; if the places
    name none of them, all are, and the reason says so.
    """
    reasons: dict[Agency, list[Reason]] = {}
    for agency, why, must in _wanted(agencies, so, lead, level, _words(*places)):
        reasons.setdefault(agency, []).append((why, must))
    found = [
        Proposed(agency, joined(why for why, _ in own), any(must for _, must in own))
        for agency, own in reasons.items()
    ]
    rank = {LEADS: 0, core_seat(level): 1}
    return sorted(
        found, key=lambda each: (rank.get(reasons[each.agency][0][0], 2), each.agency.name)
    )


def joined(reasons: Iterable[str]) -> str:
    """Reasons in a line, each once, as many of them as an invitation has room for."""
    line = ""
    for each in dict.fromkeys(reasons):
        longer = f"{line}; {each}" if line else each
        if len(longer) > ROOM:
            break
        line = longer
    return line


def core_seat(level: int) -> str:
    return f"Core panel, Level {level}"


def _wanted(
    agencies: Sequence[Agency], so: Collection[str], lead: Agency, level: int, near: set[str]
) -> Iterator[tuple[Agency, str, bool]]:
    yield lead, LEADS, True
    seats = [each for each in agencies if getattr(each, f"core_level_{level}") and each != lead]
    yield from ((each, core_seat(level), True) for each in seats)
    for rule in _TABLE:
        if rule.when in so:
            meant, note = _meant([each for each in agencies if each.kind == rule.kind], near)
            yield from ((each, rule.because + note, rule.must) for each in meant)


def _meant(agencies: Sequence[Agency], near: set[str]) -> tuple[Sequence[Agency], str]:
    """Those of several agencies of a kind whose own words a place has; else all of them."""
    if len(agencies) < SEVERAL:
        return agencies, ""
    words = [_words(each.name) for each in agencies]
    shared = set.intersection(*words)
    of_here = [each for each, own in zip(agencies, words, strict=True) if (own - shared) & near]
    return (of_here, "") if of_here else (agencies, WHICH)


def _words(*texts: str) -> set[str]:
    """The words of a text that can tell one agency from another."""
    return {
        word
        for text in texts
        for word in re.findall(r"[a-z]+", text.casefold())
        if len(word) > SHORT
    }
