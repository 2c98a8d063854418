"""Starts Annotator from a clone: `python main.py [PATH]` is `annotator [PATH]`."""

from annotator.cli import main

if __name__ == "__main__":
    main()
