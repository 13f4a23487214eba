"""Figures as they are sent, which from some size on are compressed: what is looked for in them has to be read first."""

from __future__ import annotations

import zlib

import plotly.graph_objects as go
from google.protobuf.message import Message
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dualsite.screens.shared.figures.drawing import Drawing


def as_plotly(drawn: Drawing) -> go.Figure:
    """The figure as plotly holds it. Raises ValueError where it says what plotly does not know."""
    return go.Figure({"data": drawn.data, "layout": drawn.layout})


def unpacked(sent: bytes) -> bytes:
    """The JSON of a figure."""
    return sent if sent.startswith(b"{") else zlib.decompress(sent)


def readable(message: Message) -> bytes:
    """All that a message or an element tells: as it is sent, and behind it the figure in it, unpacked."""
    element = message.delta.new_element.bidi_component if isinstance(message, ForwardMsg) else message
    figure = element.bytes if isinstance(element, BidiComponent) else b""
    return message.SerializeToString(deterministic=True) + (unpacked(figure) if figure else b"")
