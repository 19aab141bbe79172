"""Encrypt the secrets of second factors with the newest SECRET_KEY, so that older ones can go."""

from typing import Any

from django.core.management.base import BaseCommand

from agencies.second_factor import encrypt_anew


class Command(BaseCommand):
    help = "Encrypts the secrets of second factors with SECRET_KEY, whichever they are under now."

    def handle(self, *_words: Any, **options: Any) -> None:
        many = encrypt_anew()
        if options["verbosity"]:
            self.stdout.write(f"Encrypted anew: {many}. SECRET_KEY_FALLBACKS is needed no more.")
