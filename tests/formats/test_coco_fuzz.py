"""Thousands of spoilt COCO files: none ends or hangs the program, each is refused or imported with all losses named."""

import json
import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.formats import fuzz
from tests.formats.files import document, image


def fuzzed(folder, seeds) -> Counter:
    """The outcomes of these seeds, in processes of bounded memory; a crash or a hang breaks the pool."""
    (folder / "images.json").write_text(json.dumps(document(images=[image(k, f"{k}.png") for k in range(1, 4)])))
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, spawn, initializer=fuzz.limit) as pool:
        outcomes = pool.map(fuzz.outcome, seeds, [str(folder)] * len(seeds), chunksize=50)
        found = list(outcomes)
    wrong = {seed: said for seed, said in zip(seeds, found, strict=True) if said not in ("refused", "imported")}
    assert not wrong
    return Counter(found)


def test_a_thousand_spoilt_files_are_refused_or_imported_with_every_loss_named(tmp_path):
    found = fuzzed(tmp_path, range(1000))
    assert min(found["refused"], found["imported"]) > 100


@pytest.mark.long
def test_ten_thousand_spoilt_files(tmp_path):
    fuzzed(tmp_path, range(1000, 11000))
