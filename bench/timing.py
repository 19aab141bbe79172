"""How long a request spent in the database, told in a header."""

from collections.abc import Callable
from contextlib import ExitStack
from time import perf_counter
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


class DatabaseTime:
    """Middleware: Server-Timing says the milliseconds of all queries together, and how many."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        spent: list[float] = []

        def timed(execute: Any, *given: Any) -> Any:
            since = perf_counter()
            try:
                return execute(*given)
            finally:
                spent.append(perf_counter() - since)

        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(timed))
            response = self.get_response(request)
        response["Server-Timing"] = f'db;dur={1000 * sum(spent):.3f};desc="{len(spent)}"'
        return response
