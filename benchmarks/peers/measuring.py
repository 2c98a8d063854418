"""What is measured of a peer's canvas; runs in the peer's own environment, so it knows nothing of ours.

`python SCRIPT EMPTY.jpg DENSE.json X Y` prints a JSON object of medians in milliseconds: `repaint` of the
whole canvas, `drag` per mouse move of the vertex at image point (X, Y) with the painting that follows, `open` of the
dense picture with its outlines until it is painted.
"""

import json
import statistics
import sys
import time

REPAINTS, MOVES, OPENS = 5, 8, 2


def lap(act):
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1e3


def measure(app, canvas, load, to_widget, mouse):
    """`load(path)` opens a file, `to_widget(x, y)` places an image point, `mouse(kind, place, held)` sends an event."""
    empty, dense, x, y = sys.argv[1:]

    def opened(path):
        load(path)
        canvas().update()
        app.processEvents()

    opened(dense)
    opens = []
    for _ in range(OPENS):
        opened(empty)
        opens.append(lap(lambda: opened(dense)))
    repaints = [lap(lambda: canvas().repaint()) for _ in range(REPAINTS)]
    place = to_widget(float(x), float(y))
    mouse("move", place, False)
    mouse("press", place, True)
    drags = []
    for number in range(MOVES):
        to = (place[0] + 3 + number % 7, place[1] + 3 + number % 5)

        def step(to=to):
            mouse("move", to, True)
            app.processEvents()

        drags.append(lap(step))
    mouse("release", place, False)
    found = {"open": opens, "repaint": repaints, "drag": drags}
    medians = {name: statistics.median(each) for name, each in found.items()}
    print(json.dumps({**medians, "shapes": len(canvas().shapes), "width": canvas().width()}))
    sys.stdout.flush()
