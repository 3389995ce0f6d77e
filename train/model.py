"""The network: one encoder, a cue tagger, and a tagger of source and content for each cue.

Shapes: B windows, T pieces, D = 384, N cues, W pieces around a cue, H = 256, L tags.
Matrix products run in bfloat16 on processors that have it (four times the speed of fp32 on AVX-512-BF16);
the weights themselves stay in fp32.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from onrecord.attribution import PAIR_TAGS, REACH, STATE_TAGS, TAGS, allowed_moves
from onrecord.encode import FEATURE_SIZES

WIDTH, HEADS, PAIR_WIDTH = 384, 12, 256
CLS, SEP = 101, 102  # rows of the vocabulary


class Linear(nn.Linear):
    """A linear layer that computes in its input's type."""

    def forward(self, x: Tensor) -> Tensor:
        bias = None if self.bias is None else self.bias.to(x.dtype)
        return F.linear(x, self.weight.to(x.dtype), bias)


class Norm(nn.LayerNorm):
    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.normalized_shape, self.weight.to(x.dtype), self.bias.to(x.dtype), self.eps)


class Dropout(nn.Module):
    """Dropout from one pool of random signs, read at a random offset: drawing afresh cost 8 % of a step."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share
        self.pool: Tensor | None = None

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.share:
            return x
        if self.pool is None or self.pool.numel() < 2 * x.numel():
            self.pool = (torch.rand(max(2 * x.numel(), 1 << 22)) >= self.share).to(x.dtype) / (1 - self.share)
        offset = int(torch.randint(self.pool.numel() - x.numel(), ()))
        return x * self.pool[offset : offset + x.numel()].view(x.shape)


class Layer(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv, self.out = Linear(WIDTH, 3 * WIDTH), Linear(WIDTH, WIDTH)
        self.up, self.down = Linear(WIDTH, 4 * WIDTH), Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = Norm(WIDTH, eps=1e-12), Norm(WIDTH, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:  # x [B, T, D]
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.dropout(self.out(y.transpose(1, 2).reshape(b, t, WIDTH))))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words, self.positions = nn.Embedding(30522, WIDTH), nn.Embedding(512, WIDTH)
        self.features = nn.ModuleList([nn.Embedding(size, WIDTH) for size in FEATURE_SIZES])
        for table in self.features:
            nn.init.zeros_(table.weight)
        self.norm = Norm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList([Layer(dropout) for _ in range(layers)])
        self.dropout = Dropout(dropout)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor | None, dtype: torch.dtype) -> Tensor:
        # ids [B, T], features [B, T, 4], mask [B, 1, 1, T] (0 or -inf) or None
        # [CLS] and [SEP] frame every window, since the base weights lean on them; they are cut off at the end.
        x = self.words(F.pad(F.pad(ids, (1, 0), value=CLS), (0, 1), value=SEP))
        x = x + self.positions.weight[: x.shape[1]]
        for column, table in enumerate(self.features):
            x = x + F.pad(table(features[..., column]), (0, 0, 1, 1))
        x = self.dropout(self.norm(x.to(dtype)))
        mask = None if mask is None else F.pad(mask, (1, 1))
        for layer in self.layers:
            x = layer(x, mask)
        return x[:, 1:-1]


class Attribution(nn.Module):
    """Scores of flat tags for every piece, and of source and content tags for every piece around a given cue."""

    def __init__(self) -> None:
        super().__init__()
        self.flat = Linear(WIDTH, len(TAGS))
        self.piece = Linear(WIDTH, 2 * PAIR_WIDTH)
        self.cue = Linear(2 * WIDTH, 2 * PAIR_WIDTH)
        self.distance = nn.Embedding(2 * REACH + 1, PAIR_WIDTH)
        self.in_cue = nn.Embedding(3, PAIR_WIDTH)  # 0 no cue, 1 this cue, 2 another cue
        self.hidden, self.tags = Linear(PAIR_WIDTH, PAIR_WIDTH // 2), Linear(PAIR_WIDTH // 2, len(PAIR_TAGS))
        self.norm = Norm(PAIR_WIDTH)
        self.dropout = Dropout(0.1)
        moves, begins = allowed_moves()
        self.moves, self.begins = nn.Parameter(torch.tensor(moves)), nn.Parameter(torch.tensor(begins))
        self.register_buffer("state_tags", torch.tensor(STATE_TAGS), persistent=False)
        nn.init.normal_(self.distance.weight, std=0.02)
        nn.init.normal_(self.in_cue.weight, std=0.02)

    def pair_pieces(self, h: Tensor) -> Tensor:
        return self.piece(h)  # [B, T, 2H]

    def pair_cues(self, first: Tensor, last: Tensor) -> Tensor:
        return self.cue(torch.cat([first, last], -1))  # [N, 2H]

    def pair(self, pieces: Tensor, cues: Tensor, distance: Tensor, in_cue: Tensor) -> Tensor:
        # pieces [N, W, 2H], cues [N, 2H], distance and in_cue [N, W] -> [N, W, L]
        add, gate = pieces.chunk(2, -1)
        cue_add, cue_gate = cues.unsqueeze(1).chunk(2, -1)
        z = add + cue_add + gate * cue_gate + (self.distance(distance) + self.in_cue(in_cue)).to(pieces.dtype)
        z = self.dropout(F.gelu(self.norm(z)))
        return self.tags(F.gelu(self.hidden(z)))


class Network(nn.Module):
    def __init__(self, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(layers, dropout)
        self.attribution = Attribution()


def crf_log_likelihood(scores: Tensor, tags: Tensor, transitions: Tensor, begins: Tensor, mask: Tensor) -> Tensor:
    """Log-probability of each tag sequence. scores [N, W, L] fp32, tags [N, W], mask [N, W] (a prefix of ones)."""
    emitted = scores.gather(2, tags.unsqueeze(2)).squeeze(2)
    moved = transitions[tags[:, :-1], tags[:, 1:]]
    path = begins[tags[:, 0]] + (emitted * mask).sum(1) + (moved * mask[:, 1:]).sum(1)
    return path - log_partition(scores, transitions, begins, mask)


def log_partition(scores: Tensor, transitions: Tensor, begins: Tensor, mask: Tensor) -> Tensor:
    """[N] log of the summed weight of all tag sequences."""
    total: Tensor = _Partition.apply(scores, transitions, begins, mask)
    return total


class _Partition(torch.autograd.Function):
    """log Z of linear chains; the gradient is the marginals, so no graph over W steps is kept."""

    @staticmethod
    def forward(ctx, scores, transitions, begins, mask):  # type: ignore[no-untyped-def]
        w = scores.shape[1]
        alpha = torch.empty_like(scores)
        alpha[:, 0] = begins + scores[:, 0]
        shift = transitions.max()
        weights = (transitions - shift).exp()
        for t in range(1, w):
            before = alpha[:, t - 1]
            top = before.max(1, keepdim=True).values
            new = ((before - top).exp() @ weights).log() + top + shift + scores[:, t]
            alpha[:, t] = torch.where(mask[:, t : t + 1] > 0, new, before)
        total = alpha[:, -1].logsumexp(1)
        ctx.save_for_backward(scores, transitions, mask, alpha, total)
        return total

    @staticmethod
    def backward(ctx, upstream):  # type: ignore[no-untyped-def]
        scores, transitions, mask, alpha, total = ctx.saved_tensors
        w = scores.shape[1]
        beta = torch.zeros_like(scores[:, 0])
        marginals = torch.empty_like(scores)
        edges = torch.zeros_like(transitions)
        shift = transitions.max()
        weights = (transitions - shift).exp()
        for t in range(w - 1, -1, -1):
            marginals[:, t] = (alpha[:, t] + beta - total.unsqueeze(1)).exp() * mask[:, t : t + 1]
            if t == 0:
                break
            live = mask[:, t : t + 1] > 0
            incoming = scores[:, t] + beta
            top = incoming.max(1, keepdim=True).values
            small = (incoming - top).exp()
            left = (alpha[:, t - 1] + top + shift - total.unsqueeze(1)).exp() * live * upstream.unsqueeze(1)
            edges += (left.T @ small) * weights
            beta = torch.where(live, (small @ weights.T).log() + top + shift, beta)
        up = upstream.view(-1, 1, 1)
        return marginals * up, edges, (marginals[:, 0] * upstream.unsqueeze(1)).sum(0), None


@dataclass(frozen=True, slots=True)
class PairRow:
    """One chain: the pieces around a cue, in places of its window."""

    window: int
    first: int  # and last: pieces of the cue
    last: int
    low: int  # first piece of the chain
    states: npt.NDArray[np.int64]  # [W] of `onrecord.attribution`
    cues: npt.NDArray[np.int64]  # [W] 0 no cue, 1 this one, 2 another


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of one step. Pair rows flatten [B, T]; spans of a cue that leave its reach carry no pair loss."""

    ids: Tensor  # [B, T]
    features: Tensor  # [B, T, 4]
    mask: Tensor | None  # [B, 1, 1, T]
    real: Tensor  # [B, T] 1 where a piece stands
    flat_tags: Tensor  # [B, T]
    cue_window: Tensor  # [N] row in B
    cue_first: Tensor  # [N]
    cue_last: Tensor  # [N]
    pair_index: Tensor  # [N, W] piece in the window, clipped
    pair_mask: Tensor  # [N, W]
    pair_states: Tensor  # [N, W]
    distance: Tensor  # [N, W]
    in_cue: Tensor  # [N, W]


def pair_scores(network: Network, h: Tensor, batch: Batch) -> Tensor:
    """[N, W, 8] fp32 scores of the states around every cue of the batch."""
    head = network.attribution
    t = h.shape[1]
    rows = head.pair_pieces(h).flatten(0, 1)
    flat_h = h.flatten(0, 1)
    base = batch.cue_window * t
    pieces = F.embedding(batch.pair_index + base.unsqueeze(1), rows)
    cues = head.pair_cues(flat_h[base + batch.cue_first], flat_h[base + batch.cue_last])
    return head.pair(pieces, cues, batch.distance, batch.in_cue).float()[:, :, head.state_tags]


def losses(network: Network, batch: Batch, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Mean flat cross-entropy a piece, and mean negative log-likelihood a cue."""
    mask = None if batch.mask is None else batch.mask.to(dtype)
    h = network.encoder(batch.ids, batch.features, mask, dtype)
    flat = network.attribution.flat(h).float()
    flat_loss = mean_a_piece(F.cross_entropy(flat.transpose(1, 2), batch.flat_tags, reduction="none"), batch)
    if not len(batch.cue_window):
        return flat_loss, flat_loss * 0
    scores = pair_scores(network, h, batch)
    head = network.attribution
    likelihood = crf_log_likelihood(scores, batch.pair_states, head.moves, head.begins, batch.pair_mask)
    return flat_loss, -likelihood.mean()


def mean_a_piece(values: Tensor, batch: Batch) -> Tensor:
    return (values * batch.real).sum() / batch.real.sum()


def rate(step: int, steps: int, warmup: int) -> float:
    """Learning-rate factor: linear warm-up, then cosine to 2 %."""
    if step < warmup:
        return (step + 1) / warmup
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup)))
