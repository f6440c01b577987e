"""What codes mean: LOINC tests, SNOMED CT results, HL7 tables, and the words that laboratories type."""

from collections.abc import Mapping
from types import MappingProxyType

from dongseon.console.laboratory.rules import Outcome

# Overall results; LOINC 2.69 and the CDC's LIVD list for SARS-CoV-2 tests.
OVERALL = frozenset(
    {
        "94500-6", "94309-2", "94306-8", "94558-4", "94559-2", "94759-8", "94845-5", "95406-5",
        "95608-6", "95423-0", "95970-0", "96763-8", "97097-0", "97099-6", "95209-3", "94531-1",
        "94565-9", "94660-8", "96986-5", "95409-9", "SARSCOV2",
    }
)  # fmt: skip
# Single genes: N, E, S, RdRp, ORF1ab, of respiratory and other specimens.
GENES = frozenset(
    {"94533-7", "94534-5", "94314-2", "94315-9", "94316-7", "94307-6", "94308-4", "94310-0",
     "94311-8", "94640-0", "94641-8", "94756-4", "94757-2", "94765-5", "94766-3", "94767-1"}
)  # fmt: skip
CYCLES = frozenset({"94642-6", "94643-4", "94644-2", "94645-9", "94646-7", "94745-7", "94746-5"})
TEST_WORDS = ("sars-cov-2", "covid-19", "covid19", "2019-ncov", "코로나바이러스", "코로나19")

SNOMED: Mapping[str, Outcome] = MappingProxyType(
    {
        "260373001": Outcome.POSITIVE,  # Detected
        "10828004": Outcome.POSITIVE,  # Positive
        "52101004": Outcome.POSITIVE,  # Present
        "260415000": Outcome.NEGATIVE,  # Not detected
        "260385009": Outcome.NEGATIVE,  # Negative
        "272519000": Outcome.NEGATIVE,  # Absent
        "895231008": Outcome.NEGATIVE,  # Not detected in pooled specimen
        "419984006": Outcome.INCONCLUSIVE,
        "82334004": Outcome.INCONCLUSIVE,  # Indeterminate
        "42425007": Outcome.INCONCLUSIVE,  # Equivocal
        "720735008": Outcome.INCONCLUSIVE,  # Presumptive positive
        "455371000124106": Outcome.INVALID,  # Invalid result
        "125154007": Outcome.INVALID,  # Specimen unsatisfactory for evaluation
        "123840003": Outcome.INVALID,  # Sample inadequate
    }
)
WORDS: Mapping[str, Outcome] = MappingProxyType(
    {
        "positive": Outcome.POSITIVE, "pos": Outcome.POSITIVE, "detected": Outcome.POSITIVE,
        "reactive": Outcome.POSITIVE, "양성": Outcome.POSITIVE, "검출": Outcome.POSITIVE,
        "p": Outcome.POSITIVE, "+": Outcome.POSITIVE,
        "negative": Outcome.NEGATIVE, "neg": Outcome.NEGATIVE, "notdetected": Outcome.NEGATIVE,
        "nonreactive": Outcome.NEGATIVE, "음성": Outcome.NEGATIVE, "불검출": Outcome.NEGATIVE,
        "미검출": Outcome.NEGATIVE, "n": Outcome.NEGATIVE, "-": Outcome.NEGATIVE,
        "inconclusive": Outcome.INCONCLUSIVE, "indeterminate": Outcome.INCONCLUSIVE,
        "equivocal": Outcome.INCONCLUSIVE, "미결정": Outcome.INCONCLUSIVE,
        "판정보류": Outcome.INCONCLUSIVE, "보류": Outcome.INCONCLUSIVE, "약양성": Outcome.INCONCLUSIVE,
        "presumptivepositive": Outcome.INCONCLUSIVE,
        "invalid": Outcome.INVALID, "unsatisfactory": Outcome.INVALID, "판정불가": Outcome.INVALID,
        "검사불가": Outcome.INVALID, "무효": Outcome.INVALID, "부적합": Outcome.INVALID,
    }
)  # fmt: skip
SEXES: Mapping[str, str] = MappingProxyType(
    {"F": "female", "M": "male", "O": "other", "A": "other"}
)
FINAL, CORRECTED, PRELIMINARY = frozenset({"F"}), frozenset({"C"}), frozenset({"P", "R"})
NONE_TO_COME = frozenset({"X"})  # no result can be obtained
TAKEN_BACK = frozenset({"W", "D"})  # posted as wrong; deleted
NOT_YET = frozenset({"I", "O", "S", "N", "B"})  # nothing is said with these


def outcome_of(*codes_and_words: str) -> Outcome | None:
    """What a coded value means: by its code, else by its words; None where neither is known."""
    for said in codes_and_words:
        if said in SNOMED:
            return SNOMED[said]
    for said in codes_and_words:
        plain = "".join(sign for sign in said.casefold() if sign not in " _-./()" or said in "+-")
        if plain in WORDS:
            return WORDS[plain]
    return None
