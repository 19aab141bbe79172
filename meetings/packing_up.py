"""A pack and a preparation sheet in print: what their pages show to the same reader."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from documents import pdf
from govuk.words import british_date, british_datetime, british_time

from .models import Action, InformationReturn
from .pages.pack import Case, PackPage, PreparationPage, Prepare

MARKING = "OFFICIAL-SENSITIVE"


def pack(page: PackPage, *, printed_for: str, at: datetime) -> bytes:
    """The pack of one reader, a case after another."""
    sections = [each for case in page.cases for each in _case(case)]
    return _made("Pack for a MAPPA panel session", page, sections, printed_for, at)


def preparation(page: PreparationPage, *, printed_for: str, at: datetime) -> bytes:
    """The sheet of one agency."""
    sections = [each for case in page.cases for each in _prepare(case)]
    return _made("Preparing for a MAPPA panel session", page, sections, printed_for, at)


def _made(
    title: str,
    page: PackPage | PreparationPage,
    sections: list[dict[str, Any]],
    printed_for: str,
    at: datetime,
) -> bytes:
    session = page.session
    facts = [
        ["Session", british_datetime(session.starts_at)],
        ["How and where", f"{session.get_mode_display()}, {session.place}".rstrip(", ")],
        ["Cases here", str(len(page.cases))],
    ]
    return pdf.render(
        pdf.RECORD,
        {"facts": facts, "sections": sections},
        marking=MARKING,
        printed_for=printed_for,
        printed_at=at,
        title=title,
    )


def _case(case: Case) -> Iterable[dict[str, Any]]:
    nominal = case.slot.nominal
    yield {
        "heading": f"{british_time(case.slot.starts_at)}: {nominal.name}",
        "facts": [
            ["Reference", nominal.reference],
            ["Born", british_date(nominal.date_of_birth)],
            ["Category and level", f"{case.category}, {case.level}"],
            ["Lead agency", nominal.lead_agency.name],
            ["Purpose", case.slot.get_purpose_display()],
            *_last(case),
        ],
    }
    if case.referral and case.referral.reason:
        yield _words("Why it was referred", [case.referral.reason])
    yield _words("Actions still to be done", [action_words(each) for each in case.actions])
    yield _words("What agencies have sent", [return_words(each) for each in case.returns])
    if case.victims:
        labels = [f"{each.label}: {each.relation}" for each in case.victims]
        yield _words("Victims and people at risk", labels)


def _last(case: Case) -> list[list[str]]:
    if case.last_decision is None:
        return []
    heard = british_date(case.last_decision.slot.starts_at)
    return [["Last meeting", f"{heard}: {case.last_decision.get_choice_display()}"]]


def _prepare(case: Prepare) -> Iterable[dict[str, Any]]:
    nominal = case.slot.nominal
    ends = british_time(case.slot.ends_at)
    yield {
        "heading": f"{british_time(case.slot.starts_at)} to {ends}: {nominal.name}",
        "facts": [["Reference", nominal.reference], ["Why you are asked", case.invitation.reason]],
    }
    yield _words("Questions to you", case.questions)
    if case.earlier:
        yield _words("What you said last time", [return_words(case.earlier)])
    if case.actions:
        yield _words("Your open actions", [action_words(each) for each in case.actions])


def _words(heading: str, said: list[str]) -> dict[str, Any]:
    return {"heading": heading, "level": 2, "paragraphs": said or ["Nothing."]}


def action_words(action: Action) -> str:
    """An action, whose it is and by when, in a line."""
    owner = f"{action.agency}, {action.person}" if action.person else str(action.agency)
    return f"{action.number}. {action.text}\n{owner}. Due {british_date(action.due_on)}."


def return_words(sent: InformationReturn) -> str:
    """What an agency sent, and where it comes from."""
    said = "Nothing known." if sent.nothing_known else sent.content
    source = f"\nSource: {sent.source}." if sent.source else ""
    return f"{sent.agency}: {said}{source}"
