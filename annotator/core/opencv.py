"""OpenCV, imported so that it leaves Qt alone; take `cv2` from here and nowhere else.

On import, OpenCV's wheel points `QT_QPA_PLATFORM_PLUGIN_PATH` and `QT_QPA_FONTDIR` at a Qt 5 of its own, and a window
of ours that opens afterwards cannot find its platform plugin.
"""

import os

_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _QT_VARIABLES}

import cv2  # noqa: E402  the environment has to be looked at first

for _name, _value in _before.items():
    if _value is None or f"{os.sep}cv2{os.sep}" in _value:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

__all__ = ["cv2"]
