"""The figures of a release as pages, files and charts speak of them: one name, one definition each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dongseon.disclosure.release import Day, Release


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of the day."""

    key: str  # in addresses and files
    name: Promise | str
    definition: Promise | str
    of: Callable[[Day], float | None]  # None: not counted on that day
    worse: int  # 1: more is worse, -1: more is better, 0: neither
    unit: str = ""  # "%" for shares
    cumulative: bool = True


def share(part: int | None, whole: int | None) -> float | None:
    """A share in percent, one digit; None of nothing, or of what was not counted."""
    return round(100 * part / whole, 1) if whole and part is not None else None


METRICS: tuple[Metric, ...] = (
    Metric(
        "confirmed",
        gettext_lazy("Confirmed"),
        gettext_lazy(
            "Everybody in whom a PCR test has found the virus, since the first case, counted on the day of confirmation. Somebody who is found positive again is counted once."
        ),
        lambda day: day.confirmed,
        1,
    ),
    Metric(
        "isolated",
        gettext_lazy("In isolation"),
        gettext_lazy(
            "Confirmed patients in hospital, in a residential treatment centre or at home who have not been released."
        ),
        lambda day: day.isolated,
        1,
        cumulative=False,
    ),
    Metric(
        "released",
        gettext_lazy("Released"),
        gettext_lazy(
            "Confirmed patients released from isolation by the rules in force on the day of their release."
        ),
        lambda day: day.released,
        -1,
    ),
    Metric(
        "recovery_rate",
        gettext_lazy("Recovery rate"),
        gettext_lazy("Released patients for each hundred confirmed."),
        lambda day: share(day.released, day.confirmed),
        -1,
        unit="%",
        cumulative=False,
    ),
    Metric(
        "deceased",
        gettext_lazy("Deceased"),
        gettext_lazy("Confirmed patients who have died, of whatever cause."),
        lambda day: day.deceased,
        1,
    ),
    Metric(
        "tests",
        gettext_lazy("Tested"),
        gettext_lazy(
            "Persons from whom a specimen was taken. Somebody tested twice is counted once."
        ),
        lambda day: day.tests,
        0,
    ),
    Metric(
        "positivity",
        gettext_lazy("Share positive"),
        gettext_lazy("Of the persons tested, the share in whom the virus was found."),
        lambda day: share(day.positives, day.tests),
        1,
        unit="%",
        cumulative=False,
    ),
    Metric(
        "quarantined",
        gettext_lazy("In quarantine"),
        gettext_lazy(
            "Contacts and travellers who are to stay at home and are watched over by a case officer."
        ),
        lambda day: day.quarantined,
        1,
        cumulative=False,
    ),
)
NEW = Metric(
    "new",
    gettext_lazy("New today"),
    gettext_lazy("Cases confirmed between 00:00 and 24:00 of that day."),
    lambda day: day.new,
    1,
    cumulative=False,
)
ALL: Mapping[str, Metric] = {metric.key: metric for metric in (NEW, *METRICS)}


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure as it stands on the page, with its change since the day before."""

    metric: Metric
    value: float
    change: float | None  # None: nothing to compare with

    @property
    def shown(self) -> str:
        """The figure in words."""
        return said(self.value, self.metric.unit)

    @property
    def change_shown(self) -> str:
        """The size of the change, without its direction."""
        return said(abs(self.change or 0), self.metric.unit)

    @property
    def direction(self) -> str:
        """up, down or level."""
        if not self.change:
            return "level"
        return "up" if self.change > 0 else "down"

    @property
    def tone(self) -> str:
        """worse, better or plain: for the colour, which never stands alone."""
        sign = (self.change or 0) * self.metric.worse
        if not sign:
            return "plain"
        return "worse" if sign > 0 else "better"


def said(value: float, unit: str = "") -> str:
    """A number as pages write it."""
    return f"{value:,.1f}{unit}" if unit else f"{value:,.0f}"


def tiles(release: Release) -> tuple[Tile, ...]:
    """The figures of the release's last day, the new cases first."""
    if not release.days:
        return ()
    today = release.days[-1]
    before = release.days[-2] if len(release.days) > 1 else None
    return tuple(
        Tile(metric, value, None if before is None else change(metric, before, today))
        for metric in ALL.values()
        if (value := metric.of(today)) is not None
    )


def change(metric: Metric, before: Day, today: Day) -> float | None:
    """By how much a figure has changed; None where one of the two was not counted."""
    first, then = metric.of(before), metric.of(today)
    return None if first is None or then is None else round(then - first, 1)
