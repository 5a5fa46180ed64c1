"""A number that is not sure has other texts: other labels, and other cuts between its digits."""

import numpy as np

from glassnet.data.labeled_images import DIGIT_NAMES
from glassnet.ink import Rendering
from glassnet.models import Reading
from glassnet.models.alternatives import CutReading, find_alternatives


def reading(**shares: float) -> Reading:
    """A digit that is one of a few with these probabilities, such as `_7=0.6, _1=0.4`."""
    probabilities = np.zeros(10)
    for name, share in shares.items():
        probabilities[int(name[1:])] = share
    return Reading(str(probabilities.argmax()), "", probabilities, Rendering(None))


def test_a_digit_that_may_be_another_gives_another_text() -> None:
    digits = [reading(_4=1.0), reading(_7=0.6, _1=0.4)]

    confidence, alternatives = find_alternatives("47", digits, (), DIGIT_NAMES)

    assert np.isclose(confidence, 0.6)
    assert [(each.text, round(each.confidence, 3)) for each in alternatives] == [("41", 0.4)]


def test_a_sure_number_has_no_other_text() -> None:
    digits = [reading(_4=0.999, _9=0.001), reading(_2=0.98, _1=0.02)]

    confidence, alternatives = find_alternatives("42", digits, (), DIGIT_NAMES)

    assert np.isclose(confidence, 0.979, atol=1e-3)
    assert alternatives == ()


def test_another_cut_gives_another_text_and_takes_from_the_confidence() -> None:
    digits = [reading(_3=1.0), reading(_0=1.0)]
    cut = CutReading(1, 2, (reading(_1=1.0), reading(_7=1.0)), odds=0.25)

    confidence, alternatives = find_alternatives("30", digits, [cut], DIGIT_NAMES)

    assert np.isclose(confidence, 0.8)
    assert [each.text for each in alternatives] == ["317"]
    assert np.isclose(alternatives[0].confidence, 0.2)


def test_a_rejected_digit_leaves_no_confidence_but_its_likeliest_labels() -> None:
    rejected = Reading(None, "no digit", reading(_5=0.9, _3=0.1).probabilities, Rendering(None))

    confidence, alternatives = find_alternatives("1?", [reading(_1=1.0), rejected], (), DIGIT_NAMES)

    assert confidence == 0
    assert alternatives[0].text == "15"
    assert alternatives[0].confidence < 0.9


def test_the_texts_of_a_long_unsure_number_are_few_and_quickly_found() -> None:
    digits = 40 * [reading(_4=0.5, _9=0.5)]

    confidence, alternatives = find_alternatives("4" * 40, digits, (), DIGIT_NAMES)

    assert confidence < 1e-9
    assert alternatives == ()
