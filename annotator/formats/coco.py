"""COCO JSON: one file for a whole data set, the format that trainers of instance masks read.

    {
      "info": {...}, "licenses": [...],                kept as they came in, like every field not named here
      "images": [{
        "id": 397133,                                  whole number or string, unique
        "file_name": "a.jpg",                          relative to the picture folder, forward slashes
        "width": 640, "height": 427                    pixels as shown
      }],
      "annotations": [{
        "id": 82445,                                   whole number from 1 (evaluators never match 0) or string, unique
        "image_id": 397133, "category_id": 44,
        "segmentation": [[x, y, x, y, ...], ...]       polygons, their union is the mask
                     or {"size": [height, width], "counts": [...]}     run lengths down the columns, zeros first
                     or {"size": [height, width], "counts": "..."}     the same, compressed to ASCII
        "bbox": [x, y, width, height],                 around the mask
        "area": 1605.8,                                pixels of the mask
        "iscrowd": 0,                                  1: a region of many objects, never trained on
        "score": 0.98                                  only on what a model proposed
      }],
      "categories": [{"id": 44, "name": "bottle", "supercategory": "kitchen"}]     ids in any order
    }

Videos are images, one a frame, with two lists and some fields more: see coco_videos.

A results-style list holds annotations with scores alone, and belongs to another file's images.
https://cocodataset.org/#format-data
"""

from annotator.formats.choices import Choices
from annotator.formats.coco_questions import Questions, questions
from annotator.formats.coco_read import read
from annotator.formats.coco_write import split_name, write
from annotator.formats.matching import FindImage, image_finder
from annotator.formats.turning import TurnOf

__all__ = ["Choices", "FindImage", "Questions", "TurnOf", "image_finder", "questions", "read", "split_name", "write"]
