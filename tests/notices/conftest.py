"""A message on its way to Rex, and the mailbox that the demonstration shows."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from access.locks import acting_as
from notices.models import Delivered, Letter
from notices.services import notify

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 25)


@pytest.fixture
def tell(cast):
    """Cora tells a person something; by default Rex, of an action that is due."""

    def told(recipient=cast.rex, **given):
        said = {"rule": "action.due_soon", "about_id": uuid4(), "on": DAY, "at": AT}
        said |= {"link": f"/actions/{uuid4()}/"}
        with acting_as(cast.cora):
            return notify(recipient=recipient.person, **{**said, **given})

    return told


@pytest.fixture
def letters(cast):
    """The letters there are, as the service sees them, oldest first."""

    def read():
        with acting_as(cast.service):
            return list(Letter.objects.select_related("notice").order_by("due_at", "pk"))

    return read


@pytest.fixture
def mailbox(cast, settings):
    """Letters go to the demonstration's mailbox; answers what is in it."""
    settings.EMAIL_BACKEND = "notices.delivery.DemonstrationBackend"

    def read():
        with acting_as(cast.service):
            return list(Delivered.objects.order_by("at", "pk"))

    return read
