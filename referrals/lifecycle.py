"""The life of a referral."""

from django.db import models

from access.lifecycle import Lifecycle


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "With the manager"
    APPROVED = "approved", "With the MAPPA unit"
    RETURNED = "returned", "Returned for information"
    ACCEPTED = "accepted", "Accepted"
    KEPT_AT_LEVEL_1 = "kept_at_level_1", "Kept at Level 1"
    DECLINED = "declined", "Declined"
    REDIRECTED = "redirected", "Redirected"
    WITHDRAWN = "withdrawn", "Withdrawn"


WRITABLE = {Status.DRAFT, Status.RETURNED}
RECEIVED = {Status.APPROVED}
UNDECIDED = {Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.RETURNED}

LIFECYCLE = Lifecycle(
    # step                     leaves              reaches
    ("submit",                 WRITABLE,           Status.SUBMITTED),
    ("send_back",              {Status.SUBMITTED}, Status.DRAFT),
    ("approve",                {Status.SUBMITTED}, Status.APPROVED),
    ("return_for_information", RECEIVED,           Status.RETURNED),
    ("accept",                 RECEIVED,           Status.ACCEPTED),
    ("keep_at_level_1",        RECEIVED,           Status.KEPT_AT_LEVEL_1),
    ("decline",                RECEIVED,           Status.DECLINED),
    ("redirect",               RECEIVED,           Status.REDIRECTED),
    ("withdraw",               UNDECIDED,          Status.WITHDRAWN),
)  # fmt: skip
