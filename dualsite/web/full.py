"""The page to which a tab is led that cannot be served, since its person or all together have too many open."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dualsite.i18n import _
from dualsite.web.plain_page import paragraph, plain_page, text_of

PATH = "/full"


async def _full(request: Request) -> Response:
    said = _("This server shows no more at once. Close tabs you do not need, or try again in a minute.")
    again = f'<a class="button" role="button" href="{text_of(_wanted(request))}">{text_of(_("Try again"))}</a>'
    return plain_page("full", _("Too many tabs are open."), paragraph(said), again, status=503)


def _wanted(request: Request) -> str:
    """The page from which the tab was led here, as its browser says; the first page where it does not."""
    page = urlsplit(request.headers.get("referer", ""))
    is_ours = page.netloc == request.headers.get("host") and page.path != PATH and not page.path.startswith("//")
    return page._replace(scheme="", netloc="").geturl() or "/" if is_ours else "/"


ROUTE = Route(PATH, _full)
