"""What new minutes begin with: words of the last ones that stay true for long, with their age."""

from collections.abc import Iterator

from django.utils.timezone import localdate

from access.actor import Actor

from .models import Minutes, Section
from .sections import Part, written


def begun(minutes: Minutes, *, actor: Actor) -> Iterator[Section]:
    """The sections of new minutes, not saved yet: empty, or with what is carried over.

    Carried are the parts that stay true for long, from the last minutes of the case that a chair
    approved and that the actor sees.
    """
    before = _last_of(minutes, actor)
    return (_begun(minutes, part, before.get(part.key)) for part in written())


def _begun(minutes: Minutes, part: Part, before: Section | None) -> Section:
    section = Section(nominal_id=minutes.nominal_id, minutes=minutes, key=part.key)
    if part.carries and before and before.text.strip():
        section.text = before.text
        section.written_by_id, section.written_at = before.written_by_id, before.written_at
        section.words_of = before.words_of or localdate(before.minutes.slot.starts_at)
    return section


def _last_of(minutes: Minutes, actor: Actor) -> dict[str, Section]:
    slot = minutes.slot
    approved = Minutes.objects.visible_to(actor).filter(
        nominal=slot.nominal_id, approved_at__isnull=False, slot__starts_at__lt=slot.starts_at
    )
    last = approved.order_by("-slot__starts_at").values("pk")[:1]
    found = Section.objects.visible_to(actor).filter(minutes=last).exclude(text="")
    return {each.key: each for each in found.select_related("minutes__slot")}
