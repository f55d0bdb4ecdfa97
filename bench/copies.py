"""How fast and how surely copies are found: `python -m bench.copies [WHAT ...] [--messages 1000000] [--rounds 3]`.

WHAT is any of `toolkit` (beside coordination_network_toolkit 1.5.2's co-similarity, on the same rows in the same run),
`oracle` (it, fed our normalised texts: the same edges?), `growth` (memory, ten times the rows, a wider window),
`edits` (each class of edits, words substituted), `communities` (scikit-network beside networkx);
all of them by default. What it is held against is installed with `pip install -c constraints.txt -e '.[bench]'`.
Each timing is taken in a process of its own, the competitors in turn.
"""

import argparse
import contextlib
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import numpy as np

from auditor.measure.methods.near_copies import Prints, near_classes, near_pairs
from bench.planted_copies import CLASSES, PlantedCopies, planted_copies, true_pairs
from storage.people.traits import texts as traits
from tests.auditor.measure.crowd_frames import KEY, text_input
from tests.worlds.chatter import sentence
from tests.worlds.coordination import edits

FEWEST_WORDS = 5
"""The toolkit's own advice: shorter texts are not compared."""

BATCH = 1_000
"""As a reading hands them over; what fits into a processor's cache is quickest."""


def prints_of(copies: PlantedCopies, sent_at: np.ndarray) -> tuple[Prints, np.ndarray]:
    """Fingerprints of the texts of at least five words, and which messages they are."""
    parts = [traits.fingerprints(copies.text[at : at + BATCH], KEY) for at in range(0, len(copies.text), BATCH)]
    words = np.concatenate([part.words for part in parts])
    total = np.concatenate([part.words_total for part in parts])
    kept = np.minimum(total, traits.WORDS_KEPT)
    end = np.cumsum(kept)
    some = np.flatnonzero(total >= FEWEST_WORDS)
    at = sent_at[some]
    exact = np.concatenate([part.exact for part in parts])[some]
    return Prints(at, at, exact, total[some], (end - kept)[some], end[some], words), some


def ours(copies: PlantedCopies, window: int, similarity: float) -> dict[str, Any]:
    """Pairs of messages and of people, with the seconds of either step and the memory above the fingerprints. Times and
    people are loaded before, as the toolkit's rows are; texts come as a reading hands them over."""
    sent_at, person = np.array(copies.at, np.int64), np.array(copies.person, np.int64)
    began = time.perf_counter()
    prints, some = prints_of(copies, sent_at)
    printed = time.perf_counter()
    one, two = near_pairs(prints, window, similarity)
    one, two = some[one], some[two]
    other = person[one] != person[two]
    one, two = one[other], two[other]
    low, high = np.minimum(person[one], person[two]), np.maximum(person[one], person[two])
    edges = np.unique(low * (int(person.max()) + 1) + high)
    ended = time.perf_counter()
    classes = near_classes(prints, *_distinct(prints.exact), window, similarity)
    within = classes[np.unique(prints.exact, return_inverse=True)[1]]
    return {
        "seconds": ended - began,
        "prints": printed - began,
        "join": ended - printed,
        "above": _above(lambda: near_pairs(prints, window, similarity)),
        "pairs": [one.tolist(), two.tolist()],
        "edges": edges.tolist(),
        "classes": within.tolist(),
        "some": some.tolist(),
    }


def _distinct(exact: np.ndarray) -> tuple[np.ndarray, int]:
    known, text = np.unique(exact, return_inverse=True)
    return text, len(known)


def _above(work: Callable[[], object]) -> float:
    """Megabytes that something holds at most, beyond what is there; an untimed run of its own."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def toolkit(copies: PlantedCopies, window: int, similarity: float) -> dict[str, Any]:
    """The same by coordination_network_toolkit; its own loading into a database is not counted."""
    from coordination_network_toolkit.compute_networks import compute_co_similar_tweet
    from coordination_network_toolkit.preprocess import preprocess_data
    from coordination_network_toolkit.similarity import MinDocSizeSimilarity

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        path = str(Path(folder) / "toolkit.db")
        rows = enumerate(zip(copies.at, copies.person, copies.text, strict=True))
        preprocess_data(path, ((str(n), str(who), "", "", "", text, at, []) for n, (at, who, text) in rows))
        began = time.perf_counter()
        compute_co_similar_tweet(
            path,
            window,
            n_threads=2,
            similarity_threshold=similarity,
            similarity_function=MinDocSizeSimilarity(FEWEST_WORDS),
        )
        seconds = time.perf_counter() - began
        import sqlite3

        with contextlib.closing(sqlite3.connect(path)) as connection:
            sql = "select user_1, user_2 from co_similar_tweet_network where user_1 != user_2"
            many = max(copies.person) + 1
            pairs = {tuple(sorted((int(one), int(two)))) for one, two in connection.execute(sql)}
    return {"seconds": seconds, "edges": sorted(one * many + two for one, two in pairs)}


def normalised(copies: PlantedCopies) -> PlantedCopies:
    """The words that fingerprints are made of, as texts."""
    plain: list[str] = []
    for at in range(0, len(copies.text), BATCH):
        points, ends = traits.normalised(copies.text[at : at + BATCH])
        letters = np.where(points > 1, points, ord(" "))
        plain += [" ".join("".join(map(chr, part.tolist())).split()) for part in np.split(letters, ends)]
    return PlantedCopies(copies.at, copies.person, plain, copies.cluster)


def in_a_process(way: str, copies: PlantedCopies, window: int, similarity: float) -> dict[str, Any]:
    """One way, timed in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "copies.msgpack"
        file.write_bytes(msgspec.msgpack.encode(copies))
        command = [sys.executable, "-m", "bench.copies", "--child", way, str(file), str(window), str(similarity)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        return dict(json.loads(done.stdout))


def child(way: str, file: str, window: str, similarity: str) -> None:
    """What the process of one way does."""
    copies = msgspec.msgpack.decode(Path(file).read_bytes(), type=PlantedCopies)
    found = {"ours": ours, "toolkit": toolkit}[way](copies, int(window), float(similarity))
    sys.stdout.write(json.dumps(found))


def told(found: set[Any], truth: set[Any]) -> str:
    """Precision and recall."""
    right = len(found & truth)
    return f"precision {right / max(1, len(found)):.4f}, recall {right / max(1, len(truth)):.4f}"


def _edges_of(copies: PlantedCopies, pairs: set[tuple[int, int]]) -> set[int]:
    many, who = max(copies.person) + 1, copies.person
    return {min(who[one], who[two]) * many + max(who[one], who[two]) for one, two in pairs}


def compare(asked: argparse.Namespace) -> None:
    """Beside the toolkit: seconds in turn, and what each found of what was planted."""
    copies = planted_copies(asked.seed, asked.messages)
    truth = true_pairs(copies, 60)
    edges = _edges_of(copies, truth)
    print(f"{asked.messages:,} messages, {len(truth):,} planted pairs within 60 s, seed {asked.seed}")
    rounds = [(_typical(copies), in_a_process("toolkit", copies, 60, 0.5)) for _ in range(asked.rounds)]
    mine, theirs = rounds[0]
    ratio = statistics.median(other["seconds"] / own["seconds"] for own, other in rounds)
    print(f"  J >= 0.5  ours    {statistics.median(own['seconds'] for own, _ in rounds):6.2f} s", end="")
    print(f" (fingerprints {mine['prints']:.2f}, join {mine['join']:.2f}; {mine['above']:.0f} MB above them)")
    print(f"            toolkit {statistics.median(other['seconds'] for _, other in rounds):6.2f} s: {ratio:.1f} x")
    print(f"            ours:    message pairs {told(set(zip(*mine['pairs'], strict=True)), truth)}")
    print(f"            ours:    user edges {told(set(mine['edges']), edges)}")
    print(f"            toolkit: user edges {told(set(theirs['edges']), edges)}")
    strict = in_a_process("ours", copies, 60, 0.8)
    print(f"  J >= 0.8  ours: message pairs {told(set(zip(*strict['pairs'], strict=True)), truth)}; ", end="")
    where = dict(zip(strict["some"], strict["classes"], strict=True))
    joined = sum(where.get(one) == where.get(two, -1) for one, two in truth)
    print(f"of planted pairs of one class {joined / len(truth):.4f}")


def _typical(copies: PlantedCopies) -> dict[str, Any]:
    """The median of three runs: what takes a twentieth of the other's time is hit harder by what else the machine
    does."""
    return sorted((in_a_process("ours", copies, 60, 0.5) for _ in range(3)), key=lambda run: float(run["seconds"]))[1]


def oracle(asked: argparse.Namespace) -> None:
    """The toolkit fed our normalised texts must find our edges."""
    copies = normalised(planted_copies(asked.seed + 1, min(asked.messages, 100_000)))
    for similarity in (0.5, 0.8):
        mine, theirs = (set(in_a_process(way, copies, 60, similarity)["edges"]) for way in ("ours", "toolkit"))
        print(f"oracle, J >= {similarity}: {len(mine)} edges, {len(mine ^ theirs)} different")


def growth(asked: argparse.Namespace) -> None:
    """Ten times the rows, and a window five times as wide."""
    small, large = (planted_copies(asked.seed, count) for count in (asked.messages // 10, asked.messages))
    table: dict[str, list[dict[str, Any]]] = {"tenth": [], "whole": [], "wide": []}
    for _ in range(asked.rounds):
        for name, copies, window in (("tenth", small, 60), ("whole", large, 60), ("wide", large, 300)):
            table[name].append(in_a_process("ours", copies, window, 0.8))
    seconds = {name: statistics.median(run["seconds"] for run in runs) for name, runs in table.items()}
    print(f"growth: {seconds['tenth']:.2f} s, ten times the rows {seconds['whole']:.2f} s", end="")
    print(f" ({seconds['whole'] / seconds['tenth']:.1f} x), 300 s {seconds['wide'] / seconds['whole']:.2f} x of 60 s; ")
    joins = {name: statistics.median(run["join"] for run in runs) for name, runs in table.items()}
    print(f"        join alone {joins['whole']:.2f} s, 300 s {joins['wide'] / joins['whole']:.2f} x; ", end="")
    print(f"memory above the fingerprints {max(run['above'] for runs in table.values() for run in runs):.0f} MB")


def edit_classes(asked: argparse.Namespace) -> None:
    """The share of edited texts that are found near to what they were."""
    rng = Random(f"edits/{asked.seed}")
    for name, edit in CLASSES.items():
        if "word" not in name:
            print(f"edits: {name}: {_recall([_pair(rng, edit) for _ in range(2_000)]):.4f}")
    for count, least in ((1, 9), (2, 18), (3, 27)):
        pairs = [(text, edits.words(rng, text, count)) for text in (_of_words(rng, least) for _ in range(2_000))]
        print(f"edits: {count} substituted, exactly {least} distinct words: {_recall(pairs):.4f}")


def _pair(rng: Random, edit: Any) -> tuple[str, str]:
    text = sentence(rng)
    return text, edit(rng, text)


def _of_words(rng: Random, count: int) -> str:
    words: list[str] = []
    while len(words) < count:
        for word in sentence(rng).replace(",", "").lower().split():
            plain = "".join(letter for letter in word if letter.isalpha())
            if plain and plain not in words:
                words.append(plain)
    return " ".join(words[:count])


def _recall(pairs: list[tuple[str, str]]) -> float:
    texts = text_input([text for pair in pairs for text in pair])
    at = np.repeat(np.arange(len(pairs)) * 1_000, 2)
    start = np.concatenate(([0], texts.word_ends[:-1]))
    prints = Prints(at, at, texts.exact, texts.words_total, start, texts.word_ends, texts.words)
    return len(near_pairs(prints, 10)[0]) / len(pairs)


def communities(asked: argparse.Namespace) -> None:
    """Louvain's communities of a graph of a million edges with 200 planted groups."""
    import networkx as nx
    from scipy.sparse import coo_matrix
    from sknetwork.clustering import Louvain, get_modularity

    rng = np.random.default_rng(asked.seed)
    people, count = 100_000, 1_000_000
    one = rng.integers(0, people, count)
    inside = rng.random(count) < 0.7
    two = np.where(inside, one % 200 + 200 * rng.integers(0, people // 200, count), rng.integers(0, people, count))
    began = time.perf_counter()
    graph = coo_matrix((np.ones(2 * count), (np.r_[one, two], np.r_[two, one])), shape=(people, people)).tocsr()
    labels = Louvain(random_state=1).fit_predict(graph)
    mine = time.perf_counter() - began
    began = time.perf_counter()
    other = nx.Graph()
    other.add_edges_from(zip(one.tolist(), two.tolist(), strict=True))
    groups = nx.algorithms.community.louvain_communities(other, seed=1)
    theirs = time.perf_counter() - began
    named = np.zeros(people, np.int64)
    for number, group in enumerate(groups):
        named[list(group)] = number
    quality = [float(get_modularity(graph, found)) for found in (labels, named)]
    print(f"communities: scikit-network {mine:.2f} s, networkx {theirs:.2f} s: {theirs / mine:.1f} x;", end="")
    print(f" modularity {quality[0]:.4f} and {quality[1]:.4f}")


WHAT = {
    "toolkit": compare,
    "oracle": oracle,
    "growth": growth,
    "edits": edit_classes,
    "communities": communities,
}


def main() -> None:
    """Prints what was asked for."""
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
        return
    command = argparse.ArgumentParser(prog="python -m bench.copies", description=__doc__)
    command.add_argument("what", nargs="*", choices=[*WHAT, []], default=[])
    command.add_argument("--messages", type=int, default=1_000_000)
    command.add_argument("--rounds", type=int, default=3)
    command.add_argument("--seed", type=int, default=10_000)
    asked = command.parse_args()
    for what in asked.what or WHAT:
        WHAT[what](asked)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
