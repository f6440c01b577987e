"""Names are found however they are written; what is not alike is not found. Properties first."""

import unicodedata
from datetime import date

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from dongseon.console.registry import rules, wording
from dongseon.console.registry.search import names, terms
from dongseon.console.registry.search.sounds import fold, romanise
from dongseon.console.registry.search.surnames import SINGLE, sound_of_surname
from dongseon.console.registry.types import DataClass, Identity, Sex
from dongseon.errors import InvalidInput

SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
SURNAMES = st.sampled_from(SINGLE)
GIVEN = st.text(SYLLABLES, min_size=2, max_size=3)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)


def rank(record: str, wanted: str) -> int | None:
    """In which round a search finds a record; None if it does not."""
    there = names.terms_of(record)
    for number, alternatives in enumerate(names.searches_of(wanted)):
        if any(one <= there for one in alternatives):
            return number
    return None


@given(surname=SURNAMES, given_name=GIVEN)
def test_a_hangul_name_is_found_in_any_order_and_spacing_at_once(
    surname: str, given_name: str
) -> None:
    for wanted in (
        surname + given_name,
        f"{surname} {given_name}",
        f"{given_name} {surname}",
        unicodedata.normalize("NFD", surname + given_name),
    ):
        assert rank(surname + given_name, wanted) == 0


@given(surname=SURNAMES, given_name=GIVEN)
def test_a_hangul_name_is_found_by_its_romanisation_and_the_other_way(
    surname: str, given_name: str
) -> None:
    latin = [romanise(surname), "-".join(romanise(one) for one in given_name)]
    for wanted in (" ".join(latin), ", ".join(latin[::-1]), " ".join(latin).upper()):
        assert rank(surname + given_name, wanted) is not None
        assert rank(wanted, surname + given_name) is not None


@given(text=TEXTS)
@example(text="B0U0H")  # however its letters are joined, something sounds like a surname
def test_any_name_that_can_be_searched_finds_itself(text: str) -> None:
    parts = names.parts_of(text)
    if len(parts) <= names.MOST_PARTS and names.searches_of(text):
        assert rank(text, text) is not None


@given(text=TEXTS)
def test_terms_do_not_depend_on_case_space_or_composition(text: str) -> None:
    spaced = "  ".join(text.split())
    assert names.terms_of(text) == names.terms_of(spaced)
    composed = unicodedata.normalize("NFC", text)
    assert names.terms_of(composed) == names.terms_of(unicodedata.normalize("NFD", composed))


@given(surname=SURNAMES, given_name=GIVEN)
def test_no_term_is_a_surname_alone(surname: str, given_name: str) -> None:
    alone = {f"whole:{surname}", f"sound:{sound_of_surname(romanise(surname))}"}
    assert not names.terms_of(surname + given_name) & alone


@pytest.mark.parametrize(
    ("hangul", "spellings"),
    [
        ("김민수", "Kim Minsu|Gim Min-su|KIM MIN SOO|Minsoo Kim|Kim, Min Su"),
        ("이영희", "Lee Young-hee|Yi Yeong-hui|Rhee Younghee|Li Yung Hee|Younghee Lee"),
        ("박정희", "Park Chung-hee|Bak Jeonghui|Pak Jung Hee"),
        ("최은영", "Choi Eun-young|Choe Eunyeong|Eun Young Choi"),
        ("정경숙", "Jung Kyung-sook|Jeong Gyeongsuk|Chung Kyung Suk"),
        ("임수정", "Lim Soo Jung|Im Sujeong|Rim Su-jung"),
        ("류현진", "Ryu Hyun-jin|Yoo Hyunjin|Ryoo Hyeon Jin"),
        ("노우진", "Noh Woo-jin|Roh Ujin|No Woo Jin"),
        ("백승호", "Paik Seung-ho|Baek Seungho|Back Seung Ho"),
        ("안철수", "Ahn Cheol-soo|An Cheolsu|Ahn Chul Soo"),
        ("허정무", "Huh Jung-moo|Heo Jeongmu|Hur Jung Moo"),
        ("남궁민", "Namgung Min|Namkoong Min"),
        ("황희찬", "Hwang Hee-chan|Whang Heechan|Hwang Huichan"),
        ("서재원", "Seo Jae-won|Suh Jaewon|Seo Jai Won"),
    ],
)
def test_spellings_that_passports_use_are_found(hangul: str, spellings: str) -> None:
    missed = [one for one in spellings.split("|") if rank(hangul, one) is None]
    assert not missed
    assert not [one for one in spellings.split("|") if rank(one, hangul) is None]


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        ("김민수", "이민수"),
        ("김민수", "김영희"),
        ("김민수", "Kim Minho"),
        ("Kim Minsu", "Park Minsu"),
        ("John Smith", "Jane Smith"),
        ("김민수", "김"),
        ("김민수", "Kim"),
        ("김민수", ""),
        ("김민수", "123 !"),
    ],
)
def test_others_are_not_found_and_a_surname_alone_finds_nobody(record: str, wanted: str) -> None:
    assert rank(record, wanted) is None


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        ("Nguyễn Văn An", "nguyen van an"),
        ("John Michael Smith", "Smith, John"),
        ("Alexandra Petrova", "Alex"),
        ("José Ñúñez", "jose nunez"),
        ("王小明", "王小明"),
        ("Иван Петров", "Петров Иван"),
        ("김민수 Kim Minsu", "kim minsu"),
    ],
)
def test_names_of_elsewhere_are_found(record: str, wanted: str) -> None:
    assert rank(record, wanted) is not None


@given(terms_=st.sets(TEXTS, max_size=10), key=st.binary(min_size=32, max_size=32))
def test_blinding_keeps_subsets_and_needs_the_key(terms_: set[str], key: bytes) -> None:
    blinded = terms.blinded(terms_, key)
    assert blinded == sorted(blinded)
    assert all(-(2**63) <= one < 2**63 for one in blinded)
    for one in terms_:
        assert set(terms.blinded([one], key)) <= set(blinded)
    if terms_:
        assert not set(blinded) & set(terms.blinded(terms_, key[::-1] + b"x"))


@given(letters=st.text("abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_folding_twice_changes_no_more_than_once_does_to_its_spelling(letters: str) -> None:
    assert fold(letters) == fold(letters)
    assert len(fold(letters)) <= len(letters) + letters.count("x")


@given(
    number=st.integers(0, 99_999_999),
    form=st.sampled_from(
        [
            "010-{a}-{b}",
            "010 {a} {b}",
            "+82 10-{a}-{b}",
            "+82-(0)10-{a}-{b}",
            "0082 10 {a} {b}",
            "(010){a}{b}",
            "０１０{a}{b}",
        ]
    ),
)
def test_a_number_is_one_however_it_is_written(number: int, form: str) -> None:
    digits = f"{number:08d}"
    assert rules.phone_of(form.format(a=digits[:4], b=digits[4:])) == f"010{digits}"


@pytest.mark.parametrize(
    "text", ["", "none", "12", "+0123456789", "010-1234-5678-9999-0000", "+82"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with translation.override("en"), pytest.raises(InvalidInput, match="is no phone number"):
        rules.phone_of(text)


@given(
    born=st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    sign=st.sampled_from("12345678"),
    rest=st.integers(0, 999_999),
    around=st.tuples(
        st.sampled_from(["", "주민번호 ", "x", "ID:"]), st.sampled_from(["", "입니다", " ."])
    ),
)
def test_a_resident_number_with_its_hyphen_is_refused_anywhere(
    born: date, sign: str, rest: int, around: tuple[str, str]
) -> None:
    century = 1900 if sign in "1256" else 2000
    if (born.year // 100) * 100 != century:
        return
    number = f"{born:%y%m%d}-{sign}{rest:06d}"
    assert rules.holds_resident_number(around[0] + number + around[1])


@given(born=st.dates(date(1900, 1, 1), date(1999, 12, 31)), rest=st.integers(0, 99_999))
def test_thirteen_digits_are_refused_if_they_pass_the_check(born: date, rest: int) -> None:
    twelve = f"{born:%y%m%d}1{rest:05d}"
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    check = (11 - sum(w * int(d) for w, d in zip(weights, twelve, strict=True)) % 11) % 10
    assert rules.holds_resident_number(f"no {twelve}{check}")
    assert not rules.holds_resident_number(f"no {twelve}{(check + 5) % 10}")


@pytest.mark.parametrize(
    "text", ["010-1234-5678", "2020-05-06 14:00", "1234567890123", "850302", "20200506-1234567"]
)
def test_other_numbers_are_no_resident_numbers(text: str) -> None:
    assert not rules.holds_resident_number(text)


@pytest.mark.parametrize(
    "text", ["불법체류자임", "체류 자격 없음", "visa status unknown", "He overstayed", "비자 만료"]
)
def test_words_on_immigration_status_are_refused_and_not_repeated(text: str) -> None:
    with translation.override("en"), pytest.raises(InvalidInput, match="immigration status") as no:
        rules.check_text("address", text, longest=300)
    assert text not in str(no.value)


IDENTITIES = st.builds(
    Identity,
    name=TEXTS,
    name_romanised=TEXTS,
    other_names=st.lists(TEXTS, max_size=3).map(tuple),
    sex=st.sampled_from(Sex),
    birth_date=st.none() | st.dates(),
    birth_date_estimated=st.booleans(),
    phones=st.lists(st.from_regex(r"0\d{8,9}", fullmatch=True), max_size=3).map(tuple),
    needs_interpreter=st.booleans(),
    guardian_id=st.none() | st.uuids(),
    address=TEXTS,
    hidden_address=TEXTS,
)


@given(identity=IDENTITIES)
def test_an_identity_comes_back_from_its_parts_as_it_was(identity: Identity) -> None:
    parts = wording.written(identity)
    assert set(parts) <= set(DataClass)
    fields = [field for part in parts.values() for field in part]
    assert wording.read(parts.values(), fields) == identity
    assert wording.read(parts.values(), []) == Identity()
