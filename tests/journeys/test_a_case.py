"""A case from referral to the board: eight people, each at a browser of their own."""

import io
import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pypdf
import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Locator, expect

from clocks.working_days import add_working_days
from tests.journeys.conftest import Product, Someone

pytestmark = [pytest.mark.journey, pytest.mark.services]

Arrives = Callable[..., Someone]
Told = list[tuple[Any, ...]]
STARTS = "2:15pm"

A_CASE_TO_REFER = """
    SELECT n.id, n.reference, n.surname, p.email, m.email
    FROM nominals_nominal n
    JOIN agencies_person p ON p.id = n.case_manager_id
    JOIN agencies_appointment a ON a.person_id = p.id AND a.agency_id = n.lead_agency_id
         AND a.role = 'practitioner'
    JOIN agencies_person m ON m.id = a.manager_id
    JOIN agencies_agency g ON g.id = n.lead_agency_id AND g.kind = 'probation'
    JOIN nominals_levelepisode l ON l.nominal_id = n.id AND l.until_on IS NULL AND l.level = 1
    JOIN nominals_categoryepisode c
         ON c.nominal_id = n.id AND c.until_on IS NULL AND c.category = 2
    WHERE NOT EXISTS (SELECT 1 FROM referrals_referral r WHERE r.nominal_id = n.id)
      AND NOT EXISTS (SELECT 1 FROM meetings_slot s WHERE s.nominal_id = n.id)
      AND NOT EXISTS (SELECT 1 FROM sharing_seal c WHERE c.nominal_id = n.id)
      AND NOT EXISTS (SELECT 1 FROM nominals_exclusion e WHERE e.nominal_id = n.id)
    ORDER BY n.reference DESC LIMIT 1
"""
WHO = """
    SELECT p.email FROM agencies_person p JOIN agencies_appointment a ON a.person_id = p.id
    JOIN agencies_agency g ON g.id = a.agency_id
    JOIN agencies_area r ON r.id = a.area_id AND NOT r.national
    WHERE a.role = %s AND (%s = '' OR g.kind = %s) AND a.ends_at IS NULL AND p.is_active
      AND (SELECT count(*) FROM agencies_appointment o WHERE o.person_id = p.id) = 1
    ORDER BY p.email LIMIT 1
"""


def who(product: Product, role: str, kind: str = "") -> str:
    ((email,),) = product.asks(WHO, role, kind, kind)
    return str(email)


@pytest.fixture(scope="package")
def case(product: Product) -> dict[str, str]:
    """Somebody at Level 1 whom nobody has referred: a key, a number, a surname, two people."""
    ((key, reference, surname, manager, boss),) = product.asks(A_CASE_TO_REFER)
    return {
        "key": str(key),
        "reference": reference,
        "surname": surname,
        "case_manager": manager,
        "boss": boss,
    }


def test_a_referral_goes_through_a_panel_to_a_reminder_and_the_board(
    product: Product, arrives: Arrives, case: dict[str, str]
):
    referral = refers(arrives, case)
    boss_approves(arrives, case, referral)
    coordinator = arrives(who(product, "coordinator"))
    screens(coordinator, referral)
    session, slot = plans_and_convenes(coordinator, case)
    rep = arrives(who(product, "representative", "police"), width=390)
    housing = agencies_answer(product, arrives, rep, slot)
    told, since = waits_for_the_reminder(product, housing, slot), time.monotonic()
    is_reminded(housing, told, case)
    chair = arrives(chair_of(product, session))
    was_reminded_once(product, housing, slot, told, since)
    action = holds(chair, product, session, slot, case)
    minutes = writes_down(coordinator, chair, product, slot)
    reads_the_minutes(rep, coordinator, minutes)
    answers_the_action(rep, coordinator, action)
    the_board_sees_figures(product, arrives, case)


def refers(arrives: Arrives, case: dict[str, str]) -> str:
    """Step 2. The case manager starts a referral, saves it half done, comes back and sends it."""
    writer = arrives(case["case_manager"])
    writer.opens(f"/nominals/{case['key']}/")
    writer.presses("Start a referral")
    writer.page.get_by_role("radio", name="Level 2").check()
    writer.presses("Start referral")
    page = writer.page
    page.get_by_label("Why does the case need multi-agency meetings?").fill(
        "Housing, health and police each hold a part of the plan."
    )
    writer.presses("Save for later")
    address = re.sub(r"(/referrals/[0-9a-f-]+/).*", r"\1", page.url)
    writer.context.close()
    return completes(arrives(case["case_manager"], scripts=False), address)


def completes(writer: Someone, address: str) -> str:
    """Another day, and without scripts."""
    writer.opens(address)
    assert writer.sees("Housing, health and police each hold a part of the plan.")
    writer.opens(address + "amend/")
    page = writer.page
    writer.presses("Save and check")
    assert writer.sees("This cannot be sent yet")
    writer.presses("Continue writing")
    page.get_by_label("What is wanted, and from which agencies?").fill("A housing plan by spring.")
    page.get_by_label("What is the risk of serious harm?").fill("To known adults, when in drink.")
    page.get_by_label("Victims and persons at risk").fill("AB, CD.")
    assessed = localdate() - timedelta(days=20)
    fills_in(page.get_by_role("group", name="Date of the current risk assessment"), assessed)
    writer.presses("Save and check")
    assert writer.sees("Check the referral, then send it")
    writer.presses("Send to your manager")
    assert writer.sees("With the manager")
    return address.removeprefix(writer.address)


def boss_approves(arrives: Arrives, case: dict[str, str], referral: str) -> None:
    boss = arrives(case["boss"])
    assert boss.sees("approve")  # the first page says that something waits
    boss.opens(referral)
    boss.presses(re.compile("^Approve"))
    assert boss.sees("With the MAPPA unit")


def screens(coordinator: Someone, referral: str) -> None:
    """Step 3. The co-ordinator measures it against the criteria and accepts it with a reason."""
    assert coordinator.sees("screen")
    coordinator.opens(referral + "screen/")
    page = coordinator.page
    page.get_by_role("radio", name="Accept at Level 2").check()
    page.get_by_label("Why?").fill("Several agencies must act together.")
    coordinator.presses("Record the decision")
    assert coordinator.sees("There is a problem")
    assert page.get_by_label("Why?").input_value() == "Several agencies must act together."
    page.get_by_role("checkbox", name="Formal multi-agency meetings would add value").check()
    page.get_by_role("checkbox", name="The risk of serious harm is high or very high").check()
    coordinator.presses("Record the decision")
    assert coordinator.sees("Accepted")


def plans_and_convenes(coordinator: Someone, case: dict[str, str]) -> tuple[str, str]:
    """Step 4. A session is planned, the case gets a place in it, the core panel is invited."""
    page = coordinator.page
    coordinator.opens("/sessions/")
    coordinator.presses("Add a session")
    page.get_by_role("radio", name="Level 2 panel").check()
    chairs = page.get_by_role("combobox", name="Who chairs it?")
    chairs.select_option(index=1)
    day = add_working_days(localdate(), 6)  # returns are due five working days before
    fills_in(page.get_by_role("group", name="Date"), day)
    page.get_by_label("Start time").fill(STARTS)
    page.get_by_role("radio", name="In person and by video").check()
    coordinator.presses("Add the session")
    session = page.url.removeprefix(coordinator.address)
    coordinator.presses("Add a case")
    page.get_by_role("radio", name=case["reference"]).check()
    page.get_by_role("radio", name="First meeting").check()
    coordinator.presses("Add the case")
    coordinator.follows(re.compile(case["surname"]))
    accepts_the_statement(coordinator)
    slot = page.url.removeprefix(coordinator.address)
    coordinator.opens(session)
    coordinator.presses("Send the invitations")
    assert coordinator.sees("Core panel, Level 2")
    coordinator.presses("Send the invitations")
    assert coordinator.sees("Invitations out")
    return session, slot


def accepts_the_statement(someone: Someone) -> None:
    """Before the first paper of a session opens, whoever it is reads the statement."""
    assert someone.sees("Confidentiality and diversity statement")
    someone.presses("Accept and continue")
    assert not someone.sees("Accept and continue")


def agencies_answer(product: Product, arrives: Arrives, rep: Someone, slot: str) -> Someone:
    """Step 5. On a phone: the police accept and know nothing; housing sends apologies."""
    rep.opens(slot)
    accepts_the_statement(rep)
    rep.presses(re.compile("^Accept"))
    assert rep.sees("Coming")
    rep.opens(slot)
    rep.presses(re.compile("^Nothing known"))
    rep.opens(slot)
    assert not rep.page.get_by_role("button", name="Nothing known").count()
    housing = arrives(who(product, "representative", "housing_authority"))
    housing.opens(slot)
    accepts_the_statement(housing)
    housing.follows("Send apologies")
    housing.page.get_by_role("textbox").first.fill("At another panel.")
    housing.presses(re.compile("apologies", re.IGNORECASE))
    assert housing.sees("Apologies")
    return housing


def chair_of(product: Product, session: str) -> str:
    key = session.strip("/").rsplit("/", 1)[-1]
    ((email,),) = product.asks(
        "SELECT p.email FROM meetings_session s JOIN agencies_person p ON p.id = s.chair_id"
        " WHERE s.id = %s",
        key,
    )
    return str(email)


REQUIRED = (
    "Update from the lead agency",
    "Children",
    "Risk of serious harm",
    "Risk management plan",
    "Contingency plan",
    "Diversity, equality and Article 8",
    "Executive summary",
)


def holds(
    chair: Someone, product: Product, session: str, slot: str, case: dict[str, str]
) -> dict[str, str]:
    """Step 6. The chair holds the case; it cannot be closed before what must be decided is."""
    page = chair.page
    chair.opens(session)
    chair.presses("Open the session")
    chair.presses("Open the session")  # a page of its own says what that does
    chair.opens(slot + "hold/")
    accepts_the_statement(chair)
    chair.presses("Open the case")
    chair.presses("Close the case")
    for missing in ("Record the attendance of", "disclosure decision", "level decision"):
        assert chair.sees(missing)

    chair.opens(slot + "hold/")
    for seat in page.get_by_role("combobox", name=re.compile("^How .* attended$")).all():
        seat.select_option(label="By video")
    chair.presses("Save attendance")
    for heading in REQUIRED:
        writes(chair, heading, f"{heading}: as was said.\nAnd agreed.")
    decides(chair)
    gives_an_action(chair)
    chair.presses("Close the case")
    assert chair.sees("Heard")
    return action_of(product, slot, case)


def writes(chair: Someone, heading: str, text: str) -> None:
    """A section of the minutes: with scripts it saves itself, without them it has a button."""
    chair.page.get_by_role("textbox", name=heading, exact=True).fill(text)
    if not chair.scripts:
        chair.presses(f"Save {heading}")
        return
    section = chair.page.get_by_role("region", name=heading, exact=True)
    expect(section.get_by_text("Saved at")).to_be_visible()


def decides(chair: Someone) -> None:
    page = chair.page
    disclosure = page.get_by_role("region", name="Disclosure decision")
    disclosure.get_by_role("radio", name="Do not disclose").check()
    disclosure.get_by_role("textbox", name="Why", exact=True).fill("Nobody outside is at risk.")
    chair.presses("Save the disclosure decision")
    decision = page.get_by_role("region", name="Level decision")
    decision.get_by_role("radio", name="Manage at Level 2").check()
    decision.get_by_role("textbox", name="Why this level").fill("The plan needs four agencies.")
    review = localdate() + timedelta(weeks=10)
    fills_in(decision.get_by_role("group", name="Next review"), review)
    chair.presses("Save the level decision")


def gives_an_action(chair: Someone) -> None:
    new = chair.page.get_by_role("region", name="New actions")
    new.get_by_label("What is to be done").fill("Check the new address and report back.")
    new.get_by_role("radio", name="Supervision").check()
    new.get_by_label("Agency", exact=True).select_option(label="Northamptonshire Police")
    fills_in(new.get_by_role("group", name="Due"), localdate())
    chair.presses("Give this action")


def action_of(product: Product, slot: str, case: dict[str, str]) -> dict[str, str]:
    """The action, and the case moved: Level 2 from today."""
    ((action,),) = product.asks(
        "SELECT a.id FROM meetings_action a WHERE a.slot_id = %s", slot.strip("/").split("/")[-1]
    )
    ((level,),) = product.asks(
        "SELECT level FROM nominals_levelepisode WHERE nominal_id = %s AND until_on IS NULL",
        case["key"],
    )
    assert level == 2
    return {"key": str(action), "path": f"/actions/{action}/"}


def fills_in(boxes: Locator, day: date) -> None:
    for box, value in zip(("Day", "Month", "Year"), (day.day, day.month, day.year), strict=True):
        boxes.get_by_label(box).fill(str(value))


def writes_down(coordinator: Someone, chair: Someone, product: Product, slot: str) -> str:
    """Step 7. The minutes go to the chair, who approves them; then they are issued."""
    ((key,),) = product.asks(
        "SELECT id FROM meetings_minutes WHERE slot_id = %s", slot.strip("/").split("/")[-1]
    )
    minutes = f"/minutes/{key}/"
    coordinator.opens(minutes)
    coordinator.presses(re.compile("Send .*to the chair"))
    chair.opens(minutes)
    chair.presses(re.compile("^Approve"))
    if "approve" in chair.page.url:
        chair.presses(re.compile("^Approve"))
    coordinator.opens(minutes)
    coordinator.presses(re.compile("^Issue"))
    assert coordinator.sees("Northamptonshire Police")  # whom it goes to, before it goes
    coordinator.presses(re.compile("^Issue"))
    coordinator.opens(minutes)
    assert coordinator.sees("Issued")
    return minutes


def reads_the_minutes(rep: Someone, coordinator: Someone, minutes: str) -> None:
    """Still step 7. Somebody on the list reads the page and says so; the unit takes the PDF."""
    rep.opens(minutes)
    assert rep.sees("Nobody outside is at risk.")
    rep.presses("I have read this")
    assert rep.sees("that you have read them")
    assert rep.page.request.get(rep.address + minutes + "print/").status == 403
    answer = coordinator.page.request.get(coordinator.address + minutes + "print/")
    assert answer.headers["content-type"] == "application/pdf"
    assert 'filename="minutes.pdf"' in answer.headers["content-disposition"]
    paper = pypdf.PdfReader(io.BytesIO(answer.body()))
    text = "\n".join(page.extract_text() for page in paper.pages)
    assert all("OFFICIAL-SENSITIVE" in page.extract_text() for page in paper.pages)
    assert "Check the new address" in text
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]


REMINDERS = """
    SELECT n.id, n.subject, d.subject, d.body, d."to" FROM notices_notice n
    JOIN agencies_person p ON p.id = n.recipient_id AND p.email = %s
    JOIN notices_letter l ON l.notice_id = n.id
    JOIN notices_delivered d ON d.message_id = l.message_id
    WHERE n.rule LIKE 'return.%%' AND n.about_id IN (
        SELECT id FROM meetings_invitation WHERE slot_id = %s
        UNION SELECT id FROM meetings_informationreturn WHERE slot_id = %s)
"""


def waits_for_the_reminder(product: Product, housing: Someone, slot: str) -> Told:
    """Step 9. Housing's return is nearly due: beat finds it."""
    until = time.monotonic() + 90
    while not (told := reminders(product, housing, slot)):
        assert time.monotonic() < until, "the reminder did not come"
        time.sleep(0.2)
    return told


def reminders(product: Product, housing: Someone, slot: str) -> Told:
    key = slot.strip("/").split("/")[-1]
    return product.asks(REMINDERS, housing.email, key, key)


def is_reminded(housing: Someone, told: Told, case: dict[str, str]) -> None:
    """Still step 9. They are told, nameless."""
    ((_notice, in_inbox, subject, body, to),) = told
    assert to == housing.email
    assert in_inbox == subject
    for secret in (case["surname"], case["reference"], case["key"]):
        assert secret not in subject + body
    housing.opens("/notices/")
    assert housing.sees(in_inbox)
    housing.opens("/demonstration/post/")
    assert housing.sees(subject)


def was_reminded_once(
    product: Product, housing: Someone, slot: str, told: Told, since: float
) -> None:
    """Two more sweeps, while the story goes on, and nothing is said twice."""
    time.sleep(max(0.0, since + 7 - time.monotonic()))
    assert reminders(product, housing, slot) == told


def answers_the_action(rep: Someone, coordinator: Someone, action: dict[str, str]) -> None:
    """Step 8. On a phone: an update, then done; the co-ordinator sees both."""
    rep.opens("/actions/")
    rep.follows("Check the new address and report back.")
    for step, words in (
        ("update", "Visited; the landlord agrees."),
        ("finish", "Address checked."),
    ):
        rep.opens(f"{action['path']}{step}/")
        rep.page.get_by_role("textbox").first.fill(words)
        rep.page.locator("main form button").first.click()
        rep.looks()
    coordinator.opens(action["path"])
    assert coordinator.sees("Visited; the landlord agrees.")
    assert coordinator.sees("Address checked.")


def the_board_sees_figures(product: Product, arrives: Arrives, case: dict[str, str]) -> None:
    """Step 10. The board and a lay adviser see charts and tables, and no name."""
    names = {word for row in product.asks("SELECT surname FROM nominals_nominal") for word in row}
    for role in ("board_member", "lay_adviser"):
        member = arrives(who(product, role))
        member.opens("/dashboard/")
        assert member.page.locator("figure").count() >= 3
        assert member.page.locator("table").count() >= 3
        text = member.page.content()
        assert not [name for name in names if re.search(rf"\b{name}\b", text)]
        assert member.tries(f"/nominals/{case['key']}/") == 404
        assert member.tries("/nominals/") == 403
