"""What needs doing today, for each role: a sentence with a number, and where to do it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from access.actor import Actor, Role
from access.policy import may
from sharing.entitled import is_entitled

from .dashboard import Headline, dashboard
from .work import actions, emergencies, minutes, referrals, sessions
from .work.todo import Find, Todo


@dataclass(frozen=True, slots=True)
class Group:
    """Things of a kind that wait."""

    heading: str
    todos: list[Todo]


@dataclass(frozen=True, slots=True)
class HomePage:
    """What waits for the actor today; for those who only look on, how things stand."""

    today: date
    groups: list[Group]
    works: bool
    headlines: list[Headline]
    links: list[tuple[str, str]]


Work = dict[str, tuple[Find, ...]]

UNIT: Work = {
    "Referrals": (referrals.to_screen,),
    "Next session": (sessions.next_session,),
    "Minutes": (minutes.of_the_unit,),
    "Actions": (actions.of_the_area,),
    "First meetings and reviews with no slot": (sessions.to_plan,),
}
AGENCY: Work = {
    "Coming sessions": (sessions.to_answer, sessions.to_send),
    "Actions": (actions.of_the_agency,),
    "New minutes": (minutes.to_read,),
}
CASES: Work = {
    "Referrals": (referrals.own,),
    "Your cases at a panel": (sessions.own_cases,),
    "Actions": (actions.own,),
}
WORK: Mapping[Role, Work] = {
    Role.COORDINATOR: UNIT | {"Cases opened in an emergency": (emergencies.to_review,)},
    Role.ADMINISTRATOR: UNIT,
    Role.CHAIR: {
        "Sessions to chair": (sessions.to_chair,),
        "Minutes to approve": (minutes.to_approve,),
        "Actions": (actions.own,),
    },
    Role.PRACTITIONER: CASES,
    Role.MANAGER: {"Referrals": (referrals.to_approve,), "Actions": (actions.own,)},
    Role.REPRESENTATIVE: AGENCY,
    Role.SENIOR_REPRESENTATIVE: AGENCY,
    Role.VICTIM_LIAISON: AGENCY,
    Role.PRISON_OFFENDER_MANAGER: AGENCY,
}
LINKS = (
    ("Open a case in an emergency", "sharing:open_case", "break_glass.open"),
    ("Cases opened in an emergency", "sharing:list_break_glass", "break_glass.list"),
    ("Audit samples", "oversight:list_samples", "audit_sample.list"),
    ("Questions about who opened cases", "oversight:list_questions", "question.list"),
    ("Shares compared with the facts", "oversight:list_reconciles", "reconcile.list"),
    ("Checks for leaks", "oversight:list_leak_checks", "leak_check.list"),
    ("The sealed trail", "oversight:show_trail", "trail.show"),
    ("What I have looked at", "oversight:list_readings", "reading.list"),
    ("See the dashboard", "board:dashboard", "dashboard.show"),
)


def home(actor: Actor, *, on: date) -> HomePage:
    """The actor's home page on a day."""
    work = WORK.get(actor.role, {})
    groups = [
        Group(heading, [todo for find in finds for todo in find(actor, on)])
        for heading, finds in work.items()
    ]
    board = None if work else dashboard(actor)
    return HomePage(
        today=on,
        groups=[group for group in groups if group.todos],
        works=bool(work),
        headlines=board.headlines if board else [],
        links=list(_links(actor)),
    )


def _links(actor: Actor) -> Iterator[tuple[str, str]]:
    """The pages that one needs now and then, and that stand in no menu."""
    for words, name, action in LINKS:
        if may(actor, action) and (action != "break_glass.open" or is_entitled(actor)):
            yield words, reverse(name)
