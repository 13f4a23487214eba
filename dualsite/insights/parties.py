"""Who acts and who waits, by name: both sides look at the same screen, so nobody on it is "us"."""

from __future__ import annotations

from dualsite import i18n
from dualsite.access import View
from dualsite.i18n import _
from dualsite.insights.frames import names_of


def operator(view: View) -> str:
    """The company that runs the sites, as its data call it in the reader's language; else "we"."""
    return view.dataset.operator_in(i18n.language()) or _("We")


def client(view: View, partner: str | None = None) -> str:
    """What a client is called, by id; without one the client of a view of one client."""
    names = names_of(view, "partners", "partner_id")
    wanted = partner or view.partner
    if wanted is None:
        return next(iter(names.values())) if len(names) == 1 else _("the client")
    return names.get(wanted, wanted)


def party(view: View, code: str, partner: str | None = None) -> str:
    """Whose move it is, or who is waited for, by the code of the data contract; `partner` is the client meant."""
    match code:
        case "CDMO":
            return operator(view)
        case "CLIENT":
            return client(view, partner)
        case "JOINT":
            return _("{operator} and {client}").format(operator=operator(view), client=client(view, partner))
        case "SUPPLIER":
            return _("a supplier")
        case "REGULATOR":
            return _("the regulator")
    return code
