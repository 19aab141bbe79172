"""Sweeps that run at once, or die half way: each thing is told exactly once."""

import subprocess
import sys
from time import sleep, time

import psycopg
import pytest

CASES, AGENCIES = 12, 2
EACH_MESSAGE = """
    SELECT n.rule, n.about_id, n.recipient_id, count(l.id)
    FROM notices_notice n LEFT JOIN notices_letter l ON l.notice_id = n.id
    WHERE n.rule = 'return.due' GROUP BY n.id
"""
ALL_MESSAGES = "SELECT count(*) FROM notices_notice"


@pytest.fixture
def area(stack):
    """A committed area with returns due today, and a look into it as the database's owner."""
    fill = [sys.executable, "-m", "tests.board.fill_an_area", str(CASES)]
    subprocess.run(fill, env=stack.env, check=True, timeout=60)
    with psycopg.connect(stack.owner_url, autocommit=True) as connection:
        yield lambda query: connection.execute(query).fetchall()


def start(stack, at):
    sweep = [sys.executable, "-m", "tests.board.sweep_at", str(at)]
    return subprocess.Popen(sweep, env=stack.env, stdout=subprocess.PIPE, text=True)


def many(area):
    return area(ALL_MESSAGES)[0][0]


def told_once(area):
    messages = area(EACH_MESSAGE)
    assert len(messages) == len({row[:3] for row in messages}) == CASES * AGENCIES
    assert {letters for *_, letters in messages} == {1}


@pytest.mark.services
def test_two_sweeps_at_once_tell_each_thing_once(stack, area):
    before, at = many(area), time() + 4
    sweeps = [start(stack, at) for _ in range(3)]
    told = [int(sweep.communicate(timeout=60)[0]) for sweep in sweeps]
    assert sum(told) == many(area) - before
    told_once(area)


@pytest.mark.services
def test_a_sweep_that_is_killed_half_way_is_made_good_by_the_next(stack, area):
    before = many(area)
    with psycopg.connect(stack.owner_url) as blocker:
        # The ledger is held, so the sweep is surely in the middle of its transaction.
        blocker.execute("LOCK TABLE notices_letter IN SHARE MODE")
        sweep = start(stack, 0)
        waiting = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database " \
            "WHERE NOT l.granted AND d.datname = current_database()"  # fmt: skip
        patience = time() + 30
        while area(waiting) == [(0,)]:
            assert time() < patience, "The sweep never came to its first letter."
            sleep(0.05)
        sweep.kill()
        sweep.communicate(timeout=60)
    assert area(EACH_MESSAGE) == []
    assert int(start(stack, 0).communicate(timeout=60)[0]) == many(area) - before
    told_once(area)
