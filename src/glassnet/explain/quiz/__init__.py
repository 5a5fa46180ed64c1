"""Training code with one planted bug each, known by its symptoms."""

from glassnet.explain.quiz.bugs import BUGS, PLACES, Bug
from glassnet.explain.quiz.exercise import Answer, Exercise, Mark, choose_exercise, mark
from glassnet.explain.quiz.symptoms import Symptoms, observe

__all__ = [
    "BUGS", "PLACES", "Answer", "Bug", "Exercise", "Mark", "Symptoms", "choose_exercise", "mark",
    "observe",
]  # fmt: skip
