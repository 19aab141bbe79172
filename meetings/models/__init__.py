"""What a panel is made of, by the act that makes it."""

from .agenda import Absence, Agenda, AgendaCase, Programme
from .convene import (
    CalendarEntry,
    InformationReturn,
    Invitation,
    ReturnShare,
    ReturnUserShare,
)
from .follow_up import Action, ActionShare, ActionUpdate, ActionUserShare, Extension
from .hold import Attendance, ChairNote, Decision, Disclosure, NoteShare, NoteUserShare
from .observe import Observation
from .plan import Panel, Session, SessionShare, SessionUserShare, Slot
from .statement import (
    AcceptanceShare,
    AcceptanceUserShare,
    StatementAcceptance,
    StatementEdition,
)
from .write_down import (
    Acknowledgement,
    Addendum,
    Distribution,
    EarlierText,
    Minutes,
    MinutesRequest,
    MinutesShare,
    MinutesUserShare,
    MinutesVersion,
    Redaction,
    Section,
)

__all__ = [
    "Absence",
    "AcceptanceShare",
    "AcceptanceUserShare",
    "Acknowledgement",
    "Action",
    "ActionShare",
    "ActionUpdate",
    "ActionUserShare",
    "Addendum",
    "Agenda",
    "AgendaCase",
    "Attendance",
    "CalendarEntry",
    "ChairNote",
    "Decision",
    "Disclosure",
    "Distribution",
    "EarlierText",
    "Extension",
    "InformationReturn",
    "Invitation",
    "Minutes",
    "MinutesRequest",
    "MinutesShare",
    "MinutesUserShare",
    "MinutesVersion",
    "NoteShare",
    "NoteUserShare",
    "Observation",
    "Panel",
    "Programme",
    "Redaction",
    "ReturnShare",
    "ReturnUserShare",
    "Section",
    "Session",
    "SessionShare",
    "SessionUserShare",
    "Slot",
    "StatementAcceptance",
    "StatementEdition",
]
