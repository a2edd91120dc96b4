"""Credits of agencies, in sentences of ours set as agencies set theirs."""

import pytest

from analysis.prepare._credits import AGENCIES, agency_of, credit_of, is_agency

BODY = "The dockers voted at noon. The owners made no offer."


@pytest.mark.parametrize(
    ("body", "agency"),
    [
        (f"BEIRUT (AFP) – {BODY}", "AFP"),
        (f"PORT BRENNA, Torvia, March 3 (Reuters) - {BODY}", "Reuters"),
        (f"A headline again.\n\nPORT BRENNA, T.V. (AP) — {BODY}", "AP"),
        (f"(AP) The dockers voted at noon. {BODY}", "AP"),
        (f"LAS VEGAS/NEW YORK (Reuters)\n{BODY}", "Reuters"),
        (f"Reuters — {BODY}", "Reuters"),
        (f"{BODY}\n(Reporting by Ada Low and Bo Tan; Editing by Cy Orr)", "Reuters"),
        (f"{BODY}\n(Additional reporting by Ada Low in Brenna; editing by Cy Orr)", "Reuters"),
        (f"{BODY}\nCopyright 2024 The Associated Press. All rights reserved.", "AP"),
        (f"{BODY}\n© 2024 AFP", "AFP"),
        (f"ALLENTOWN (PA) (AP) — {BODY}", "AP"),
        (f"LONDON (PA) — {BODY}\nCopyright 2024 Press Association.", "PA"),
    ],
)
def test_an_agencys_copy(body, agency):
    credit = credit_of(body)
    assert (credit.agency, credit.copy) == (agency, True)
    assert credit.words in " ".join(body.split())


@pytest.mark.parametrize(
    ("byline", "agency"),
    [
        ("Associated Press", "AP"),
        ("By THE ASSOCIATED PRESS", "AP"),
        ("Ada Low, Associated Press", "AP"),
        ("By Ada Low | Reuters", "Reuters"),
        ("AFP news agency", "AFP"),
        ("Ada Low, PA", "PA"),
    ],
)
def test_a_byline_that_names_nobody_but_the_agency(byline, agency):
    assert credit_of(BODY, byline)[:2] == (agency, True)


@pytest.mark.parametrize(
    "byline",
    [
        "Ada Low",
        "Ada Low and the Associated Press",
        "Ada Low with Reuters",
        "Apia Post",
        "Ada Low, Allentown, PA",
        "Ada Zampa",
    ],
)
def test_a_byline_of_the_outlets_own(byline):
    assert credit_of(BODY, byline) is None


def test_pa_in_a_dateline_is_the_agency_where_the_byline_agrees():
    assert credit_of(f"LONDON (PA) — {BODY}", "Ada Low, PA").words == "LONDON (PA) —"
    assert credit_of(f"ALLENTOWN (PA) — {BODY}", "Ada Low, Allentown, PA") is None


@pytest.mark.parametrize(
    ("tail", "agency"),
    [
        ("The Associated Press contributed to this report.", "AP"),
        ("Ada Low and Reuters contributed to this story.", "Reuters"),
        ("Contributing: Ada Low, Associated Press", "AP"),
        ("With reporting by Reuters.", "Reuters"),
    ],
)
def test_an_agency_that_helped(tail, agency):
    assert credit_of(f"{BODY}\n{tail}")[:2] == (agency, False)


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        "The Associated Press (AP) reported that the dockers voted at noon.",
        "The dockers told Reuters that they would go on.",
        "PORT BRENNA (TBC) – The dockers voted at noon.",
        f"ALLENTOWN (PA) — {BODY}",
        f"{BODY}\nImage copyright AFP",
        f"{BODY}\nPhoto: © AFP/Getty Images",
        f"He read AP – and Reuters – daily. {BODY}",
        f"{BODY * 20} PORT BRENNA (AP) — {BODY * 20}",
        "",
    ],
)
def test_no_credit(body):
    assert credit_of(body) is None


def test_outlets_and_columns_that_name_an_agency():
    assert [is_agency(one) for one in ("Associated Press", "AP Fact Check", "Apple")] == [
        "AP",
        "AP",
        "",
    ]
    named = ["Pittsburgh Post-Gazette (PA)", "The Morning Call, Allentown, PA", "Radio CP"]
    assert [is_agency(one) for one in named] == [""] * 3
    named = ["The AP", "PA", "PA Media", "France 24 / Agence France-Presse"]
    assert [is_agency(one) for one in named] == ["AP", "PA", "PA", "AFP"]
    assert [agency_of(one) for one in ("reuters", " AFP ", "HNA")] == ["Reuters", "AFP", "HNA"]
    assert all(agency_of(name) == key for key, names in AGENCIES.items() for name in names)
