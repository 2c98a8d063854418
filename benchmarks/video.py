"""What video costs and how good it is, a table for each question.

    python -m benchmarks.video [decoding | playing | propagation | interpolation | linking | robot] [its options]

Without a name all of them. Clips are made (see `clips`), so that every mask is known exactly.
"""

import sys
from collections.abc import Callable

from benchmarks import (
    video_decoding,
    video_interpolation,
    video_linking,
    video_playing,
    video_propagation,
    video_robot,
)

TABLES: dict[str, Callable[[list[str]], None]] = {
    "decoding": video_decoding.main,
    "playing": video_playing.main,
    "propagation": video_propagation.main,
    "interpolation": video_interpolation.main,
    "linking": video_linking.main,
    "robot": video_robot.main,
}


def main() -> None:
    """Print the tables that are asked for."""
    names, options = sys.argv[1:2], sys.argv[2:]
    if names and names[0] not in TABLES:
        print(__doc__)
        sys.exit(f"There is no table {names[0]}." if not names[0].startswith("-") else 0)
    for name in names or TABLES:
        TABLES[name](options)


if __name__ == "__main__":
    main()
