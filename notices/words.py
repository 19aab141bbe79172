"""What each message says: a table of fixed words, which can name nobody (pure).

A message holds no free text. What its sentence takes is the day it is about and whole numbers,
so no caller can put a name, an address or a line of a case paper into it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Words:
    """The subject and the body of a message. `{day}` is its date; the rest are whole numbers."""

    subject: str
    body: str


WORDS: Mapping[str, Words] = {
    # Referrals
    "referral.to_approve": Words("A referral needs your approval",
        "A case manager has sent you a referral. Approve it or send it back by {day}."),
    "referral.to_screen": Words("A referral is ready to screen",
        "A manager has approved a referral. Screen it by {day}."),
    "referral.overdue": Words("A referral is still waiting",
        "A referral was to be dealt with by {day} and is still waiting."),
    "referral.sent_back": Words("A referral has been sent back to you",
        "Your manager has sent a referral back to you, with a reason."),
    "referral.returned": Words("A referral needs more information",
        "The MAPPA unit has asked for more information about a referral that you sent."),
    "referral.decided": Words("A referral has been decided",
        "The MAPPA unit has decided a referral that you sent, and says why."),
    "referral.first_meeting_due": Words("A first meeting is due",
        "An accepted referral must have its first meeting by {day} and is in no session yet."),
    # One's own account
    "account.changed": Words("The way you sign in has changed",
        "A password, a passkey, an app or recovery codes changed on {day}. If it was not you, say"
        " so."),
    # Why a case is open to one person for a while
    "named_person.added": Words("A case is open to you",
        "You are named for a case. It is open to you up to and including {day}."),
    "audit_sample.drawn": Words("Cases have been drawn for your audit",
        "Cases are open to you for an audit, up to and including {day}."),
    "break_glass.opened": Words("A case was opened in an emergency",
        "Somebody of the responsible authority opened a case in an emergency on {day}."),
    "break_glass.overdue": Words("A case opened in an emergency is not reviewed",
        "The opening of a case in an emergency was to be reviewed by {day}."),
    # Who sees a case
    "exclusion.said": Words("Somebody should not be seeing a case",
        "Somebody says that they should not be seeing a case, and sees it no longer."),
    "seal.named": Words("You are named for a sealed case",
        "A sealed case is open to you: you are one of the few people named for it."),
    # Victims and people at risk
    "victim.liaison_officer_named": Words("You are named as a liaison officer",
        "You are named as the victim liaison officer in a case, which you can see from now."),
    # Who has looked
    "question.asked": Words("There are questions about who opened cases",
        "Some cases were opened on {day} in an unusual way. Say whether that was expected."),
    # Shares that differed from the facts
    "reconcile.differences": Words("Shares were put right in the night",
        "On {day}, {count} of your area's shares differed from what they rest on and were put"
        " right. See which kinds, and ask why where you do not know."),
    # Sessions and what agencies send to them
    "session.to_chair": Words("You are to chair a panel session",
        "You are named as the chair of a panel session on {day}."),
    "slot.planned": Words("A case of yours is to be heard",
        "A panel session on {day} is to hear a case of yours."),
    "slot.cancelled": Words("A case of yours will not be heard",
        "A case of yours has been taken off the panel session on {day}."),
    "invitation.sent": Words("You are invited to a panel session",
        "Your agency is invited to a panel session on {day}. Accept or send apologies."),
    "invitation.renewed": Words("You are invited again to a panel session",
        "Your agency is asked again to a panel session on {day}. Accept or send apologies."),
    "invitation.withdrawn": Words("An invitation has been withdrawn",
        "Your agency is no longer asked to the panel session on {day}."),
    "session.cancelled": Words("A panel session has been cancelled",
        "The panel session on {day} will not be held."),
    "slot.delayed": Words("A case will be heard at another time",
        "A case on {day} that you are asked to is now expected at about {hour:02d}:{minute:02d}."),
    "observation.added": Words("You are to observe a panel session",
        "You are named as the observer of a panel session on {day}."),
    "observation.ended": Words("You are no longer to observe a panel session",
        "You are no longer asked to observe the panel session on {day}."),
    "session.rescheduled": Words("A panel session has changed",
        "A panel session that you are concerned with is now on {day}. See when and where, and"
        " answer again if it was moved."),
    "slot.carried_over": Words("A case has been carried over",
        "A case that you are concerned with is now to be heard on {day}. Answer its invitation"
        " again."),
    "invitation.deputy": Words("You are to come to a panel session",
        "Your agency names you as its deputy at a panel session on {day}."),
    "invitation.deputy_ended": Words("You are no longer to come to a panel session",
        "Your agency no longer names you as its deputy at a panel session on {day}."),
    "invitation.unanswered": Words("An invitation is not answered",
        "Your agency has not answered its invitation to a panel session on {day}."),
    "session.short": Words("A panel session is short of an agency",
        "Who must come to a panel session on {day} is not coming or has not answered. Its page"
        " says who, and what to do."),
    "calendar.changed": Words("A panel session in your calendar",
        "A panel session on {day} is new in your calendar or has changed. Open the calendar file"
        " of this e-mail."),
    "calendar.cancelled": Words("A panel session leaves your calendar",
        "You are not expected at a panel session on {day}. Open the calendar file of this e-mail"
        " to take it out of your calendar."),
    "return.due_soon": Words("A return is due soon",
        "Your agency's return for a panel session is due on {day}."),
    "return.due": Words("A return is due today",
        "Your agency's return for a panel session is due today, {day}."),
    "return.overdue": Words("A return is late",
        "Your agency's return for a panel session was due on {day} and is not in."),
    "return.overdue_in_area": Words("Returns are late",
        "Returns for a panel session on {day} are late. Its page says whose."),
    # Minutes
    "minutes.due_soon": Words("Minutes are due soon",
        "The minutes of a meeting are to be issued by {day}."),
    "minutes.overdue": Words("Minutes are late",
        "The minutes of a meeting were to be issued by {day} and are not out."),
    "minutes.to_approve": Words("Minutes need your approval",
        "The minutes of a meeting that you chaired are ready for you."),
    "minutes.sent_back": Words("Minutes have been sent back",
        "The chair has sent the minutes of a meeting back, with a reason."),
    "minutes.issued": Words("Minutes have been issued",
        "The minutes of a meeting have been issued and you are on their distribution list."),
    "minutes.to_check": Words("Minutes are ready to check",
        "The minutes of a meeting have been handed in for you to check."),
    "minutes.recalled": Words("Minutes have been recalled",
        "Minutes of a meeting that you were sent have been recalled, and cannot be opened now."),
    "minutes.to_read": Words("Minutes wait for you to read them",
        "You were sent the minutes of a meeting and have not said that you have read them."),
    "minutes.added_to": Words("Something was added to minutes",
        "An addendum to the minutes of a meeting has been issued. Open it, and say that you have"
        " read it."),
    "addendum.to_approve": Words("An addendum needs your approval",
        "An addendum to the minutes of a meeting that you chaired is ready for you."),
    "addendum.sent_back": Words("An addendum has been sent back",
        "The chair has sent an addendum to minutes back, with a reason."),
    "minutes_request.to_decide": Words("Somebody outside the panel asks for minutes",
        "A request for the minutes of a meeting that you chaired needs your decision."),
    "minutes_request.decided": Words("A request for minutes has been decided",
        "The chair has decided a request for the minutes of a meeting, with reasons."),
    # Actions
    "action.given": Words("You have a new action",
        "A panel gave you an action. It is due on {day}."),
    "action.due_soon": Words("An action is due soon",
        "An action of yours is due on {day}."),
    "action.due": Words("An action is due today",
        "An action of yours is due today, {day}."),
    "action.overdue": Words("An action is late",
        "An action of yours was due on {day} and is not done."),
    "action.overdue_in_agency": Words("An action of your agency is late",
        "An action of your agency was due on {day} and is not done."),
    "action.overdue_in_area": Words("An action is late",
        "An action in your area was due on {day} and is not done."),
    "action.answered": Words("An action has been answered",
        "The owner of an action that was due on {day} has answered it."),
    "action.reopened": Words("An action has been opened again",
        "An action of yours that was due on {day} has been opened again, with a reason."),
    "action.cancelled": Words("An action has been cancelled",
        "An action of yours that was due on {day} has been cancelled: nothing is left to do."),
    "action.handed_over": Words("An action has been handed over to you",
        "A colleague's action is yours from now. It is due on {day}."),
    "action.taken_over": Words("An action of yours is with somebody else now",
        "An action of yours that is due on {day} has been handed over: it is no longer yours."),
    "action.offered": Words("Your agency is asked to take over an action",
        "Another agency asks yours to take over an action that is due on {day}."),
    "action.offer_withdrawn": Words("Your agency is no longer asked to take over an action",
        "Your agency need not answer about an action that is due on {day}: nothing is left to do."),
    "action.offer_accepted": Words("An action has been taken over by another agency",
        "Another agency has taken over an action that is due on {day}."),
    "action.offer_declined": Words("An action was not taken over",
        "The agency that was asked does not take over an action of yours, due on {day}, and says"
        " why."),
    "action.several_answered": Words("Actions have been answered",
        "On {day}, the owner of {count} actions in your area answered them."),
    "action.several_extended": Words("Actions of yours have a new date",
        "Some actions of yours are now due on {day}."),
    "extension.asked": Words("Longer time is asked for",
        "The owner of an action that is due on {day} asks for longer, and says why."),
    "extension.several_asked": Words("Longer time is asked for",
        "On {day}, longer time was asked for {count} actions in your area."),
    "extension.granted": Words("An action has a new date",
        "An action of yours is now due on {day}."),
    "extension.refused": Words("No longer time is given",
        "An action of yours is still due on {day}: longer time was not given, with a reason."),
    # Reviews
    "review.due_soon": Words("A review has no meeting yet",
        "A review must be held by {day} and is in no session yet."),
    "review.overdue": Words("A review is late",
        "A review was to be held by {day} and is in no session."),
    "review.step_down_check": Words("A check after stepping down is due",
        "A person whose management came down to Level 1 is to be checked on by {day}."),
    # Telling somebody outside the panel
    "disclosure.to_tell": Words("You are to tell somebody something",
        "You are named in a disclosure that is to be made by {day}."),
    "disclosure.called_off": Words("A disclosure has been called off",
        "A disclosure that you were to make by {day} is not to be made."),
    "disclosure.to_plan": Words("A disclosure is to be planned",
        "It was decided on {day} to tell somebody. Say who does, how and by when."),
    "disclosure.due_soon": Words("A disclosure is due soon",
        "A disclosure is to be made by {day}."),
    "disclosure.overdue": Words("A disclosure is late",
        "A disclosure was to be made by {day} and is not recorded as made."),
    "disclosure.review_due": Words("A disclosure is to be looked at again",
        "What somebody was told was to be looked at again by {day}."),
    "disclosure.step_due": Words("An application to a disclosure scheme waits",
        "An application to a disclosure scheme has a step that was to be taken by {day}."),
    "disclosure.to_decide": Words("An application to a disclosure scheme is late",
        "An application to a disclosure scheme was to be decided by {day}."),
    # Confidentiality
    "leak_check.found": Words("The check for leaks found something",
        "The check of {day} found that a page shows what its reader may not see. Open it now."),
    "leak_check.overdue": Words("The check for leaks has not run",
        "No check for leaks has come to an end for two nights, as of {day}."),
}  # fmt: skip


def say(rule: str, on: date, numbers: Mapping[str, int]) -> Words:
    """The words of one message. A rule nobody listed, or a value not a whole number, is a bug."""
    for name, value in numbers.items():
        if type(value) is not int:
            raise TypeError(f"A message takes whole numbers and its day, not {name}.")
    words, day = WORDS[rule], f"{on.day} {on:%B %Y}"
    return Words(
        words.subject.format(day=day, **numbers),
        words.body.format(day=day, **numbers),
    )
