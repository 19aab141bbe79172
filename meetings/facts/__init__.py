"""What decides who sees what belongs to a panel, and what a panel opens of its nominals."""

from .papers import due as of_papers
from .rows import Heard, Known, heard, sittings
from .sight import due as of_slots

__all__ = ["Heard", "Known", "heard", "of_papers", "of_slots", "sittings"]
