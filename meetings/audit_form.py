"""What the audit of a case and of its meeting asks, while it can still be mended (pure).

From the two national audit forms, of a case and of a meeting. Each question is a row: where on the
screen it is answered, how it is mended, and when it is. None of them stops a case from being
closed: what does is in `meetings.decisions`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .models import Decision, Disclosure


@dataclass(frozen=True, slots=True)
class Heard:
    """What has been recorded of a case so far."""

    unrecorded: int = 0  # seats
    away: list[str] = field(default_factory=list)  # agencies that did not come, without a report
    without_statement: list[str] = field(default_factory=list)
    last_actions_open: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)
    to_confirm: int = 0
    anything_sent: bool = False
    disclosure: Disclosure | None = None
    decision: Decision | None = None
    actions: int = 0

    def says(self, *keys: str) -> bool:
        """Whether each of these sections has words."""
        return all(self.texts.get(key, "").strip() for key in keys)


@dataclass(frozen=True, slots=True)
class Question:
    """What an audit asks, the part of the screen that answers it, and what to do where it fails."""

    asks: str
    part: str
    mend: str
    is_met: Callable[[Heard], bool]


AUDIT = (
    Question("Did the agencies that matter come?", "attendance",
        "Record how each seat was filled.",
        lambda heard: not heard.unrecorded),
    Question("Did those who did not come send a report?", "attendance",
        "Ask the agencies that did not come for a report.",
        lambda heard: not heard.away),
    Question("Did everybody present accept the statement?", "attendance",
        "Ask those present to accept the confidentiality and diversity statement.",
        lambda heard: not heard.without_statement),
    Question("Were the actions of the last meeting accounted for?", "earlier",
        "Ask what became of each action of the last meeting.",
        lambda heard: not heard.last_actions_open),
    Question("Are the category and the level shown, with reasons?", "start",
        "Write down the category and the level at the start.",
        lambda heard: heard.says("start")),
    Question("Was information exchanged and considered?", "lead_update",
        "Write down what the lead agency and the others said.",
        lambda heard: heard.says("lead_update")
        and (heard.says("agency_information") or heard.anything_sent)),
    Question("Was the risk addressed: to whom, of what, when and how?", "risk",
        "Write down the risk of serious harm.",
        lambda heard: heard.says("risk")),
    Question("Does the plan answer that risk, with its contingencies?", "plan",
        "Write down the risk management plan and the contingency plan.",
        lambda heard: heard.says("plan", "contingency")),
    Question("Were victims and those at risk considered?", "victims",
        "Write down the views of victims and who is at risk, or that there is nobody.",
        lambda heard: heard.says("victims")),
    Question("Was each child concerned heard?", "children",
        "Write down the voice of each child, or that no child is concerned.",
        lambda heard: heard.says("children")),
    Question("Were diversity and Article 8 considered?", "diversity",
        "Write down diversity, and why interfering with private life is proportionate.",
        lambda heard: heard.says("diversity")),
    Question("Was disclosure considered, and is it planned where it is decided?", "disclosure",
        "Record the disclosure decision and, to disclose, who tells them, how and when.",
        lambda heard: heard.disclosure is not None
        and (heard.disclosure.choice != Disclosure.Choice.DISCLOSE or bool(heard.disclosure.plan))),
    Question("Is the level decided, with its reason and the next review?", "decision",
        "Record the level decision.",
        lambda heard: heard.decision is not None),
    Question("Does the plan have actions, each with an owner and a date?", "action",
        "Give the actions that the plan needs.",
        lambda heard: bool(heard.actions)
        or (heard.decision is not None and heard.decision.choice == Decision.Choice.LEVEL_1)),
    Question("Is what was carried over still true?", "carried",
        "Confirm or change the sections that were carried over from the last minutes.",
        lambda heard: not heard.to_confirm),
)  # fmt: skip


def unmet(heard: Heard) -> list[Question]:
    """The questions that an audit would answer with no, as things stand."""
    return [question for question in AUDIT if not question.is_met(heard)]
