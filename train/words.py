"""The heads over words: names, parts of speech, dependencies, types of things and antecedents, over a frozen encoder.

    python -m train.words --epochs 10 --out train/work/words

A narrow transformer mixes the layers of the encoder (see `train.layers`); each head is a layer or two on its vectors.
Shapes: B windows, T pieces, N words of all windows of a batch, D = 256.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from onrecord import pairs
from onrecord.marks import MARKS
from onrecord.wordpiece import WordPiece
from train import base
from train.corpora import corpora, is_slice
from train.examples import INPUT, NAME_TAGS, Inventory, Row, example, loaded, steps
from train.model import rate
from train.texts import Text

WIDTH, HEADS, GROWN, DEPTH, ARC = 256, 8, 512, 3, 128
TYPES = ("person", "organization", "place", "object", "event", "time", "abstract", "animal", "plant", "substance")
NEAR_OFFSETS = torch.tensor([0, *np.cumsum(pairs.SIZES)[:-1]])
NOUNS = 0.35  # share of the names and nouns that a step looks for antecedents of; of pronouns, all
REUTERS = 0.3  # how much of what is peculiar to CoNLL++ is read with; a guess, not measured on dev sets yet


class Layer(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, GROWN), nn.Linear(GROWN, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        score = q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5  # faster on a CPU than the fused operator
        y = (score if mask is None else score + mask.to(score.dtype)).softmax(-1) @ v
        x = self.norm1(x + self.dropout(self.out(y.transpose(1, 2).reshape(b, t, WIDTH))))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Words(nn.Module):
    def __init__(self, tags: int, relations: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.mix, self.mix_norm = nn.Linear(INPUT, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)
        self.marks = nn.Linear(len(MARKS), WIDTH, bias=False)
        nn.init.zeros_(self.marks.weight)
        self.layers = nn.ModuleList([Layer(dropout) for _ in range(DEPTH)])
        self.word, self.word_norm = nn.Linear(2 * WIDTH, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)
        self.names, self.tags = nn.Linear(WIDTH, len(NAME_TAGS)), nn.Linear(WIDTH, tags)
        # What is peculiar to how Reuters' names were annotated in 1996 (a town that is a team …).
        self.reuters = nn.Linear(WIDTH, len(NAME_TAGS))
        self.begins, self.types = nn.Linear(WIDTH, 1), nn.Linear(WIDTH, len(TYPES))
        self.arc = nn.Linear(WIDTH, 2 * ARC)  # as a dependent, as a head
        self.arc_product = nn.Parameter(torch.zeros(ARC, ARC))
        self.arc_root = nn.Parameter(torch.zeros(ARC))
        self.arc_bias = nn.Linear(ARC, 1)
        self.relation = nn.Linear(WIDTH, 2 * ARC)
        self.relation_root = nn.Parameter(torch.zeros(ARC))
        self.relation_out = nn.Linear(ARC, relations)
        self.pair = nn.Linear(WIDTH, 2 * ARC)  # as an anaphor, as an antecedent
        self.near = nn.Embedding(sum(pairs.SIZES), ARC)  # the tables of all columns, one below the other
        self.pair_out = nn.Linear(ARC, 1)
        self.dropout = nn.Dropout(dropout)
        for zeroed in (self.reuters.weight, self.reuters.bias):
            nn.init.zeros_(zeroed)
        nn.init.xavier_uniform_(self.arc_product)
        nn.init.normal_(self.near.weight, std=0.02)

    def forward(self, x: Tensor, marks: Tensor, mask: Tensor | None, first: Tensor, last: Tensor) -> Tensor:
        """x [B, T, 4 · 384], marks [B, T, MARKS], first and last [N] pieces in the flattened windows → [N, D]."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.training):
            seen = self.dropout(torch.ones_like(x[:, :1]))  # whole columns of a window: cheaper than values
            h = self.dropout(self.mix_norm(self.mix(x * seen) + self.marks(marks)))
            for layer in self.layers:
                h = layer(h, mask)
            flat = h.flatten(0, 1)
            word = self.word_norm(F.gelu(self.word(torch.cat([flat[first], flat[last]], 1))))
        return self.dropout(word.float())

    def arcs(self, dependent: Tensor, head: Tensor) -> Tensor:
        """[n, ARC] and [m, ARC] → [n, m + 1]: the last column is the root."""
        heads = torch.cat([head, self.arc_root[None]])
        return dependent @ self.arc_product @ heads.T + self.arc_bias(heads).T

    def relations_of(self, dependent: Tensor, head: Tensor) -> Tensor:
        return self.relation_out(F.relu(dependent + head + dependent * head))

    def antecedents(self, anaphor: Tensor, candidates: Tensor, feats: Tensor) -> Tensor:
        """[P, ARC] both, feats [P, 8] → [P]; the same sum as `pairs.scores`."""
        near = F.embedding_bag(feats + NEAR_OFFSETS, self.near.weight, mode="sum")
        return self.pair_out(F.relu(anaphor + candidates + anaphor * candidates + near)).squeeze(1)


def losses(network: Words, rows: list[Row]) -> dict[str, Tensor]:
    """One loss a head that the rows' corpus has labels for."""
    words = network(*loaded(rows))
    found: dict[str, list[Tensor]] = defaultdict(list)
    at = 0
    spans = []
    for row in rows:
        spans.append((at, at + row.end - row.start))
        at = spans[-1][1]
    keep = [slice(row.start, row.end) for row in rows]
    if rows[0].example.names is not None:
        allowed = torch.from_numpy(
            np.concatenate([row.example.names[some] for row, some in zip(rows, keep, strict=True)])
        )
        score = network.names(words)
        if rows[0].example.text.id.startswith("conllpp"):
            score = score + network.reuters(words)
        found["names"].append((score.logsumexp(1) - (score + allowed).logsumexp(1)).mean())
    if rows[0].example.text.sentences:
        sentence = [row.example.sentence[some] for row, some in zip(rows, keep, strict=True)]
        begins = np.concatenate([np.diff(one, prepend=-1) != 0 for one in sentence]).astype(np.float32)
        if not rows[0].example.text.id.startswith("litbank"):
            found["begins"].append(
                F.binary_cross_entropy_with_logits(network.begins(words)[:, 0], torch.from_numpy(begins))
            )
    if rows[0].example.tags is not None:
        tags = torch.from_numpy(np.concatenate([row.example.tags[some] for row, some in zip(rows, keep, strict=True)]))
        found["tags"].append(F.cross_entropy(network.tags(words), tags))
        dependent, head = network.arc(words).split(ARC, 1)
        rel_dependent, rel_head = network.relation(words).split(ARC, 1)
        for row, (low, high) in zip(rows, spans, strict=True):
            heads = np.array(row.example.text.heads[row.start : row.end])
            local = np.where(heads < 0, high - low, heads - row.start)
            usable = (local >= 0) & (local <= high - low) & ((heads < 0) | (heads < row.end))
            sentence_here = torch.from_numpy(row.example.sentence[row.start : row.end])
            score = network.arcs(dependent[low:high], head[low:high])
            apart = sentence_here[:, None] != sentence_here[None]
            score = score.masked_fill(F.pad(apart, (0, 1)), -1e4)
            some = torch.from_numpy(np.flatnonzero(usable))
            gold = torch.from_numpy(local)[some]
            found["arcs"].append(F.cross_entropy(score[some], gold, reduction="sum") / at)
            heads_of = torch.cat([rel_head[low:high], network.relation_root[None]])[gold]
            relations = torch.from_numpy(row.example.relations[row.start : row.end])[some]
            score = network.relations_of(rel_dependent[low:high][some], heads_of)
            found["relations"].append(F.cross_entropy(score, relations, reduction="sum") / at)
    _mentions(network, rows, words, spans, found)
    return {name: torch.stack(some).sum() for name, some in found.items()}


def _mentions(
    network: Words, rows: list[Row], words: Tensor, spans: list[tuple[int, int]], found: dict[str, list[Tensor]]
) -> None:
    """Types of things, and antecedents: each mention against those before it among the rows of its document."""
    place: dict[int, dict[int, int]] = defaultdict(dict)  # of a text: word → row of `words`
    for row, (low, _) in zip(rows, spans, strict=True):
        some = place[id(row.example)]
        some.update({word: low + word - row.start for word in range(row.start, row.end)})
    anaphor, antecedent = network.pair(words).split(ARC, 1)
    ids, candidate_ids, feats, right, owner, typed = [], [], [], [], [], ([], [])
    count = 0
    for document in {id(row.example): row.example for row in rows}.values():
        here = place[id(document)]
        chosen = [
            i for i, mention in enumerate(document.text.mentions) if mention.head in here and mention.first in here
        ]
        for i in chosen:
            kind = document.text.mentions[i].type
            if kind:
                typed[0].append(here[document.text.mentions[i].head])
                typed[1].append(TYPES.index(kind))
        for i in chosen:
            one = document.text.mentions[i]
            if document.surfaces[i].kind < 2 and torch.rand(()) > NOUNS:
                continue
            near = range(max(0, i - pairs.MENTION_REACH), i)
            rivals = [(j, document.text.mentions[j]) for j in near]
            rivals = [
                (j, rival)
                for j, rival in rivals
                if rival.head in here and rival.first in here and rival.head != one.head
            ]
            if not rivals:
                continue
            earlier = np.array([j for j, _ in rivals])
            ids += [here[one.head]] * len(rivals)
            candidate_ids += [here[rival.head] for _, rival in rivals]
            feats.append(document.pair_features(i, earlier))
            right += [rival.entity == one.entity for _, rival in rivals]
            owner += [count] * len(rivals)
            count += 1
        for pronoun, pair in document.text.choices:
            known = [(word, good) for word, good in pair if word in here and word != pronoun]
            if pronoun in here and known:
                surfaces = [*_bare(document.text, [word for word, _ in known]), *_bare(document.text, [pronoun])]
                ids += [here[pronoun]] * len(known)
                candidate_ids += [here[word] for word, _ in known]
                feats.append(pairs.features(surfaces, len(known), np.arange(len(known))))
                right += [good for _, good in known]
                owner += [count] * len(known)
                count += 1
    if typed[0]:
        found["types"].append(F.cross_entropy(network.types(words[torch.tensor(typed[0])]), torch.tensor(typed[1])))
    if count:
        score = network.antecedents(
            anaphor[torch.tensor(ids)], antecedent[torch.tensor(candidate_ids)], torch.from_numpy(np.concatenate(feats))
        )
        rows_of, good = torch.tensor(owner), torch.tensor(right)
        every = torch.cat([score, torch.zeros(count)])
        owners = torch.cat([rows_of, torch.arange(count)])
        has = torch.zeros(count, dtype=torch.bool).index_put((rows_of[good],), torch.tensor(True))
        allowed = torch.cat([good, ~has])
        total = _log_sums(every, owners, count)
        hit = _log_sums(every.masked_fill(~allowed, -1e4), owners, count)
        found["antecedents"].append((total - hit).mean())


def _log_sums(values: Tensor, owners: Tensor, count: int) -> Tensor:
    top = torch.full((count,), -1e4).scatter_reduce(0, owners, values.detach(), "amax")
    return torch.zeros(count).scatter_add(0, owners, (values - top[owners]).exp()).clamp_min(1e-30).log() + top


def _bare(text: Text, words: list[int]) -> list[pairs.Surface]:
    """Mentions of one word, in a text without sentences."""
    found = []
    for word in words:
        form = text.text[slice(*text.words[word])]
        found.append(pairs.Surface((form.lower(),), 0, form[:1].isupper(), word, 0, False))
    return found


WEIGHTS = {"names": 4.0, "tags": 1.0, "begins": 1.0, "arcs": 1.5, "relations": 1.0, "types": 0.5, "antecedents": 1.0}
SHARES = {"gum": 1.0, "conllpp": 0.8, "worldwide": 1.0, "crossner": 1.0, "ewt": 1.0, "gap": 0.3, "litbank": 0.25}


def fit(args: argparse.Namespace) -> None:
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    every = corpora()
    every["gum"] = [text for text in every["gum"] if not is_slice(text)]
    inventory = Inventory(every["gum"] + every["ewt"])
    wordpiece = WordPiece(base.vocabulary().split("\n")[:-1])
    examples = {name: [example(text, wordpiece, inventory) for text in every[name]] for name in SHARES}
    print({name: len(some) for name, some in examples.items()}, flush=True)
    network = Words(len(inventory.tags), len(inventory.relations), args.dropout)
    if args.start:
        network.load_state_dict(torch.load(args.start, weights_only=True)["network"], strict=False)
    optimiser = torch.optim.AdamW(network.parameters(), lr=args.rate, weight_decay=0.01, betas=(0.9, 0.98))
    total = args.epochs * len(steps(examples, SHARES, random.Random(0)))
    average = {key: value.detach().clone() for key, value in network.named_parameters()}
    args.out.mkdir(parents=True, exist_ok=True)
    step, started = 0, time.time()
    for epoch in range(args.epochs):
        sums: dict[str, list[float]] = defaultdict(list)
        for number, rows in enumerate(steps(examples, SHARES, rng)):
            for settings in optimiser.param_groups:
                settings["lr"] = args.rate * rate(step, total, args.warmup)
            parts = losses(network, rows)
            loss = torch.stack([WEIGHTS[name] * part for name, part in parts.items()]).sum()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            step = min(step + 1, total)
            decay = min(0.998, step / (step + 50))
            with torch.no_grad():
                for key, value in network.named_parameters():
                    average[key].lerp_(value, 1 - decay)
            for name, part in parts.items():
                sums[name].append(part.item())
            if number % 100 == 0:
                shown = ", ".join(f"{name} {np.mean(some):.3f}" for name, some in sorted(sums.items()))
                print(f"{time.time() - started:.0f}s epoch {epoch} step {step}/{total} {shown}", flush=True)
                sums.clear()
        saved = {"network": average, "tags": inventory.tags, "relations": inventory.relations}
        torch.save(saved, args.out / "average.pt")
        (args.out / "run.json").write_text(json.dumps({k: str(v) for k, v in vars(args).items()}))
    (args.out / "done").touch()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--warmup", type=int, default=200)
    parser.add_argument("--dropout", type=float, default=0.15)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--start", type=Path, help="checkpoint to go on from")
    parser.add_argument("--out", type=Path, required=True)
    fit(parser.parse_args())
