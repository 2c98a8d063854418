"""Which scenes the README shows."""

Crop = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

GUIDE: tuple[tuple[str, str, Crop | None], ...] = (("nuclei", "window.png", None),)
"""Scene, file, and what of the picture."""
