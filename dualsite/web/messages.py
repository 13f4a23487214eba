"""What a tab and the app say to one another, as far as the layers around the app have to know."""

from __future__ import annotations

from dualsite.web.streamlit_private import BackMsg, ForwardMsg, parsed

__all__ = ["ends_a_run", "is_needed", "parsed", "runs"]

NEEDED = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"})
"""What a tab may say: to run, to stop, that it is there, to upload, and to ask for what `OPERATIONS` names.

Everything else that Streamlit would answer is dropped: the repository's name and files, the cache, how it is run.
"""

OPERATIONS = frozenset({"deferred_file"})
"""What may be asked for without a run of the script: what a download is of. Not skills, nor rows of lazy tables."""


_LONGEST_END = 1000
"""Bytes of the longest message that says no more than that a run is over, or where a download lies."""


def is_needed(said: BackMsg) -> bool:
    """Whether a message is one of those the app lives on."""
    kind = said.WhichOneof("type")
    is_asked = kind == "backend_operation_request"
    return kind in NEEDED and (not is_asked or said.backend_operation_request.WhichOneof("payload") in OPERATIONS)


def runs(said: BackMsg) -> bool:
    """Whether a message has something computed: a page, a part of one, or a download."""
    return said.WhichOneof("type") in ("rerun_script", "backend_operation_request")


def ends_a_run(told: bytes) -> bool:
    """Whether a message to a tab says that what it had computed is done. One that begins anew at once is not."""
    if len(told) > _LONGEST_END:
        return False
    kind = (message := ForwardMsg.FromString(told)).WhichOneof("type")
    is_over = kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return bool(is_over or kind == "backend_operation_response")
