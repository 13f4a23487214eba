"""What a tab and the app say to one another, as far as the layers around the app have to know."""

from __future__ import annotations

from dataclasses import dataclass, field

from dualsite import audit, i18n
from dualsite.i18n import _
from dualsite.web.streamlit_private import BackMsg, ForwardMsg, parsed

__all__ = ["BackMsg", "Heard", "address", "explained", "is_needed", "named", "parsed", "places", "runs", "takes"]

NEEDED = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"})
"""What a tab may say: to run, to stop, that it is there, to upload, and to ask for what `OPERATIONS` names.

Everything else that Streamlit would answer is dropped: the repository's name and files, the cache, how it is run.
"""

OPERATIONS = frozenset({"deferred_file"})
"""What may be asked for without a run of the script: what a download is of. Not skills, nor rows of lazy tables."""


FAILED = b"Failed to generate file for download"
"""How Streamlit says that a download could not be made."""

_LONGEST_TOLD = 8_000
"""Bytes of a message to a tab that may be of one of the kinds below; longer ones carry figures and tables."""


@dataclass
class Heard:
    """What one tab has been told, as far as it decides what it may ask for."""

    session: str = ""
    downloads: set[str] = field(default_factory=set)
    """What it may download: what its page has shown, and until the page is drawn anew, what it showed before."""
    has_uploader: bool = False
    """The same of a place to upload."""
    _drawn: set[str] = field(default_factory=set)
    _draws_uploader: bool = False

    def note(self, told: bytes) -> bool:
        """Remember what this message to the tab says. Whether it says that a run, or a download, is done.

        A run that begins anew at once is not done.
        """
        if len(told) > _LONGEST_TOLD:
            return False
        message = ForwardMsg.FromString(told)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
            self._drawn, self._draws_uploader = set(), False
        elif kind == "delta":
            element = message.delta.new_element
            if element.HasField("download_button"):
                self.downloads.add(element.download_button.deferred_file_id)
                self._drawn.add(element.download_button.deferred_file_id)
            if element.HasField("file_uploader"):
                self.has_uploader = self._draws_uploader = True
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self.downloads, self.has_uploader = set(self._drawn), self._draws_uploader
            return bool(message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN)
        return bool(kind == "backend_operation_response")

    def may_ask(self, said: BackMsg) -> bool:
        """Whether the tab has been shown what this message is about: its own download, or a place to upload."""
        kind = said.WhichOneof("type")
        if kind == "backend_operation_request":
            return said.backend_operation_request.deferred_file.file_id in self.downloads
        return kind != "file_urls_request" or self.has_uploader


def is_needed(said: BackMsg) -> bool:
    """Whether a message is one of those the app lives on."""
    kind = said.WhichOneof("type")
    is_asked = kind == "backend_operation_request"
    return kind in NEEDED and (not is_asked or said.backend_operation_request.WhichOneof("payload") in OPERATIONS)


def takes(said: BackMsg) -> bool:
    """Whether a message asks for a download or a place to upload."""
    return said.WhichOneof("type") in ("backend_operation_request", "file_urls_request")


def named(said: BackMsg) -> str:
    """What kind of message it is; empty for one that cannot be understood."""
    kind = str(said.WhichOneof("type") or "")
    return f"{kind} {said.backend_operation_request.WhichOneof('payload')}" if kind.startswith("backend_") else kind


def places(told: bytes) -> list[str]:
    """The addresses of files that a message gives to a tab: of a download it asked for, or to upload to.

    An address in any other message may be what the tab itself has said, such as a filter, and gives nothing.
    """
    if b"/media/" not in told and b"/_stcore/upload_file/" not in told:
        return []
    message = ForwardMsg.FromString(told)
    if message.HasField("backend_operation_response"):
        return [message.backend_operation_response.deferred_file.url]
    return [place for one in message.file_urls_response.file_urls for place in (one.upload_url, one.delete_url)]


def explained(told: bytes, locale: str) -> bytes:
    """The message to a tab, with our words in it when it says that a download has failed: they stand at its button.

    `locale` is that of its reader: no run of theirs is under way here, which would know it.
    """
    if len(told) > _LONGEST_TOLD or FAILED not in told:
        return told
    message = ForwardMsg.FromString(told)
    if message.backend_operation_response.error_msg != FAILED.decode():
        return told
    with i18n.speaking(locale):
        message.backend_operation_response.error_msg = (
            _("This file could not be created. Tell your administrator; the server log says why.")
            if audit.is_written()
            else _(
                "This file is withheld: its release could not be written to the audit trail. Tell your "
                "administrator; the server log says why."
            )
        )
    return bytes(message.SerializeToString())


def address(said: BackMsg) -> str | None:
    """The parameters of the address at which a tab asks for a run, as behind its `?`; None for other messages."""
    return said.rerun_script.query_string if said.WhichOneof("type") == "rerun_script" else None


def runs(said: BackMsg) -> bool:
    """Whether a message has something computed: a page, a part of one, or a download."""
    return said.WhichOneof("type") in ("rerun_script", "backend_operation_request")
