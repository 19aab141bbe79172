"""Several hands in one draft: saves that come twice, late or against each other."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from access.lifecycle import NotPossible
from access.locks import acting_as
from access.policy import Refused
from agencies.acting import APPOINTMENT
from agencies.models import BrowserSession
from agencies.typed_text import PATHS
from audit.models import Event
from meetings.models import EarlierText, Section
from meetings.services import sections
from tests.meetings.held import browse, hearing, words_of

SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def heard(cast, session, slot, chidi):
    return hearing(cast, session, slot, chidi)


class Hand:
    """A page of somebody's that shows a section, and saves it as its script does."""

    def __init__(self, heard, actor, key="risk"):
        self.heard, self.actor, self.id, self.nth = heard, actor, uuid4(), 0
        self.section = heard.fresh(Section, minutes=heard.minutes, key=key)
        self.version = self.section.version

    def save(self, text, *, nth=None, version=None):
        self.nth += 1
        with acting_as(self.actor):
            saved = sections.write_section(
                self.section,
                actor=self.actor,
                at=now(),
                text=text,
                version=self.version if version is None else version,
                hand=self.id,
                nth=nth or self.nth,
            )
        self.version = saved.version
        return saved

    def lose_the_answer(self, text):
        """The server has it, and the page does not know."""
        before = self.version
        self.save(text)
        self.version = before

    @property
    def text(self):
        return self.heard.fresh(Section, pk=self.section.pk).text


def with_in_session(client, actor, **said):
    client.force_login(actor.person)
    session = client.session
    session.update(said)
    session.save()


def post(client, actor, section, text, *, version, hand=None, nth=1):
    """What the script of the page sends."""
    client.force_login(actor.person)
    data = {f"{section.key}-text": text, f"{section.key}-version": version}
    data |= {f"{section.key}-hand": str(hand or uuid4()), f"{section.key}-nth": nth}
    address = reverse("meetings:write_section", args=[section.pk])
    referer = "http://testserver" + reverse("meetings:hold_slot", args=[section.slot.pk])
    return client.post(address, data, HTTP_REFERER=referer, **SCRIPT)


# Saves of one page


def test_a_page_goes_on_writing_what_it_wrote(heard, chidi):
    hand = Hand(heard, chidi)
    hand.save("To")
    hand.save("To children.")
    assert hand.text == "To children."
    assert hand.version == 2


def test_what_is_sent_again_after_a_lost_answer_is_taken_once(heard, chidi):
    hand = Hand(heard, chidi)
    hand.lose_the_answer("To children.")
    assert hand.save("To children.", nth=1).version == 1


def test_what_was_typed_after_a_lost_answer_is_no_conflict_with_oneself(heard, chidi):
    hand = Hand(heard, chidi)
    hand.lose_the_answer("To")
    hand.lose_the_answer("To children")
    hand.save("To children, when drinking.")
    assert hand.text == "To children, when drinking."


def test_a_save_that_comes_late_does_not_undo_a_later_one(heard, chidi):
    hand = Hand(heard, chidi)
    hand.save("To children, when drinking.", nth=2)
    assert hand.save("To chil", nth=1, version=0).text == "To children, when drinking."
    assert hand.text == "To children, when drinking."


# Two pages


def test_two_people_in_one_section_do_not_write_over_each_other(heard, cast, chidi):
    mine, hers = Hand(heard, chidi), Hand(heard, cast.cora)
    mine.save("To children.")
    with pytest.raises(NotPossible, match="changed since you opened it"):
        hers.save("To staff.")
    assert mine.text == "To children."


def test_whoever_has_seen_both_may_put_them_together(heard, cast, chidi):
    mine, hers = Hand(heard, chidi), Hand(heard, cast.cora)
    mine.save("To children.")
    hers.save("To children.\n\nTo staff.", version=1)
    with pytest.raises(NotPossible):
        mine.save("To children, when drinking.")
    assert hers.text == "To children.\n\nTo staff."


def test_a_lost_answer_excuses_nobody_who_came_in_between(heard, cast, chidi):
    mine, hers = Hand(heard, chidi), Hand(heard, cast.cora)
    mine.lose_the_answer("To children.")
    hers.save("To children. To staff.", version=1)
    with pytest.raises(NotPossible):
        mine.save("To children, when drinking.")
    hers.save("To children. To staff. To the public.")
    with pytest.raises(NotPossible):  # nor does a page's first save count once another's run began
        mine.save("To children, when drinking.", nth=9)


def test_two_tabs_of_one_person_are_two_pages(heard, chidi):
    one, other = Hand(heard, chidi), Hand(heard, chidi)
    one.save("In the first tab.")
    with pytest.raises(NotPossible):
        other.save("In the second tab.")
    assert one.text == "In the first tab."


def test_the_same_words_from_two_hands_are_no_conflict(heard, cast, chidi):
    mine, hers = Hand(heard, chidi), Hand(heard, cast.cora)
    mine.save("Nothing known.")
    assert hers.save("Nothing known.").version == 1


def test_what_another_hand_wrote_on_is_kept(heard, cast, chidi):
    mine, hers = Hand(heard, chidi), Hand(heard, cast.cora)
    mine.save("To children.")
    mine.save("To children, when drinking.")
    hers.save("To staff.", version=2)
    hers.save("To staff and the public.")
    with acting_as(chidi):
        kept = EarlierText.objects.visible_to(chidi).filter(section=mine.section)
        assert [(each.text, each.written_by) for each in kept] == [
            ("To children, when drinking.", chidi.person)
        ]


def test_earlier_words_are_for_those_who_see_the_draft(client, heard, cast, chidi):
    mine, hers = Hand(heard, chidi, "summary"), Hand(heard, cast.cora, "summary")
    mine.save("Not to be released.")
    hers.save("May be released.", version=1)
    page = browse(client, cast.cora, "show_earlier", mine.section)
    assert "Not to be released." in words_of(page)
    assert browse(client, cast.rex, "show_earlier", mine.section).status_code == 404
    minutes = heard.issued()
    with acting_as(cast.rex):  # who now reads the minutes
        assert Section.objects.visible_to(cast.rex).filter(minutes=minutes).exists()
        assert not EarlierText.objects.visible_to(cast.rex).exists()
    with connection.cursor() as cursor, acting_as(cast.rex):
        cursor.execute("SELECT count(*) FROM meetings_earliertext")
        assert cursor.fetchone()[0] == 0


def test_a_representative_saves_nothing(heard, cast):
    section = heard.fresh(Section, minutes=heard.minutes, key="risk")
    with acting_as(cast.rex), pytest.raises((Refused, NotPossible)):
        sections.write_section(
            section, actor=cast.rex, at=now(), text="Mine.", version=0, hand=uuid4(), nth=1
        )


# What the page is told


@pytest.fixture
def opened(client, heard, chidi):
    """The section of the risk, on the screen of the chair, who has accepted the statement."""
    browse(client, chidi, "hold_slot", heard.slot)
    return heard.fresh(Section, minutes=heard.minutes, key="risk")


def test_a_save_is_acknowledged_with_its_version_and_time(client, opened, chidi):
    answer = post(client, chidi, opened, "To children.", version=0)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["ETag"] == '"1"'
    assert answer["Saved-At"].endswith(("am", "pm", "midday", "midnight"))


def test_a_save_against_anothers_is_told_both(client, heard, opened, chidi, cast):
    heard.write("risk", "To staff.", by=cast.cora)
    answer = post(client, chidi, opened, "To children.", version=0)
    assert answer.status_code == 409
    told = answer.json()
    assert (told["text"], told["version"], told["by"]) == ("To staff.", 1, cast.cora.person.name)


def test_a_save_after_the_minutes_went_to_the_chair_says_so(client, heard, opened, chidi):
    heard.submitted()
    answer = post(client, chidi, opened, "Late.", version=1)
    assert answer.status_code == 409
    assert "no longer a draft" in answer.json()["words"]
    assert "text" not in answer.json()


def test_what_is_too_long_is_refused_in_words(client, opened, chidi):
    answer = post(client, chidi, opened, "a" * 30_001, version=0)
    assert answer.status_code == 400
    assert "30,000 characters or fewer" in answer.json()["words"]


def test_a_save_that_does_not_say_which_page_it_is_is_not_taken(client, opened, chidi):
    client.force_login(chidi.person)
    address = reverse("meetings:write_section", args=[opened.pk])
    answer = client.post(address, {"risk-text": "To all.", "risk-version": 0}, **SCRIPT)
    assert answer.status_code == 400


def test_a_representative_is_not_told_that_the_section_is_there(client, opened, cast):
    assert post(client, cast.rex, opened, "Mine.", version=0).status_code == 404


def test_the_page_may_ask_what_a_section_says_now(client, heard, opened, cast, chidi):
    heard.write("risk", "To staff.", by=cast.cora)
    client.force_login(chidi.person)
    told = client.get(reverse("meetings:write_section", args=[opened.pk]), **SCRIPT).json()
    assert (told["text"], told["by"]) == ("To staff.", cast.cora.person.name)


def test_saving_writes_one_event_and_no_reading(client, opened, chidi):
    with acting_as(chidi):
        before = Event.objects.count()
    post(client, chidi, opened, "To children.", version=0)
    with acting_as(chidi):
        assert Event.objects.count() == before + 1


def test_what_is_typed_as_the_session_ends_is_kept_and_put_back(client, opened, chidi):
    with_in_session(client, chidi, **{APPOINTMENT: str(chidi.appointment_id)})
    BrowserSession.objects.update(active_at="2001-01-01T00:00Z")
    # As the browser does it: the session has ended, and the page does not know.
    section = reverse("meetings:write_section", args=[opened.pk])
    screen = reverse("meetings:hold_slot", args=[opened.slot.pk])
    data = {"risk-text": "To children.", "risk-version": 0, "risk-hand": uuid4(), "risk-nth": 1}
    answer = client.post(section, data, HTTP_REFERER=f"http://testserver{screen}", **SCRIPT)
    assert answer.status_code == 302  # which the script does not follow
    assert "sign-in" in answer.url
    with_in_session(client, chidi, **{PATHS: {screen: [section]}})  # as signing in finds it
    page = client.get(screen)
    assert "We kept what you had typed" in words_of(page)
    assert "To children." in page.content.decode()
    # Saved at last, it need not be kept any more.
    assert post(client, chidi, opened, "To children.", version=0).status_code == 204
    assert "We kept what you had typed" not in words_of(client.get(screen))


def test_a_save_takes_as_many_queries_however_much_was_written(client, heard, opened, chidi, cast):
    def queries(version, hand, nth):
        with CaptureQueriesContext(connection) as asked:
            text = f"Words {nth}. " * nth
            answer = post(client, chidi, opened, text, version=version, hand=hand, nth=nth)
            assert answer.status_code == 204
        return len(asked)

    hand = uuid4()
    post(client, chidi, opened, "Words.", version=0, hand=hand, nth=1)
    few = queries(1, hand, 2)
    for part in ("plan", "children", "diversity"):
        heard.write(part, "A great deal. " * 100)
    assert queries(2, hand, 300) == few
    assert few <= 32
