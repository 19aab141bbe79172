"""The life of a question about a reading."""

from django.db import models

from access.lifecycle import Lifecycle


class QuestionStatus(models.TextChoices):
    OPEN = "open", "Not answered"
    WITH_READER = "with_reader", "The reader is being asked"
    ANSWERED = "answered", "Answered"


NOT_ANSWERED = {QuestionStatus.OPEN, QuestionStatus.WITH_READER}

QUESTION = Lifecycle(
    # step             leaves                 reaches
    ("ask_the_reader", {QuestionStatus.OPEN}, QuestionStatus.WITH_READER),
    ("answer",         NOT_ANSWERED,          QuestionStatus.ANSWERED),
)  # fmt: skip
