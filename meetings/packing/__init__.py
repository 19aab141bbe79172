"""The packer: fills the coming sittings of panels with cases (pure: no database)."""

from .check import Breach, Rule, breaches
from .layout import Finish, arranged, finishes, laid_out
from .problem import Agenda, Attender, Away, Case, Engagement, Placed, Problem, Sitting
from .proposal import Gap, LeftOut, Proposal, Unmet, Why
from .reasons import Because, Explanation, Move, Reason, explain, moved, reasons
from .score import Score, score

__all__ = [
    "Agenda",
    "Attender",
    "Away",
    "Because",
    "Breach",
    "Case",
    "Engagement",
    "Explanation",
    "Finish",
    "Gap",
    "LeftOut",
    "Move",
    "Placed",
    "Problem",
    "Proposal",
    "Reason",
    "Rule",
    "Score",
    "Sitting",
    "Unmet",
    "Why",
    "arranged",
    "breaches",
    "explain",
    "finishes",
    "laid_out",
    "moved",
    "reasons",
    "score",
]
