"""A worker loads the compiled loops before the first case needs them."""

from dongseon.console.running import warming


def test_the_made_up_two_meet_by_all_that_a_case_is_judged_by() -> None:
    """By codes and by their phones' own logs alike, so that everything which is compiled has been called."""
    found = warming.warm()
    assert {one.person_id for one in found} == {warming.OTHER}
    assert {one.grounds for one in found} == {"rows", "log"}
