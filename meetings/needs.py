"""What is true of a case that decides which agencies it needs (pure)."""

from django.db.models import TextChoices


class Need(TextChoices):
    """What the MAPPA unit may say of a case; the rest follows from its record."""

    MENTAL_HEALTH = "mental_health", "Mental health or neurodiversity"
    CARE = "care", "Care or support needs of an adult"
    CHILDREN_AT_RISK = "children_at_risk", "Children are at risk"
    FOREIGN_NATIONAL = "foreign_national", "Foreign national, or subject to immigration control"
    MILITARY = "military", "Serves or served in the armed forces"
    HOUSING = "housing", "Needs somewhere to live"
    WORK = "work", "Restricted in work or training, or claims benefits"
    TAGGED = "tagged", "Wears an electronic tag, or is to"
    ARSON = "arson", "Sets fires"
    HEALTH = "health", "Physical health or substance misuse"
