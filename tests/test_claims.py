"""Numbers told in words, each with its sentence, against the tables."""

from __future__ import annotations

from decimal import Decimal

from workbench.claims import compare, find_claims
from workbench.sections import Section


def claims(text: str) -> dict[str, tuple[Decimal, str]]:
    found = find_claims([Section(1, "一、总体情况", text)])
    return {claim.quantity: (claim.value, claim.bound) for claim in found}


def test_requests_and_their_channels_are_found_and_sum_up() -> None:
    """The figures of Erqi district's office for 2022: 62 = 2 + 29 + 31."""
    found = find_claims(
        [
            Section(
                1, "", "全年收到信息公开申请62件，其中当面申请2件，邮寄申请29件，电子邮件申请31件，均已答复。"
            )
        ]
    )
    told, comparisons = compare(found, {"requests.received.total": Decimal(62)})

    assert {claim.quantity: claim.value for claim in told} == {
        "requests_received": 62,
        "requests_in_person": 2,
        "requests_mail": 29,
        "requests_email": 31,
    }
    assert {comparison.id: comparison.passes for comparison in comparisons} == {
        "N1.received.requests_received": True,
        "N2.channels": True,
    }


def test_no_request_told_in_words_is_a_claim_of_zero() -> None:
    assert claims("2023年度，全乡未收到政府信息公开申请。")["requests_received"] == (Decimal(0), "exact")


def test_and_more_is_a_lower_bound_and_not_an_equality() -> None:
    assert claims("通过公开栏、微信群等公开信息300余条。")["items_published"] == (Decimal(300), "at_least")


def test_hotline_calls_are_not_requests() -> None:
    assert claims("接到热线64件，办结64件，办结率100%。") == {}


def test_a_claim_says_which_account_of_the_tables_it_equals() -> None:
    """Huai'an 2024 tells 3,119 received and 3,050 answered; each is right by its own account."""
    values: dict[str, Decimal | None] = {
        "requests.received.total": Decimal(3119),
        "requests.carried_in.total": Decimal(34),
        "requests.total_processed.total": Decimal(3050),
        "requests.carried_over.total": Decimal(103),
    }
    found = find_claims([Section(1, "", "全市受理政府信息公开申请3119件，答复申请3050件。")])

    told, _ = compare(found, values)

    assert [claim.agrees for claim in told] == ["N1.received", "N1.processed"]


def test_a_narrative_that_contradicts_the_tables_fails_n1_with_both_numbers() -> None:
    """Hongze 2024: the office tells its own 17 requests, the tables count the district's 95."""
    found = find_claims([Section(1, "", "区政府办受理政府信息公开申请17件，均已答复。")])

    _, comparisons = compare(found, {"requests.received.total": Decimal(95)})

    assert [(c.left, c.right, c.passes) for c in comparisons] == [(Decimal(17), Decimal(95), False)]


def test_a_number_without_a_table_to_compare_with_is_only_quoted() -> None:
    told, comparisons = compare(find_claims([Section(1, "", "全年主动公开政府信息2428条。")]), {})

    assert [claim.agrees for claim in told] == [None]
    assert comparisons == []
