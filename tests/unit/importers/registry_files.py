"""Invented trials in the shapes in which registries other than ClinicalTrials.gov hand them out."""

from __future__ import annotations

from typing import Any

CTIS_PAGE: dict[str, Any] = {
    "ctNumber": "2099-500001-11-00",
    "ctStatus": "Authorised",
    "ctPublicStatusCode": 4,
    "startDateEU": "2026-06-20",
    "decisionDate": "2026-06-10",
    "publishDate": "2026-09-01",
    "authorizedApplication": {
        "eudraCt": {"isTransitioned": True, "eudraCtCode": "2019-000001-22"},
        "authorizedPartI": {
            "sponsors": [
                {"primary": False, "organisation": {"name": "Helper CRO"}},
                {
                    "primary": True,
                    "organisation": {"name": "Example Oncology"},
                    "publicContacts": [{"functionalEmailAddress": "someone@example.com"}],
                },
            ],
            "rowCountriesInfo": [{"name": "Korea, Republic of", "isoAlpha2Code": "KR"}],
            "trialDetails": {
                "clinicalTrialIdentifiers": {
                    "fullTitle": "A long title",
                    "publicTitle": "An invented trial",
                    "secondaryIdentifyingNumbers": {
                        "nctNumber": {"number": "NCT90000001"},
                        "isrctnNumber": {"number": ""},
                        "additionalRegistries": [{"otherRegistryName": "jRCT", "number": "jRCT2099999999"}],
                    },
                },
                "trialInformation": {
                    "trialCategory": {"trialPhase": "10"},
                    "trialDuration": {"estimatedGlobalEndDate": "2029-12-31"},
                },
            },
        },
        "authorizedPartsII": [
            {
                "mscInfo": {
                    "countryName": "Poland",
                    "trialStatus": "Authorised",
                    "trialRecruitmentPeriod": [
                        {"recruitmentStartDate": "2026-08-01"},
                        {"recruitmentStartDate": "2026-07-01"},
                    ],
                },
                "recruitmentSubjectCount": 30,
                "trialSites": [
                    {
                        "organisationAddressInfo": {
                            "organisation": {"name": "General Hospital"},
                            "address": {"city": "Lublin", "postcode": "20-001", "countryName": "Poland"},
                        },
                        "personInfo": {"firstName": "Somebody", "lastName": "Secret"},
                    }
                ],
            },
            {"mscInfo": {"countryName": "Czechia"}, "recruitmentSubjectCount": 12, "trialSites": []},
        ],
        "memberStatesConcerned": [
            {"mscName": "Poland", "mscPublicStatusCode": 4},
            {"mscName": "Czechia", "mscPublicStatusCode": 2},
            {"mscName": "Germany", "mscPublicStatusCode": 8},
        ],
    },
}

CTIS_SEARCH: dict[str, Any] = {
    "pagination": {"totalRecords": 2, "currentPage": 1, "nextPage": False},
    "data": [
        {
            "ctNumber": "2099-500001-11-00",
            "ctStatus": 4,
            "ctTitle": "An invented trial",
            "trialCountries": ["Poland:4", "Czechia:2"],
            "trialPhase": "Therapeutic confirmatory  (Phase III)",
            "totalNumberEnrolled": "42",
            "sponsor": "Example Oncology",
            "startDateEU": "20/06/2026",
            "lastUpdated": "05/09/2026",
        },
        {"ctNumber": "2099-500002-22-00", "ctStatus": 8, "trialCountries": ["Spain:8"]},
    ],
}

CTIS_CSV = (
    "Trial number,Title of the trial,Overall trial status,Location(s) and recruitment status,Trial phase,"
    "Number of participants enrolled,Sponsor/Co-Sponsors,Start date,End date,Global end of the trial,Last updated\n"
    '2099-500001-11-00,An invented trial,"Ongoing, recruiting","Germany:Ongoing, recruiting, Austria:Authorised, '
    'recruitment pending, Spain:Ended",Phase I and Phase II (Integrated)- Other,42,"Example Oncology, Helper",'
    "20/06/2026,N/A,N/A,09/09/2026\n"
)

EUDRACT = """\
This file contains full details on each clinical trial selected for download.

Summary
EudraCT Number: 2099-000001-22
Sponsor's Protocol Code Number: INV-1
National Competent Authority: Spain - AEMPS
Clinical Trial Type: EEA CTA
Trial Status: {spain}
Date on which this record was first entered in the EudraCT database: 2023-01-16

A. Protocol Information
A.1 Member State Concerned: Spain - AEMPS
A.2 EudraCT number: 2099-000001-22
A.3 Full title of the trial: A long title: with a colon
A.3 Full title of the trial (es): Un título largo
A.3.1 Title of the trial for lay people, in easily understood, i.e. non-technical, language: An invented trial
A.5.2 US NCT (ClinicalTrials.gov registry) number: NCT90000001
B.1.1 Name of Sponsor: Example Oncology
B.5.6 E-mail: someone@example.com
E.7.1 Human pharmacology (Phase I): No
E.7.2 Therapeutic exploratory (Phase II): Yes
E.7.3 Therapeutic confirmatory (Phase III): Yes
E.8.4.1 Number of sites anticipated in Member State concerned: 2
E.8.6.3 If E.8.6.1 or E.8.6.2 are Yes, specify the regions in which trial sites are planned:
Korea, Republic of
Taiwan
E.8.7 Trial has a data monitoring committee: Yes
F.4.2.2 In the whole clinical trial: 150
N. Date of Competent Authority Decision: 2023-05-18
P. End of Trial Status: {spain}

Summary
EudraCT Number: 2099-000001-22
National Competent Authority: Czech Republic - SUKL
Trial Status: {czechia}
A.2 EudraCT number: 2099-000001-22
A.3 Full title of the trial: A long title
N. Date of Competent Authority Decision: 2023-06-01
P. End of Trial Status: {czechia}
"""

EUDRACT_SUMMARY = """\
EudraCT Number: 2099-000001-22
Sponsor Protocol Number: INV-1
Sponsor Name: Example Oncology
Full Title: An invented trial
Start Date: 2023-05-18
Medical condition: Something
Trial protocol: ES (Ongoing) CZ(Completed) 3RD (Ongoing)
Link: https://www.clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:2099-000001-22
"""

ICTRP_XML = """\
<?xml version='1.0' encoding='UTF-8' ?>
<Trials_downloaded_from_ICTRP>
  <Trial>
    <Export_date>10/04/2026 04:51:51</Export_date>
    <Internal_Number>1
    </Internal_Number>
    <TrialID>JPRN-jRCT2099999999
    </TrialID>
    <Last_Refreshed_on>21 September 2026</Last_Refreshed_on>
    <Public_title>An invented
       trial</Public_title>
    <Acronym/>
    <Primary_sponsor>Example Oncology</Primary_sponsor>
    <Source_Register>JPRN</Source_Register>
    <Recruitment_Status>Recruiting</Recruitment_Status>
    <Target_size>A arm:49;B arm:51;</Target_size>
    <Phase>1-2</Phase>
    <Countries>Japan;대한민국;Taiwan, Province of China;Türkiye</Countries>
    <Contact_Email>someone@example.com</Contact_Email>
    <Date_enrollement>{day}</Date_enrollement>
    <Secondary_ID>NCT90000001;INV-1</Secondary_ID>
  </Trial>
  <Trial>
    <TrialID>KCT0009999</TrialID>
    <Public_title>Another one</Public_title>
    <Primary_sponsor>Example Oncology</Primary_sponsor>
    <Recruitment_Status>Not Recruiting</Recruitment_Status>
    <Phase>Human pharmacology (Phase I): no Therapeutic exploratory (Phase II): yes</Phase>
    <Countries>Republic of Korea</Countries>
  </Trial>
</Trials_downloaded_from_ICTRP>
"""

ICTRP_CSV = (
    "TrialID,Last Refreshed on,Public title,Primary sponsor,Recruitment Status,Phase,Countries,SecondaryIDs\n"
    "EUCTR2099-000001-22-ES,5 May 2025,An invented trial,Example Oncology,Authorised-recruitment may be ongoing or "
    "finished,Phase 2,Spain;Czechia,NCT90000001\n"
    "EUCTR2099-000001-22-CZ,5 May 2025,An invented trial,Example Oncology,Not Recruiting,Phase 2,Czechia;Spain,\n"
)

ISRCTN = """\
<?xml version="1.0" encoding="UTF-8"?>
<allTrials xmlns="http://www.67bricks.com/isrctn" totalCount="1">
  <fullTrial>
    <trial lastUpdated="2026-09-25T07:18:23.431Z" version="3">
      <isrctn dateAssigned="2026-02-01T12:00:00.000Z">90000001</isrctn>
      <trialDescription><title>An invented trial</title></trialDescription>
      <externalRefs>
        <doi>10.1186/ISRCTN90000001</doi><eudraCTNumber/><clinicalTrialsGovNumber>NCT90000001</clinicalTrialsGovNumber>
      </externalRefs>
      <trialDesign><overallEndDate>2029-12-31T00:00:00.000Z</overallEndDate>{override}</trialDesign>
      <participants>
        <recruitmentCountries><country>England</country><country>United Kingdom</country></recruitmentCountries>
        <trialCentres>
          <trialCentre id="1"><name>General Hospital</name><city>London</city><country>England</country></trialCentre>
          <trialCentre id="2"><name>Infirmary</name><city>Cardiff</city><country>Wales</country></trialCentre>
        </trialCentres>
        <targetEnrolment>160</targetEnrolment><totalFinalEnrolment>0</totalFinalEnrolment>
        <recruitmentStart>2026-09-14T00:00:00.000Z</recruitmentStart>
        <recruitmentEnd>2028-08-15T00:00:00.000Z</recruitmentEnd>
      </participants>
      <interventions><intervention><phase>Phase I/II</phase></intervention></interventions>
    </trial>
    <sponsor id="s1"><organisation>Example Oncology</organisation></sponsor>
    <contact><email>someone@example.com</email></contact>
  </fullTrial>
</allTrials>
"""
