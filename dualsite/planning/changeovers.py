"""Days between two campaigns on one unit: the most specific row wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dualsite.planning.facts import ANY, Changeover, Product


def labels(product_id: str | None, products: Mapping[str, Product]) -> tuple[str, ...]:
    """What a changeover row may call a product, most specific first: its id, its class, `*`.

    A product that is not in `products` has no class; a booking without product is only `*`.
    """
    if product_id is None:
        return (ANY,)
    product = products.get(product_id)
    return (product_id, ANY) if product is None else (product_id, product.changeover_class, ANY)


def changeover_days(rows: Iterable[Changeover], stage: str, before: tuple[str, ...], after: tuple[str, ...]) -> int:
    """Days from a campaign labelled `before` to one labelled `after` at a stage; 0 where no row matches.

    `from` is compared first, then `to`; a row that names the stage beats `*` on an otherwise equal match. Within one
    product only a row that names the product itself on both sides counts.
    """
    if before[0] == after[0] != ANY:
        before = after = before[:1]
    matches = (
        (before.index(row.from_class), after.index(row.to_class), row.stage == ANY, row.days)
        for row in rows
        if row.stage in (stage, ANY) and row.from_class in before and row.to_class in after
    )
    return min(matches, default=(0, 0, False, 0))[-1]
