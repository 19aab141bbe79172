"""What the board sees: counts, and the printed shape of each year's return. Never a person."""

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models

from access.actor import Actor
from agencies.models import Area, Person


class FigureQuerySet(models.QuerySet["Figure"]):
    """Figures, which each person sees of the area they are appointed in."""

    def visible_to(self, actor: Actor | None) -> Self:
        return self.filter(area_id=actor.area_id) if actor else self.none()


class Figure(models.Model):
    """A table of counts for one area, as it stood when the counting service last counted.

    Board members hold no shares of nominals, so they read these and not the cases.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=40)
    rows = models.JSONField()
    counted_at = models.DateTimeField()

    objects = FigureQuerySet.as_manager()

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


class Target(models.Model):
    """What an area's board set itself for a measure, in per cent, from a day on.

    It is added, never changed, so that a past quarter keeps the target it was held to.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="targets")
    key = models.CharField(max_length=40, help_text="The measure.")
    percent = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    from_date = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["area", "key", "from_date"], name="a_target_is_set_once_from_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(percent__lte=100), name="a_target_is_at_most_all_of_them"
            ),
            models.CheckConstraint(
                condition=~models.Q(source=""), name="a_target_says_who_decided_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.percent}% from {self.from_date}"
