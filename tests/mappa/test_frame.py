"""The menu offers what this person may open, and says where they are."""

from uuid import uuid4

import pytest
from django.urls import reverse

from access.policy import may
from mappa.furniture import LINKS, menu

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["cora", "pat", "hal", "ada", "bea"])
def test_the_menu_is_what_the_role_may_open(cast, who):
    actor = getattr(cast, who)
    offered = [text for text, _address, _here in menu(actor, "/")]
    assert offered == [text for text, _name, action in LINKS if may(actor, action)]


def test_the_board_is_offered_no_person_and_no_case(cast):
    offered = {text for text, _address, _here in menu(cast.bea, "/")}
    assert not offered & {"Nominals", "Sessions", "Invitations"}


def test_the_menu_says_where_one_is(cast):
    def here(path):
        return [text for text, _address, is_here in menu(cast.cora, path) if is_here]

    assert here(reverse("home")) == ["Today"]
    assert here(reverse("nominals:find")) == ["Nominals"]
    assert here(reverse("meetings:show_minutes", args=[uuid4()])) == ["Minutes"]


def test_a_page_that_is_open_to_all_has_no_menu(client, db):
    page = client.get(reverse("agencies:sign_in"))
    assert page.status_code == 200
    assert 'aria-label="Menu"' not in page.text
