"""Every read of the laboratory that others may use. All narrow to the officer's area; none opens an identity."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from dongseon.console.laboratory.models import (
    PROVINCE_CODE_LENGTH,
    Box,
    Event,
    Laboratory,
    Result,
    Specimen,
)
from dongseon.console.laboratory.rules import (
    Hold,
    Material,
    Outcome,
    Reason,
    Source,
    Standing,
    State,
)
from dongseon.console.laboratory.types import (
    BoxRow,
    EventRow,
    LaboratoryRow,
    ResultRow,
    Side,
    SpecimenRow,
    SpecimenUnknown,
)

MOST_SHOWN = 200  # events, results, members on one page


def within(area: str, side: Side) -> Q:
    """Specimens of an area, of the whole country, a province, or a district, seen from one side."""
    if not area:
        return Q()
    province, district = ("province", "area") if side is Side.SITE else ("lab_province", "lab_area")
    return Q((province if len(area) == PROVINCE_CODE_LENGTH else district, area))


def held(area: str, specimen_id: UUID) -> Specimen:
    """A row for this context's own verbs, if the area has to do with it. Raises SpecimenUnknown."""
    found = Specimen.objects.filter(pk=specimen_id).first()
    if found is None or not concerns(area, found):
        raise SpecimenUnknown(specimen_id)
    return found


def locked(specimen_id: UUID, *, area: str) -> SpecimenRow:
    """A specimen that nobody else can change until the transaction ends. Raises SpecimenUnknown."""
    found = Specimen.objects.select_for_update(no_key=True).filter(pk=specimen_id).first()
    if found is None or not concerns(area, found):
        raise SpecimenUnknown(specimen_id)
    return to_row(found)


def locked_of_codes(codes: Collection[str]) -> dict[str, SpecimenRow]:
    """Stored codes to specimens, wherever they are; nobody else can change them until the transaction ends."""
    found = Specimen.objects.select_for_update(no_key=True).filter(code__in=codes).order_by("pk")
    return {row.code: to_row(row) for row in found}


def concerns(area: str, specimen: Specimen) -> bool:
    """Whether it was taken in an area, or is tested there."""
    return specimen.area.startswith(area) or bool(
        specimen.lab_area and specimen.lab_area.startswith(area)
    )


def specimen(specimen_id: UUID, *, area: str) -> SpecimenRow:
    """A specimen taken or tested in the area. Raises SpecimenUnknown."""
    return to_row(held(area, specimen_id))


def specimens(ids: Collection[UUID]) -> dict[UUID, SpecimenRow]:
    """These specimens, wherever they are: for workflows that have seen that they may be seen."""
    return {row.id: to_row(row) for row in Specimen.objects.filter(pk__in=ids)}


def of_code(code: str) -> SpecimenRow | None:
    """The specimen with a stored code, wherever it is."""
    found = Specimen.objects.filter(code=code).first()
    return None if found is None else to_row(found)


def of_codes(codes: Collection[str]) -> dict[str, SpecimenRow]:
    """Stored codes to specimens, wherever they are."""
    return {row.code: to_row(row) for row in Specimen.objects.filter(code__in=codes)}


def of_persons(person_ids: Collection[UUID], *, since: datetime) -> tuple[SpecimenRow, ...]:
    """The specimens of these persons taken since a moment, the latest first."""
    found = Specimen.objects.filter(person_id__in=person_ids, taken_at__gte=since)
    return tuple(to_row(row) for row in found.order_by("-taken_at", "id")[:MOST_SHOWN])


def of_visits(visit_ids: Collection[UUID]) -> tuple[SpecimenRow, ...]:
    """The specimens taken at these visits."""
    found = Specimen.objects.filter(visit_id__in=visit_ids)
    return tuple(to_row(row) for row in found.order_by("taken_at", "id"))


def verified_of(person_id: UUID, *, since: datetime) -> tuple[tuple[datetime, Outcome], ...]:
    """When specimens of a person were taken and what stands for them, the latest first."""
    found = Specimen.objects.filter(person_id=person_id, taken_at__gte=since).exclude(outcome="")
    rows = found.order_by("-taken_at", "id").values_list("taken_at", "outcome")[:MOST_SHOWN]
    return tuple((taken_at, Outcome(outcome)) for taken_at, outcome in rows)


def events(specimen_id: UUID) -> tuple[EventRow, ...]:
    """The chain of custody, from the swab on. The caller has seen that the specimen may be seen."""
    found = Event.objects.filter(specimen=specimen_id).order_by("-seq")[:MOST_SHOWN]
    return tuple(
        EventRow(one.at, one.act, one.officer_id, one.role, one.place, one.detail)
        for one in reversed(found)
    )


def results(specimen_id: UUID) -> tuple[ResultRow, ...]:
    """All that was ever said of a specimen, the latest first."""
    found = Result.objects.filter(specimen=specimen_id).select_related("kit", "lot")
    return tuple(to_result(one) for one in found.order_by("-entered_at", "id")[:MOST_SHOWN])


def standing(specimen_id: UUID) -> ResultRow | None:
    """The result that holds."""
    found = Result.objects.filter(specimen=specimen_id, standing=Standing.STANDING)
    row = found.select_related("kit", "lot").first()
    return None if row is None else to_result(row)


def results_waiting(specimen_ids: Collection[UUID]) -> dict[UUID, ResultRow]:
    """Specimen → the result that waits for a second pair of eyes, or is kept back."""
    found = Result.objects.filter(
        specimen__in=specimen_ids, standing__in=[Standing.ENTERED, Standing.HELD]
    ).select_related("kit", "lot")
    return {row.specimen_id: to_result(row) for row in found.order_by("entered_at")}


def members(pool_id: UUID) -> tuple[SpecimenRow, ...]:
    """The specimens that are or were in a pool, in their places."""
    found = Specimen.objects.filter(pool=pool_id).order_by("pool_place")
    return tuple(to_row(row) for row in found)


def laboratories(*, area: str = "", closed: bool = False) -> tuple[LaboratoryRow, ...]:
    """The laboratories of an area, by name."""
    found = Laboratory.objects.filter(area__startswith=area)
    rows = found if closed else found.filter(closed=False)
    return tuple(to_laboratory(row) for row in rows.order_by("name_ko", "id"))


def laboratory_of_program(program_id: UUID | None) -> LaboratoryRow | None:
    """The laboratory whose token a program uses."""
    found = Laboratory.objects.filter(program_id=program_id).first() if program_id else None
    return None if found is None else to_laboratory(found)


def boxes_on_the_way(area: str, side: Side) -> tuple[BoxRow, ...]:
    """Boxes that a laboratory of the area waits for, or that the area sent; the oldest first."""
    near = "area" if side is Side.SITE else "lab_area"
    found = Box.objects.filter(Q((f"{near}__startswith", area)), received_at=None)
    return tuple(to_box(row) for row in found.order_by("sent_at", "id")[:MOST_SHOWN])


def box(box_id: UUID, *, area: str) -> BoxRow:
    """A box packed or expected in the area. Raises SpecimenUnknown."""
    found = Box.objects.filter(
        Q(area__startswith=area) | Q(lab_area__startswith=area), pk=box_id
    ).first()
    if found is None:
        raise SpecimenUnknown(box_id)
    return to_box(found)


def in_box(box_id: UUID) -> tuple[SpecimenRow, ...]:
    """The specimens that were packed into a box."""
    found = Specimen.objects.filter(box=box_id).order_by("taken_at", "id")
    return tuple(to_row(row) for row in found)


# ── rows as values ───────────────────────────────────────────────────────────────────────────


def outcome_of(row: Specimen) -> Outcome | None:
    """What stands for a specimen."""
    return Outcome(row.outcome) if row.outcome else None


def to_row(row: Specimen) -> SpecimenRow:
    """A row of the table as a value."""
    return SpecimenRow(
        id=row.id,
        code=row.code,
        person_id=row.person_id,
        area=row.area,
        laboratory_id=row.laboratory_id,
        lab_area=row.lab_area,
        site_id=row.site_id,
        visit_id=row.visit_id,
        material=Material(row.material),
        reason=Reason(row.reason),
        symptoms=row.symptoms,
        state=State(row.state),
        outcome=outcome_of(row),
        again=row.again,
        replaced=row.replaced,
        pool_id=row.pool_id,
        pool_of=row.pool_of,
        replaces_id=row.replaces_id,
        version=row.version,
        taken_at=row.taken_at,
        since=row.since,
        verified_at=row.verified_at,
    )


def to_rows(rows: Iterable[Specimen]) -> tuple[SpecimenRow, ...]:
    """Rows of the table as values."""
    return tuple(to_row(row) for row in rows)


def to_result(row: Result) -> ResultRow:
    """A row of the table as a value; its kit and lot are joined."""
    return ResultRow(
        id=row.id,
        specimen_id=row.specimen_id,
        outcome=Outcome(row.outcome),
        standing=Standing(row.standing),
        source=Source(row.source),
        kit=row.kit_said if row.kit is None else row.kit.name,
        lot="" if row.lot is None else row.lot.number,
        hold=Hold(row.hold) if row.hold else None,
        cycle_threshold=row.cycle_threshold,
        corrects=row.corrects,
        reported_at=row.reported_at,
        entered_at=row.entered_at,
        entered_by=row.entered_by,
        verified_at=row.verified_at,
        verified_by=row.verified_by,
        reason=row.reason,
    )


def to_laboratory(row: Laboratory) -> LaboratoryRow:
    """A row of the table as a value."""
    return LaboratoryRow(
        row.id, row.code, row.name_ko, row.name_en, row.area, row.program_id, row.closed
    )


def to_box(row: Box) -> BoxRow:
    """A row of the table as a value."""
    return BoxRow(
        row.id,
        row.code,
        row.area,
        row.laboratory_id,
        row.sent_at,
        row.packed,
        row.received_at,
        row.temperature_c,
    )
