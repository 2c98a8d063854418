"""new, import and export: real pictures, real project files, the real command line."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator.storage import ALL, Project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures, one of them in a folder of its own."""
    folder = tmp_path / "pictures"
    (folder / "more").mkdir(parents=True)
    for name, size in (("a.png", (40, 30)), ("b.jpg", (50, 20)), ("more/c.png", (8, 8))):
        Image.new("RGB", size, "teal").save(folder / name)
    return folder


@pytest.fixture
def coco(tmp_path: Path) -> Path:
    """One square on a.png, one instance that cannot be imported."""
    square = [[2, 2, 12, 2, 12, 12, 2, 12]]
    annotations = [
        {"id": 5, "image_id": 9, "category_id": 3, "segmentation": square, "area": 100, "bbox": [2, 2, 10, 10]},
        {"id": 6, "image_id": 9, "category_id": 3, "segmentation": {"size": [30, 40], "counts": [1, 2]}},
    ]
    file = tmp_path / "in.json"
    images = [{"id": 9, "file_name": "a.png", "width": 40, "height": 30}]
    whole = {"images": images, "annotations": annotations, "categories": [{"id": 3, "name": "tile"}]}
    file.write_text(json.dumps(whole))
    return file


def test_a_project_of_a_folder_has_every_picture_in_it(run, folder, tmp_path):
    result = run("new", tmp_path / "p", folder, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"project": str(tmp_path / "p.annotator"), "frames": 3, "failed": {}}
    with Project.open(tmp_path / "p.annotator", read_only=True) as project:
        rows = project.frame_page(ALL, 0, 10)
        assert [(one.frame.path, one.frame.size) for one in rows] == [
            ("a.png", (40, 30)),
            ("b.jpg", (50, 20)),
            ("more/c.png", (8, 8)),
        ]


def test_a_picture_that_cannot_be_read_is_listed_and_the_rest_is_added(run, folder, tmp_path):
    (folder / "broken.png").write_text("no picture")
    result = run("new", tmp_path / "p", folder)
    assert result.exit_code == 1
    assert "broken.png" in result.stderr
    assert "3 frames" in result.stdout


def test_a_project_that_is_there_is_not_made_again(run, folder, tmp_path):
    run("new", tmp_path / "p", folder)
    before = (tmp_path / "p.annotator").read_bytes()
    result = run("new", tmp_path / "p", folder)
    assert result.exit_code == 2
    assert "already" in result.stderr
    assert (tmp_path / "p.annotator").read_bytes() == before


def test_a_folder_that_is_not_there_is_a_sentence_and_no_project(run, tmp_path):
    result = run("new", tmp_path / "p", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert f"There is no file or folder {tmp_path / 'nowhere'}." in result.stderr
    assert not (tmp_path / "p.annotator").exists()


def test_an_import_says_what_it_left_out_and_imports_the_rest(run, folder, coco, tmp_path):
    result = run("import", tmp_path / "p", "--coco", coco, "--images", folder, "--json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["frames"], said["instances"]) == (1, 1, 1)
    assert any("6" in one["where"] and one["kind"] == "skipped" for one in said["findings"])


def test_pictures_are_looked_for_beside_the_coco_file(run, folder, coco, tmp_path):
    folder.rename(tmp_path / "images")
    run("import", tmp_path / "p", "--coco", coco)
    with Project.open(tmp_path / "p.annotator", read_only=True) as project:
        assert list(project.roots().values()) == [tmp_path / "images"]


def test_what_is_no_coco_file_is_refused_in_a_sentence(run, folder, tmp_path):
    (tmp_path / "in.json").write_text("{")
    result = run("import", tmp_path / "p", "--coco", tmp_path / "in.json", "--images", folder)
    assert result.exit_code == 2
    assert "in.json" in result.stderr
    assert "Traceback" not in result.output


def test_what_was_imported_is_exported_as_it_came(run, folder, coco, tmp_path):
    run("import", tmp_path / "p", "--coco", coco, "--images", folder)
    result = run("export", tmp_path / "p.annotator", tmp_path / "out.json")
    assert result.exit_code == 0
    whole = json.loads((tmp_path / "out.json").read_text())
    [annotation] = whole["annotations"]
    assert annotation["id"] == 5
    assert np.allclose(annotation["segmentation"], [[2, 2, 12, 2, 12, 12, 2, 12]])
    assert [one["id"] for one in whole["categories"]] == [3]


def test_a_split_writes_two_files(run, folder, tmp_path):
    run("new", tmp_path / "p", folder)
    result = run("export", tmp_path / "p.annotator", tmp_path / "out.json", "--split", "0.67")
    assert result.exit_code == 0
    names = [tmp_path / f"out_{name}.json" for name in ("train", "val")]
    assert [len(json.loads(name.read_text())["images"]) for name in names] == [2, 1]


def test_exporting_what_is_no_project_is_a_sentence(run, tmp_path):
    result = run("export", tmp_path / "none.annotator", tmp_path / "out.json")
    assert result.exit_code == 2
    assert "There is no project" in result.stderr


@pytest.fixture
def open_questions(folder: Path, tmp_path: Path) -> Path:
    """A file that leaves things open: a ring inside a ring, categories of one name, a picture from before its turn."""
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right
    Image.new("RGB", (40, 30)).save(folder / "t.jpg", exif=exif)
    outer, inner = [2, 2, 22, 2, 22, 22, 2, 22], [6, 6, 12, 6, 12, 12, 6, 12]
    row = {"image_id": 1, "area": 400, "bbox": [2, 2, 20, 20]}
    file = tmp_path / "open.json"
    file.write_text(json.dumps({
        "images": [{"id": 1, "file_name": "t.jpg", "width": 40, "height": 30}],
        "categories": [{"id": 1, "name": "cell"}, {"id": 2, "name": "cell"}],
        "annotations": [{**row, "id": 1, "category_id": 1, "segmentation": [outer, inner]},
                        {**row, "id": 2, "category_id": 2, "segmentation": [outer]}],
    }))  # fmt: skip
    return file


@pytest.mark.parametrize(
    ("words", "rings", "names", "left"),
    [
        ([], [(2, 0), (1, 0)], ["cell", "cell (2)"], 8),
        (["--holes", "--merge"], [(1, 1), (1, 0)], ["cell"], 8),
        (["--no-turn"], [(2, 0), (1, 0)], ["cell", "cell (2)"], 2),
    ],
)
def test_what_a_file_leaves_open_is_answered_by_options(
    run, folder, open_questions, tmp_path, words, rings, names, left
):
    result = run("import", tmp_path / "p", open_questions, "--images", folder, *words)
    assert result.exit_code == 0, result.output
    with Project.open(tmp_path / "p.annotator", read_only=True) as project:
        there = list(project.instances(project.frame_at(0)).values())
        assert [(len(one.parts), sum(len(part.holes) for part in one.parts)) for one in there] == rings
        assert [one.name for one in project.categories().values()] == names
        assert min(float(one.parts[0].outer[:, 0].min()) for one in there) == left


def test_a_list_of_results_comes_with_the_file_of_its_images(run, folder, coco, tmp_path):
    results = tmp_path / "results.json"
    square = [[2, 2, 12, 2, 12, 12, 2, 12]]
    results.write_text(json.dumps([{"image_id": 9, "category_id": 3, "segmentation": square, "score": 0.5}]))
    refused = run("import", tmp_path / "p", results, "--images", folder)
    assert refused.exit_code == 2
    assert "list of results" in refused.stderr
    assert run("import", tmp_path / "p", results, "--images", folder, "--images-from", coco).exit_code == 0
    with Project.open(tmp_path / "p.annotator", read_only=True) as project:
        [one] = project.instances(project.frame_at(0)).values()
        assert one.score == 0.5
