"""Case numbers: said over the phone, typed with mistakes, guessed by the curious."""

from hypothesis import given
from hypothesis import strategies as st

from dongseon.console.cases import numbers

letters = st.text(numbers.LETTERS, min_size=numbers.LENGTH, max_size=numbers.LENGTH)


def test_a_number_is_drawn_and_not_counted() -> None:
    drawn = {numbers.draw() for _ in range(1_000)}
    assert len(drawn) == 1_000
    assert all(numbers.read(number) == number for number in drawn)


@given(letters)
def test_a_number_is_read_as_people_type_it(eight: str) -> None:
    number = eight + numbers.check_letter(eight)
    assert numbers.read(numbers.write(number).lower()) == number
    assert numbers.read(f" {number[:4]} {number[4:]} ") == number


@given(letters, st.data())
def test_one_wrong_letter_is_found(eight: str, data: st.DataObject) -> None:
    number = eight + numbers.check_letter(eight)
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from(numbers.LETTERS.replace(number[place], "")))
    assert numbers.read(number[:place] + wrong + number[place + 1 :]) == ""


@given(letters, st.data())
def test_two_exchanged_letters_are_found(eight: str, data: st.DataObject) -> None:
    number = list(eight + numbers.check_letter(eight))
    one, other = data.draw(st.sets(st.integers(0, 7), min_size=2, max_size=2))
    if number[one] != number[other]:
        number[one], number[other] = number[other], number[one]
        assert numbers.read("".join(number)) == ""


def test_what_is_no_number_is_none() -> None:
    for text in ("", "김민준", "BKRM-TXWP", "BKRM-TXWP-HH", "ILOU-AEIO-Q"):
        assert numbers.read(text) == ""
