"""What the board sees: counts, and the printed shape of each year's return. Never a person."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from agencies.models import Area


class Figure(models.Model):
    """A table of counts for one area, as it stood when the counting service last counted.

    Board members hold no shares of nominals, so they read these and not the cases.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=40)
    rows = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "name"], name="one_figure_of_a_name_in_an_area")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.area}"


class ReturnLayout(models.Model):
    """The shape in which an area's return of a year is printed: which tables, rows and cells.

    Row keys differ with the year's law, and some cells do not apply (null). It holds no
    figure: those are always counted.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="layouts")
    year = models.CharField(max_length=7)
    begins_on = models.DateField()
    ends_on = models.DateField(help_text="31 March: the day of the snapshot.")
    tables = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "year"], name="one_layout_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.area}, {self.year}"
