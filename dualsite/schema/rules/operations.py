"""Rules of the shop floor: bookings, batches, laboratory, licences and contract years."""

from __future__ import annotations

from collections.abc import Iterator

from dualsite.schema.options import TENTATIVE, has_lapsed_sql
from dualsite.schema.rules.rule import Query, VersionFacts, of_row, rule
from dualsite.schema.vocabulary import BATCH_STEPS, DECIDED_BATCH_STATUSES, EUROPEAN_UNION


def _process_bookings(facts: VersionFacts) -> str:
    """PROCESS bookings of at least a day that have not lapsed."""
    return f"""(SELECT * FROM bookings WHERE kind = 'PROCESS' AND end_on > start_on
        AND NOT {has_lapsed_sql(facts.as_of)})"""


@rule("E09", "More processes at a time than the suite has units", "Move a booking.")
def overbooking(facts: VersionFacts) -> Iterator[Query]:
    if facts.has("bookings", "suites"):
        yield Query(
            "bookings",
            "start_on",
            f"""WITH p AS (SELECT * FROM {_process_bookings(facts)}),
                     e AS (SELECT suite_id, start_on AS day, 1 AS step, _row FROM p
                           UNION ALL SELECT suite_id, end_on, -1, NULL FROM p),
                     n AS (SELECT *, sum(step) OVER (PARTITION BY suite_id ORDER BY day, step, _row
                                                     ROWS UNBOUNDED PRECEDING) AS running FROM e)
                SELECT n._row, n.day::VARCHAR AS value,
                       running || ' processes on ' || suite_id || ', which has ' || units || ' units' AS problem
                FROM n JOIN suites USING (suite_id) WHERE step = 1 AND running > units""",
        )


@rule("E10", "Disposition does not fit the status", "Give the day, or correct the status.")
def disposition(facts: VersionFacts) -> Iterator[Query]:
    if facts.has("batches"):
        yield of_row(
            "batches",
            "disposition_on",
            f"(status IN {DECIDED_BATCH_STATUSES}) <> (disposition_on IS NOT NULL)",
            "disposition_on::VARCHAR",
            """'the batch is ' || status || CASE WHEN disposition_on IS NULL
                 THEN ' and has no disposition day' ELSE ' and has a disposition day' END""",
        )


@rule("E11", "Out-of-specification counts do not nest", "Correct the counts.")
def lab_counts(facts: VersionFacts) -> Iterator[Query]:
    if facts.has("lab_tests"):
        for inner, outer in (("oos", "tests"), ("oos_invalidated", "oos")):
            problem = f"'it is more than {outer}, ' || {outer}"
            yield of_row("lab_tests", inner, f"{inner} > {outer}", f"{inner}::VARCHAR", problem)


@rule("W03", "Gap shorter than the changeover", "Move a campaign, or correct the changeover.")
def changeovers(facts: VersionFacts) -> Iterator[Query]:
    """Between neighbours on one unit, by the slot finder's rule: product before class before `*`, `from` first.

    Two bookings of one campaign are one campaign.
    """
    if not facts.has("bookings", "suites", "changeovers"):
        return
    products = (
        "(SELECT product_id, changeover_class FROM products)"
        if facts.has("products")
        else "(SELECT NULL::VARCHAR AS product_id, NULL::VARCHAR AS changeover_class WHERE false)"
    )
    yield Query(
        "bookings",
        "start_on",
        f"""WITH p AS (
              SELECT b._row, b.booking_id, b.suite_id, s.stage, b.start_on, b.end_on, b.campaign_id, b.product_id,
                     c.changeover_class,
                     lag(b.end_on) OVER w AS from_end, lag(b.product_id) OVER w AS from_product,
                     lag(c.changeover_class) OVER w AS from_class, lag(b.campaign_id) OVER w AS from_campaign,
                     lag(b.booking_id) OVER w AS from_booking
              FROM {_process_bookings(facts)} b JOIN suites s USING (suite_id)
              LEFT JOIN {products} c USING (product_id) WHERE s.units = 1
              WINDOW w AS (PARTITION BY b.suite_id ORDER BY b.start_on, b.booking_id)),
            m AS (
              SELECT p._row, c.days, p.from_end, p.start_on, p.from_booking,
                     row_number() OVER (PARTITION BY p._row ORDER BY
                       CASE c.from_class WHEN p.from_product THEN 0 WHEN p.from_class THEN 1 ELSE 2 END,
                       CASE c.to_class WHEN p.product_id THEN 0 WHEN p.changeover_class THEN 1 ELSE 2 END,
                       c.stage = '*') AS place
              FROM p JOIN changeovers c ON c.stage IN (p.stage, '*')
                AND (c.from_class = '*' OR c.from_class IN (p.from_product, p.from_class))
                AND (c.to_class = '*' OR c.to_class IN (p.product_id, p.changeover_class))
                AND (p.from_product IS DISTINCT FROM p.product_id OR p.product_id IS NULL
                     OR (c.from_class = p.product_id AND c.to_class = p.product_id))
              WHERE p.start_on >= p.from_end
                AND (p.campaign_id IS NULL OR p.campaign_id IS DISTINCT FROM p.from_campaign))
            SELECT _row, start_on::VARCHAR AS value,
                   'it starts ' || (start_on - from_end) || ' days after ' || from_booking
                     || ' ends, the changeover takes ' || days AS problem
            FROM m WHERE place = 1 AND start_on - from_end < days""",
    )


@rule("W04", "Process before the suite is ready, or after its end", "Move the booking.")
def readiness(facts: VersionFacts) -> Iterator[Query]:
    if facts.has("bookings", "suites"):
        yield Query(
            "bookings",
            "start_on",
            f"""SELECT b._row, b.start_on::VARCHAR AS value,
                      CASE WHEN s.gmp_ready_on IS NULL THEN 'the suite has no day on which it is GMP-ready'
                           WHEN b.start_on < s.gmp_ready_on THEN 'the suite is GMP-ready from ' || s.gmp_ready_on
                           ELSE 'the suite is retired from ' || s.retired_on END AS problem
               FROM {_process_bookings(facts)} b JOIN suites s USING (suite_id)
               WHERE s.gmp_ready_on IS NULL OR b.start_on < s.gmp_ready_on OR b.end_on > s.retired_on""",
        )


@rule("W07", "Output differs from volume × titre × yield", "Check the four figures.")
def mass_balance(facts: VersionFacts) -> Iterator[Query]:
    if facts.has("batches"):
        yield Query(
            "batches",
            "output_kg",
            """WITH b AS (SELECT *, volume_l * titre_g_l / 1000 * yield_fraction AS expected FROM batches)
               SELECT _row, output_kg::VARCHAR AS value,
                      'volume × titre × yield is ' || round(expected, 3) || ' kg' AS problem
               FROM b WHERE abs(output_kg - expected) > 0.05 * expected + 1e-9""",
        )


@rule("W08", "Batch started before its parent was made, or used more than it yielded", "Check the genealogy.")
def genealogy(facts: VersionFacts) -> Iterator[Query]:
    if not facts.has("batch_inputs", "batches"):
        return
    yield Query(
        "batch_inputs",
        "child_batch_id",
        """SELECT i._row, i.child_batch_id AS value,
                  'it started on ' || c.actual_start_on || ', its parent ' || p.batch_id || ' was made '
                    || coalesce('on ' || p.manufactured_on, 'not yet') AS problem
           FROM batch_inputs i JOIN batches c ON c.batch_id = i.child_batch_id
           JOIN batches p ON p.batch_id = i.parent_batch_id
           WHERE c.actual_start_on IS NOT NULL AND coalesce(c.actual_start_on < p.manufactured_on, true)""",
    )
    yield Query(
        "batch_inputs",
        "kg_used",
        """WITH i AS (SELECT *, sum(kg_used) OVER (PARTITION BY parent_batch_id ORDER BY _row) AS used
                      FROM batch_inputs)
           SELECT i._row, i.kg_used::VARCHAR AS value,
                  'in all ' || round(used, 3) || ' kg used of ' || parent_batch_id || ', which yielded '
                    || p.output_kg || ' kg' AS problem
           FROM i JOIN batches p ON p.batch_id = i.parent_batch_id WHERE used > p.output_kg * (1 + 1e-9) + 1e-9""",
    )


@rule("W10", "Commercial shipment without an approved licence", "Check the licence.")
def licences(facts: VersionFacts) -> Iterator[Query]:
    """Every stage of a shipped commercial batch's ancestry, its own included, needs a licence on the day it left."""
    if not facts.has("shipments", "batches", "site_licences"):
        return
    ancestry = (
        "UNION SELECT a.shipment_id, i.parent_batch_id "
        "FROM ancestry a JOIN batch_inputs i ON i.child_batch_id = a.batch_id"
        if facts.has("batch_inputs")
        else ""
    )
    yield Query(
        "shipments",
        "destination_country",
        f"""WITH RECURSIVE ancestry (shipment_id, batch_id) AS (
              SELECT s.shipment_id, s.batch_id FROM shipments s JOIN batches b USING (batch_id)
              WHERE s.shipped_on IS NOT NULL AND b.purpose = 'COMMERCIAL' {ancestry}),
            steps AS (SELECT DISTINCT a.shipment_id, b.stage, b.site_id FROM ancestry a JOIN batches b USING (batch_id))
            SELECT s._row, s.destination_country AS value,
                   'no approved licence for ' || t.stage || ' at ' || t.site_id AS problem
            FROM steps t JOIN shipments s USING (shipment_id) JOIN batches b ON b.batch_id = s.batch_id
            WHERE NOT EXISTS (SELECT 1 FROM site_licences l
              WHERE l.product_id = b.product_id AND l.stage = t.stage AND l.site_id = t.site_id
                AND l.status = 'APPROVED' AND (l.market = s.destination_country
                     OR (l.market = 'EU' AND s.destination_country IN {EUROPEAN_UNION}))
                AND coalesce(l.approved_on <= s.shipped_on, true) AND coalesce(l.valid_to_on > s.shipped_on, true))""",
    )


@rule("W11", "Contract years do not tile the term", "Correct the years, or the term.")
def contract_years(facts: VersionFacts) -> Iterator[Query]:
    """The first year starts with the term, each other where the one before ends, and the last ends with the term."""
    if not facts.has("contract_years", "contracts"):
        return
    years = """(SELECT y.*, c.start_on AS term_start, c.end_on AS term_end,
                       lag(y.end_on) OVER w AS before_end, lead(y.start_on) OVER w AS next_start
                FROM contract_years y JOIN contracts c USING (contract_id)
                WINDOW w AS (PARTITION BY y.contract_id ORDER BY y.start_on, y.year_no))"""
    yield Query(
        "contract_years",
        "start_on",
        f"""SELECT _row, start_on::VARCHAR AS value,
                   coalesce('the year before ends on ' || before_end, 'the term starts on ' || term_start) AS problem
            FROM {years} WHERE start_on <> coalesce(before_end, term_start)""",
    )
    yield Query(
        "contract_years",
        "end_on",
        f"""SELECT _row, end_on::VARCHAR AS value, 'the term ends on ' || term_end AS problem
            FROM {years} WHERE next_start IS NULL AND end_on <> term_end""",
    )


@rule("W13", "Site or stage differs from that of the suite or batch", "Correct one of them.")
def places(facts: VersionFacts) -> Iterator[Query]:
    if facts.has("batches", "suites"):
        for column in ("site_id", "stage"):
            yield _elsewhere(facts, "batches", column, "suites", "suite_id")
    for table in ("shipments", "quality_events"):
        if facts.has(table, "batches"):
            yield _elsewhere(facts, table, "site_id", "batches", "batch_id")


def _elsewhere(facts: VersionFacts, table: str, column: str, owner: str, key: str) -> Query:
    # A site that there is none of is told as such.
    is_told = column == "site_id" and facts.has("sites")
    known = "AND t.site_id IN (SELECT site_id FROM sites)" if is_told else ""
    return Query(
        table,
        column,
        f"""SELECT t._row, t.{column} AS value, '{key} ' || t.{key} || ' has ' || o.{column} AS problem
            FROM {table} t JOIN {owner} o USING ({key}) WHERE t.{column} <> o.{column} {known}""",
    )


@rule("W14", "Option held for a lost bid", "Release the option, or correct the bid.")
def options_of_lost_bids(facts: VersionFacts) -> Iterator[Query]:
    """An option that has lapsed holds nothing any more, and a bid lost after the as-of day is open still."""
    if facts.has("bookings", "opportunities"):
        yield Query(
            "bookings",
            "opportunity_id",
            f"""SELECT b._row, b.opportunity_id AS value,
                      'it is an option for a bid that was lost' || coalesce(' on ' || o.closed_on, '') AS problem
               FROM bookings b JOIN opportunities o USING (opportunity_id)
               WHERE b.firmness = '{TENTATIVE}' AND NOT {has_lapsed_sql(facts.as_of)} AND o.stage = 'LOST'
                 AND coalesce(o.closed_on <= DATE '{facts.as_of}', true)""",
        )


@rule("W15", "Batch event out of order", "Check its day and status.")
def batch_events(facts: VersionFacts) -> Iterator[Query]:
    """A batch may be put on hold and taken off it at any time; otherwise its status only goes on."""
    if not facts.has("batch_events", "batches"):
        return
    order = ", ".join(f"('{status}', {place})" for place, of_place in enumerate(BATCH_STEPS) for status in of_place)
    yield Query(
        "batch_events",
        "status",
        f"""WITH e AS (SELECT b._row, b.batch_id, b.status, o.place,
                              max(o.place) OVER before AS reached,
                              substr(max(o.place || b.status) OVER before, 2) AS since
                       FROM batch_events b JOIN (VALUES {order}) o (status, place) USING (status)
                       WINDOW before AS (PARTITION BY b.batch_id ORDER BY b."on", b.seq
                                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
            SELECT _row, status AS value, 'the batch was ' || since || ' before' AS problem
            FROM e WHERE place < reached""",
    )
    yield Query(
        "batch_events",
        "on",
        """SELECT e._row, e."on"::VARCHAR AS value, 'the batch was decided on ' || b.disposition_on AS problem
           FROM batch_events e JOIN batches b USING (batch_id) WHERE e."on" > b.disposition_on""",
    )
