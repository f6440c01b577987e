"""The numbers behind a reconstruction: one typed table, each with unit and source.

Change one with ``dataclasses.replace(Model(), ping_interval_min=5)``. What each does is told in
``docs/method/itinerary.md``; "assumption" means that nobody measured it for us.
"""

from dataclasses import dataclass, field

from dongseon.itinerary.asking import Asking
from dongseon.records.categories import kind_of


@dataclass(frozen=True, slots=True)
class Habit:
    """How people use one category of place."""

    stay_min: float  # mean stay, minutes
    paid_at: float  # where in a stay the card is used: 0 on arrival, 1 on leaving
    appeal: float  # how often people go there, relative to a restaurant, per place


# Mean stays and appeal: assumption, rounded from everyday experience; where a card is used follows
# from how each trade charges (cafés on ordering, restaurants on leaving).
HABITS: dict[str, Habit] = {
    "restaurant": Habit(50, 0.9, 1.0),
    "cafe": Habit(55, 0.1, 0.8),
    "bar": Habit(110, 0.9, 0.5),
    "club": Habit(180, 0.15, 0.4),
    "karaoke": Habit(80, 0.15, 0.4),
    "pc_cafe": Habit(120, 0.8, 0.4),
    "shop": Habit(22, 0.85, 0.8),
    "convenience": Habit(8, 0.8, 1.0),
    "supermarket": Habit(30, 0.9, 0.9),
    "market": Habit(35, 0.6, 0.7),
    "pharmacy": Habit(10, 0.85, 0.4),
    "clinic": Habit(40, 0.9, 0.5),
    "hospital": Habit(80, 0.9, 0.5),
    "gym": Habit(75, 0.1, 0.5),
    "academy": Habit(110, 0.1, 0.4),
    "kindergarten": Habit(240, 0.5, 0.2),
    "school": Habit(360, 0.5, 0.2),
    "university": Habit(180, 0.5, 0.2),
    "senior_centre": Habit(120, 0.5, 0.2),
    "office": Habit(240, 0.5, 0.2),
    "factory": Habit(300, 0.5, 0.1),
    "warehouse": Habit(300, 0.5, 0.1),
    "call_centre": Habit(300, 0.5, 0.1),
    "church": Habit(100, 0.5, 0.4),
    "temple": Habit(80, 0.5, 0.3),
    "cinema": Habit(140, 0.1, 0.4),
    "park": Habit(45, 0.5, 0.5),
    "salon": Habit(70, 0.9, 0.4),
    "sauna": Habit(120, 0.1, 0.3),
    "library": Habit(100, 0.5, 0.3),
    "station": Habit(4, 0.5, 0.3),
    "bus_stop": Habit(4, 0.5, 0.3),
    "home": Habit(180, 0.5, 0.03),
    "vehicle": Habit(20, 0.9, 0.1),
}
UNKNOWN_HABIT = Habit(50, 0.5, 0.6)  # assumption: any other category


# What a work place is when the register names none.
WORKING = frozenset(
    {"office", "factory", "call_centre", "warehouse", "school", "hospital", "university", "academy"}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """When an area of the log is a home or a work place that the register lacks. All assumptions."""

    tile_m: float = 300.0  # m, side of the tiles that areas are made of
    area_tiles: int = 2  # tiles to each side that belong to one area: base stations are no sharper
    spot_tile_m: float = 30.0  # m, the same where fixes tell spots apart
    spot_tiles: int = 2
    least_days: int = 3  # days that show a habit
    least_share: float = 0.2  # of the days with records
    least_work_min: float = 150.0  # minutes of a day that make a working day
    least_night_min: float = 90.0  # minutes between midnight and five that make a night
    home_elsewhere: float = 0.001  # odds of living at a place that is no home
    other_job: float = 0.3  # odds of working at a public place that is none of ``WORKING``
    job_at_home: float = 0.0001  # odds of working in somebody's home
    apart_nats: float = 5.0  # log Bayes factor by which a work place must not be the home
    apart_sigmas: float = 3.0  # the same for its position, in standard deviations
    apart_m: float = 15.0  # m, and in metres
    least_odds: float = 0.002  # share below which a listed place is none of its possible doors


@dataclass(frozen=True, slots=True)
class Model:
    """Every parameter of the reconstruction."""

    # Time and space
    step_s: int = 60  # s, length of a step; minutes are what investigators speak in
    cell_m: float = 400.0  # m, side of the cells a moving person is placed in; assumption
    jump: float = 0.01  # per step, share of moves to any cell at all (tunnels, silence); assumption
    walk_m_per_step: float = 75.0  # m per minute, 4.5 km/h, usual walking speed
    ride_m_per_step: float = 400.0  # m per minute, 24 km/h, city bus and underground door to door
    ride_share: float = 0.45  # share of moving minutes spent riding; assumption

    # Habits of the person
    home_stay_min: float = 60.0  # minutes at home when half of the time is spent there
    work_stay_min: float = 250.0  # minutes, the same for the work place; both assumption
    # Minutes, mean stay at either in hours seldom spent there; assumption
    quickest_min: float = 120.0
    leaving_prior_min: float = 150.0  # minutes of an hour of the week watched that these weigh
    routine_prior_days: float = 4.0  # days that the usual routine counts against the person's own
    home_pull: float = 0.4  # odds per minute of stopping when under way in the cell of one's home
    work_pull: float = 0.4  # the same for one's work place in working hours
    public_pull: float = 0.05  # the same for all public places of a cell together
    other_home_pull: float = 0.004  # the same for all homes of others in a cell together
    still_pull: float = 0.0003  # the same for a spot that is no listed place
    still_stay_min: float = 40.0  # minutes, mean stay at such a spot; assumption
    closed_factor: float = 0.03  # going to a place outside its opening hours; assumption
    habit_pull: float = 0.02  # added odds for a place found again and again in the log; assumption

    # Base stations
    beyond_range: float = 1 / 8  # share of connections from beyond the nominal range (FORMATS)
    tail: float = 0.1  # weight of the long exponential tail of a sector's reach; assumption
    side_lobe: float = 0.06  # gain outside the beam against inside; assumption
    lobe_edge_deg: float = 25.0  # degrees over which the beam fades; assumption
    sector_floor: float = 2e-4  # probability of any sector from anywhere; assumption
    ping_interval_min: float = 4.0  # minutes in which the same sector again tells nothing new
    connection_lasts_min: float = 30.0  # minutes between what one that lasts tells; assumption
    sector_temper: float = 1.0  # exponent of what a connection says
    first_temper: float = 0.3  # the same in the first pass, before the log has taught anything
    stay_prior: float = 8.0  # connections that geometry is worth against those heard lately
    likeness: float = 0.05  # part of the best place's chance from which on a place hears a sector
    heard_fades_min: float = 60.0  # minutes in which what was heard lately fades; assumption
    profile_prior: float = 6.0  # connections that geometry is worth against the person's own log
    address_prior: float = 32.0  # the same when an unknown address is told from its profile
    address_temper: float = 0.25  # exponent: shadowing makes geometry a poor witness; assumption
    profile_reach_m: float = 35.0  # m, how far a learned sector profile holds; assumption

    # GPS
    gps_default_accuracy_m: float = 20.0  # m (68 %), when the phone does not say; assumption
    gps_min_sigma_m: float = 6.0  # m, no phone is better in a city; assumption
    gps_indoor_bias_m: float = 19.0  # m per axis, error that stays the same indoors; assumption
    gps_lasting_bias_m: float = 8.0  # m per axis, part of it that no day changes; assumption
    gps_outlier: float = 0.02  # share of fixes that tell nothing; assumption
    gps_outlier_m: float = 1000.0  # m, spread of those; assumption
    gps_wild_m: float = 150.0  # m, half of those are within 260 m (plane Cauchy); assumption
    gps_drift_min: float = 180.0  # minutes in which an indoor error drifts away; assumption

    # Anchors: probability that a record was made although the person was not there, per minute and
    # place, against one if they were there. Assumptions, in the order of the sources' reliability.
    false_card: float = 3e-6
    false_cancelled: float = 3e-5
    false_check_in: float = 3e-7
    false_cctv: float = 1e-5  # at confidence 0.9; scales with (1 - c) / c
    false_transit: float = 1e-6
    false_statement: float = 1e-5
    same_visit: float = 0.3  # a second record in a stay that another record already explains
    mid_visit: float = 0.03  # a record at an hour of a stay that its kind does not explain
    statement_sigma_min: float = 20.0  # minutes, error of a remembered time; assumption
    statement_home_per_h: float = 1.5  # log-odds per hour for "at home" and "at work"; assumption
    statement_other_per_h: float = 4.0  # log-odds per hour against the other of the two; assumption
    vague_members: int = 12  # places that "a cafe in that street" may mean at most; assumption
    lingering: float = 0.15  # share of visits that take longer than their kind; assumption
    lingers: float = 2.5  # times as long; assumption
    till_min: float = 4.0  # minutes between till and door, or door and check-in; assumption

    # Saying it
    switch_cost_min: float = 4.0  # minutes of probability a change of claim must win; assumption
    visit_worth: float = 2.0  # right minutes at home or work that one at another place is worth
    often_share: float = 0.04  # of the time, from which on a place is like home or work; assumption
    claim_reach: float = 0.3  # part of a visit's best chance that a minute must have to be claimed
    search_min: int = 180  # minutes before and after a visit in which its ends are looked for
    near_worth: float = 0.5  # part of a right minute that a place next door is worth
    near_m: float = 100.0  # m at which a place is half next door
    nowhere_worth: float = 1.6  # right minutes that one under way is worth; all assumptions
    least_stay_min: float = 4.0  # minutes, shorter claims are not made; assumption
    least_claim: float = 0.05  # probability below which no place is named; assumption
    gap_min: float = 90.0  # minutes without a record or a sure place that make a gap; assumption
    # Minutes, silence past a night is a gap even at home; assumption
    long_silence_min: float = 720.0
    thinkable: float = 0.003  # best minute a place must have in the first pass to stay a candidate
    first_look_s: int = 300  # s, length of a step in the first pass, when every place is thinkable
    learning_passes: int = 3  # passes over the log, each learning from the one before
    habits: dict[str, Habit] = field(default_factory=lambda: dict(HABITS))
    finding: Finding = field(default_factory=Finding)  # homes and work places not registered
    asking: Asking = field(default_factory=Asking)  # when something is to be asked again

    def habit(self, category: str) -> Habit:
        """The habit of a category, by the register's own word or its kind, or that of an unknown one."""
        kind = category if category in self.habits else kind_of(category)
        return self.habits.get(kind, UNKNOWN_HABIT)
