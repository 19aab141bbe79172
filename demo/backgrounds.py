"""What is on record of a case, invented: offence, sentence, risk, plan, what agencies know."""

from collections.abc import Mapping

from demo.stories import Story

# By category.
OFFENCES: Mapping[int, tuple[str, ...]] = {
    1: (
        "Sexual assault",
        "Sexual communication with a child",
        "Possession of indecent images",
        "Exposure",
        "Voyeurism",
        "Sexual activity with a child",
        "Breach of a Sexual Harm Prevention Order",
        "Attempting to meet a child following grooming",
        "Rape",
        "Failure to comply with notification requirements",
    ),
    2: (
        "Wounding with intent",
        "Robbery",
        "Grievous bodily harm",
        "Arson with intent",
        "Controlling or coercive behaviour",
        "Manslaughter",
        "Aggravated burglary",
        "Kidnap",
        "Threats to kill",
        "Intentional strangulation",
    ),
    3: (
        "Stalking involving serious alarm or distress",
        "Controlling or coercive behaviour",
        "Breach of a restraining order",
        "Assault occasioning actual bodily harm",
        "Harassment",
        "Arson",
        "Possession of an offensive weapon",
        "Threats to kill",
        "Intentional strangulation",
        "Malicious communications",
    ),
    4: ("Collecting information useful for terrorism", "Encouragement of terrorism"),
}
SENTENCES: Mapping[int, tuple[str, ...]] = {
    1: (
        "Community order, 36 months",
        "Suspended sentence, 18 months",
        "Imprisonment, 30 months",
        "Imprisonment, 4 years",
        "Extended sentence, 6 years and 4 on licence",
        "Imprisonment, 8 years",
        "Community order, 24 months",
        "Imprisonment, 16 months",
        "Conditional caution",
        "Sentence of particular concern, 5 years",
    ),
    2: (
        "Imprisonment, 18 months",
        "Imprisonment, 3 years",
        "Imprisonment, 5 years",
        "Extended sentence, 7 years and 3 on licence",
        "Imprisonment, 9 years",
        "Life imprisonment, minimum 14 years",
        "Detention, 2 years",
        "Imprisonment, 28 months",
        "Imprisonment for public protection",
        "Imprisonment, 12 years",
    ),
    3: (
        "Community order, 18 months",
        "Suspended sentence, 12 months",
        "Imprisonment, 9 months",
        "Imprisonment, 6 months",
        "Restraining order, 5 years",
        "Community order, 24 months",
        "Suspended sentence, 8 months",
        "Imprisonment, 10 months",
        "Community order, 12 months",
        "Fine and restraining order, 3 years",
    ),
    4: ("Sentence for offenders of particular concern, 4 years", "Imprisonment, 3 years"),
}
HOSPITAL_ORDERS = ("Hospital order", "Hospital order with restrictions")
ETHNICITIES = (
    "White British",
    "White British",
    "White British",
    "White British",
    "White Irish",
    "White, other background",
    "Black Caribbean",
    "Black African",
    "Indian",
    "Pakistani",
    "Bangladeshi",
    "Mixed background",
    "Not stated",
)
# By category; the tools that assess it.
TOOLS: Mapping[int, tuple[str, ...]] = {
    1: ("ARMS", "OASys", "OSP"),
    2: ("OASys", "OASys", "HCR-20"),
    3: ("SARA", "OASys"),
    4: ("ERG22+",),
}
AT_RISK = (
    "Children",
    "Known adult",
    "Former partner",
    "Public",
    "Staff",
    "Future partners",
    "Residents of shared housing",
    "Known adult and children of the household",
    "Women not known to the nominal",
    "Other prisoners",
)
RISK_SUMMARY: Story = (
    (
        "The pattern is of harm within relationships.",
        "The pattern is of contact made online and then in person.",
        "Harm has followed disputes when intoxicated.",
        "Offending has been opportunistic and not planned.",
        "Offending has followed long isolation.",
    ),
    (
        "Settled housing and steady contact have protected before.",
        "Work and family support protect; loss of either raises the risk.",
        "Insight is growing and has been tested in sessions.",
        "There is little insight so far, and the plan rests on outside controls.",
    ),
)
# By field of the risk management plan.
PLAN: Mapping[str, Story] = {
    "supervision": (
        (
            "Weekly appointments with the case manager.",
            "Fortnightly appointments, one in two at home.",
            "Appointments twice a week for three months, then weekly.",
            "Joint visits by police and probation each month.",
        ),
        (
            "Missed appointments are followed up the same day.",
            "Reporting instructions are in writing and have been explained.",
            "The manager agrees any change.",
        ),
    ),
    "monitoring_and_control": (
        (
            "Curfew with electronic monitoring.",
            "Location monitoring with an exclusion zone.",
            "Device checks under the order.",
            "Unannounced visits and a marker on the address.",
            "Alcohol monitoring for the first four months.",
        ),
        (
            "Police share intelligence each week.",
            "The monitoring centre reports breaches within the hour.",
            "Conditions are reviewed at each meeting.",
        ),
    ),
    "interventions_and_treatment": (
        (
            "Accredited programme, place confirmed.",
            "One-to-one work while waiting for a programme.",
            "Alcohol treatment in the community.",
            "Community mental health team, monthly.",
            "Help with work and training, within the restrictions.",
        ),
        (
            "Progress is reported to each review.",
            "Refusal to attend is reported within a day.",
            "The provider knows whom to call.",
        ),
    ),
    "victim_safety": (
        (
            "No-contact condition and exclusion zone.",
            "Safety plan agreed with those at risk, by initials.",
            "The liaison officer is told of every move.",
            "An alert is on the addresses of those at risk.",
        ),
        (
            "The measures were tested this quarter.",
            "The school and the carers know whom to call.",
            "Any approach is reported to police at once.",
        ),
    ),
    "contingency": (
        (
            "If contact is lost, visit within the day and tell police.",
            "If accommodation fails, emergency bed through housing.",
            "If a condition is broken, consider recall the same day.",
            "If warning signs are seen, call an early meeting.",
        ),
        (
            "Out of hours: the duty manager of the lead agency.",
            "The numbers are with every agency on the distribution list.",
        ),
    ),
}
# By kind of agency: what its return says. A kind that is not here has `ANY_AGENCY`.
RETURNS: Mapping[str, Story] = {
    "police": (
        (
            "Two unannounced visits were made; both found the nominal at home.",
            "One call to the address, with no offence disclosed.",
            "No new intelligence since the last return.",
            "Devices were checked under the order and nothing of concern was found.",
        ),
        ("The markers are up to date.", "The next visit is planned.", "No breach is recorded."),
    ),
    "probation": (
        (
            "Appointments are kept, with one rearranged for illness.",
            "Sessions on relationships have begun.",
            "The assessment was reviewed this month.",
            "Compliance is good; motivation varies.",
        ),
        (
            "The licence conditions stay as they are.",
            "A variation of one condition will be asked for.",
            "Accommodation is the main concern.",
        ),
    ),
    "prison": (
        (
            "Conduct has been good and there are no adjudications.",
            "One adjudication, for an unauthorised item.",
            "The nominal works in the kitchens and keeps to the regime.",
        ),
        (
            "Calls and mail are monitored and give no concern.",
            "Visits are from one relative.",
            "Resettlement work has begun.",
        ),
    ),
    "housing_authority": (
        (
            "A duty to refer has been received and an officer is allocated.",
            "The tenancy is kept and the rent is paid.",
            "No suitable property outside the exclusion zone is free yet.",
            "An offer of supported housing can be made next month.",
        ),
        (
            "No complaint from neighbours is recorded.",
            "The needs assessment is complete.",
            "Please tell us of any change of plan.",
        ),
    ),
    "childrens_social_care": (
        (
            "No child of the household is open to us.",
            "One child in the wider family is open on a plan.",
            "A check of the address found no children.",
        ),
        (
            "We ask to be told of any new relationship.",
            "Our records were checked this week.",
            "No further work is planned now.",
        ),
    ),
    "nhs_mental_health": (
        (
            "Seen monthly; the medication is taken.",
            "Referred and assessed; no mental disorder was found.",
            "Discharged in the spring to the family doctor.",
        ),
        (
            "Our last letter was shared with the lead agency.",
            "We can offer a consultation to the case manager.",
            "A new referral would be seen within four weeks.",
        ),
    ),
}
ANY_AGENCY: Story = (
    (
        "Known to us for one earlier contact, which is closed.",
        "An open case with a named worker.",
        "There was contact in the last year, with no concern.",
        "Attends as agreed.",
        "An application was received and is being considered.",
    ),
    (
        "Nothing that bears on the risk.",
        "We can offer an early appointment.",
        "Staff know of the safety marker.",
        "We ask to be kept on the distribution list.",
    ),
)
SOURCES = (
    "Own records, checked this week",
    "Case notes and the named worker",
    "Own records and a call to the team",
    "National and local systems",
    "The worker's last visit",
)
