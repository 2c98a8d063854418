"""What a COCO file leaves open is asked in the import sheet, and nothing else is."""

import json
from pathlib import Path

import pytest
from PIL import Image

from annotator.core.annotations import State
from annotator.core.geometry import box_xyxy
from tests.ui.conftest import wait_for_picture

SQUARE = [20, 20, 50, 20, 50, 50, 20, 50]
INNER = [30, 30, 40, 30, 40, 40, 30, 40]


def coco(folder: Path, *outlines: list, size=(200, 150), names=("cell",), file_name="a.png") -> Path:
    """One picture, an annotation of each outline, a category of each name."""
    file = folder / "labels.json"
    file.write_text(json.dumps({
        "images": [{"id": 7, "file_name": file_name, "width": size[0], "height": size[1]}],
        "annotations": [{"id": n, "image_id": 7, "category_id": min(n, len(names)), "iscrowd": 0,
                         "segmentation": outline} for n, outline in enumerate(outlines, 1)],
        "categories": [{"id": n, "name": name} for n, name in enumerate(names, 1)],
    }))  # fmt: skip
    return file


@pytest.fixture
def sheet_of(window, pictures, tmp_path, until):
    """The import sheet over a file, when the file is known."""

    def opened(file: Path, images: Path = pictures):
        window.open_path(file)
        sheet = window.sheets.sheet
        sheet.images.edit.setText(str(images))
        sheet.project.edit.setText(str(tmp_path / "made.annotator"))
        until(lambda: sheet._asked is not None)
        return sheet

    return opened


def questions(sheet) -> set[str]:
    boxes = {"holes": sheet.holes, "merge": sheet.merge, "turn": sheet.turn, "images_from": sheet.images_from}
    return {name for name, one in boxes.items() if one.isVisible()}


def test_a_plain_file_asks_nothing_and_enter_imports_it_though_it_is_still_being_read(
    window, pictures, tmp_path, qtbot
):
    window.open_path(coco(tmp_path, [SQUARE]))
    sheet = window.sheets.sheet
    sheet.images.edit.setText(str(pictures))
    sheet.act.click()
    wait_for_picture(qtbot, window)
    assert len(window.document.visible) == 1
    assert questions(sheet) == set()


def test_what_was_asked_is_told_before_it_is_imported(window, pictures, tmp_path, until):
    window.open_path(coco(tmp_path, [SQUARE, INNER]))
    sheet = window.sheets.sheet
    sheet.act.click()
    until(lambda: questions(sheet) == {"holes"})
    assert "leaves this open" in sheet.message.text()
    assert window.document.project is None


def test_inner_rings_become_holes_where_a_person_says_so(qtbot, window, sheet_of, tmp_path):
    sheet = sheet_of(coco(tmp_path, [SQUARE, INNER]))
    assert questions(sheet) == {"holes"}
    assert "(1 instance)" in sheet.holes.text()
    sheet.holes.setChecked(True)
    sheet.act.click()
    wait_for_picture(qtbot, window)
    [one] = window.document.visible.values()
    assert [len(part.holes) for part in one.parts] == [1]


@pytest.mark.parametrize(("merge", "names"), [(True, ["cell"]), (False, ["cell", "cell (2)"])])
def test_categories_of_one_name_are_merged_or_told_apart(qtbot, window, sheet_of, tmp_path, merge, names):
    sheet = sheet_of(coco(tmp_path, [SQUARE], [INNER], names=("cell", "cell")))
    assert questions(sheet) == {"merge"}
    assert "(cell)" in sheet.merge.text()
    sheet.merge.setChecked(merge)
    sheet.act.click()
    wait_for_picture(qtbot, window)
    assert [one.name for one in window.document.project.categories().values()] == names


@pytest.mark.parametrize(("turn", "box"), [(True, (100, 20, 130, 50)), (False, (20, 20, 50, 50))])
def test_outlines_from_before_the_exif_turn_are_turned_unless_told_not_to(qtbot, window, sheet_of, tmp_path, turn, box):
    folder = tmp_path / "turned"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right
    Image.new("RGB", (200, 150)).save(folder / "t.jpg", exif=exif)
    sheet = sheet_of(coco(tmp_path, [SQUARE], file_name="t.jpg"), folder)
    assert questions(sheet) == {"turn"}
    assert "1 picture " in sheet.turn.text()
    sheet.turn.setChecked(turn)
    sheet.act.click()
    wait_for_picture(qtbot, window)
    [one] = window.document.visible.values()
    assert box_xyxy(one.rings) == box


def test_a_list_of_results_asks_for_the_file_of_its_images(qtbot, window, sheet_of, pictures, tmp_path, until):
    about = coco(tmp_path, [SQUARE])
    results = tmp_path / "results.json"
    results.write_text(json.dumps([{"image_id": 7, "category_id": 1, "segmentation": [SQUARE], "score": 0.75}]))
    sheet = sheet_of(results)
    assert questions(sheet) == {"images_from"}
    assert "list of results" in sheet.message.text()
    assert not sheet.act.isEnabled()
    sheet.images_from.edit.setText(str(about))
    sheet.act.click()
    wait_for_picture(qtbot, window)
    [one] = window.document.visible.values()
    assert (one.state, one.score) == (State.PROPOSED, 0.75)


def test_a_file_that_cannot_be_imported_says_so_before_anything_is_closed(opened, tmp_path, until):
    bad = tmp_path / "bad.json"
    bad.write_text('{"images": [')
    opened.open_path(bad)
    sheet = opened.sheets.sheet
    until(lambda: "bad.json" in sheet.message.text())
    assert not sheet.act.isEnabled()
    assert opened.document.project is not None
