"""How long a request spent in the database, told in a header.

Once in all, and once in what chooses, counts and fetches records: what each request costs anyway
(the session, who asks, the trail, unread notices) is the same whichever way a list is made.
"""

from collections.abc import Callable
from contextlib import ExitStack
from time import perf_counter
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

RECORDS = ("nominals_", "guardian_")  # tables, as their statements name them


class DatabaseTime:
    """Middleware: Server-Timing says the milliseconds of all queries, how many, and of records."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        spent: list[float] = []
        on_records: list[float] = []

        def timed(execute: Any, sql: str, *given: Any) -> Any:
            since = perf_counter()
            try:
                return execute(sql, *given)
            finally:
                spent.append(perf_counter() - since)
                if any(name in sql for name in RECORDS):
                    on_records.append(spent[-1])

        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(timed))
            response = self.get_response(request)
        response["Server-Timing"] = (
            f'db;dur={1000 * sum(spent):.3f};desc="{len(spent)}",'
            f" records;dur={1000 * sum(on_records):.3f}"
        )
        return response
