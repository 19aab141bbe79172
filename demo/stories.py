"""What panels write, invented: minutes, decisions, disclosures, referrals and their screening.

A text is one beginning and one ending, chosen by chance; each kind has enough of both for a county.
"""

from collections.abc import Mapping
from random import Random

Story = tuple[tuple[str, ...], tuple[str, ...]]


def tell(story: Story, rng: Random) -> str:
    """One of the texts of a story."""
    return " ".join(rng.choice(part) for part in story)


# By section of the minutes.
MINUTES: Mapping[str, Story] = {
    "opening": (
        (
            "The chair welcomed everybody and asked each person to say who they were.",
            "The meeting opened on time. Everybody introduced themselves and their agency.",
            "The chair opened the meeting and explained its purpose to those who were new to it.",
            "Introductions were made, with two people joining by video.",
        ),
        (
            "All present had accepted the confidentiality and diversity statement.",
            "The statement was read. Nobody declared a conflict of interest.",
            "Everybody confirmed the statement; apologies were noted and reports taken as read.",
            "The statement had been accepted by all. Papers had been received in time.",
        ),
    ),
    "category_and_level": (
        (
            "The category was confirmed as recorded.",
            "The panel checked the category against the sentence and the order, and agreed it.",
            "The lead agency confirmed the basis of the category.",
            "There was no change to the category since the referral.",
        ),
        (
            "The case has needed meetings because several agencies hold part of the plan.",
            "The level was set because accommodation and supervision need joining up.",
            "The level reflects a high risk of serious harm that one agency cannot manage alone.",
            "It was noted that the level had been reviewed at the last meeting and kept.",
        ),
    ),
    "person_and_order": (
        (
            "Identity, address and reference numbers were checked and are up to date.",
            "The address has changed since the last meeting; records were corrected in the room.",
            "The details in the referral were read through and agreed.",
            "The order and its expiry date were confirmed from the court's record.",
        ),
        (
            "Licence conditions were read out; no variation has been asked for.",
            "One licence condition has been varied and the new wording was read out.",
            "The conditions of the order were gone through one by one.",
            "The dates of the sentence were confirmed by probation.",
        ),
    ),
    "own_contribution": (
        (
            "The nominal was told of the meeting and asked to contribute.",
            "The lead agency explained the meeting to the nominal at the last appointment.",
            "A short contribution in writing, asking for help with housing, was read out.",
            "The nominal was invited to send views and chose not to this time.",
            "The nominal was not told of this meeting, because telling would have raised the risk.",
        ),
        (
            "The case manager spoke to how the nominal sees the plan.",
            "What they had said in supervision was considered.",
            "They will be told of the decisions that concern them, in words they understand.",
            "Feedback will be given by the lead agency within a week.",
        ),
    ),
    "last_actions": (
        (
            "The actions of the last meeting were gone through in turn.",
            "Owners reported on each action from the last meeting.",
            "The chair took the earlier actions one by one.",
        ),
        (
            "Those that are done were closed; the others stay with their owners and dates.",
            "One was late for want of an answer from another area, and was given a new date.",
            "All were done but one, which was carried forward with reasons.",
            "There was evidence for each that was reported as done.",
        ),
    ),
    "lead_update": (
        (
            "Appointments have been kept and the reporting instructions followed.",
            "There was one missed appointment, explained the same day and followed up.",
            "Engagement has been steady, with better use of the sessions than before.",
            "Engagement is polite but guarded; home visits have been announced and unannounced.",
            "The move to new accommodation went as planned and was visited within two days.",
        ),
        (
            "There has been no new offence and no new intelligence of concern.",
            "Work on the programme has started and the first report is positive.",
            "Finding steady work remains the main difficulty.",
            "Alcohol was raised as a trigger and a referral for treatment has been made.",
            "Contact with family is supportive and has been checked.",
        ),
    ),
    "agency_information": (
        (
            "Each agency spoke to its return.",
            "The returns had been read by everybody and were taken as presented.",
            "Agencies added to their returns where something had changed.",
        ),
        (
            "Nothing new was known to health or education.",
            "Police reported one call to the address, with no further action.",
            "Housing confirmed that the tenancy is being kept and the rent is paid.",
            "The job centre confirmed attendance and that the restrictions on work are recorded.",
            "Children's services confirmed that no child lives at or visits the address.",
        ),
    ),
    "victim_views": (
        (
            "The victim liaison officer attended for this item and spoke for the victim.",
            "The views of the victim were given by the liaison officer, by initials only.",
            "The victim has opted in to contact and has been kept informed.",
            "The liaison officer sent a report, which was read out for this item only.",
        ),
        (
            "The exclusion zone is felt to be right and should stay.",
            "The no-contact condition has been kept to, as far as is known.",
            "The victim asks to be told of any move nearer; this was agreed.",
            "Safety measures at home were reviewed and are in place.",
        ),
    ),
    "children": (
        (
            "The panel considered every child who is or could be affected.",
            "Children's services had checked the households concerned.",
            "The school nurse and children's services had sent what they know.",
            "Two children in the wider family were considered, by initials only.",
        ),
        (
            "Their views had been sought by their school and were heard.",
            "The safeguarding plan is in place and has been tested.",
            "Any new relationship with a parent is to be reported at once.",
            "No further assessment is needed now; this will be asked again at each meeting.",
        ),
    ),
    "risk": (
        (
            "The risk of serious harm is assessed as high to known adults and medium to others.",
            "The risk to children is high and is not thought to be imminent.",
            "The risk to the public is high in circumstances that the panel could describe.",
            "The risk is assessed as very high to one known adult, imminent if they meet.",
            "The risk has reduced since the last meeting, and the panel agreed on why.",
        ),
        (
            "It rises with alcohol, isolation and the loss of accommodation.",
            "It rises when a relationship ends or a condition is felt to be unfair.",
            "Settled housing, family support and a reason to keep to the plan protect.",
            "The assessment was completed within the month and its tools are recorded.",
            "Early signs would be missed appointments and a change of routine.",
        ),
    ),
    "plan": (
        (
            "Supervision: weekly appointments, alternating between the office and home visits.",
            "Supervision: fortnightly appointments and joint visits by police and probation.",
            "Supervision: appointments twice a week for the first month after release.",
        ),
        (
            "Monitoring: electronic tag and exclusion zone. Treatment: programme place confirmed. "
            "Victim safety: measures reviewed with the liaison officer.",
            "Monitoring: device checks and unannounced visits. Treatment: one-to-one work until a "
            "place is free. Victim safety: no-contact condition and an alert on the address.",
            "Monitoring: curfew and checks with the landlord. Treatment: alcohol service weekly. "
            "Victim safety: known adults have a safety plan.",
            "Monitoring: polygraph as the licence allows. Treatment: community mental health team. "
            "Victim safety: school and carers know whom to call.",
        ),
    ),
    "contingency": (
        (
            "If contact is lost for a day, the lead agency will visit and tell police.",
            "If accommodation fails, housing will be told the same day and a bed sought.",
            "If a condition is broken, recall will be considered within the day.",
            "If there is contact with a person at risk, police will attend at once.",
        ),
        (
            "The out-of-hours numbers are in the plan and were checked.",
            "The case will be brought back early if the risk rises.",
            "An emergency meeting will be called if two or more warning signs are seen.",
            "All agencies agreed to report to the lead agency first.",
        ),
    ),
    "diversity": (
        (
            "Protected characteristics were considered for everybody concerned.",
            "An adjustment for reading and writing is in place.",
            "An interpreter is used for appointments that matter.",
            "A possible learning difficulty was noted and an assessment is being arranged.",
        ),
        (
            "The measures interfere with private life no more than the risk requires.",
            "The panel was satisfied that each restriction is necessary and proportionate.",
            "No agency saw a barrier that had not been dealt with.",
        ),
    ),
    "disclosure": (
        (
            "Disclosure to people outside the panel was considered.",
            "The panel considered whether anybody else needs to be told.",
            "Each possible recipient was considered in turn.",
        ),
        (
            "The decision and its reasons are recorded with the slot.",
            "The tests were gone through and the decision recorded.",
            "It will be considered again at the next meeting.",
        ),
    ),
    "community": (
        (
            "There is no media interest and no tension in the neighbourhood.",
            "One local report was noted; a line has been agreed by the press offices.",
            "The panel considered the safety of staff and visits in pairs will continue.",
            "No link to other safeguarding arrangements was found.",
        ),
        (
            "The criteria for a critical case were considered and are not met.",
            "A referral to the conference on domestic abuse was already made.",
            "Neighbourhood officers know what to look for, without knowing why.",
        ),
    ),
    "executive_summary": (
        (
            "The panel shared what agencies know and assessed the risk.",
            "The panel reviewed the case and what had been done since it last met.",
            "Agencies met to agree how the risk is to be managed.",
            "The panel considered the risk, the plan, victims, children and disclosure.",
        ),
        (
            "A plan was agreed, with actions for several agencies.",
            "The plan was judged sufficient, and the actions are recorded with owners and dates.",
            "The level was confirmed for the reasons recorded, and a date set to meet again.",
            "The plan was strengthened, and everybody knows what they are to do.",
        ),
    ),
}

# By choice of level, as decisions record it.
DECISIONS: Mapping[str, Story] = {
    "level_1": (
        (
            "The plan is robust and the lead agency can carry it out with ordinary co-operation.",
            "The risk has reduced and no barrier remains that needs a meeting.",
            "All actions are done and the plan has held for two reviews.",
            "The work of several agencies is now in place and runs without meetings.",
        ),
        (
            "The case is to be referred again if it changes.",
            "The lead agency will review within three months and share the plan after it.",
            "The chair is satisfied that stepping down is safe; a check is set for six weeks.",
        ),
    ),
    "level_2": (
        (
            "The risk is high and several agencies must act together.",
            "The plan depends on housing and treatment that are not settled yet.",
            "Progress is real but recent, and the panel wants to see it hold.",
            "Release is near and the agencies need to prepare for it together.",
            "One barrier to the plan is still open.",
        ),
        (
            "Meetings continue to add value.",
            "The level is kept until the next review.",
            "Senior commitment is not needed at this stage.",
            "The lead agency alone could not yet carry the plan.",
        ),
    ),
    "level_3": (
        (
            "The risk is very high and imminent.",
            "The case needs resources at short notice that only senior managers can commit.",
            "Public interest in the case is high and agencies must speak with one voice.",
            "The plan needs round-the-clock measures by three agencies.",
        ),
        (
            "Level 2 cannot deliver this.",
            "The level is kept and will be reviewed within weeks.",
            "Registration as a critical case was considered and the reasons recorded.",
        ),
    ),
}

# By choice, as disclosures record it.
DISCLOSURES: Mapping[str, Story] = {
    "disclose": (
        (
            "The new partner has a child and cannot protect the child without knowing.",
            "The landlord needs to know of one restriction to keep to it.",
            "The organiser of a group that the nominal wants to join must be able to supervise.",
            "An employer needs to know that work with children is not allowed.",
        ),
        (
            "Less would not protect; the nominal will be told first and may disclose themselves.",
            "Only what is needed will be said, by police and probation together.",
            "The four tests are met and support for the recipient is arranged.",
        ),
    ),
    "do_not_disclose": (
        (
            "Nobody outside the panel needs the information to be protected.",
            "The conditions in place protect those at risk.",
            "No person or group at particular risk was found.",
            "Disclosure could make the risk worse by driving the nominal away from supervision.",
        ),
        (
            "It would not be proportionate now.",
            "The decision will be looked at again at the next meeting.",
            "Agencies agreed on what would change this view.",
        ),
    ),
    "already_disclosed": (
        (
            "Those who need to know were told after the last meeting.",
            "The partner was told jointly by police and probation.",
            "The host of the accommodation was told before the move.",
        ),
        (
            "They understand their duties and have signed the undertaking.",
            "Nothing has changed that calls for more.",
            "They have been in touch since and know whom to call.",
        ),
    ),
    "revisit": (
        (
            "A new relationship has been mentioned but is not confirmed.",
            "The place of work is not yet known.",
            "The nominal has said that they will tell the family themselves.",
        ),
        (
            "The decision is put off to the date recorded, and sooner if needed.",
            "Police will establish the facts first.",
            "The lead agency will check and report.",
        ),
    ),
}
RECIPIENTS = (
    "A partner",
    "A landlord",
    "The organiser of a leisure group",
    "An employer",
    "The leader of a faith group",
    "A college",
    "A relative who offers a home",
    "The manager of a hostel",
)
TOLD = (
    "That the nominal must not be alone with children, and whom to call.",
    "The one licence condition that concerns the accommodation.",
    "That there is a risk in a relationship, and where support is to be had.",
    "The restriction on the kind of work, and no more.",
)

# By field of the referral.
REFERRAL: Mapping[str, Story] = {
    "reason": (
        (
            "Several agencies hold part of the plan and do not yet work to one.",
            "Release is coming and there is no suitable accommodation.",
            "The risk has risen since the last assessment and supervision alone is not enough.",
            "Behaviour in relationships is repeating an earlier pattern.",
            "Mental health and substance misuse make the plan hard to carry out alone.",
            "There have been two recalls and the last release did not hold.",
        ),
        (
            "A meeting would let police, housing and health agree who does what.",
            "Meetings would let us test the plan against what others know.",
            "Formal meetings would make sure that victims are protected at each step.",
            "We ask for active co-ordination for the first months.",
        ),
    ),
    "risk": (
        (
            "High risk of serious harm to known adults, in the setting of a relationship.",
            "High risk of serious harm to children, should contact not be supervised.",
            "High risk of serious harm to the public when intoxicated.",
            "Very high risk of serious harm to a former partner.",
            "High risk of serious harm to staff and to residents of shared housing.",
        ),
        (
            "Triggers are alcohol, rejection and loss of housing.",
            "Harm would be most likely at night and at home.",
            "It is not imminent while the conditions are kept.",
            "The pattern has been the same on each occasion.",
        ),
    ),
    "wanted": (
        (
            "From housing, a settled place away from the exclusion zone.",
            "From police, a plan for visits and a marker on the address.",
            "From mental health services, an assessment before release.",
            "From children's services, a check of the households concerned.",
        ),
        (
            "From all, what they know and what they can offer.",
            "From the panel, agreement on one plan with contingencies.",
            "From victim contact, the victim's wishes on the conditions.",
        ),
    ),
    "beyond_level_2": (
        (
            "Level 2 cannot commit round-the-clock measures at short notice.",
            "The resources needed are beyond what panel members can commit.",
            "The interest of the public calls for decisions at senior level.",
        ),
        (
            "We ask for senior managers of police, probation, housing and health.",
            "Funding for accommodation must be agreed within days.",
        ),
    ),
    "victims": (
        (
            "One adult, A.B., has opted in to victim contact.",
            "Two persons at risk, by initials C.D. and E.F.",
            "A former partner, G.H., has a safety plan.",
            "No identified victim is in contact; the risk is to future partners.",
        ),
        (
            "The liaison officer has been told of the referral.",
            "No contact has been attempted.",
            "An exclusion zone has been asked for.",
        ),
    ),
    "disclosure": (
        (
            "Disclosure may be needed to the provider of the accommodation.",
            "A new partner may need to be told.",
            "No disclosure is proposed at present.",
        ),
        (
            "The nominal knows that it will be considered.",
            "The panel is asked to consider it at the first meeting.",
        ),
    ),
}

# By outcome of the screening.
SCREENING: Mapping[str, Story] = {
    "accept_2": (
        (
            "The risk is high and the plan needs several agencies.",
            "The referral rests on a current assessment and shows what meetings would add.",
            "The barriers are real and no one agency can remove them.",
        ),
        (
            "Accepted at Level 2; the first meeting is to be within the time limit.",
            "The criteria for Level 2 are met and the core panel is to be invited.",
        ),
    ),
    "accept_3": (
        (
            "The tests of Level 2 are met, and senior commitment is needed at short notice.",
            "The risk is very high and imminent.",
        ),
        ("Accepted at Level 3; an early meeting is to be called.",),
    ),
    "keep_at_1": (
        (
            "The plan is sound and the lead agency has what it needs.",
            "The agencies concerned already work together on this case.",
        ),
        (
            "Kept at Level 1, with advice on accommodation and on sharing the plan.",
            "Meetings would not add to it; a joint visit with police is advised.",
        ),
    ),
    "decline": (
        (
            "The offence and the risk do not meet the criteria as they stand.",
            "The assessment is out of date and does not support the level that is asked for.",
        ),
        (
            "Advice was given on support that is available outside MAPPA.",
            "The case may be referred again with a current assessment.",
        ),
    ),
    "return": (
        (
            "The referral does not say what meetings would add.",
            "The risk section does not say to whom and when.",
            "The licence conditions are missing.",
        ),
        ("Please complete it and send it again.", "A short call with the unit may help."),
    ),
}
