"""Passwords that somebody would guess: the validators of settings.AUTH_PASSWORD_VALIDATORS.

Length alone is asked for otherwise, and no mixture of signs. These refuse what is long and still
among the first tries of whoever knows the commonest passwords, or knows this service.
"""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from access.actor import Role

from .models import Agency, Area, Person

FEWEST_SIGNS = 5  # different ones
SHORTEST_PART = 3
LEFT_OVER = 8  # characters that must remain without the words of this service
SHORTEST_WORD = 4  # in a name: "of" and "the" may stand in any password
PLAIN = str.maketrans("013457@$", "oieastas")
# Besides what the database names: areas, agencies, police forces.
OF_THIS_SERVICE = {
    *("mappa", "multi", "multiagency", "agency", "public", "protection", "arrangements", "panel"),
    *("meeting", "meetings", "minutes", "referral", "nominal", "offender", "victim", "board"),
    *("risk", "police", "probation", "prison", "justice", "hmpps", "visor", "delius", "level"),
}
TOO_COMMON = "This password is among the first that would be tried. Choose three words or more"
TOO_LOCAL = "This password is mostly words of this service. Choose words that say nothing of it"


class NotMadeOfCommonOnes(CommonPasswordValidator):
    """Refuses one or two of the commonest passwords, however digits and signs are put round them.

    Few of the commonest are as long as ours must be; the commonest long ones are made of them.
    """

    def validate(self, password: str, user: Person | None = None) -> None:
        super().validate(password, user)
        if len(set(password.lower())) < FEWEST_SIGNS or self._is_made_of_common(password.lower()):
            raise ValidationError(TOO_COMMON, code="password_too_common")

    def get_help_text(self) -> str:
        return "It must not be made of one or two of the commonest passwords."

    def _is_made_of_common(self, password: str) -> bool:
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
        return not core or any(
            self._is_common(re.sub(r"[\W_]+", "", each)) for each in (core, core.translate(PLAIN))
        )

    def _is_common(self, word: str) -> bool:
        parts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        return word in self.passwords or any(
            word[:at] in self.passwords and word[at:] in self.passwords for at in parts
        )


class NotMadeOfOurWords:
    """Refuses what leaves little once the words of this service and its agencies are taken out."""

    def validate(self, password: str, _user: Person | None = None) -> None:
        rest = password.lower()
        for word in sorted(words_of_ours(), key=len, reverse=True):
            rest = rest.replace(word, " ")
        if len(re.sub(r"[\W_]+", "", rest)) < LEFT_OVER:
            raise ValidationError(TOO_LOCAL, code="password_too_local")

    def get_help_text(self) -> str:
        return "It must not be mostly words of this service, its areas or its agencies."


def words_of_ours() -> set[str]:
    """The words that whoever knows this service would try: what it, its people and areas are."""
    names = [*Agency.objects.values_list("name", flat=True), *(role.label for role in Role)]
    for area, force in Area.objects.values_list("name", "police_force"):
        names += [area, force]
    found = {word for name in names for word in re.findall(r"[^\W\d_]+", name.lower())}
    return OF_THIS_SERVICE | {word for word in found if len(word) >= SHORTEST_WORD}
