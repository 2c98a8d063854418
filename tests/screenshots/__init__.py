"""Pictures of every part of the window, made on a virtual screen: `python -m tests.screenshots OUT [NAME...]`.

Nothing is shown but the pictures that ship with the program. With `--guide`, OUT gets the pictures of the README.
"""
