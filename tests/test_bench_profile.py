"""The profile charges every stage, once, and leaves the program as it was."""

import time

import onnxruntime
import pytest

from bench.profile import AGAIN, NETWORKS, ORDER, STAGES, Clock, measure, watched
from onrecord import Reader

TEXT = (
    'RIGA, June 5 - "The ferry will stop on Monday," port director Anna Berzina told reporters, adding that she hopes '
    "the minister will say that nobody was killed. The government of Latvia condemned the strike on Tuesday."
)


def spin(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_stage_is_charged_what_passes_in_it_and_not_in_another():
    clock = Clock()
    with clock.within("outer"):
        spin(0.02)
        with clock.within(AGAIN), clock.within("inner"):
            spin(0.05)
        spin(0.02)
    assert clock.spent["outer"] == pytest.approx(0.04, abs=0.015)
    assert clock.spent["inner"] == pytest.approx(0.05, abs=0.015)
    assert clock.again["inner"] == clock.spent["inner"]
    assert clock.again["outer"] < 0.01


def test_every_stage_has_a_share_and_they_add_up():
    found = measure([TEXT])
    stages = found["stages"]
    assert set(STAGES) | set(NETWORKS.values()) == set(ORDER) == set(stages), "a network or a stage without a name"
    assert all(spent["ms"] > 0 for spent in stages.values()), stages
    assert found["ms"] == pytest.approx(sum(spent["ms"] for spent in stages.values()))
    assert 0 < stages["encoder"]["again"] < stages["encoder"]["ms"]
    assert stages["encoder"]["ms"] == max(spent["ms"] for spent in stages.values())


def test_nothing_stays_watched():
    before = Reader.read, onnxruntime.InferenceSession.run
    with pytest.raises(ValueError, match="in the middle"), watched(Clock()):
        assert Reader.read is not before[0]
        raise ValueError("in the middle")
    assert (Reader.read, onnxruntime.InferenceSession.run) == before
