"""The time limits that the product counts, as a table: value, source and how sure we are (pure).

None of them is law for an area: each is a default, and an area's own value (`Override`) goes
before it from the day the area names. A number that no publication gives is marked so, here and
wherever it is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    HOURS = "hours"


class Runs(StrEnum):
    """Whether a limit counts on from the day it starts with, or back from it."""

    AFTER = "after"
    BEFORE = "before"


class Certainty(StrEnum):
    """How sure the source of a value makes it; the last is for an area's own values alone."""

    PUBLISHED = "published"
    ELSEWHERE = "elsewhere"
    UNCONFIRMED = "unconfirmed"
    DECIDED = "decided"


CERTAINTY_IN_WORDS: Mapping[Certainty, str] = {
    Certainty.PUBLISHED: "Published",
    Certainty.ELSEWHERE: "Published elsewhere",
    Certainty.UNCONFIRMED: "Unconfirmed",
    Certainty.DECIDED: "Decided by this area",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One time limit as it is until an area says otherwise.

    `starts` says in words which day it counts from; `warn_days` are the working days before it
    runs out from which people are told.
    """

    key: str
    words: str
    starts: str
    amount: int
    unit: Unit
    warn_days: int
    source: str
    certainty: Certainty
    runs: Runs = Runs.AFTER


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as it stands in one area on one day, and where its value came from."""

    key: str
    words: str
    starts: str
    amount: int
    unit: Unit
    warn_days: int
    source: str
    certainty: Certainty
    runs: Runs = Runs.AFTER
    reason: str = ""
    own_since: date | None = None

    @property
    def length(self) -> str:
        """The value in words: "20 working days"."""
        unit = self.unit.replace("_", " ")
        return f"{self.amount} {unit[:-1] if self.amount == 1 else unit}"


SCOTLAND_2022 = "MAPPA National Guidance 2022 (Scotland), by way of copies of England's 5.63"
CUSTOM = "Common practice; no publication was found that says it"
OURS = "No publication gives a number; set it to your area's practice"
DVDS = "Home Office, 2022, of the scheme's new guidance: 28 days, down from 35"
DVDS_UNSURE = "Home Office statutory guidance of April 2023 sets it; the number is to be checked"
CSODS = "Norfolk Police, of the scheme: 24 hours, 10 days and 45 days; others aim for less"
NORTHAMPTONSHIRE = "Northamptonshire MAPPA annual report 2024-25"

DAYS, WORKING_DAYS, WEEKS, MONTHS, HOURS = Unit
PUBLISHED, ELSEWHERE, UNCONFIRMED, _DECIDED = Certainty
BEFORE = Runs.BEFORE

_TABLE = (
    # key, what, counted from, amount, unit, warn (working days), source, certainty
    Rule("screening", "Screen a referral", "its approval by the manager",
         5, WORKING_DAYS, 2, OURS, UNCONFIRMED),
    Rule("manager_approval", "A manager approves a referral or sends it back",
         "its submission by the case manager", 3, WORKING_DAYS, 1, OURS, UNCONFIRMED),
    Rule("first_meeting_level_2", "First Level 2 meeting", "acceptance of the referral",
         20, WORKING_DAYS, 5, SCOTLAND_2022, ELSEWHERE),
    Rule("first_meeting_level_3", "First Level 3 meeting", "acceptance of the referral",
         5, WORKING_DAYS, 2, "The Scottish pattern; unconfirmed for England and Wales",
         UNCONFIRMED),
    Rule("first_meeting_after_raise", "First Level 3 meeting after a Level 2 panel raises it",
         "the decision to raise it", 10, WORKING_DAYS, 3,
         "The Scottish pattern; unconfirmed for England and Wales", UNCONFIRMED),
    Rule("review_level_2_target", "Level 2 review: aim", "the last meeting held",
         12, WEEKS, 10, "Scotland's 12 weeks (National Guidance 2022); commonly 8 to 12",
         ELSEWHERE),
    Rule("review_level_2_maximum", "Level 2 review: never later than", "the last meeting held",
         16, WEEKS, 10, CUSTOM, UNCONFIRMED),
    Rule("review_level_3_target", "Level 3 review: aim", "the last meeting held",
         6, WEEKS, 5, "Scotland's 6 weeks (National Guidance 2022); commonly 4 to 6", ELSEWHERE),
    Rule("review_level_3_maximum", "Level 3 review: never later than", "the last meeting held",
         8, WEEKS, 5, CUSTOM, UNCONFIRMED),
    Rule("review_level_2_earliest", "Level 2 review: not proposed sooner than",
         "the last meeting held", 8, WEEKS, 0, CUSTOM, UNCONFIRMED),
    Rule("review_level_3_earliest", "Level 3 review: not proposed sooner than",
         "the last meeting held", 4, WEEKS, 0, CUSTOM, UNCONFIRMED),
    Rule("post_step_down_check", "Check on a person whose management came down to Level 1",
         "the decision to step down", 8, WEEKS, 5, OURS, UNCONFIRMED),
    Rule("review_level_1_youth", "Level 1 review by the youth justice service",
         "the last review", 6, MONTHS, 10, NORTHAMPTONSHIRE, PUBLISHED),
    Rule("review_level_1", "Other Level 1 review", "the last review",
         12, MONTHS, 10, "Six or twelve months are in use; no publication was found", UNCONFIRMED),
    Rule("level_before_release", "Level set before release from custody", "the release date",
         6, MONTHS, 20, "A West Yorkshire youth justice note looks six months ahead",
         ELSEWHERE, BEFORE),
    Rule("notification", "Notify an eligible person", "the sentence, order or admission",
         3, WORKING_DAYS, 1, CUSTOM, UNCONFIRMED),
    Rule("returns_before_session", "Agency returns in", "the session",
         5, WORKING_DAYS, 3, "Local practice; no publication was found", UNCONFIRMED, BEFORE),
    Rule("answers_before_session", "Invitations answered", "the session",
         5, WORKING_DAYS, 0, OURS, UNCONFIRMED, BEFORE),
    Rule("return_to_unit", "Tell the co-ordinator that a return is late",
         "the day the return is due", 1, WORKING_DAYS, 0, OURS, UNCONFIRMED),
    Rule("minutes_level_2", "Level 2 minutes issued", "the meeting",
         10, WORKING_DAYS, 3, "Guidance 13b: distributed in a timely manner; 5 to 10 in common use",
         UNCONFIRMED),
    Rule("minutes_level_3", "Level 3 minutes issued", "the meeting",
         5, WORKING_DAYS, 2, "Guidance 13b: distributed in a timely manner; 5 to 10 in common use",
         UNCONFIRMED),
    Rule("action_list", "Action list issued", "the meeting",
         2, WORKING_DAYS, 1, "Local practice; no publication was found", UNCONFIRMED),
    Rule("action_reminder_before", "Remind an action's owner ahead of time",
         "the day the action is due", 3, WORKING_DAYS, 0, OURS, UNCONFIRMED, BEFORE),
    Rule("action_reminder_on", "Remind an action's owner that it is due",
         "the day the action is due", 0, WORKING_DAYS, 0, OURS, UNCONFIRMED),
    Rule("action_reminder_after", "Remind an action's owner that it is late",
         "the day the action is due", 1, WORKING_DAYS, 0, OURS, UNCONFIRMED),
    Rule("action_to_agency", "Tell the agency's contact that an action is late",
         "the day the action is due", 3, WORKING_DAYS, 0, OURS, UNCONFIRMED),
    Rule("action_to_coordinator", "Tell the co-ordinator that an action is late",
         "the day the action is due", 5, WORKING_DAYS, 0, OURS, UNCONFIRMED),
    Rule("disclosure_review", "Look again at what somebody was told",
         "the day they were told", 12, WEEKS, 5, OURS, UNCONFIRMED),
    Rule("disclosure_reminder", "Remind whoever is to tell somebody ahead of time",
         "the day they are to be told by", 3, WORKING_DAYS, 0, OURS, UNCONFIRMED, BEFORE),
    Rule("dvds_first_checks", "Domestic violence disclosure scheme: first checks",
         "the application, or the information", 24, HOURS, 0, DVDS_UNSURE, UNCONFIRMED),
    Rule("dvds_meeting", "Domestic violence disclosure scheme: applicant met",
         "the application", 5, DAYS, 1, DVDS_UNSURE, UNCONFIRMED),
    Rule("dvds_whole", "Domestic violence disclosure scheme: decided, and told",
         "the application, or the information", 28, DAYS, 5, DVDS, ELSEWHERE),
    Rule("csods_first_checks", "Child sex offender disclosure scheme: first checks",
         "the application", 24, HOURS, 0, CSODS, ELSEWHERE),
    Rule("csods_meeting", "Child sex offender disclosure scheme: applicant met",
         "the application", 10, DAYS, 2, CSODS, ELSEWHERE),
    Rule("csods_whole", "Child sex offender disclosure scheme: decided, and told",
         "the application", 45, DAYS, 5, CSODS, ELSEWHERE),
    Rule("named_person", "A case is open to a person named for it: no longer than",
         "the day they are named", 12, MONTHS, 0, OURS, UNCONFIRMED),
    Rule("audit_sample", "A sampled case is open to its auditor: no longer than",
         "the day it is drawn", 14, DAYS, 0, OURS, UNCONFIRMED),
    Rule("chair_after_leaving", "The chairs keep a case that a panel ended, for its minutes",
         "the day the person leaves", 4, WEEKS, 0, OURS, UNCONFIRMED),
    Rule("break_glass", "A case opened in an emergency closes again",
         "the moment it is opened", 4, HOURS, 0, OURS, UNCONFIRMED),
    Rule("break_glass_review", "Review the opening of a case in an emergency",
         "the day it was opened", 5, WORKING_DAYS, 0, OURS, UNCONFIRMED),
)  # fmt: skip

RULES: Mapping[str, Rule] = {rule.key: rule for rule in _TABLE}
