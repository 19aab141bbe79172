"""Readings unlike their reader's work, put as questions before somebody who can say."""
