"""The pages of the register: its lists, one telling, one application; no name but on one page."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from access.locks import acting_as
from audit.models import Event
from disclosures.models import Application, ApplicationStep, Delivery, Recipient
from disclosures.services import tell
from tests.disclosures.conftest import ADDRESS, NAME, planned
from tests.meetings.held import words_of

DAY = localdate() + timedelta(days=9)
PLAN = {
    "relation": "A new partner",
    "what": "That there is an order.",
    "how": "jointly",
    "by_when_day": str(DAY.day),
    "by_when_month": str(DAY.month),
    "by_when_year": str(DAY.year),
    "nominal_told": "before",
}


def test_a_decision_is_in_the_register_until_it_is_told_and_after(register, browse):
    cora = register.cast.cora
    assert "To be planned" in words_of(browse(cora, "list"))
    plan = {**PLAN, "agency": str(register.police.pk)}
    made = browse(cora, "plan", register.decision, post=plan)
    assert made.status_code == 302
    with acting_as(cora):
        delivery = Delivery.objects.visible_to(cora).get()
    assert made.url == delivery.get_absolute_url()
    register.act(tell.deliver, delivery, on=localdate(), text="They listened.")
    assert "Told" in words_of(browse(cora, "list", query="?show=told"))
    page = words_of(browse(cora, "show_delivery", delivery))
    assert "They listened." in page
    assert "Record the undertaking" in page


def test_no_because_is_in_the_register(cast, session, slot, chidi, browse):
    from tests.meetings.held import hearing

    heard = hearing(cast, session, slot, chidi)
    heard.close_with_everything()
    said = words_of(browse(cast.cora, "list", query="?show=no"))
    assert "Do not disclose" in said
    assert "There is nothing of this kind" in words_of(browse(cast.cora, "list"))


def test_to_others_there_is_nothing(register, browse):
    delivery = register.told()
    recipient, application = register.named(delivery), register.apply()
    cast, nominal = register.cast, register.heard.slot.nominal
    hidden = {
        "show": register.decision,
        "show_delivery": delivery,
        "show_recipient": recipient,
        "show_application": application,
        "of_nominal": nominal,
    }
    for page, record in hidden.items():
        assert browse(cast.hal, page, record).status_code == 404, page
    assert nominal.surname not in words_of(browse(cast.hal, "list", query="?show=all"))
    assert browse(cast.rex, "show_recipient", recipient).status_code == 404
    assert browse(cast.bea, "list").status_code == 403


def test_the_name_is_on_one_page_and_reading_it_is_recorded(register, browse):
    delivery = register.told()
    recipient = register.named(delivery)
    cora, nominal = register.cast.cora, register.heard.slot.nominal
    pages = {
        "list": None,
        "show": register.decision,
        "show_delivery": delivery,
        "of_nominal": nominal,
    }
    for page, record in pages.items():
        said = browse(cora, page, record, query="?show=all").content.decode()
        assert NAME not in said
        assert ADDRESS not in said
    shown = browse(cora, "show_recipient", recipient)
    assert NAME in words_of(shown)
    assert NAME not in shown.content.decode().split("</title>")[0]
    with acting_as(cora):
        read = Event.objects.filter(action="recipient.show", record_id=recipient.pk)
        assert read.filter(by=cora.person, kind="reading").exists()


def test_a_name_is_added_from_the_page_and_kept_where_it_is_wrong(register, browse):
    delivery = register.plan()
    cora = register.cast.cora
    empty = browse(cora, "add_name_of_delivery", delivery, post={"name": " "})
    assert "Enter name" in words_of(empty)
    browse(cora, "add_name_of_delivery", delivery, post={"name": NAME})
    twice = browse(cora, "add_name_of_delivery", delivery, post={"name": NAME})
    assert twice.status_code == 409
    with acting_as(cora):
        assert Recipient.objects.visible_to(cora).count() == 1


def test_an_application_goes_through_its_steps_on_its_page(register, browse):
    cora, nominal = register.cast.cora, register.heard.slot.nominal
    day = localdate() - timedelta(days=2)
    came_in = {"on_day": str(day.day), "on_month": str(day.month), "on_year": str(day.year)}
    given = {"scheme": "right_to_know", "relation": "A partner", "concern": "Violence."}
    given |= {"agency": str(register.police.pk), "time": "9:30am", **came_in}
    added = browse(cora, "add_application", nominal, post=given)
    assert added.status_code == 302
    with acting_as(cora):
        application = Application.objects.visible_to(cora).get()
    said = words_of(browse(cora, "show_application", application))
    assert "24 hours. Unconfirmed: Home Office" in said
    assert "28 days. Published elsewhere" in said
    assert "Late" in said  # the first checks were due yesterday
    step = {"text": "Nobody in danger now.", **came_in}
    rex = register.cast.rex
    taken = browse(rex, "take_step", application, post=step, query="?step=first_checks")
    assert taken.status_code == 302
    again = browse(rex, "take_step", application, post=step, query="?step=first_checks")
    assert again.status_code == 409
    assert "Nobody in danger now." in again.content.decode()
    early = browse(cora, "decide_not_to_tell", application, post={"rationale": "Nothing."})
    assert early.status_code == 409
    assert "these steps are to be taken first" in words_of(early)


def test_more_in_the_register_takes_no_more_queries(register, browse):
    cora = register.cast.cora

    def asked(page, record=None, query=""):
        browse(cora, page, record, query=query)
        with CaptureQueriesContext(connection) as queries:
            assert browse(cora, page, record, query=query).status_code == 200
        return len(queries)

    def all_of_them():
        nominal = register.heard.slot.nominal
        return [
            asked("list", query="?show=all"),
            asked("list_applications"),
            asked("of_nominal", nominal),
            asked("show", register.decision),
        ]

    application = register.apply()
    register.plan()
    few = all_of_them()
    with acting_as(cora):
        for _ in range(5):
            tell.plan(register.decision, actor=cora, at=now(), **planned(register.police))
            other = Application(
                nominal_id=application.nominal_id,
                scheme="right_to_ask",
                agency=register.police,
                received_at=now(),
                relation="A partner",
                concern="Violence.",
            )
            other.save(force_insert=True)
            ApplicationStep.objects.create(
                nominal_id=application.nominal_id,
                application=other,
                key="full_checks",
                done_on=localdate(),
                text="Done.",
                by=cora.person,
                at=now(),
            )
    assert all_of_them() == few


def test_hostile_text_is_shown_as_text(register, browse):
    delivery = register.plan(what="<script>alert(1)</script>")
    page = browse(register.cast.cora, "show_delivery", delivery).content.decode()
    assert "<script>alert" not in page


def test_where_a_case_is_closed_to_who_told_they_are_led_to_the_register(register, browse):
    delivery = register.told(person=register.officer.person)
    given = {"undertaking": "signed", "on": localdate(), "text": "Understood."}
    register.act(tell.record_undertaking, delivery, **given)
    ended = browse(register.cast.cora, "end", delivery, post={"reason": "contact_ended"})
    assert ended.url == delivery.get_absolute_url()
    assert browse(register.officer, "show_delivery", delivery).status_code == 404
    assert reverse("disclosures:list") == "/disclosures/"
