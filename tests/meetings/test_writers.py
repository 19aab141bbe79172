"""A draft written by several people while one of the web processes is killed: nothing is lost.

`python -m bench.fifteen_writers` does the same with fifteen people for five minutes.
"""

from tests.meetings.writers import room, serving, what_went_wrong, write_together


def test_what_was_acknowledged_outlives_the_process_that_took_it(stack):
    where = room(stack.env, people=4)
    where = type(where)(where.slot, dict(sorted(where.sections.items())[:3]), where.people)
    with serving(stack.env, workers=2) as (port, master):
        writers = write_together(where, port, master, seconds=2.5, kills=1)
    assert what_went_wrong(writers, stack.owner_url, where.slot) == []
    assert sum(len(writer.taken) for writer in writers) > len(writers)
    assert sum(writer.conflicts for writer in writers) > 0  # four people in three sections meet
