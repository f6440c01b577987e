"""The sentences of discrepancies, in English and Korean: facts, never an accusation."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dongseon.itinerary import decode
from dongseon.itinerary.case import Case
from dongseon.itinerary.chain import Answer
from dongseon.itinerary.decode import NOWHERE, Run
from dongseon.records.columns import SOURCES

SOURCE_NAMES = {
    "card": ("card", "카드"),
    "transit": ("transit card", "교통카드"),
    "cctv": ("CCTV", "CCTV"),
    "check_in": ("check-in", "출입 기록"),
}


def contradicted(
    case: Case, row: int, other: int, probability: float, n_records: int
) -> tuple[str, str]:
    """A statement that the records speak against."""
    records = case.records
    place = _place(case, int(records.place[row]))
    start, end = _span(case, records.start[row].item(), records.end[row].item())
    found, found_ko = _answer(case, other, probability)
    return (
        (
            f"The statement places the person at {place} from {start} to {end}, but {n_records} "
            f"record(s) of that time do not fit; {found}. To be asked again."
        ),
        (
            f"진술로는 {start}부터 {end}까지 {place}에 있었으나, 같은 시간의 기록 {n_records}건이 맞지 않습니다. "
            f"{found_ko}. 다시 확인이 필요합니다."
        ),
    )


def omitted(case: Case, run: Run, n_records: int) -> tuple[str, str]:
    """A stay that the interview does not mention."""
    place = case.candidates.places.name[run.place] or case.candidates.places.place_id[run.place]
    start, end = _span(case, case.grid.time(run.first), case.grid.time(run.last))
    return (
        (
            f"{n_records} record(s) show a stay at {place} from {start} to {end} that the interview "
            "does not mention. To be asked again."
        ),
        (
            f"기록 {n_records}건에 따르면 {start}부터 {end}까지 {place}에 머물렀으나 진술에는 없습니다. "
            "다시 확인이 필요합니다."
        ),
    )


def misplaced(case: Case, row: int, answer: Answer, step: int) -> tuple[str, str]:
    """A record that names a place where the person most probably was not."""
    records = case.records
    name, name_ko = SOURCE_NAMES[SOURCES[int(records.source[row])]]
    place, at = _place(case, int(records.place[row])), _time(case, records.start[row].item())
    best = decode.rivals_of(answer, Run(NOWHERE, step, step + 1, 0.0), most=1)
    other, probability = (
        best[0] if best else (NOWHERE, float(answer.way[step] + answer.still[step]))
    )
    found, found_ko = _answer(case, other, probability)
    return (
        (
            f"A {name} record puts the person at {place} at {at}, but the other records do not fit; "
            f"{found}. Somebody else may have used it, or it was posted late. To be asked again."
        ),
        (
            f"{name_ko} 기록상 {at}에 {place}에 있었으나 다른 기록과 맞지 않습니다. {found_ko}. "
            "다른 사람이 사용했거나 늦게 처리되었을 수 있습니다. 다시 확인이 필요합니다."
        ),
    )


def _answer(case: Case, other: int, probability: float) -> tuple[str, str]:
    percent = round(100 * probability)
    if other == NOWHERE:
        return (
            f"most probably the person was at no listed place then ({percent} %)",
            f"그 시간에는 등록된 장소에 있지 않았을 가능성이 큽니다({percent} %)",
        )
    place = case.candidates.places.name[other] or case.candidates.places.place_id[other]
    return (
        f"most probably the person was at {place} ({percent} %)",
        f"{place}에 있었을 가능성이 가장 큽니다({percent} %)",
    )


def _place(case: Case, row: int) -> str:
    return case.places.name[row] or case.places.place_id[row]


def _local(case: Case, time: datetime) -> datetime:
    aware = time if time.tzinfo else time.replace(tzinfo=ZoneInfo("UTC"))
    return aware.astimezone(ZoneInfo(case.period.timezone))


def _time(case: Case, time: datetime) -> str:
    return _local(case, time).strftime("%Y-%m-%d %H:%M")


def _span(case: Case, start: datetime, end: datetime) -> tuple[str, str]:
    """Begin and end as a reader says them: the day again only if it is another."""
    begin, until = _local(case, start), _local(case, end)
    clock = "%H:%M" if begin.date() == until.date() else "%Y-%m-%d %H:%M"
    return _time(case, start), until.strftime(clock)
