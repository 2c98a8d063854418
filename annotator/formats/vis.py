"""YouTube-VIS JSON: an annotation is an object over a whole video.

    {
      "videos": [{"id": 1, "width": 640, "height": 360, "length": 3,
                  "file_names": ["clip/000000.jpg", "clip/000001.jpg", "clip/000002.jpg"],
                  "name": "clip", "file_name": "clip.mp4",     of ours alone: the video that the pictures are frames of
                  "frame_indices": [0, 1, 2]}],                and which of its frames, counted from 0
      "annotations": [{
        "id": 7, "video_id": 1, "category_id": 3, "iscrowd": 0, "width": 640, "height": 360, "length": 3,
        "segmentations": [{"size": [360, 640], "counts": "..."}, null, ...],     one a frame, null where it is not seen
        "bboxes": [[x, y, width, height], null, ...],
        "areas": [1605, null, ...],
        "score": 0.98                                           only on what a model proposed
      }],
      "categories": [{"id": 3, "name": "person"}]
    }

https://youtube-vos.org/dataset/vis/ (Yang et al. 2019)
"""

from annotator.formats.vis_read import is_vis, read
from annotator.formats.vis_write import write

__all__ = ["is_vis", "read", "write"]
