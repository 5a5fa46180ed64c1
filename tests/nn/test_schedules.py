"""Each schedule's rates worked by hand, at the beginning, in between and at the end."""

import pytest

from glassnet.nn import (
    Clock,
    Constant,
    Cosine,
    Exponential,
    LastEpochs,
    LinearWarmUp,
    OneCycle,
    Piecewise,
    Schedule,
    SettingError,
    Step,
    Switch,
)

# 5 updates an epoch for 5 epochs: steps 0 to 24, so that step 6 is a quarter of the way.
BY_HAND = [
    (Constant(0.5), {0: 0.5, 24: 0.5}),
    (Switch(1.0, 7, 0.1), {0: 1.0, 6: 1.0, 7: 0.1, 24: 0.1}),
    (
        Piecewise(Cosine(1.0), (6, 18), (0.3, 0.01)),
        {0: 1.0, 5: Cosine(1.0)(Clock(5, 5, 5)), 6: 0.3, 17: 0.3, 18: 0.01, 24: 0.01},
    ),
    (LastEpochs(2, after=0.5), {0: 1.0, 14: 1.0, 15: 0.5, 24: 0.5}),
    (LastEpochs(9, after=0.0, before=2.0), {0: 0.0, 24: 0.0}),
    (Step(0.8, 0.5, every_epochs=2), {0: 0.8, 9: 0.8, 10: 0.4, 19: 0.4, 20: 0.2}),
    (Exponential(1.0, 0.25), {0: 1.0, 5: 0.25, 10: 0.0625, 20: 0.25**4}),
    (Cosine(1.0), {0: 1.0, 6: (1 + 0.5**0.5) / 2, 12: 0.5, 18: (1 - 0.5**0.5) / 2, 24: 0.0}),
    (Cosine(1.0, 0.2), {0: 1.0, 12: 0.6, 24: 0.2}),
    (LinearWarmUp(4, Constant(0.8)), {0: 0.2, 1: 0.4, 2: 0.6, 3: 0.8, 4: 0.8, 24: 0.8}),
    (LinearWarmUp(2, Cosine(1.0)), {0: 0.5, 12: 0.5, 24: 0.0}),
    (
        OneCycle(1.0, warm_up=0.25, start_divisor=10, final_divisor=100),
        {0: 0.1, 3: 0.55, 6: 1.0, 15: 0.5005, 24: 0.001},
    ),
    (OneCycle(1.0, warm_up=0), {0: 1.0, 24: 1 / 25 / 1e4}),
]
CLOCKS = [Clock(step, 5, 5) for step in range(25)]


@pytest.mark.parametrize(("schedule", "rates"), BY_HAND, ids=str)
def test_rates_are_those_worked_by_hand(schedule: Schedule, rates: dict[int, float]) -> None:
    found = {step: schedule(CLOCKS[step]) for step in rates}

    assert found == pytest.approx(rates, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("schedule", [schedule for schedule, _ in BY_HAND], ids=str)
def test_rates_are_never_negative(schedule: Schedule) -> None:
    assert all(schedule(clock) >= 0 for clock in CLOCKS)


def test_exponential_falls_with_every_update() -> None:
    assert Exponential(1.0, 0.25)(Clock(1, 2, 5)) == pytest.approx(0.5)


def test_one_cycle_rises_to_its_peak_and_falls_from_there() -> None:
    rates = [OneCycle(1.0)(clock) for clock in CLOCKS]
    top = rates.index(max(rates))

    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert 0 < top < 24


def test_a_clock_counts_steps_epochs_and_fractions() -> None:
    clock = Clock(step=7, steps_per_epoch=5, epochs=3)

    assert (clock.steps, clock.epoch, clock.fraction) == (15, 1, 0.5)


def test_a_training_of_one_update_is_at_fraction_0() -> None:
    assert Clock(0, 1, 1).fraction == 0


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Constant(0), "Constant expects rate above 0, got 0."),
        (lambda: Switch(0, 1, 1), "Switch expects before above 0, got 0."),
        (lambda: Switch(1, 1, -1), "Switch expects after above 0, got -1."),
        (
            lambda: Piecewise(Constant(1), (5,), ()),
            "Piecewise expects as many rates as updates, one or more, got 1 updates and 0 rates.",
        ),
        (
            lambda: Piecewise(Constant(1), (5, 5), (1, 2)),
            "Piecewise expects updates from 0 on, in ascending order, got [5, 5].",
        ),
        (lambda: Piecewise(Constant(1), (5,), (0,)), "Piecewise expects rates above 0, got 0."),
        (lambda: LastEpochs(0, 1), "LastEpochs expects epochs above 0, got 0."),
        (lambda: LastEpochs(1, -1), "LastEpochs expects after of at least 0, got -1."),
        (lambda: LastEpochs(1, 1, 0), "LastEpochs expects before above 0, got 0."),
        (lambda: Step(1, every_epochs=0), "Step expects every_epochs above 0, got 0."),
        (lambda: Step(1, factor=0), "Step expects factor above 0, got 0."),
        (lambda: Exponential(1, 0), "Exponential expects factor above 0, got 0."),
        (lambda: Cosine(0), "Cosine expects rate above 0, got 0."),
        (lambda: Cosine(1, -1), "Cosine expects final in [0, inf), got -1."),
        (lambda: LinearWarmUp(0, Constant(1)), "LinearWarmUp expects steps above 0, got 0."),
        (lambda: OneCycle(0), "OneCycle expects peak above 0, got 0."),
        (lambda: OneCycle(1, warm_up=1), "OneCycle expects warm_up in [0, 1), got 1."),
        (lambda: OneCycle(1, start_divisor=0), "OneCycle expects start_divisor above 0, got 0."),
        (lambda: OneCycle(1, final_divisor=0), "OneCycle expects final_divisor above 0, got 0."),
    ],
)
def test_invalid_settings_are_refused(build, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        build()

    assert str(caught.value).startswith(message)
