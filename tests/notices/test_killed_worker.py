"""Workers are killed while letters go out, and the broker forgets: each letter arrives once."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from time import monotonic, sleep

import psycopg
import pytest
from celery import Celery
from redis import Redis

LETTERS = 240
KILLED_AFTER = (30, 90, 160)
PATIENCE = 90

ARRIVED_UNMARKED = """
    SELECT count(*) FROM notices_delivered JOIN notices_letter USING (message_id)
    WHERE status = 'sending'
"""
EACH_LETTER = """
    SELECT l.status, count(d.id), max(l.attempts)
    FROM notices_letter l LEFT JOIN notices_delivered d USING (message_id) GROUP BY l.id
"""


@pytest.fixture
def outbox(stack):
    """A committed outbox full of letters, and a look into it as the owner of the database."""
    env = {**stack.env, "DJANGO_SETTINGS_MODULE": "tests.notices.short_claims"}
    fill = [sys.executable, "-m", "tests.notices.fill_the_outbox", str(LETTERS)]
    subprocess.run(fill, env=env, check=True, timeout=PATIENCE)
    with psycopg.connect(stack.owner_url, autocommit=True) as connection:
        yield lambda query: connection.execute(query).fetchall()


@pytest.fixture
def ring(stack):
    """Two rings of the bell: one for each of the worker's two hands."""
    app = Celery(
        broker=stack.redis_url, set_as_current=False
    )  # other tests go on with the product's
    with Redis.from_url(stack.redis_url) as broker, app as bell:
        broker.flushdb()

        def rung():
            for _ in range(2):
                bell.send_task("notices.tasks.deliver", ignore_result=True)

        rung.forgets = broker.flushdb
        yield rung
        broker.flushdb()


@contextmanager
def a_worker(stack):
    """A real worker, with its children in a process group of its own; killed at the end."""
    command = [sys.executable, "-m", "celery", "--app=mappa", "worker", "--concurrency=2",
               "--loglevel=WARNING"]  # fmt: skip
    env = {**stack.env, "DJANGO_SETTINGS_MODULE": "tests.notices.short_claims"}
    worker = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        yield worker
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=PATIENCE)


def wait_until(reached):
    """Look often until it is so; a worker that does not get there fails the test."""
    deadline = monotonic() + PATIENCE
    while not reached():
        assert monotonic() < deadline, "The worker did not get there."
        sleep(0.01)  # a letter takes three times as long


@pytest.mark.services
def test_each_letter_arrives_exactly_once_however_often_its_worker_is_killed(stack, outbox, ring):
    in_the_gap = []
    for reached in KILLED_AFTER:
        with a_worker(stack):
            ring()
            wait_until(
                lambda n=reached: outbox("SELECT count(*) FROM notices_delivered")[0][0] >= n
            )
        in_the_gap.append(outbox(ARRIVED_UNMARKED)[0][0])
        ring.forgets()
    assert sum(in_the_gap) > 0, "No kill fell between a letter's arrival and its mark."
    assert outbox("SELECT count(*) FROM notices_letter WHERE status = 'waiting'")[0][0] > 0

    with a_worker(stack):
        wait_until(lambda: empties(outbox, ring))

    letters = outbox(EACH_LETTER)
    assert len(letters) == LETTERS
    assert {(status, arrived) for status, arrived, _ in letters} == {("sent", 1)}
    assert outbox("SELECT count(*) FROM notices_delivered") == [(LETTERS,)]
    taken_up_again = [attempts for _, _, attempts in letters if attempts > 1]
    assert len(taken_up_again) >= sum(in_the_gap)


def empties(outbox, ring):
    """Ring, as beat would, and look: is nothing left waiting or half sent?"""
    ring()
    sleep(0.2)
    left = "SELECT count(*) FROM notices_letter WHERE status IN ('waiting', 'sending')"
    return outbox(left) == [(0,)]
