"""How long does a worker take until it can load a model? With torchvision as it is, and without torch's compiler.

    python -m benchmarks.start [--repeats 5]

Each import in a process of its own, by turns; seconds at the median.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from statistics import median

PLAIN = """
import sys
import annotator.inference
sys.meta_path[:] = [one for one in sys.meta_path if not type(one).__module__.startswith("annotator")]
"""
TIMED = """
import time
started = time.perf_counter()
import annotator.inference.predictor
print(time.perf_counter() - started)
"""


def seconds(before: str) -> float:
    """Of one import."""
    done = subprocess.run([sys.executable, "-c", before + TIMED], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    turns = [(seconds(PLAIN), seconds("")) for _ in range(repeats + 1)][1:]  # the first fills the disk's cache
    plain, ours = (median(side) for side in zip(*turns, strict=True))
    print("| import | torchvision as it is | ours | ratio |\n|---|---|---|---|")
    print(f"| all that predicts | {plain:.2f} s | {ours:.2f} s | {plain / ours:.2f}x |")


if __name__ == "__main__":
    main()
