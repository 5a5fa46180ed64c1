"""The forms in which the world writes its digits, each with the share of writers who use it.

The shares are judgements after school models and the literature on handwriting: one country's
schools teach the slashed zero or the barred seven, another's do not, and all are to be read.
"""

from glassnet.data.simulated.forms import (
    eight,
    five,
    four,
    nine,
    one,
    seven,
    six,
    three,
    two,
    zero,
)
from glassnet.data.simulated.forms.paths import Form

FORMS: dict[int, tuple[Form, ...]] = {
    0: (
        Form("plain", 0.44, zero.plain),
        Form("clockwise", 0.08, zero.clockwise),
        Form("open", 0.07, zero.open_at_the_top),
        Form("curled at the end", 0.07, zero.curled),
        Form("slashed", 0.10, zero.slashed),
        Form("slashed inside", 0.06, zero.slashed_inside),
        Form("slashed steeply", 0.04, zero.slashed_steeply),
        Form("slashed without lifting", 0.06, zero.slashed_without_lifting),
        Form("slashed backwards", 0.03, zero.slashed_backwards),
        Form("barred", 0.03, zero.barred),
        Form("dotted", 0.02, zero.dotted),
    ),
    1: (
        Form("bare", 0.38, one.bare),
        Form("flag", 0.16, one.flag),
        Form("long upstroke", 0.16, one.long_upstroke),
        Form("steep upstroke", 0.04, one.steep_upstroke),
        Form("flag and foot", 0.10, one.flag_and_foot),
        Form("flag and foot without lifting", 0.03, one.flag_and_foot_without_lifting),
        Form("long upstroke and foot", 0.05, one.long_upstroke_and_foot),
        Form("foot", 0.04, one.foot),
        Form("hooked", 0.04, one.hooked),
    ),
    2: (
        Form("plain", 0.34, two.plain),
        Form("looped", 0.24, two.looped),
        Form("large loop", 0.12, two.with_a_large_loop),
        Form("angular", 0.08, two.angular),
        Form("waved base", 0.11, two.waved),
        Form("curled at the start", 0.07, two.curled),
        Form("hardly a neck", 0.04, two.with_hardly_a_neck),
    ),
    3: (
        Form("plain", 0.42, three.plain),
        Form("soft waist", 0.18, three.soft),
        Form("looped", 0.12, three.looped),
        Form("flat-topped", 0.15, three.flat_topped),
        Form("angular", 0.07, three.angular),
        Form("hardly waisted", 0.06, three.hardly_waisted),
    ),
    4: (
        Form("open", 0.30, four.open_at_the_top),
        Form("open, curved", 0.14, four.curved),
        Form("square", 0.08, four.square),
        Form("closed", 0.16, four.closed),
        Form("closed like an A", 0.04, four.closed_like_an_a),
        Form("closed without lifting", 0.04, four.closed_without_lifting),
        Form("continental", 0.08, four.continental),
        Form("open without lifting", 0.09, four.open_without_lifting),
        Form("looped", 0.04, four.looped),
        Form("torn", 0.03, four.torn),
    ),
    5: (
        Form("joined", 0.25, five.joined),
        Form("bar last", 0.25, five.bar_last),
        Form("bar apart", 0.15, five.bar_apart),
        Form("slanted bar", 0.07, five.slanted_bar),
        Form("soft", 0.10, five.soft),
        Form("without a corner", 0.13, five.without_a_corner),
        Form("angular", 0.05, five.angular),
    ),
    6: (
        Form("curved", 0.36, six.curved),
        Form("straight back", 0.18, six.straight),
        Form("hooked", 0.06, six.hooked),
        Form("open", 0.08, six.open_loop),
        Form("curled", 0.10, six.curled),
        Form("pointed", 0.10, six.pointed),
        Form("like a b", 0.06, six.like_a_b),
        Form("large loop", 0.06, six.large_loop),
    ),
    7: (
        Form("plain", 0.32, seven.plain),
        Form("serif", 0.12, seven.serif),
        Form("long serif", 0.05, seven.long_serif),
        Form("barred", 0.22, seven.barred),
        Form("serif and bar", 0.10, seven.serif_and_bar),
        Form("low bar", 0.04, seven.low_bar),
        Form("curved", 0.09, seven.curved),
        Form("bowed", 0.06, seven.bowed),
    ),
    8: (
        Form("like an S", 0.32, eight.like_an_s),
        Form("crossed", 0.16, eight.crossed),
        Form("open", 0.12, eight.open_at_the_top),
        Form("with a cap", 0.08, eight.with_a_cap),
        Form("mirrored", 0.08, eight.mirrored),
        Form("from the waist", 0.11, eight.from_the_waist),
        Form("two circles", 0.13, eight.of_circles),
    ),
    9: (
        Form("straight", 0.28, nine.straight),
        Form("curved tail", 0.18, nine.curved_tail),
        Form("hooked tail", 0.09, nine.hooked_tail),
        Form("open", 0.09, nine.open_loop),
        Form("pointed", 0.09, nine.pointed),
        Form("stick", 0.09, nine.stick),
        Form("small loop", 0.06, nine.small_loop),
        Form("rolled", 0.06, nine.rolled),
        Form("like a g", 0.06, nine.like_a_g),
    ),
}
"""Every form of every digit; the shares of one digit's forms sum to 1."""

__all__ = ["FORMS", "Form"]
