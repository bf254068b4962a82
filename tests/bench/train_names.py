"""Fit the trees of ``resources/names/model.json`` anew. Needs scikit-learn, which Tekser itself does not:

    uv run --with scikit-learn python -m tests.bench.train_names LIST.csv INNOCENT.json [INNOCENT.json ...] \
        [--without ANSWERS.csv --seen MANIFEST.csv]

LIST.csv is a list in OpenSanctions form; each INNOCENT.json holds names of people or firms that stand on no list.
The pairs are made here: listed names altered by ``manipulations`` against what the index gives for them, innocent
names against the same, and names of strangers that share most words with a listed one. Parties in
``--without`` (the answers of a benchmark) and names in ``--seen`` take no part, so that the benchmark stays a test.
"""

import argparse
import csv
import json
import random
from pathlib import Path
from typing import Any

import numpy as np

from screening.effectiveness.manipulations import ALL
from screening.lists.read import detect, read_list
from screening.model.lists import EntryKind
from screening.names import features
from screening.names.build import build
from screening.names.features import Measure
from screening.names.parse import parse, readings
from screening.names.variants import variants
from screening.ports import ListedEntry
from screening.progress import Silent
from screening.resources import resource_path

SEED = 11
ALTERED, STRANGERS, PEOPLE, FIRMS = 26000, 11000, 14000, 6000

RISES = {Measure.COVERED_QUERY, Measure.COVERED_NAME, Measure.JOINED, Measure.SORTED, Measure.INFORMATION,
         Measure.RARE_AGREED, Measure.WEAKEST, Measure.EDGES, Measure.BEST_WORD}  # fmt: skip
FALLS = {Measure.LOST_QUERY, Measure.LOST_NAME, Measure.WEAK, Measure.KIND_DIFFERS, Measure.NUMBER_DIFFERS,
         Measure.CUT, Measure.LEGAL_DIFFERS, Measure.STARTS_AT, Measure.GAPS, Measure.LOST_QUERY_WORDS,
         Measure.LOST_NAME_WORDS, Measure.INNER_LOST}  # fmt: skip
ONE_WAY = [1 if m in RISES else -1 if m in FALLS else 0 for m in Measure]

_VESSELS = (EntryKind.VESSEL, EntryKind.AIRCRAFT)
_SHAPE = {"max_iter": 130, "learning_rate": 0.11, "max_leaf_nodes": 22, "max_depth": 7, "min_samples_leaf": 30,
          "l2_regularization": 2.0}  # fmt: skip


def stranger(name: str, words: list[str], rng: random.Random) -> str | None:
    """Return the name of somebody else: one word of a listed name replaced by one of another name.

    Half the time by a word that begins alike ("Lukashenko", "Lukashevich").
    """
    own = name.replace(",", " ").split()
    if len(own) > 2 and rng.random() < 0.06:
        # Another ship of a series, another firm of a group.
        return f"{' '.join(own)} {rng.choice(('II', 'III', '2', '3', '5', 'No. 2', 'No 7', '12'))}"
    places = [n for n, word in enumerate(own) if len(word) >= 4 and word.isalpha()]
    if len(own) < 2 or len(own) > 6 or not places:
        return None
    # The last word most often: it is the surname of most, and what tells firms of a group apart.
    n = places[-1] if rng.random() < 0.5 else rng.choice(places)
    if rng.random() < 0.4:
        similar = [w for w in rng.sample(words, 4000) if w[:4].lower() == own[n][:4].lower()]
        similar = [w for w in similar if parse(w).joined[:7] != parse(own[n]).joined[:7]]
        if not similar:
            return None
        own[n] = rng.choice(similar)
    else:
        own[n] = rng.choice(words)
    return " ".join(own)


def pairs(list_path: Path, innocent_paths: list[Path], without: Path | None, seen: Path | None) -> dict[str, Any]:
    """Return the measures (X), labels (y), query numbers (G) and kinds of queries (kind) of all pairs."""
    rng = random.Random(SEED)
    (source,) = detect([list_path])
    entries = [ListedEntry(source.list_id, entry) for entry in read_list(source).entries]
    _, division, _ = build(entries, Silent())
    excluded: set[str] = set()
    if without:
        with without.open(encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                excluded |= {row["entity_id"], *row["also_accept"].split()}
    usable = [n for n, e in enumerate(entries) if e.entry.kind not in _VESSELS and e.entry.entry_id not in excluded]
    words = sorted({w for n in usable for w in entries[n].entry.name.split() if len(w) >= 4 and w.isalpha()})
    by_keys: dict[tuple[str, ...], set[int]] = {}
    for n, e in enumerate(entries):
        for name in e.entry.names:
            by_keys.setdefault(tuple(sorted(parse(name.text).keys)), set()).add(n)

    queries: list[str] = []
    right: list[int] = []
    kinds: list[tuple[str, str]] = []
    labels = list(ALL)
    shares = [ALL[label][1] for label in labels]
    while len(queries) < ALTERED:
        n = rng.choice(usable)
        names = [name.text for name in entries[n].entry.names]
        if rng.random() < 0.14 and len(names) > 1:
            kind, original = "held_out", rng.choice(names)
            altered: str | None = original
        else:
            kind = rng.choices(labels, shares)[0]
            original = names[0] if rng.random() < 0.6 else rng.choice(names)
            if kind in ("from_cyrillic", "keyboard"):
                cyrillic = [name for name in names if any("а" <= c <= "я" for c in name.lower())]
                if not cyrillic:
                    continue
                original = rng.choice(cyrillic)
            altered = ALL[kind][0](original, rng)
        if altered:
            queries.append(altered)
            right.append(n)
            kinds.append((kind, original))
    while len(queries) < ALTERED + STRANGERS:
        n = rng.choice(usable)
        other = stranger(entries[n].entry.name, words, rng)
        if other and tuple(sorted(parse(other).keys)) not in by_keys:
            queries.append(other)
            right.append(-1)
            kinds.append(("stranger", entries[n].entry.name))
    taken = seen.read_text(encoding="utf-8") if seen else ""
    for number, path in enumerate(innocent_paths):
        names = json.loads(path.read_text(encoding="utf-8"))
        names = [x for group in names for x in (group if isinstance(group, list) else [group]) if isinstance(x, str)]
        names = [x for x in names if x not in taken]
        some = rng.sample(names, min(len(names), PEOPLE if number == 0 else FIRMS))
        queries += some
        right += [-1] * len(some)
        kinds += [("innocent", "")] * len(some)

    forms, owner, cut = [], [], []
    for number, query in enumerate(queries):
        for reading in readings(query):
            whole = parse(reading.text)
            for position, form in enumerate((whole, *variants(reading.text, whole, division.vocabulary))):
                if form.words:
                    forms.append(form)
                    owner.append(number)
                    cut.append(bool(reading.cut) or position > 0)
    owners, cuts = np.array(owner), np.array(cut)
    tables, numbers, rows = [], [], []
    for start in range(0, len(forms), 2000):
        some_forms = forms[start : start + 2000]
        found = features.query_words(division, some_forms)
        neighbours = division.vocabulary.neighbours(found.keys)
        pair_query, pair_row = division.candidates(found, neighbours)
        measures, keep = features.measure(
            division, some_forms, found, neighbours, pair_query, pair_row, cuts[start : start + 2000]
        )
        tables.append(measures)
        numbers.append(owners[start + pair_query[keep]])
        rows.append(pair_row[keep])
    measured, asked, named = np.concatenate(tables), np.concatenate(numbers), np.concatenate(rows)
    found_entry = division.rows.entry[named]
    label = (found_entry == np.array(right)[asked]).astype(np.int8)
    chosen = np.ones(len(label), bool)
    joined = division.rows.joined.take(named.tolist())
    for at in range(len(label)):
        kind, original = kinds[asked[at]]
        if kind == "held_out" and label[at] and joined[at] == parse(original).joined:
            # As if the alias stood on no list.
            chosen[at] = False
        elif right[asked[at]] >= 0 and not label[at]:
            # The same name of another party, or nearly so, is no mistake.
            same = int(found_entry[at]) in by_keys.get(tuple(sorted(parse(original).keys)), ())
            near = max(measured[at, Measure.COVERED_QUERY], measured[at, Measure.COVERED_NAME]) > 0.85
            chosen[at] = not (same or near)
    kind_of = np.array([kind for kind, _ in kinds])
    return {"X": measured[chosen], "y": label[chosen], "G": asked[chosen], "kind": kind_of}


def fit(data: dict[str, Any]) -> dict[str, Any]:
    """Return the model as it is kept, and print its recall on a fifth of the queries that took no part."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    x, y, group, kind = data["X"], data["y"], data["G"], data["kind"]
    of = kind[group]
    weight = np.ones(len(y))
    weight[of == "innocent"] = 1.5
    weight[of == "stranger"] = STRANGER_WEIGHT
    weight[(y == 0) & (of != "innocent") & (of != "stranger")] = 0.2
    held = (np.random.default_rng(0).random(int(group.max()) + 1) < 0.15)[group]
    model = HistGradientBoostingClassifier(monotonic_cst=ONE_WAY, random_state=1, **_SHAPE)
    model.fit(x[~held], y[~held], sample_weight=weight[~held])
    points = model.decision_function(x[held])
    best: dict[int, float] = {}
    right: dict[int, float] = {}
    for score, query, true in zip(points, group[held], y[held], strict=True):
        best[query] = max(best.get(query, -99.0), score)
        if true:
            right[query] = max(right.get(query, -99.0), score)
    innocent = sorted((s for q, s in best.items() if kind[q] == "innocent"), reverse=True)
    for share in (0.01, 0.05):
        least = innocent[int(len(innocent) * share)]
        altered = [q for q in best if kind[q] not in ("innocent", "stranger")]
        print(share, round(least, 3), round(sum(right.get(q, -99.0) > least for q in altered) / len(altered), 4))
    least = innocent[int(len(innocent) * 0.01)]
    strangers = [s for q, s in best.items() if kind[q] == "stranger"]
    print("strangers above", round(sum(s > least for s in strangers) / max(1, len(strangers)), 3))
    trees, depth = [], 0
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        depth = max(depth, int(nodes["depth"].max()))
        trees.append({
            "feature": [-1 if node["is_leaf"] else int(node["feature_idx"]) for node in nodes],
            "threshold": [0 if node["is_leaf"] else round(float(node["num_threshold"]), 5) for node in nodes],
            "left": [int(node["left"]) for node in nodes],
            "right": [int(node["right"]) for node in nodes],
            "value": [round(float(node["value"]), 5) if node["is_leaf"] else 0 for node in nodes],
        })  # fmt: skip
    return {"base": float(model._baseline_prediction.ravel()[0]), "depth": depth, "middle": least, "trees": trees}


STRANGER_WEIGHT = 0.11
"""How much a stranger with most words in common counts: he is rarer on manifests than plain innocents."""


def main() -> None:
    """Make the pairs, fit, write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path)
    parser.add_argument("innocent", type=Path, nargs="+")
    parser.add_argument("--without", type=Path)
    parser.add_argument("--seen", type=Path, help="a manifest whose names take no part as innocent ones")
    parser.add_argument("--pairs", type=Path, help="keep the pairs here, or take them from here when it exists")
    parser.add_argument("--out", type=Path, default=resource_path("names", "model.json"))
    options = parser.parse_args()
    if options.pairs and options.pairs.exists():
        data = dict(np.load(options.pairs))
    else:
        data = pairs(options.list, options.innocent, options.without, options.seen)
        if options.pairs:
            np.savez(options.pairs, **data)
            return
    options.out.write_text(json.dumps(fit(data), separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main()
