"""Which messages of an open tab reach the app, and as what: a plain ASGI layer around it.

Parts of a page and downloads run without the page's script, which alone asks who looks and whether there is a meeting.
"""

from __future__ import annotations

import time

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dualsite.web.meeting import routes as meeting
from dualsite.web.signin import admission, openid
from dualsite.web.signin.admission import Person
from dualsite.web.streamlit_private import BackMsg, ClientState, parsed

NEEDED = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"})
"""What a tab may say: to run, to stop, that it is there, to upload, and to ask for what `OPERATIONS` names.

Everything else that Streamlit would answer is dropped: the repository's name and files, the cache, how it is run.
"""

OPERATIONS = frozenset({"deferred_file"})
"""What may be asked for without a run of the script: what a download is of. Not skills, nor rows of lazy tables."""


class WholeRuns:
    """Lets a tab run its whole script before anything else, whenever who or what is around it has changed.

    Whoever is not let in can do nothing but run the script, which tells them so. `settings` are those of the sign-in,
    None without one.
    """

    def __init__(self, app: ASGIApp, settings: openid.Settings | None) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_tab = scope["type"] == "websocket"
        await self.app(scope, self._whole(scope, receive) if is_tab else receive, send)

    def _whole(self, scope: Scope, receive: Receive) -> Receive:
        """What the tab says; in place of anything but a run of the script, its last run when that has to come first."""
        cookies = HTTPConnection(scope).cookies
        seen: object = None
        last = ClientState()

        async def receive_whole() -> Message:
            nonlocal seen, last
            message, said = await _needed(receive)
            if said is None:
                return message
            now = time.time()
            who = admission.of_browser(cookies, self.settings, now)
            around = (who, meeting.around(cookies, now))
            if runs_the_script(said):
                last = said.rerun_script
            elif around != seen or not isinstance(who, Person):
                message = {**message, "bytes": BackMsg(rerun_script=last).SerializeToString()}
            seen = around
            return message

        return receive_whole


def is_needed(said: BackMsg) -> bool:
    """Whether a message is one of those the app lives on."""
    kind = said.WhichOneof("type")
    is_asked = kind == "backend_operation_request"
    return kind in NEEDED and (not is_asked or said.backend_operation_request.WhichOneof("payload") in OPERATIONS)


def runs_the_script(said: BackMsg) -> bool:
    """Whether a message runs the page's script from its top, which asks who it is before anything else."""
    return bool(said.HasField("rerun_script") and not said.rerun_script.fragment_id)


async def _needed(receive: Receive) -> tuple[Message, BackMsg | None]:
    """The next event, and what it says when it is a message; messages that are not needed are passed over."""
    while True:
        message = await receive()
        if message["type"] != "websocket.receive":
            return message, None
        said = parsed(message.get("bytes") or b"")
        if is_needed(said):
            return message, said
