"""The same model on longer steps: quicker by as much, to the cost of the minutes' sharpness."""

from dataclasses import replace

from dongseon.itinerary.parameters import Model


def coarser(model: Model, times: int) -> Model:
    """The model on steps ``times`` as long: what is counted a step is counted so many times.

    Odds and shares a step grow in proportion, as they are small; speeds stay what they are. One pass
    over the log is left out. For persons whose meetings are asked about, not whose day is told.
    """
    return replace(
        model,
        step_s=model.step_s * times,
        jump=min(0.5, model.jump * times),
        walk_m_per_step=model.walk_m_per_step * times,
        ride_m_per_step=model.ride_m_per_step * times,
        home_pull=model.home_pull * times,
        work_pull=model.work_pull * times,
        public_pull=model.public_pull * times,
        other_home_pull=model.other_home_pull * times,
        still_pull=model.still_pull * times,
        habit_pull=model.habit_pull * times,
        ping_interval_min=max(model.ping_interval_min, model.step_s * times / 60),
        learning_passes=max(2, model.learning_passes - 1),
    )
