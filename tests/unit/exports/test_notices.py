"""A document says what is to be known of its data, that newer files were refused; a client's does not."""

from __future__ import annotations

from datetime import UTC, datetime

from dualsite import access, store
from dualsite.exports import foot
from dualsite.exports.request import ExportRequest, PageRequest, document, for_client
from dualsite.sitemap import PageId

WHEN = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
REFUSED = "A newer delivery was refused."


def test_what_is_to_be_known_of_the_data_is_told_to_executives_alone(reference: store.Store) -> None:
    version = reference.version(timeout=60)
    assert version is not None
    view = access.view(version, reference.connect())
    asked = ExportRequest("Room", (PageRequest(PageId.CLIENT),), notice=REFUSED)
    told = document(view, asked, "en", WHEN, "R-1").imprint
    assert told.notice == REFUSED
    assert ("To be known", REFUSED) in foot.facts(told)
    assert document(for_client(view, "OAK"), asked, "en", WHEN, "R-1").imprint.notice == ""
