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
        "segmentation": [[x, y, x, y, ...], ...]       polygons, whose union is the mask; (0, 0) is the corner of a pixel
                     or {"size": [height, width], "counts": [...]}     run lengths down the columns, beginning with zeros
                     or {"size": [height, width], "counts": "..."}     the same, compressed to ASCII
        "bbox": [x, y, width, height],                 around the mask
        "area": 1605.8,                                pixels of the mask
        "iscrowd": 0,                                  1: a region of many objects, never trained on
        "score": 0.98                                  only on what a model proposed
      }],
      "categories": [{"id": 44, "name": "bottle", "supercategory": "kitchen"}]     ids need not begin at 1 or be in order
    }

A results-style list holds annotations with scores alone, and belongs to another file's images.
https://cocodataset.org/#format-data
"""

from annotator.formats.coco_read import read

__all__ = ["read"]
