"""The numbers behind discrepancies: when two pieces of evidence are to be asked about again.

A part of ``Model``; change one with ``replace(Model(), asking=replace(Asking(), ask_nats=2.0))``. Log-odds
and log-likelihood ratios are in nats: 0 is even, 2.2 is nine to one, 4.6 is ninety-nine to one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asking:
    """Every parameter of the discrepancies. "assumption": nobody measured it for us."""

    # What is asked
    ask_nats: float = 1.2  # log-odds from which a record is asked about: three to one; assumption
    ask_statement_nats: float = 2.0  # the same for a statement; assumption
    ask_phone_nats: float = 5.0  # the same for a part of a day told as a whole, by the phone alone
    outing_min: tuple[float, float] = (20.0, 240.0)  # minutes, stays that only the phone shows
    daily_round_m: float = 150.0  # m from home, work and what is told of often: no outing
    least_working_days: int = 2  # days with hours at one place that make it look like work
    working_h: tuple[float, float] = (1.5, 12.0)  # hours of a shift; assumption
    same_hours_min: float = 120.0  # minutes by which the hours of one place of work differ
    least_repeated_days: int = 3  # days away at the same hours, told as "at home"
    same_hours_nats: float = 2.5  # for the same place in the same hours of another day
    least_omitted_min: float = 12.0  # minutes, shorter stays are forgotten by everybody; assumption
    least_named: float = 0.5  # chance from which a place that no record names is named; assumption
    neighbourhood_m: float = 300.0  # m, round a place that is too uncertain to be named; assumption

    # How the phone weighs
    # Exponent: connections of one stay are not independent; assumption
    weighing_temper: float = 0.6
    most_a_row: float = 2.5  # nats, no connection weighs more; assumption
    most_a_fix: float = 1.2  # nats, the same for a fix: one in ten is far off among tall buildings
    same_stay_min: float = 120.0  # minutes round a question that teach no sectors to its places
    repeats: float = 0.5  # the n-th connection through one sector counts n ** -repeats; assumption
    speaks_nats: float = 0.7  # from which a connection or fix is named as speaking against a place

    # How often a record is no visit at its time; all assumptions
    odd_card: float = 0.04  # used by family, or posted late
    odd_cancelled: float = 0.6  # cancelled, and nothing else bought there within minutes
    odd_check_in: float = 0.004  # the code scanned from elsewhere
    odd_tap: float = 0.004  # the card lent
    own_place_nats: float = 3.0  # for a record of the own home or work: errors pick any place
    camera_trust: float = 1.0  # nats by which a sighting is better than its stated confidence
    most_trust: float = 5.0  # nats, all records that name places too far away, together
    clocks_differ_min: float = 3.0  # minutes between two holders' clocks
    fastest_m_per_min: float = 500.0  # m per minute, 30 km/h from door to door; assumption
    brief_visits: float = 0.08  # share of visits that last minutes only, whatever the trade
    around_record_min: float = 60.0  # minutes watched before and after a record
    odd_outing: float = 0.001  # share of outings without the phone
    at_home_nats: float = 1.5  # from which the phone is at home rather than with its owner
    outing_gap_min: float = 120.0  # minutes between two signs of one outing
    latest_posting_min: float = 720.0  # minutes, approvals are posted within half a day

    # How people tell; all assumptions
    told_sigma_min: float = 25.0  # minutes, error of a told begin or end, rounding included
    mention_min: float = 60.0  # minutes, a statement of the place this near tells of the stay
    most_apart_nats: float = 3.5  # nats, a record hours off the time told of its place says no more
    mention_words_min: float = 30.0  # the same for words that name no kind of place either
    witness_nats: float = 2.0  # a statement of the same place at that time speaks for a record
    odd_statement: float = 0.02  # share of statements of a visit that are of another day or place
    odd_at_home: float = 0.03  # share of "at home", "at work" that leave out where the person went
    odd_unspoken: float = 0.15  # share of silent hours spent neither at home nor at work
    shift_nats: float = 4.0  # an untold visit to the same place at the same hour of the next day
    again_nats: float = 2.0  # each further record of that untold visit
    shift_days: int = 2  # days by which a visit may have been told wrongly
    mistaken_m: float = 700.0  # m, a place of the same kind so near is mistaken for the other
