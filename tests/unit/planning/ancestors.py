"""Which batches wait for a site: something that they were made from is there, and not released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def waits_for_sites(
    batch_ids: Iterable[str], parents: Mapping[str, Iterable[str]], unreleased: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """Per batch the sites of all that it was made from, in any generation, that is not released.

    `parents`: what each batch was made from. `unreleased`: the site of every batch that is not released, whatever
    became of it. Circles, which a file may hold, end where they close.
    """
    return {
        batch_id: frozenset(unreleased[one] for one in _ancestors(batch_id, parents) if one in unreleased)
        for batch_id in batch_ids
    }


def _ancestors(batch_id: str, parents: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    open_ = [batch_id]
    while open_:
        for parent in parents.get(open_.pop(), ()):
            if parent not in found:
                found.add(parent)
                open_.append(parent)
    return found
