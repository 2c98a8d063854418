"""Annotator: pre-label instance masks with Mask R-CNN, correct them by hand, export COCO for retraining."""

__version__ = "0.1.0"
