"""The same address, view and template for a page and for the part of it that htmx asks for."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers
from jinja2.runtime import Context


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    block: str,
    status: int = 200,
) -> HttpResponse:
    """The page; or, where htmx asks, the named block of it alone."""
    chosen = get_template(template)
    asked = getattr(request, "htmx", False) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    words = _cut(chosen, request, context, block) if asked else chosen.render({**context}, request)
    response = HttpResponse(words, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _cut(chosen: Any, request: HttpRequest, context: Mapping[str, Any], block: str) -> str:
    """Render the page and keep one block.

    All of it is rendered, since a block may use what the template imports or sets above it.
    """
    page = _context(chosen, request, context)
    taken: list[str] = []
    whole = page.blocks[block][0]

    def take(within: Context) -> Iterator[str]:
        taken[:] = list(whole(within))
        return iter(taken)

    page.blocks[block][0] = take
    for _ in chosen.template.root_render_func(page):
        pass
    return "".join(taken)


def _context(chosen: Any, request: HttpRequest, context: Mapping[str, Any]) -> Context:
    """What Django's own backend would have given the template."""
    given = {
        **context,
        "request": request,
        "csrf_input": csrf_input_lazy(request),
        "csrf_token": csrf_token_lazy(request),
    }
    for processor in chosen.backend.template_context_processors:
        given.update(processor(request))
    made: Context = chosen.template.new_context(given)
    return made
