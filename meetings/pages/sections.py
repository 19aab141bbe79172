"""One section of a draft by itself: as it stands, as it stood, and why a save was not taken."""

from dataclasses import dataclass
from typing import Any

from access.actor import Actor
from govuk.forms import Form
from govuk.words import british_time
from meetings.models import EarlierText, Section
from meetings.sections import SECTIONS, Part

from .asked import is_stale


@dataclass(frozen=True, slots=True)
class EarlierPage:
    """What a section said before, the newest first."""

    section: Section
    part: Part
    texts: list[EarlierText]


def earlier(section: Section, actor: Actor) -> EarlierPage:
    """What a section said each time that somebody else, or another page, wrote it on."""
    found = EarlierText.objects.visible_to(actor).filter(section=section)
    return EarlierPage(section, SECTIONS[section.key], list(found.select_related("written_by")))


def as_it_is(section: Section, actor: Actor) -> dict[str, Any]:
    """A section as it stands now: what it says, who wrote that, and when."""
    found = Section.objects.visible_to(actor).select_related("written_by")
    now = found.get(pk=section.pk)
    return {
        "version": now.version,
        "text": now.text,
        "by": now.written_by.name if now.written_by else "",
        "at": british_time(now.written_at) if now.written_at else "",
    }


def not_saved(form: Form, section: Section, actor: Actor) -> dict[str, Any]:
    """Why a save was not taken; where somebody was before it, also what they wrote."""
    words = " ".join(str(each) for errors in form.errors.values() for each in errors)
    return {"words": words, **(as_it_is(section, actor) if is_stale(form) else {})}
