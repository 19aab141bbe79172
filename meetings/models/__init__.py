"""What a panel is made of, by the act that makes it."""

from .convene import (
    InformationReturn,
    Invitation,
    ReturnShare,
    ReturnUserShare,
)
from .follow_up import Action, ActionShare, ActionUpdate, ActionUserShare
from .hold import Attendance, Decision, Disclosure
from .plan import Panel, Session, SessionShare, SessionUserShare, Slot
from .write_down import Distribution, Minutes, MinutesShare, MinutesUserShare, Section

__all__ = [
    "Action",
    "ActionShare",
    "ActionUpdate",
    "ActionUserShare",
    "Attendance",
    "Decision",
    "Disclosure",
    "Distribution",
    "InformationReturn",
    "Invitation",
    "Minutes",
    "MinutesShare",
    "MinutesUserShare",
    "Panel",
    "ReturnShare",
    "ReturnUserShare",
    "Section",
    "Session",
    "SessionShare",
    "SessionUserShare",
    "Slot",
]
