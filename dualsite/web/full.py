"""The page to which a tab is led that cannot be served, since its person or all together have too many open."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dualsite.i18n import _
from dualsite.web.plain_page import paragraph, plain_page, text_of

PATH = "/full"


async def _full(_request: Request) -> Response:
    said = _("This server shows no more at once. Close tabs you do not need, or try again in a minute.")
    again = f'<a class="button" role="button" href="/">{text_of(_("Try again"))}</a>'
    return plain_page("full", _("Too many tabs are open."), paragraph(said), again, status=503)


ROUTE = Route(PATH, _full)
