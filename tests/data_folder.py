# ruff: noqa: E501  a row of a table is a line
"""A small fictional manufacturer as text: every table, no finding. A test changes what it is about.

Two sites, Alder (in operation) and Birch (being built), and two clients, Oak and Elm, told on 2027-03-01. Row 2 of a
table is plain, so that a row like it can be added without breaking a rule.
"""

from __future__ import annotations

import copy
import csv
import io
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dualsite.errors import DataError
from dualsite.schema import TABLES
from dualsite.store import Finding, Store, Version

AS_OF = date(2027, 3, 1)
OPERATOR = "Hazel Biologics"

TEXT = {
    "sources": """\
source_id,title,publisher,url,published_on
PRESS-1,Alder doubles its vessels,Odense Daily,https://example.org/alder,2026-05-04
""",
    "sites": """\
site_id,name,city,country,latitude,longitude,timezone,status,operating_from,capacity_l,planned_capacity_l,fei,source_id,data_class
ALDER,Alder Works,Odense,DK,55.40,10.38,Europe/Copenhagen,OPERATING,2019-01-01,20000,40000,3001234567,PRESS-1,PUBLIC
BIRCH,Birch Works,Swakopmund,NA,-22.68,14.53,Africa/Windhoek,CONSTRUCTION,,,80000,,,
""",
    "suites": """\
suite_id,site_id,name,stage,technology,units,unit_volume_l,containment,light_protected,gmp_ready_on,retired_on
AL-DN,ALDER,Purification 1,DOWNSTREAM,STAINLESS,1,,NONE,false,2019-01-01,
AL-UP,ALDER,Bioreactors,UPSTREAM,STAINLESS,2,5000,NONE,false,2019-01-01,2040-01-01
AL-CJ,ALDER,Conjugation 1,CONJUGATION,SINGLE_USE,1,200,OEB4,true,2024-01-01,
BI-UP,BIRCH,Bioreactors,UPSTREAM,SINGLE_USE,4,15000,NONE,false,2028-01-01,
""",
    "changeovers": """\
stage,from_class,to_class,days
*,*,*,5
DOWNSTREAM,MAB,*,6
DOWNSTREAM,*,MAB,9
*,MAB,CONJUGATE,7
DOWNSTREAM,MAB,CONJUGATE,8
*,OAKMAB,CONJUGATE,3
*,ELMADC,ELMADC,2
""",
    "milestones": """\
milestone_id,subject,subject_id,partner_id,kind,name,baseline_on,agreed_on,forecast_on,actual_on,owner
BIRCH-MC,SITE,BIRCH,,MECHANICAL_COMPLETION,Birch mechanically complete,2026-12-31,2027-06-30,2027-09-30,,CDMO
OAK-KO,CONTRACT,OAK-CMO,OAK,KICK_OFF,Kick-off,2025-02-01,2025-02-01,,2025-02-03,JOINT
OAK-PPQ,CONTRACT,OAK-CMO,OAK,PPQ,Qualification campaign,2026-06-01,2026-09-01,2027-05-01,,CDMO
ELM-PPQ,PRODUCT,ELMADC,ELM,PPQ,Qualification campaign,2026-06-01,,,2026-08-01,JOINT
""",
    "milestone_statements": """\
milestone_id,stated_on,target_on,precision,target_text
BIRCH-MC,2024-01-10,2026-12-31,YEAR,end of 2026
BIRCH-MC,2026-01-12,2027-06-30,HALF,first half of 2027
ELM-PPQ,2026-01-12,2026-06-30,QUARTER,second quarter
""",
    "inspections": """\
inspection_id,site_id,authority,kind,ended_on,classification,observations,partner_id
INS-1,ALDER,FDA,SURVEILLANCE,2026-04-17,VAI,3,
INS-2,ALDER,CLIENT,CLIENT_AUDIT,2026-10-02,COMPLIANT,1,OAK
""",
    "partners": """\
partner_id,name,country,tier,disclosure,public_descriptor,account_manager
OAK,Oak Medicines,DK,STRATEGIC,PUBLIC_NAME,,Kim
ELM,Elm Therapeutics,NA,KEY,CONFIDENTIAL,,Sam
""",
    "products": """\
product_id,partner_id,name,inn,brand,modality,payload_class,phase,indication,changeover_class,containment,light_protected,shelf_life_d
OAKMAB,OAK,Oakumab,oakumab,Oakira,MAB,NONE,APPROVED,Asthma,MAB,NONE,false,730
OAKTWO,OAK,Oaktwomab,,,MAB,NONE,PHASE1,,MAB,NONE,false,
ELMADC,ELM,Elmotug,,,ADC,CYTOTOXIC,PHASE3,,CONJUGATE,OEB4,true,
""",
    "contracts": """\
contract_id,partner_id,product_id,site_id,type,pricing,status,signed_on,announced_on,start_on,end_on,notice_d,value,currency,take_or_pay_fraction
OAK-MOU,OAK,,,MOU,,SIGNED,,2024-11-05,,,,,,
OAK-CMO,OAK,OAKMAB,ALDER,CMO,BATCH_PRICE,ACTIVE,2024-12-01,2024-12-03,2025-01-01,2028-01-01,180,90000000,USD,0.8
ELM-CDO,ELM,ELMADC,,CDO,FEE_FOR_SERVICE,ACTIVE,2026-01-15,,2026-02-01,,90,4500000,EUR,
""",
    "contract_years": """\
contract_id,partner_id,year_no,start_on,end_on,committed_batches,price_per_batch,currency
OAK-CMO,OAK,1,2025-01-01,2026-01-01,10,2500000,USD
OAK-CMO,OAK,2,2026-01-01,2027-01-01,12,2500000,USD
OAK-CMO,OAK,3,2027-01-01,2028-01-01,12,2600000,USD
""",
    "order_events": """\
event_id,contract_id,partner_id,on,kind,amount,currency
ORD-1,OAK-CMO,OAK,2024-12-01,SIGNED,80000000,USD
ORD-2,ELM-CDO,ELM,2026-01-15,SIGNED,4500000,EUR
""",
    "revenue": """\
contract_id,partner_id,site_id,month,amount,currency
OAK-CMO,OAK,ALDER,2026-11-01,5000000,USD
OAK-CMO,OAK,ALDER,2026-12-01,-20000,USD
ELM-CDO,ELM,ALDER,2026-11-01,300000,EUR
""",
    "opportunities": """\
opportunity_id,name,partner_id,product_id,country,modality,stage,win_fraction,value,currency,batches,suite_stage,suite_days,need_from_on,need_to_on,opened_on,closed_on,lost_reason
OPP-1,Second source,,,DK,MAB,PROPOSAL,0.4,12000000,USD,8,DOWNSTREAM,60,2027-09-01,2028-03-01,2026-10-01,,
OPP-2,Oak follow-on,OAK,OAKMAB,DK,MAB,LOST,0,30000000,EUR,20,UPSTREAM,140.5,2028-01-01,2028-12-01,2026-01-10,2026-12-01,PRICE
OPP-3,Elm launch,ELM,ELMADC,NA,ADC,NEGOTIATION,1,8000000,EUR,6,CONJUGATION,45,2028-01-01,2028-06-01,2026-06-10,,
""",
    "fx_rates": """\
currency,month,units_per_usd
EUR,2026-10-01,0.91
EUR,2026-11-01,0.92
EUR,2026-12-01,0.92
""",
    "actions": """\
action_id,partner_id,text,owner,opened_on,due_on,closed_on
ACT-1,OAK,Send the forecast,CLIENT,2027-01-12,2027-02-01,2027-01-30
ACT-2,ELM,Agree the resin,CDMO,2027-02-01,2027-04-01,
""",
    "targets": """\
kpi_id,site_id,valid_from,target,comparator
right_first_time,,2025-01-01,0.95,GE
right_first_time,ALDER,2025-01-01,0.93,GE
""",
    "routes": """\
product_id,partner_id,step_no,stage,duration_d,takt_d,release_d,min_hold_d,max_hold_d,batch_output_kg
OAKMAB,OAK,1,UPSTREAM,14,7,0,0,3,
OAKMAB,OAK,2,DOWNSTREAM,7,7,30,0,,20
ELMADC,ELM,1,CONJUGATION,5,5,20,1,,2.5
""",
    "bookings": """\
booking_id,suite_id,start_on,end_on,kind,firmness,partner_id,product_id,contract_id,campaign_id,opportunity_id,option_expires_on
BK-1,AL-DN,2026-12-20,2027-01-04,MAINTENANCE,INTERNAL,,,,,,
BK-2,AL-UP,2026-10-01,2026-11-15,PROCESS,FIRM,OAK,OAKMAB,OAK-CMO,CMP-1,,
BK-3,AL-DN,2026-10-10,2026-11-24,PROCESS,FIRM,OAK,OAKMAB,OAK-CMO,CMP-1,,
BK-4,AL-CJ,2026-11-01,2026-12-01,PROCESS,FIRM,ELM,ELMADC,ELM-CDO,CMP-2,,
BK-5,AL-CJ,2027-04-01,2027-05-01,PROCESS,TENTATIVE,ELM,ELMADC,ELM-CDO,CMP-3,OPP-3,2027-04-01
""",
    "batches": """\
batch_id,product_id,partner_id,contract_id,campaign_id,site_id,suite_id,stage,purpose,status,waiting_on,planned_start_on,frozen_start_on,actual_start_on,manufactured_on,disposition_on,volume_l,titre_g_l,yield_fraction,output_kg,attributable_to,reworked,record_corrections
B-0,OAKMAB,OAK,OAK-CMO,,ALDER,AL-DN,DOWNSTREAM,COMMERCIAL,PLANNED,,2027-08-01,,,,,,,,,,false,0
B-1,OAKMAB,OAK,OAK-CMO,CMP-1,ALDER,AL-UP,UPSTREAM,COMMERCIAL,RELEASED,,2026-10-01,2026-10-01,2026-10-02,2026-10-16,2026-10-20,5000,4,1,20,,false,2
B-2,OAKMAB,OAK,OAK-CMO,CMP-1,ALDER,AL-DN,DOWNSTREAM,COMMERCIAL,RELEASED,,2026-10-17,2026-10-17,2026-10-17,2026-10-25,2026-11-24,5000,4,0.8,16.4,,false,0
B-3,ELMADC,ELM,ELM-CDO,CMP-2,ALDER,AL-CJ,CONJUGATION,CLINICAL,REJECTED,,2026-11-01,,2026-11-02,2026-11-10,2026-12-20,,,,2.4,SUPPLIER,true,5
B-4,ELMADC,ELM,ELM-CDO,CMP-2,ALDER,AL-CJ,CONJUGATION,CLINICAL,IN_REVIEW,CLIENT,2026-11-06,,2026-11-07,2026-11-15,,,,,2.5,,false,1
""",
    "batch_events": """\
batch_id,on,seq,partner_id,status,waiting_on
B-2,2026-10-25,1,OAK,MADE,
B-2,2026-11-01,1,OAK,IN_TEST,CDMO
B-2,2026-11-10,1,OAK,IN_REVIEW,CLIENT
B-3,2026-11-10,1,ELM,MADE,
B-3,2026-11-10,2,ELM,IN_TEST,SUPPLIER
B-3,2026-12-01,1,ELM,ON_HOLD,CDMO
B-3,2026-12-20,1,ELM,REJECTED,
B-4,2026-11-15,1,ELM,MADE,CDMO
B-4,2026-11-25,1,ELM,IN_REVIEW,CLIENT
""",
    "batch_inputs": """\
child_batch_id,parent_batch_id,partner_id,kg_used
B-2,B-1,OAK,20
""",
    "shipments": """\
shipment_id,batch_id,partner_id,site_id,destination_country,quantity,quantity_ordered,unit,original_commit_on,agreed_commit_on,shipped_on,delivered_on,temperature_excursion
SH-1,B-2,OAK,ALDER,DK,6,8,kg,2027-05-01,2027-05-01,,,false
SH-2,B-2,OAK,ALDER,FR,10,10,kg,2026-12-01,2026-12-10,2026-12-08,2026-12-10,false
SH-3,B-3,ELM,ALDER,NA,0.2,0.2,kg,2027-01-10,2027-01-10,2027-01-09,2027-01-11,true
""",
    "demand": """\
product_id,partner_id,market,month,quantity_kg,kind
OAKMAB,OAK,EU,2027-04-01,12,FIRM
OAKMAB,OAK,US,2027-04-01,3.5,FORECAST
ELMADC,ELM,NA,2028-01-01,0.4,FORECAST
""",
    "stock": """\
product_id,partner_id,stage,location,as_of_on,quantity_kg,status,usable_on,expires_on
OAKMAB,OAK,DOWNSTREAM,ALDER,2027-02-28,6.4,RELEASED,2026-11-24,2028-11-24
ELMADC,ELM,CONJUGATION,NA,2027-02-28,2.5,QUARANTINE,2027-04-01,
""",
    "quality_events": """\
event_id,kind,severity,site_id,partner_id,batch_id,process_step,cause,opened_on,due_on,original_due_on,closed_on,oos_outcome,parent_event_id,effectiveness
QE-1,CHANGE_CONTROL,MINOR,ALDER,,,,,2027-01-20,2027-04-20,,,,,
QE-2,DEVIATION,MAJOR,ALDER,ELM,B-3,Purification,MATERIAL,2026-11-10,2026-12-10,2026-12-10,2026-12-09,,,
QE-3,CAPA,MAJOR,ALDER,ELM,B-3,,,2026-12-09,2027-06-01,,,,QE-2,PENDING
QE-4,OOS,MINOR,ALDER,OAK,B-2,Release test,METHOD,2026-10-28,2026-11-28,,2026-11-20,INVALIDATED,,
""",
    "lab_tests": """\
month,site_id,purpose,tests,oos,oos_invalidated
2026-11-01,ALDER,RELEASE,120,2,1
2026-11-01,ALDER,STABILITY,40,0,0
""",
    "trials": """\
trial_id,partner_id,product_id,title,acronym,phase,status,sponsor,enrollment,enrollment_type,start_on,primary_completion_on,completion_on,date_precision
NCT90000001,ELM,ELMADC,Elmotug against standard of care,ELMO-1,PHASE3,RECRUITING,Elm Therapeutics,400,ESTIMATED,2026-03-01,2028-09-01,2029-03-01,MONTH
NCT90000002,OAK,,Oakumab in healthy volunteers,,NA,COMPLETED,Oak Medicines,24,ACTUAL,2020-01-15,,2020-06-30,DAY
""",
    "trial_ids": """\
trial_id,partner_id,other_id
NCT90000001,ELM,2099-500001-11-00
NCT90000002,OAK,2099-000002-22
""",
    "trial_countries": """\
trial_id,partner_id,country,status,sites,as_of_on
NCT90000001,ELM,NA,ACTIVE,2,2026-12-01
NCT90000001,ELM,DK,PLANNED,,
NCT90000002,OAK,DK,CLOSED,1,2020-06-30
""",
    "trial_sites": """\
trial_id,partner_id,facility,city,country,latitude,longitude,location_quality,status
NCT90000001,ELM,Coast Hospital,Swakopmund,NA,-22.67,14.53,FACILITY,Recruiting
NCT90000001,ELM,Coast Hospital,Swakopmund,NA,-22.67,14.53,FACILITY,Recruiting
NCT90000002,OAK,,Odense,DK,,,COUNTRY,
""",
    "approvals": """\
product_id,partner_id,country,event,authority,name,on,is_actual
OAKMAB,OAK,EU,APPROVAL,EMA,Oakira,2024-06-01,true
OAKMAB,OAK,US,FILING,FDA,Oakira,2027-10-01,false
ELMADC,ELM,JP,DESIGNATION,PMDA,Orphan,2026-02-01,true
""",
    "site_licences": """\
product_id,partner_id,stage,site_id,market,authority,status,filed_on,expected_on,approved_on,valid_to_on
OAKMAB,OAK,UPSTREAM,ALDER,EU,EMA,APPROVED,2023-10-01,,2024-06-01,2029-06-01
OAKMAB,OAK,DOWNSTREAM,ALDER,EU,EMA,APPROVED,,,,
OAKMAB,OAK,DOWNSTREAM,ALDER,US,FDA,FILED,2026-12-01,2027-10-01,,
ELMADC,ELM,CONJUGATION,ALDER,NA,NMRC,PLANNED,,2028-02-01,,
""",
}


@dataclass
class DataFolder:
    """The tables as rows of cells, and what stands in `dataset.toml`. An empty cell is `""`."""

    tables: dict[str, list[dict[str, str]]] = field(default_factory=lambda: copy.deepcopy(_ROWS))
    dataset: str = f'title = "Fictional works"\noperator = "{OPERATOR}"\nas_of = {AS_OF}\nreporting_currency = "USD"\n'

    def add(self, table: str, **cells: str) -> int:
        """Add a row like row 2 but for these cells and, where it is one column, its key; the number of the new row."""
        rows = self.tables[table]
        number = len(rows) + 2
        key = TABLES[table].key
        own_key = {key[0]: f"{table}-{number}"} if len(key) == 1 else {}
        unknown = set(cells) - set(TABLES[table].columns)
        if unknown:
            raise ValueError(f"{table} has no {unknown}")
        rows.append({**rows[0], **own_key, **cells})
        return number

    def change(self, table: str, row: int, **cells: str) -> None:
        """Change cells of a row of the file; the header is row 1."""
        self.tables[table][row - 2].update(cells)

    def keep(self, *tables: str) -> DataFolder:
        """Leave all other tables out."""
        self.tables = {name: rows for name, rows in self.tables.items() if name in tables}
        return self

    def text(self, table: str) -> str:
        """The table as a CSV file."""
        rows = self.tables[table]
        names = list(dict.fromkeys(name for row in rows for name in row))
        lines = io.StringIO()
        writer = csv.DictWriter(lines, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return lines.getvalue()

    def write(self, folder: Path) -> Path:
        """Write the data folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "dataset.toml").write_text(self.dataset, encoding="utf-8")
        for table in self.tables:
            (folder / f"{table}.csv").write_text(self.text(table), encoding="utf-8", newline="")
        return folder


def checked(folder: Path) -> Version:
    """The version of a folder as it is checked first, errors and all."""
    with Store(folder, lambda: AS_OF) as kept:
        try:
            version = kept.version()
        except DataError:
            version = kept.refused
    if version is None:
        raise ValueError(f"nothing was checked in {folder}")
    return version


def findings(folder: Path) -> list[Finding]:
    """What the first check of a folder finds."""
    return list(checked(folder).report.findings)


_ROWS = {name: list(csv.DictReader(io.StringIO(text))) for name, text in TEXT.items()}
