"""The demonstration's settings, as strict about signing in as production is."""

from mappa.settings.demonstration import *  # noqa: F403

SECOND_FACTOR_REQUIRED = True
