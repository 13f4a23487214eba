"""The upload of registry files: preview, findings, and our tables to take away. Nothing is written to the data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import streamlit as st

from dualsite import formats
from dualsite.access import View
from dualsite.collation import order
from dualsite.errors import DualsiteError
from dualsite.i18n import _, ngettext, told
from dualsite.importers import OF_UPLOADS, TRIAL_TABLES, UPLOADED, Import, NamedBytes, as_csv, read_trials_apart
from dualsite.insights import frames
from dualsite.insights.data import imports
from dualsite.insights.frames import small
from dualsite.screens.shared import downloads as export
from dualsite.screens.shared.tables import table
from dualsite.screens.shared.text import plain

_MOST_MB = 50
_SHOWN, _MOST_FINDINGS, _MOST_REFUSALS = 50, 500, 20
_READ, _MERGED = "import that was read", "import merged with the data"


def upload(view: View) -> None:
    """The panel: for whom, the files, what is in them, and the tables made of them."""
    st.markdown(
        _(
            "Clinical trial registry exports: ClinicalTrials.gov (JSON, CSV, Excel, AACT), EU CTIS, "
            "EudraCT, WHO ICTRP with jRCT and CRIS, ISRCTN; single, zipped or gzipped. A trial with "
            "several numbers counts once. Files are read and shown here; **the data folder is not "
            "changed**. Larger downloads: `python -m dualsite import trials`."
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        partner = _partner(view)
        product = _product(view, partner)
    files = st.file_uploader(
        _("Registry files"),
        type=list(UPLOADED),
        accept_multiple_files=True,
        key="import files",
        max_upload_size=_MOST_MB,
    )
    if not files:
        for kept in (_READ, _MERGED):
            st.session_state.pop(kept, None)
        return
    if not partner:
        st.warning(_("Choose the client these trials belong to: no other client sees them."))
        return
    import_ = _import(files, partner, product)
    if import_ is not None:
        _show(view, import_)


def _partner(view: View) -> str | None:
    """The client, of those in the data; typed where the data name none."""
    known = frames.labels(view, "partners", "partner_id")
    if not known:
        return st.text_input(_("For client (partner_id)"), key="import partner", width=260).strip() or None
    ids = list(known.values())
    sole = 0 if len(ids) == 1 else ids.index(view.partner) if view.partner in ids else None
    name = st.selectbox(
        _("For client"), list(known), sole, key="import partner", placeholder=_("Choose a client"), width=260
    )
    return known.get(name) if name else None


def _product(view: View, partner: str | None) -> str | None:
    rows = small(view, "products").to_dict("records") if view.has("products") else []
    own = {f"{row['name']} ({row['product_id']})": row["product_id"] for row in rows if row["partner_id"] == partner}
    name = st.selectbox(_("Of product"), [_("Not stated"), *sorted(own, key=order)], key="import product", width=260)
    return own.get(name)


def _import(files: list[Any], partner: str, product: str | None) -> Import | None:
    """What the files hold, read once per choice; None, with the reason on screen, when they hold nothing."""
    asked = (tuple(file.file_id for file in files), partner, product)
    kept = st.session_state.get(_READ)
    if kept is not None and kept[0] == asked:
        return cast(Import, kept[1])
    bar = st.progress(0.0)

    def show(share: float, what: str) -> None:
        bar.progress(min(share, 1.0), plain(what))

    try:
        found = read_trials_apart(
            [NamedBytes(file.name, file.getvalue()) for file in files],
            partner_id=partner,
            product_id=product,
            limits=OF_UPLOADS,
            progress=show,
        )
    except DualsiteError as error:
        for line in str(error).splitlines():
            st.error(plain(line), icon=":material/error:")
        return None
    finally:
        bar.empty()
    st.session_state[_READ] = (asked, found)
    return found


def _show(view: View, import_: Import) -> None:
    for refusal in import_.refusals[:_MOST_REFUSALS]:
        st.error(plain(told(refusal.message)), icon=":material/error:")
    if len(import_.refusals) > _MOST_REFUSALS:
        count = len(import_.refusals) - _MOST_REFUSALS
        st.error(
            ngettext("{count} more file was refused.", "{count} more files were refused.", count).format(
                count=formats.number(count)
            )
        )
    st.markdown(f"**{plain(imports.sentence(import_))}**")
    _downloads(view, import_)
    found = imports.findings(import_)
    if len(found):
        st.markdown(_("**Where the tables differ from the files**"))
        table(imports.FINDINGS_SPEC, found.head(_MOST_FINDINGS), count=len(found), everything=lambda: found)
    for name in TRIAL_TABLES:
        count = len(import_.table(name))
        rows = ngettext("{count} row", "{count} rows", count).format(count=formats.number(count))
        st.markdown(f"**{name}** :gray[{rows}]")
        if count:
            first = imports.preview(import_, name, _SHOWN)
            table(imports.preview_spec(name).hiding_unknown(first), first, count=count, has_download=False)


def _downloads(view: View, import_: Import) -> None:
    """The tables alone, and merged with those of the data folder, for whoever may see all of it.

    They are exact, unlike exports for a spreadsheet: what is put into the data folder must be what was read.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        _download(
            _("These trials only (zip)"),
            "trials alone.zip",
            lambda: imports.packed(as_csv(import_)),
            "application/zip",
        )
        for name in TRIAL_TABLES:
            if len(import_.table(name)):
                _download(f"{name}.csv", f"{name}.csv", partial(_file, import_, name), "text/csv")
    if view.scope.partners is not None:
        return
    try:
        changes, archive = _merged(view, import_)
    except DualsiteError as error:
        st.warning(plain(str(error)), icon=":material/warning:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        _download(_("Merged with the data (zip)"), "trials merged.zip", lambda: archive, "application/zip")
        st.markdown(f":gray[{plain(changes)}]", width="content")


def _file(import_: Import, name: str) -> bytes:
    return as_csv(import_)[f"{name}.csv"]


def _merged(view: View, import_: Import) -> tuple[str, bytes]:
    """What the merge changes, and its tables as an archive; done once for this import and this data."""
    kept = st.session_state.get(_MERGED)
    if kept is None or kept[0] is not import_ or kept[1] != view.version.id:
        written, files = imports.merged(import_, view.version.listing.folder)
        kept = (import_, view.version.id, imports.changes(written), imports.packed(files))
        st.session_state[_MERGED] = kept
    return kept[2], kept[3]


def _download(label: str, name: str, content: Callable[[], bytes], kind: str) -> None:
    export.button(plain(label), content, name, kind, key=f"import download {name}")
