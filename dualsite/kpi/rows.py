"""The tables as they stood at the as-of day, reduced to the question's site and partner.

Later events do not exist yet, and a day on which something happened is unknown when it is after the as-of day.
"""

from __future__ import annotations

from typing import Any

import ibis
from ibis import _
from ibis.expr import types as ir

from dualsite.access import MissingTableError
from dualsite.kpi.question import Question
from dualsite.schema.vocabulary import DECIDED_BATCH_STATUSES

BEGINNINGS = ("opened_on", "on", "month", "ended_on", "as_of_on")
"""The day before which a row does not exist; an empty one says nothing."""

HAPPENINGS = (
    "actual_start_on",
    "manufactured_on",
    "disposition_on",
    "closed_on",
    "actual_on",
    "shipped_on",
    "delivered_on",
    "filed_on",
    "approved_on",
)
"""Days that are unknown while they lie ahead."""

SHARE_DELIVERED = 0.95
ROUNDING = 1e-9


def known(question: Question, name: str) -> ir.Table:
    """The rows of a table that exist at the as-of day, with what is known of them. Raises MissingTableError."""
    rows, as_of = question.table(name), question.view.as_of
    exists = [rows[column].isnull() | (rows[column] <= as_of) for column in BEGINNINGS if column in rows.columns]
    rows = rows.filter(*exists) if exists else rows
    unknown = {
        column: ibis.ifelse(rows[column] <= as_of, rows[column], ibis.null("date"))
        for column in HAPPENINGS
        if column in rows.columns
    }
    return rows.mutate(**unknown) if unknown else rows


def narrowed(question: Question, rows: ir.Table) -> ir.Table:
    """The rows of the question's site and partner, by the columns `site_id` and `partner_id` where there are such."""
    view = question.view
    asked = (("site_id", view.site), ("partner_id", view.partner))
    wanted = [rows[column] == value for column, value in asked if value is not None and column in rows.columns]
    return rows.filter(*wanted) if wanted else rows


def days_until(question: Question, day: Any) -> Any:
    """Whole days from `day` to the as-of day."""
    return -day.delta(question.view.as_of, unit="day")


def batches(question: Question) -> ir.Table:
    rows = narrowed(question, known(question, "batches"))
    is_decided = _.disposition_on.notnull()
    return rows.select(
        "batch_id",
        "site_id",
        "partner_id",
        "product_id",
        "stage",
        "data_class",
        "frozen_start_on",
        "actual_start_on",
        "manufactured_on",
        "disposition_on",
        "output_kg",
        "reworked",
        "record_corrections",
        is_released=(_.status == "RELEASED") & is_decided,
        is_tested=_.status.isin(("RELEASED", "REJECTED")) & is_decided,
        is_decided=_.status.isin(DECIDED_BATCH_STATUSES) & is_decided,
        is_engineering=_.purpose == "ENGINEERING",
        is_excused=(_.status != "RELEASED") & _.attributable_to.isin(("CLIENT", "SUPPLIER")).fill_null(False),
        product_kg=_.volume_l * _.titre_g_l / 1000,
        start_shift_d=_.actual_start_on.delta(_.frozen_start_on, unit="day"),
        release_d=_.disposition_on.delta(_.manufactured_on, unit="day"),
        age_d=days_until(question, _.manufactured_on),
    )


def batches_with_deviations(question: Question) -> ir.Table:
    """The batches, with whether a critical or major deviation was opened on them, by whomever it was filed."""
    deviations = known(question, "quality_events").filter(
        _.kind == "DEVIATION", _.severity.isin(("CRITICAL", "MAJOR")), _.batch_id.notnull()
    )
    return batches(question).mutate(has_major_deviation=_.batch_id.isin(deviations.batch_id))


def quality_events(question: Question) -> ir.Table:
    return narrowed(question, known(question, "quality_events")).select(
        "kind",
        "site_id",
        "partner_id",
        "process_step",
        "cause",
        "effectiveness",
        "opened_on",
        "closed_on",
        "data_class",
        is_overdue=_.due_on < question.view.as_of,
        age_d=days_until(question, _.opened_on),
        closure_d=_.closed_on.delta(_.opened_on, unit="day"),
    )


def lab_tests(question: Question) -> ir.Table:
    return narrowed(question, known(question, "lab_tests"))


def shipments(question: Question) -> ir.Table:
    return narrowed(question, known(question, "shipments")).mutate(
        is_complete=_.quantity >= SHARE_DELIVERED * _.quantity_ordered - ROUNDING
    )


def milestones(question: Question) -> ir.Table:
    """The milestones, with the site of those of a site or of a contract for one, where the question asks for it."""
    rows = known(question, "milestones")
    if question.is_by_site:
        site = ibis.ifelse(_.subject == "SITE", _.subject_id, ibis.null("string"))
        if question.view.has("contracts"):
            sites = question.table("contracts").select("contract_id", contract_site="site_id")
            of_contract = [(rows.subject == "CONTRACT") & (rows.subject_id == sites.contract_id)]
            rows = rows.left_join(sites, of_contract)
            site = ibis.coalesce(site, _.contract_site)
        rows = rows.mutate(site_id=site)
    reached = ibis.coalesce(_.actual_on, _.forecast_on, _.agreed_on)
    return narrowed(question, rows).mutate(slip_d=reached.delta(_.baseline_on, unit="day"))


def bookings(question: Question) -> ir.Table:
    """The bookings, with site and stage of their suite where the question asks for them. Raises MissingTableError."""
    rows = question.table("bookings").mutate(length_d=_.end_on.delta(_.start_on, unit="day"))
    if question.is_by_site or question.by == "stage":
        if not question.view.has("suites"):
            raise MissingTableError("suites")
        suites = question.table("suites").select("suite_id", "site_id", "stage")
        rows = rows.inner_join(suites, "suite_id")
    return narrowed(question, rows)


def sites(question: Question) -> ir.Table:
    rows, as_of = narrowed(question, question.table("sites")), question.view.as_of
    has_begun = _.operating_from.isnull() | (_.operating_from <= as_of)
    return rows.mutate(is_operating=(_.status == "OPERATING") & has_begun)


def inspections(question: Question) -> ir.Table:
    """The inspections, those by an authority without partner whatever the partner asked for."""
    rows, view = known(question, "inspections"), question.view
    if view.site is not None:
        rows = rows.filter(_.site_id == view.site)
    if view.partner is not None:
        rows = rows.filter((_.partner_id == view.partner) | (_.partner_id.isnull() & (_.authority != "CLIENT")))
    return rows.mutate(age_d=days_until(question, _.ended_on))


def opportunities(question: Question) -> ir.Table:
    """The bids opened up to the as-of day, with whether each is open on it."""
    rows, as_of = question.table("opportunities"), question.view.as_of
    is_open = (_.closed_on > as_of).fill_null(False) | (_.closed_on.isnull() & ~_.stage.isin(("WON", "LOST")))
    closed_on = ibis.ifelse(_.closed_on <= as_of, _.closed_on, ibis.null("date"))
    rows = rows.filter(_.opened_on <= as_of).mutate(is_open=is_open).mutate(closed_on=closed_on)
    return narrowed(question, rows)


def trials(question: Question) -> ir.Table:
    return narrowed(question, question.table("trials"))
