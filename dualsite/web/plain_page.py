"""A page without Streamlit: for whoever may not see a page of the app, or not yet. Nothing runs for it."""

from __future__ import annotations

import html

from starlette.responses import HTMLResponse

from dualsite import i18n

_PAGE = """<!doctype html><html lang="{language}" translate="no"><head><meta charset="utf-8"><title>Dualsite</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="/app/static/favicon.png"><style>
body {{ font: 15px/1.5 Inter, system-ui, sans-serif; color: #1b2430; background: #ffffff; margin: 0 1rem;
  display: grid; place-content: center; min-height: 90vh }}
main {{ width: min(26rem, 100%); overflow-wrap: anywhere }}
h1 {{ font-size: 22px; font-weight: 600 }}
button, .button {{ display: block; width: 100%; box-sizing: border-box; margin: 0.5rem 0; padding: 0.5rem 0.9rem;
  border: 1px solid #808691; border-radius: 4px; font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; color: inherit; background: none; cursor: pointer }}
:focus-visible {{ outline: 2px solid currentColor; outline-offset: 2px }}
@media (prefers-color-scheme: dark) {{ body {{ color: #e8ebef; background: #12161c }} a {{ color: #9dc1f2 }} }}
</style></head><body><main class="{name}"><h1>{title}</h1>
{body}</main></body></html>"""


def plain_page(name: str, title: str, *body: str, status: int = 200) -> HTMLResponse:
    """A page of that title over parts of HTML. `name` tells it from others, to tests and style sheets."""
    text = _PAGE.format(language=i18n.language(), name=name, title=text_of(title), body="\n".join(body))
    return HTMLResponse(text, status, {"cache-control": "no-store"})


def paragraph(text: str) -> str:
    return f"<p>{text_of(text)}</p>"


def text_of(text: str) -> str:
    """The text as HTML."""
    return html.escape(text)
