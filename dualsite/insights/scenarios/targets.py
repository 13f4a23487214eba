"""What an edit can be about: the rows that a form offers, by id, as a viewer sees them."""

from __future__ import annotations

from ibis import _ as row

from dualsite import formats
from dualsite.access import View
from dualsite.cache import cached_per_view
from dualsite.collation import by_name
from dualsite.i18n import _
from dualsite.insights.frames import small
from dualsite.schema import TABLES
from dualsite.store.statements import run


@cached_per_view
def targets(view: View, table: str) -> dict[str, str]:
    """The rows of a table by id, with what to call them, in that order; bookings are those that are not over.

    Empty where the data do not have the table. Whatever the filters and the scenario.
    """
    view = view.as_told.unfiltered
    if not view.has(table):
        return {}
    if table == "fx_rates":
        found = run(view.table("fx_rates", "currency").distinct()).values()["currency"]
        return {currency: currency for currency in sorted(found)}
    if table == "bookings":
        return _bookings(view)
    key = TABLES[table].key[0]
    rows = small(view, table).to_dict("records")
    called = {one[key]: _("{name} ({id})").format(name=one.get("name", one[key]), id=one[key]) for one in rows}
    return dict(sorted(called.items(), key=by_name))


def _bookings(view: View) -> dict[str, str]:
    columns = ("booking_id", "suite_id", "start_on", "end_on", "firmness", "product_id")
    open_ones = view.table("bookings", *columns, where=[row.end_on > view.as_of])
    rows = sorted(run(open_ones).dicts(), key=lambda one: (one["start_on"], one["booking_id"]))
    return {
        one["booking_id"]: formats.parts(
            str(part)
            for part in (one["suite_id"], formats.day(one["start_on"]), one["product_id"], one["booking_id"])
            if part
        )
        for one in rows
    }
