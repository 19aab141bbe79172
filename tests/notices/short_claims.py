"""Settings of a worker that is killed often: its claims lapse soon, its post is slow."""

from mappa.settings.demonstration import *  # noqa: F403

LETTER_LEASE_SECONDS = 2
EMAIL_BACKEND = "tests.notices.slow_post.SlowPost"
