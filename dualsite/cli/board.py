"""`board`: a board pack built anew, as a cron job may do it; `verify`: whether a file is as it was exported."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from dualsite import audit, formats, i18n
from dualsite.access import View
from dualsite.audit import What, Who
from dualsite.cli.loading import DATA, UnderScenario, progress, seen
from dualsite.errors import DataError, InputError, why
from dualsite.exports import packs
from dualsite.exports.receipts import keys
from dualsite.exports.receipts.issuing import KINDS, Kind, issue
from dualsite.exports.receipts.verification import MOST, Verification, verified
from dualsite.exports.request import PageRequest, comparing, for_client
from dualsite.i18n import _, told
from dualsite.insights.data import deliveries
from dualsite.planning import saved
from dualsite.scenarios import files
from dualsite.sitemap import PageId


def board(
    pack: Annotated[str, typer.Argument(help="The pack, by its name: `default`, or a file in packs/ beside the data.")],
    data: Annotated[Path, typer.Argument(help="The data folder.", show_default=True)] = DATA,
    out: Annotated[Path | None, typer.Option(help="The file to write: .pptx, .pdf or .xlsx.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="As it stood on this day.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Of this site, by its id.")] = None,
    partner: Annotated[str | None, typer.Option(help="Of this client, by its id.")] = None,
    currency: Annotated[str | None, typer.Option(help="Amounts in this currency.")] = None,
    scenario: UnderScenario = None,
    template: Annotated[Path | None, typer.Option(help="A presentation whose look is taken.")] = None,
    lang: Annotated[str | None, typer.Option(help="In this language: en, ko or ja; else that of the command.")] = None,
) -> None:
    """A board pack as slides, a PDF or a workbook, with a receipt of every number in it."""
    if lang is not None and lang not in i18n.offered():
        raise InputError(f"There are no texts in {lang}. Use one of {', '.join(i18n.offered())}.")
    question = {"as_of": as_of.date() if as_of else None, "site": site, "partner": partner, "currency": currency}
    with i18n.speaking(lang or i18n.locale()):
        _build(pack, data, out, question, scenario, template)


def _build(
    pack: str, data: Path, out: Path | None, question: dict[str, Any], scenario: str | None, template: Path | None
) -> None:
    """Build it in the language that is spoken."""
    read = packs.read(data, pack)
    asked = replace(read.asked, pages=tuple(_compared(data, one) for one in read.asked.pages))
    file = out or Path(f"{pack}.pptx")
    kind = _kind(file)
    look = _read(template) if template else None
    with seen(data, None, scenario, **question) as view:
        shown = for_client(view, read.client) if read.client else view
        of = len(read.request.pages)
        with progress("Exporting") as show:
            left_out = deliveries.left_out(view.version)
            if not read.client:
                asked = replace(asked, notice=left_out)
            issued = issue(shown, asked, kind, progress=lambda done, title: show(title, done / of), template=look)
        audit.record(
            What.EXPORT,
            Who("account of this machine", getpass.getuser()),
            name=issued.name,
            partners=shown.scope.partners,
            as_of=shown.as_of,
            details={"receipt": issued.receipt.id},
            is_needed=True,
        )
        _say_left_out(view, left_out, issued.lacking)
        try:
            file.write_bytes(issued.content)
        except OSError as error:
            raise InputError(f"{file} cannot be written: {why(error)}. Name another file by --out.") from None
    typer.echo(told(f"{file}: {of} pages, {len(issued.receipt.numbers)} numbers, receipt {issued.receipt.id}."))


def _say_left_out(view: View, left_out: str, lacking: Sequence[str]) -> None:
    """On standard error, which tables have errors, and which the pages would rest on and nobody has delivered."""
    refused = deliveries.refused(view.version)
    absent = [name for name in lacking if name not in refused]
    if left_out:
        typer.echo(left_out, err=True)
    if absent:
        typer.echo(_("Not in the data: {tables}.").format(tables=formats.listed(absent)), err=True)


def verify(
    file: Annotated[Path, typer.Argument(help="A file that was exported.")],
    data: Annotated[Path, typer.Argument(help="The data folder.", show_default=True)] = DATA,
    key: Annotated[
        Path | None,
        typer.Option(help="The public key (PEM) of the installation that exported it; else that of this one."),
    ] = None,
) -> None:
    """Whether a file is as it was exported, and whether the data still say the same. Exit status 1 when not."""
    content = _read(file)
    held_to = keys.public_of(key) if key else keys.own_public()
    if data.is_dir():
        with seen(data) as view:
            found = verified(content, held_to, view)
    else:
        found = verified(content, held_to, None)
    for line in _in_words(found):
        typer.echo(line)
    if not found.is_good:
        raise typer.Exit(1)


def _in_words(found: Verification) -> list[str]:
    """What was found, the signature first."""
    receipt = found.receipt
    of = len(receipt.numbers)
    told = f" of data version {receipt.version}" if receipt.version else ""
    lines = [
        f"Receipt {receipt.id}: exported {receipt.made_at:%Y-%m-%d %H:%M} UTC as of {receipt.asked.as_of}{told}.",
        "Signature good." if found.is_signed else f"Signature NOT good. {found.why_unsigned}",
    ]
    if found.edited:
        numbers = sum(one.is_number for one in found.edited)
        lines.append(f"Edited in the file: {len(found.edited)} lines, {numbers} of them with numbers.")
        lines += _first([f"   {one.sheet}: {_edit(one.was, one.now)}" for one in found.edited])
    elif found.is_signed:
        lines.append("Nothing in the file was edited.")
    if found.not_recomputed:
        lines.append(f"The numbers were not computed anew. {found.not_recomputed}")
        return lines
    lines.append(f"{found.held} of {of} numbers as exported.")
    if found.changed:
        because = ", ".join(found.tables)
        lines.append(
            f"Changed since, in the data: {len(found.changed)}"
            + (f", because of rows of {because}." if because else ", though the rows of its tables are the same.")
        )
        lines += _first([f"   {one.of}: {_edit(one.was, one.now)}" for one in found.changed])
    elif found.tables:
        lines.append(f"Rows of {', '.join(found.tables)} have changed since; no number here rests on the difference.")
    return lines


def _edit(was: str, now: str) -> str:
    if not now:
        return f"“{was}” is gone"
    return f"“{now}”, exported as “{was}”" if was else f"“{now}” was added"


def _first(lines: list[str]) -> list[str]:
    return [*lines[:MOST], f"   and {len(lines) - MOST} more"] if len(lines) > MOST else lines


def _compared(data: Path, asked: PageRequest) -> PageRequest:
    """The page with the scenarios and questions beside the data that it compares."""
    if asked.page is not PageId.SCENARIOS:
        return asked
    usable = [found.scenario for name in files.names(data) if (found := files.read(data, name)).is_usable]
    return comparing(asked, usable, [saved.read(data, name) for name in saved.names(data)])


def _kind(file: Path) -> Kind:
    ending = file.suffix.lower().removeprefix(".")
    for kind in KINDS:
        if ending == kind:
            return kind
    raise InputError(
        f"{file.name} ends with none of {', '.join(f'.{kind}' for kind in KINDS)}. Name one of them by --out."
    )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise DataError(f"{file} cannot be read: {why(error)}. Name a file that can.") from None
