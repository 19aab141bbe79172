"""The timetable rings for tasks that exist, and a ring that nobody hears is dropped."""

from mappa.celery import app, timetable


def test_every_task_of_the_timetable_exists():
    app.loader.import_default_modules()
    assert {line["task"] for line in timetable().values()} <= set(app.tasks)


def test_a_ring_is_dropped_before_the_next():
    for line in timetable().values():
        every = getattr(line["schedule"], "total_seconds", lambda: 24 * 60 * 60)()
        assert 0 < line["options"]["expires"] <= every


def test_a_killed_worker_loses_no_task():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    patience = app.conf.broker_transport_options["visibility_timeout"]
    assert patience >= 2 * app.conf.task_time_limit
