"""Chains against brute force: every path of small chains, weighed one by one."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.attribution import PAIR_TAGS, STATE_TAGS, allowed_moves
from onrecord.chain import IMPOSSIBLE, best_paths, log_partition, path_scores


def brute_force(scores, length, moves, begins):
    """{path: weight} of one chain."""
    return {
        path: begins[path[0]]
        + sum(scores[t, state] for t, state in enumerate(path))
        + sum(moves[before, after] for before, after in pairwise(path))
        for path in product(range(scores.shape[1]), repeat=length)
    }


@st.composite
def chains(draw):
    count, width, states = draw(st.integers(1, 4)), draw(st.integers(1, 5)), draw(st.integers(1, 4))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    scale = draw(st.sampled_from([0.1, 1, 30]))
    scores = (random.normal(size=(count, width, states)) * scale).astype(np.float32)
    moves, begins = random.normal(size=(states, states)), random.normal(size=states)
    # A state may always follow itself and the first may begin, so that there is a way.
    forbidden = random.random((states, states)) < draw(st.sampled_from([0, 0.4])) * (1 - np.eye(states))
    moves[forbidden] = IMPOSSIBLE
    begins[1:][random.random(states - 1) < 0.3] = IMPOSSIBLE
    lengths = random.integers(1, width + 1, count)
    return scores, lengths, moves.astype(np.float32), begins.astype(np.float32)


@given(chains())
def test_best_path_and_its_share_equal_brute_force(chain):
    scores, lengths, moves, begins = chain
    paths = best_paths(*chain)
    weights, totals = path_scores(paths, *chain), log_partition(*chain)
    for row, length in enumerate(lengths):
        all_paths = brute_force(scores[row].astype(float), length, moves.astype(float), begins.astype(float))
        best = max(all_paths, key=all_paths.__getitem__)
        assert all_paths[tuple(paths[row, :length])] == pytest.approx(all_paths[best], abs=1e-3)
        assert set(paths[row, length:]) <= {paths[row, length - 1]}, "past its length, the last state repeats"
        assert weights[row] == pytest.approx(all_paths[best], rel=1e-4, abs=1e-3)
        assert totals[row] == pytest.approx(np.logaddexp.reduce(list(all_paths.values())), rel=1e-4, abs=1e-3)
        assert weights[row] <= totals[row] + 1e-3
        if all_paths[best] > IMPOSSIBLE / 2:
            steps = zip(paths[row], paths[row, 1:length], strict=False)
            assert begins[paths[row, 0]] > IMPOSSIBLE and all(moves[a, b] > IMPOSSIBLE for a, b in steps)


@given(chains(), st.integers(1, 5))
def test_what_stands_beyond_a_length_and_beside_a_chain_changes_nothing(chain, padding):
    scores, lengths, moves, begins = chain
    wider = np.concatenate([scores, np.full((len(scores), padding, scores.shape[2]), 99, np.float32)], 1)
    together = best_paths(wider, lengths, moves, begins)
    for row, length in enumerate(lengths):
        alone = scores[row : row + 1, :length], lengths[row : row + 1], moves, begins
        assert (best_paths(*alone)[0] == together[row, :length]).all()
        assert log_partition(*alone)[0] == pytest.approx(log_partition(wider, lengths, moves, begins)[row], rel=1e-4)


def test_the_moves_around_a_cue_allow_one_source_and_no_loose_ends():
    """Of all paths of five steps: exactly those that begin each span with B and hold at most one source."""
    moves, begins = allowed_moves()
    tags = [PAIR_TAGS[tag] for tag in STATE_TAGS]
    found = {
        tuple(tags[state] for state in path)
        for path in product(range(len(tags)), repeat=5)
        if begins[path[0]] == 0 and all(moves[a, b] == 0 for a, b in pairwise(path))
    }

    def allowed(row):
        whole = all(tag[:2] != "I-" or (place and row[place - 1][2:] == tag[2:]) for place, tag in enumerate(row))
        return whole and row.count("B-source") <= 1

    assert found == {row for row in product(PAIR_TAGS, repeat=5) if allowed(row)}
