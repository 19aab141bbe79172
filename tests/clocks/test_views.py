"""The page of time limits: every number with its source and how sure it is."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from access.locks import acting_as
from clocks.models import Override
from clocks.rules import RULES, Unit


@pytest.mark.parametrize(
    ("who", "answer"),
    [("cora", 200), ("chidi", 200), ("ada", 200), ("bea", 200), ("pat", 403), ("hal", 403)],
)
def test_who_can_open_the_time_limits(client, cast, who, answer):
    client.force_login(getattr(cast, who).person)
    assert client.get(reverse("clocks:list")).status_code == answer


def test_nobody_signed_in_is_sent_to_sign_in(client, cast):
    assert client.get(reverse("clocks:list")).status_code == 302


def test_every_limit_is_shown_with_where_its_number_comes_from(client, cast):
    client.force_login(cast.cora.person)
    page = unescape(client.get(reverse("clocks:list")).content.decode())
    for rule in RULES.values():
        assert rule.words in page
        assert rule.source in page
    assert "20 working days" in page
    assert "Unconfirmed" in page
    assert "6 months before" in page


def test_an_areas_own_limit_says_since_when_and_why(client, cast):
    with acting_as(cast.cora):
        Override.objects.create(
            area_id=cast.area.pk, key="screening", amount=7, unit=Unit.WORKING_DAYS,
            source="Board minutes, June 2026", reason="One screener",
            from_date=date(2026, 7, 1), by=cast.cora.person,
        )  # fmt: skip
    client.force_login(cast.cora.person)
    page = client.get(reverse("clocks:list")).content.decode()
    assert "7 working days" in page
    assert "Decided by this area" in page
    assert "Board minutes, June 2026. Since 1 July 2026: One screener" in page
