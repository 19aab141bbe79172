"""Passwords that this installation makes up for itself, kept in one file that only it may read."""

import json
import os
import secrets
from pathlib import Path


class Passwords:
    """Each name has a password, made the first time that it is asked for."""

    def __init__(self, kept_in: Path) -> None:
        self.path = kept_in

    def of(self, name: str) -> str:
        known: dict[str, str] = json.loads(self.path.read_text()) if self.path.exists() else {}
        if name not in known:
            known[name] = secrets.token_hex(24)
            self._keep(known)
        return known[name]

    def _keep(self, known: dict[str, str]) -> None:
        # Written beside and moved over: a process that is killed midway leaves the old file whole.
        draft = self.path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(known, file)
        draft.replace(self.path)
