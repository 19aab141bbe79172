"""The lives of what the disclosure register holds: a telling, and an application to a scheme."""

from django.db import models

from access.lifecycle import Lifecycle


class DeliveryStatus(models.TextChoices):
    PLANNED = "planned", "Planned"
    DELIVERED = "delivered", "Told"
    CALLED_OFF = "called_off", "Called off"
    ENDED = "ended", "Ended"


DELIVERY = Lifecycle(
    # step       leaves                      reaches
    ("deliver",  {DeliveryStatus.PLANNED},   DeliveryStatus.DELIVERED),
    ("call_off", {DeliveryStatus.PLANNED},   DeliveryStatus.CALLED_OFF),
    ("end",      {DeliveryStatus.DELIVERED}, DeliveryStatus.ENDED),
)  # fmt: skip


class ApplicationStatus(models.TextChoices):
    OPEN = "open", "Being checked"
    TO_TELL = "to_tell", "To be told"
    NOT_TO_TELL = "not_to_tell", "Not to be told"
    WITHDRAWN = "withdrawn", "Withdrawn"


APPLICATION = Lifecycle(
    # step                 leaves                    reaches
    ("decide_to_tell",     {ApplicationStatus.OPEN}, ApplicationStatus.TO_TELL),
    ("decide_not_to_tell", {ApplicationStatus.OPEN}, ApplicationStatus.NOT_TO_TELL),
    ("withdraw",           {ApplicationStatus.OPEN}, ApplicationStatus.WITHDRAWN),
)  # fmt: skip
