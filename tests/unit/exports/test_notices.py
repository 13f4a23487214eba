"""A document says that tables are left out, and that newer files were refused; a client's does not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from dualsite import access, store
from dualsite.exports import foot
from dualsite.exports.request import ExportRequest, PageRequest, document, for_client
from dualsite.sitemap import PageId
from tests.data_folder import DataFolder

WHEN = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
REFUSED = "A newer delivery was refused."


def test_what_is_left_out_is_told_to_executives_alone(tmp_path: Path, one_database: None) -> None:
    delivery = DataFolder()
    delivery.change("inspections", 2, ended_on="soon")
    with store.open(delivery.write(tmp_path / "data")) as opened:
        version = opened.version(timeout=60)
        assert version is not None
        view = access.view(version, opened.connect())
        asked = ExportRequest("Room", (PageRequest(PageId.CLIENT),), notice=REFUSED)
        told = document(view, asked, "en", WHEN, "R-1").imprint
        theirs = document(for_client(view, "OAK"), asked, "en", WHEN, "R-1").imprint
    assert told.notice == f"Left out because of errors: inspections. {REFUSED}"
    assert ("To be known", told.notice) in foot.facts(told)
    assert theirs.notice == ""
