"""What panels ask of agencies, invented: actions, whose they are, and what owners say of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Errand:
    """An action's text, the pillar of the plan that it serves, and the kind of agency to do it."""

    text: str
    pillar: str
    agency_kind: str


SUPERVISION, MONITORING, TREATMENT, VICTIMS = (
    "supervision",
    "monitoring",
    "interventions",
    "victim_safety",
)
ERRANDS = (
    Errand("Complete a joint home visit with probation and report back.", MONITORING, "police"),
    Errand("Put a marker on the address and brief the neighbourhood team.", MONITORING, "police"),
    Errand("Check devices under the order and record the result.", MONITORING, "police"),
    Errand("Review the quarter's intelligence and share a summary.", MONITORING, "police"),
    Errand("Visit the person at risk and review the safety measures at home.", VICTIMS, "police"),
    Errand("Apply to vary the licence: add an exclusion zone.", VICTIMS, "probation"),
    Errand("Review the risk assessment and share it with the panel.", SUPERVISION, "probation"),
    Errand("Hold a three-way appointment with the housing officer.", SUPERVISION, "probation"),
    Errand("Refer to the accredited programme and confirm a start date.", TREATMENT, "probation"),
    Errand("Explain the panel's decisions to the nominal.", SUPERVISION, "probation"),
    Errand("Send the report on conduct, visits and calls.", MONITORING, "prison"),
    Errand("Monitor calls and mail to the numbers named and report.", MONITORING, "prison"),
    Errand("Confirm the release plan with the resettlement team.", SUPERVISION, "prison"),
    Errand("Complete the assessment of housing need.", SUPERVISION, "housing_authority"),
    Errand("Find supported housing outside the exclusion zone.", SUPERVISION, "housing_authority"),
    Errand("Confirm the offer of a tenancy and its start date.", SUPERVISION, "housing_authority"),
    Errand("Check the households concerned for children.", VICTIMS, "childrens_social_care"),
    Errand("Seek the child's views and bring them.", VICTIMS, "childrens_social_care"),
    Errand("Assess care needs and tell the lead agency.", TREATMENT, "adult_social_care"),
    Errand("Offer an assessment before the next meeting.", TREATMENT, "nhs_mental_health"),
    Errand("Share the crisis plan with the lead agency.", TREATMENT, "nhs_mental_health"),
    Errand("Give a consultation to the case manager.", TREATMENT, "nhs_mental_health"),
    Errand("Record the restrictions on work and brief the coach.", MONITORING, "dwp"),
    Errand("Ask the victim for their wishes on conditions.", VICTIMS, "victim_service"),
    Errand("Tell the victim of the decisions that concern them.", VICTIMS, "victim_service"),
    Errand("Review the intervention plan and report.", TREATMENT, "youth_justice"),
    Errand("Carry out a home fire safety visit.", VICTIMS, "fire_arson_taskforce"),
    Errand("Report any breach of the curfew.", MONITORING, "electronic_monitoring"),
    Errand("Confirm status and removal date.", MONITORING, "immigration_enforcement"),
    Errand("Allocate a support worker and arrange a first visit.", TREATMENT, "voluntary"),
    Errand("Confirm registration with a family doctor.", TREATMENT, "nhs_other"),
)  # fmt: skip

# By how the action stands once its owner has answered; `open` is for those still at it.
UPDATES: Mapping[str, tuple[str, ...]] = {
    "open": (
        "Started; waiting for a date.",
        "Rang twice and left a message; will try again this week.",
        "Appointment made for next week.",
        "The form is sent and was acknowledged.",
        "Spoke to the team concerned, who will answer by Friday.",
        "Half done: the visit is made and the note is to follow.",
        "Chased today.",
        "A colleague has taken this on while I am away.",
        "The first date fell through and a new one is set.",
        "The information is here and is being checked.",
    ),
    "done": (
        "Done; the note is on our system.",
        "Visit made, nothing of concern.",
        "Completed and shared with the lead agency.",
        "The referral is accepted and a start date is given.",
        "Spoken to and understood.",
        "The marker is in place and the team is briefed.",
        "The condition was granted and takes effect today.",
        "Assessment complete; a summary has been sent.",
        "Checked, with nothing found.",
        "The offer was made and accepted.",
    ),
    "could_not": (
        "No suitable property could be found in time.",
        "The service has no place before the summer.",
        "Consent was refused, and without it we may not.",
        "The court did not grant the variation.",
        "The person has moved and cannot be reached.",
    ),
    "did_not": (
        "Missed because of a change of staff; now allocated.",
        "Not started in time; please keep it open.",
        "Overlooked, with apologies to the panel.",
        "Put off in favour of urgent work.",
        "The request did not reach the right team.",
    ),
}


def choose(kinds: Collection[str], number: int, rng: Random) -> list[Errand]:
    """So many different errands, at most, for agencies of these kinds."""
    fitting = [errand for errand in ERRANDS if errand.agency_kind in kinds]
    return rng.sample(fitting, min(number, len(fitting)))
