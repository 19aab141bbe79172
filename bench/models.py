"""The nominals as a model that carries no shares of its own, for guardian's generic tables."""

from typing import ClassVar

from django.db import models


class PlainNominal(models.Model):
    """The same rows; guardian finds no table of shares for it and falls back on its generic one."""

    id = models.UUIDField(primary_key=True)
    surname = models.CharField(max_length=80)
    forenames = models.CharField(max_length=80)

    class Meta:
        managed = False
        db_table = "nominals_nominal"
        ordering: ClassVar[list[str]] = ["surname", "forenames", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
