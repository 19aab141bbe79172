"""The agencies of a demonstration county: the real kinds, with names made from the area's."""

from dataclasses import dataclass

from demo.names import slug

RESPONSIBLE, CO_OPERATES, ASSOCIATE, VOLUNTARY = "ra", "dtc", "associate", "voluntary"


@dataclass(frozen=True, slots=True)
class AgencySpec:
    """An agency, its standing (`ra`, `dtc`, `associate`, `voluntary`) and its standing seats."""

    name: str
    kind: str
    standing: str
    core_level_2: bool = False
    core_level_3: bool = False
    on_board: bool = False

    @property
    def domain(self) -> str:
        return f"{slug(self.name)}.example"


# name, kind, standing, and where it always sits: 2 and 3 the panels of that level, B the board.
_AGENCIES = (
    ("{area} Police", "police", RESPONSIBLE, "23B"),
    ("Probation Service {area}", "probation", RESPONSIBLE, "23B"),
    ("HM Prison Fernmarsh", "prison", RESPONSIBLE, "3B"),
    ("{area} Youth Justice Service", "youth_justice", CO_OPERATES, "2B"),
    ("North {area} Children's Services", "childrens_social_care", CO_OPERATES, "23B"),
    ("West {area} Children's Services", "childrens_social_care", CO_OPERATES, "23B"),
    ("North {area} Adult Social Care", "adult_social_care", CO_OPERATES, "23B"),
    ("West {area} Adult Social Care", "adult_social_care", CO_OPERATES, "23B"),
    ("North {area} Education", "education", CO_OPERATES, ""),
    ("West {area} Education", "education", CO_OPERATES, ""),
    ("North {area} Housing", "housing_authority", CO_OPERATES, "23B"),
    ("West {area} Housing", "housing_authority", CO_OPERATES, "23B"),
    ("Lanternfield Homes", "registered_provider", CO_OPERATES, ""),
    ("{area} Mental Health NHS Trust", "nhs_mental_health", CO_OPERATES, "23B"),
    ("NHS {area} Integrated Care Board", "nhs_other", CO_OPERATES, "3B"),
    ("Quillbrook Hospital", "independent_hospital", ASSOCIATE, ""),
    ("Department for Work and Pensions {area}", "dwp", CO_OPERATES, "2B"),
    ("Electronic Monitoring Service {area}", "electronic_monitoring", CO_OPERATES, ""),
    ("Immigration Enforcement {area}", "immigration_enforcement", CO_OPERATES, ""),
    ("{area} Arson Task Force", "fire_arson_taskforce", ASSOCIATE, ""),
    ("{area} Victim Contact Service", "victim_service", RESPONSIBLE, "23"),
    ("Open Latch Resettlement", "voluntary", VOLUNTARY, ""),
    ("Ministry of Defence {area}", "mod", CO_OPERATES, ""),
    ("National Security Division {area}", "nsd", RESPONSIBLE, ""),
    ("{area} Strategic Management Board", "board", ASSOCIATE, ""),
)


def agencies(area: str) -> tuple[AgencySpec, ...]:
    """The agencies of an area, its councils split into North and West."""
    return tuple(
        AgencySpec(
            name=name.format(area=area),
            kind=kind,
            standing=standing,
            core_level_2="2" in seats,
            core_level_3="3" in seats,
            on_board="B" in seats,
        )
        for name, kind, standing, seats in _AGENCIES
    )
