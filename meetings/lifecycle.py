"""The lives of what belongs to a panel: session, slot, invitation, return, minutes, action."""

from django.db import models

from access.lifecycle import Lifecycle


class SessionStatus(models.TextChoices):
    PLANNED = "planned", "Planned"
    CONVENED = "convened", "Invitations out"
    OPEN = "open", "In session"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


SESSION = Lifecycle(
    # step      leaves                                          reaches
    ("convene", {SessionStatus.PLANNED},                        SessionStatus.CONVENED),
    ("open",    {SessionStatus.CONVENED},                       SessionStatus.OPEN),
    ("close",   {SessionStatus.OPEN},                           SessionStatus.HELD),
    ("cancel",  {SessionStatus.PLANNED, SessionStatus.CONVENED}, SessionStatus.CANCELLED),
)  # fmt: skip


class SlotStatus(models.TextChoices):
    PLANNED = "planned", "To be heard"
    OPEN = "open", "Being heard"
    CLOSED = "closed", "Heard"
    CANCELLED = "cancelled", "Taken off"


SLOT = Lifecycle(
    # step     leaves                reaches
    ("open",   {SlotStatus.PLANNED}, SlotStatus.OPEN),
    ("close",  {SlotStatus.OPEN},    SlotStatus.CLOSED),
    ("cancel", {SlotStatus.PLANNED}, SlotStatus.CANCELLED),
)  # fmt: skip


class AgendaStatus(models.TextChoices):
    WAITING = "waiting", "To be looked into"
    SEARCHING = "searching", "Looking for the best"
    PROPOSED = "proposed", "Proposed"
    ACCEPTED = "accepted", "Accepted"
    GIVEN_UP = "given_up", "Given up"


IN_SEARCH = {AgendaStatus.WAITING, AgendaStatus.SEARCHING}
OPEN_AGENDA = IN_SEARCH | {AgendaStatus.PROPOSED}

AGENDA = Lifecycle(
    # step          leaves                    reaches
    ("search",        IN_SEARCH,                AgendaStatus.SEARCHING),
    ("arrange",       {AgendaStatus.SEARCHING}, AgendaStatus.PROPOSED),
    ("move",          OPEN_AGENDA,              AgendaStatus.PROPOSED),
    ("keep",          OPEN_AGENDA,              AgendaStatus.PROPOSED),
    ("undo",          OPEN_AGENDA,              AgendaStatus.PROPOSED),
    ("propose_again", OPEN_AGENDA,              AgendaStatus.WAITING),
    ("accept",        OPEN_AGENDA,              AgendaStatus.ACCEPTED),
    ("give_up",       OPEN_AGENDA,              AgendaStatus.GIVEN_UP),
)  # fmt: skip


class InvitationStatus(models.TextChoices):
    INVITED = "invited", "No answer yet"
    ACCEPTED = "accepted", "Coming"
    APOLOGISED = "apologised", "Apologies"
    REPORTING = "reporting", "Report in lieu"
    WITHDRAWN = "withdrawn", "Withdrawn"


ANSWERABLE = set(InvitationStatus) - {InvitationStatus.WITHDRAWN}
ANSWERED_TO = ANSWERABLE - {InvitationStatus.INVITED}

INVITATION = Lifecycle(
    # step            leaves                                      reaches
    ("accept",         ANSWERABLE - {InvitationStatus.ACCEPTED},   InvitationStatus.ACCEPTED),
    ("send_deputy",    ANSWERABLE,                                 InvitationStatus.ACCEPTED),
    ("apologise",      ANSWERABLE - {InvitationStatus.APOLOGISED}, InvitationStatus.APOLOGISED),
    ("report_in_lieu", ANSWERABLE - {InvitationStatus.REPORTING},  InvitationStatus.REPORTING),
    ("ask_again",      ANSWERED_TO,                                InvitationStatus.INVITED),
    ("withdraw",       ANSWERABLE,                                 InvitationStatus.WITHDRAWN),
    ("renew",          {InvitationStatus.WITHDRAWN},               InvitationStatus.INVITED),
)  # fmt: skip


class ReturnStatus(models.TextChoices):
    REQUESTED = "requested", "Asked for"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Will not share"
    OPEN = "open", "Open to the panel"


RETURN = Lifecycle(
    # step     leaves                                          reaches
    ("send",   {ReturnStatus.REQUESTED, ReturnStatus.REFUSED}, ReturnStatus.SENT),
    ("refuse", {ReturnStatus.REQUESTED},                       ReturnStatus.REFUSED),
    ("open",   {ReturnStatus.SENT},                            ReturnStatus.OPEN),
)  # fmt: skip


class MinutesStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    CHECKING = "checking", "Being checked"
    SUBMITTED = "submitted", "With the chair"
    APPROVED = "approved", "Approved"
    ISSUED = "issued", "Issued"
    RECALLED = "recalled", "Recalled"


IN_WRITING = {MinutesStatus.DRAFT, MinutesStatus.CHECKING}
OUT = {MinutesStatus.ISSUED, MinutesStatus.RECALLED}

MINUTES = Lifecycle(
    # step        leaves                                            reaches
    ("hand_in",   {MinutesStatus.DRAFT},                            MinutesStatus.CHECKING),
    ("hand_back", {MinutesStatus.CHECKING},                         MinutesStatus.DRAFT),
    ("submit",    IN_WRITING,                                       MinutesStatus.SUBMITTED),
    ("send_back", {MinutesStatus.SUBMITTED},                        MinutesStatus.DRAFT),
    ("approve",   {MinutesStatus.SUBMITTED},                        MinutesStatus.APPROVED),
    ("issue",     {MinutesStatus.APPROVED, MinutesStatus.RECALLED}, MinutesStatus.ISSUED),
    ("recall",    {MinutesStatus.ISSUED},                           MinutesStatus.RECALLED),
)  # fmt: skip


class AddendumStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "With the chair"
    ISSUED = "issued", "Issued"
    WITHDRAWN = "withdrawn", "Withdrawn"


ADDENDUM = Lifecycle(
    # step        leaves                                            reaches
    ("submit",    {AddendumStatus.DRAFT},                           AddendumStatus.SUBMITTED),
    ("send_back", {AddendumStatus.SUBMITTED},                       AddendumStatus.DRAFT),
    ("approve",   {AddendumStatus.SUBMITTED},                       AddendumStatus.ISSUED),
    ("withdraw",  {AddendumStatus.DRAFT, AddendumStatus.SUBMITTED}, AddendumStatus.WITHDRAWN),
)  # fmt: skip


class RequestStatus(models.TextChoices):
    RECEIVED = "received", "Received"
    VERIFIED = "verified", "With the chair"
    DECIDED = "decided", "Decided"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "No longer asked"


MINUTES_REQUEST = Lifecycle(
    # step       leaves                                           reaches
    ("verify",   {RequestStatus.RECEIVED},                        RequestStatus.VERIFIED),
    ("decide",   {RequestStatus.VERIFIED},                        RequestStatus.DECIDED),
    ("answer",   {RequestStatus.DECIDED},                         RequestStatus.ANSWERED),
    ("withdraw", {RequestStatus.RECEIVED, RequestStatus.VERIFIED}, RequestStatus.WITHDRAWN),
)  # fmt: skip


class ActionStatus(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    COULD_NOT = "could_not", "Could not be done"
    DID_NOT = "did_not", "Not done"
    VERIFIED = "verified", "Done and verified"
    CANCELLED = "cancelled", "Cancelled"
    CARRIED = "carried", "Carried forward"


ANSWERED = {ActionStatus.DONE, ActionStatus.COULD_NOT, ActionStatus.DID_NOT}
UNDONE = {ActionStatus.OPEN, ActionStatus.COULD_NOT, ActionStatus.DID_NOT}
ENDED = {ActionStatus.VERIFIED, ActionStatus.CANCELLED, ActionStatus.CARRIED}

ACTION = Lifecycle(
    # step               leaves               reaches
    ("finish",           {ActionStatus.OPEN}, ActionStatus.DONE),
    ("report_could_not", {ActionStatus.OPEN}, ActionStatus.COULD_NOT),
    ("report_did_not",   {ActionStatus.OPEN}, ActionStatus.DID_NOT),
    ("verify",           {ActionStatus.DONE}, ActionStatus.VERIFIED),
    ("reopen",           ANSWERED,            ActionStatus.OPEN),
    ("cancel",           {ActionStatus.OPEN}, ActionStatus.CANCELLED),
    ("carry_forward",    UNDONE,              ActionStatus.CARRIED),
)  # fmt: skip


class ExtensionStatus(models.TextChoices):
    ASKED = "asked", "Asked for"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Not granted"


EXTENSION = Lifecycle(
    # step     leaves                    reaches
    ("grant",  {ExtensionStatus.ASKED},  ExtensionStatus.GRANTED),
    ("refuse", {ExtensionStatus.ASKED},  ExtensionStatus.REFUSED),
)  # fmt: skip
