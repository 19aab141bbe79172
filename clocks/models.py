"""What an area decided about a time limit."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from .rules import Unit

UNITS = [(unit.value, unit.value.replace("_", " ")) for unit in Unit]


class Override(models.Model):
    """An area's own value for a time limit, from a day on.

    It is added, never changed: a clock that started before that day keeps the value it started
    with, so what was in time stays in time.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area_id = models.UUIDField()
    key = models.CharField(max_length=40)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20, choices=UNITS)
    source = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    from_date = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["area_id", "key", "from_date"],
                name="an_area_sets_a_time_limit_once_from_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(unit__in=[unit for unit, _words in UNITS]),
                name="a_time_limit_is_in_a_known_unit",
            ),
            models.CheckConstraint(
                condition=~models.Q(source="") & ~models.Q(reason=""),
                name="an_area_says_where_its_time_limit_comes_from_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} from {self.from_date}"
