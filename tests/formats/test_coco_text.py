"""Files that are not quite JSON."""

import json

import pytest

from annotator.core.errors import FormatRefused
from tests.formats.files import annotation, document, imported, reexported, said

RIGHT = json.dumps(document(annotation()))


def refusal(tmp_path, content) -> str:
    """The sentence that a file is refused with."""
    with pytest.raises(FormatRefused) as refused:
        imported(tmp_path, content)
    return str(refused.value)


def test_a_byte_order_mark_is_passed_over(tmp_path):
    assert len(imported(tmp_path, b"\xef\xbb\xbf" + RIGHT.encode())[0]) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_are_refused_by_name(tmp_path, encoding):
    assert "UTF-16" in refusal(tmp_path, RIGHT.encode(encoding))


def test_bytes_that_are_no_text_are_refused_with_their_place(tmp_path):
    assert "line 2, column 3: the file is not UTF-8" in refusal(tmp_path, b'{\n"a\xff":1}')


def test_bytes_cut_in_a_letter_at_a_block_border_are_still_text(tmp_path):
    filler = "x" * ((1 << 20) - len('{"info":"') - 1)
    content = RIGHT.replace("{", '{"info":"' + filler + '\u00e9",', 1)
    assert len(imported(tmp_path, content)[0]) == 1


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{\n  "images": [],\n  "annotations": [1,]\n}', "line 3, column 21"),
        ('{"images": [}', "line 1, column 13"),
        ('{"images": [NaN, Infinity, ]}', "line 1, column 28"),
        ('{"images": [NaN,\n NaN, x]}', "line 2, column 7"),
        ('{"images": ["', "line 1, column 14"),
        ("", "line 1, column 1"),
        ("{'images': []}", "line 1, column 2"),
    ],
)
def test_what_is_not_json_is_refused_with_line_and_column(tmp_path, content, place):
    assert place in refusal(tmp_path, content)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_endless_nesting_is_refused(tmp_path, opening):
    assert "nested too deep" in refusal(tmp_path, opening * 100_000)


@pytest.mark.parametrize("field", ["id", "category_id", "extra", "area"])
def test_a_number_of_five_thousand_digits_is_refused(tmp_path, field):
    content = json.dumps(document(annotation(**{field: "@"}))).replace('"@"', "1" + "0" * 4999)
    assert "a number has 5,000 digits" in refusal(tmp_path, content)


def test_many_digits_in_a_string_are_no_number(tmp_path):
    assert len(imported(tmp_path, document(annotation(note="1" * 5000)))[0]) == 1


def test_not_a_number_spoils_only_the_item_it_stands_in(tmp_path):
    content = json.dumps(document(annotation(1, area=float("nan")), annotation(2, note="NaN", bbox=[float("inf")] * 4)))
    instances, report = imported(tmp_path, content)
    assert [one.id for one in instances] == [1, 2]
    assert "2 of" not in said(report)[0]
    assert reexported(tmp_path, content)["annotations"][1]["note"] == "NaN"
    assert [record["area"] for record in reexported(tmp_path, content)["annotations"]] == [400, 400]


def test_doubled_fields_are_reported_and_the_last_one_counts(tmp_path):
    content = RIGHT.replace('"iscrowd": 0', '"iscrowd": 0, "iscrowd": 1')
    [instance], report = imported(tmp_path, content)
    assert instance.crowd
    assert said(report) == ["repaired annotation 1: a field stands twice; the last one was taken"]
    _, report = imported(tmp_path, RIGHT.replace('"images"', '"images": [], "images"', 1))
    assert "a field of the file stands twice" in said(report)[0]


def test_a_colon_in_a_string_doubles_nothing(tmp_path):
    _, report = imported(tmp_path, document(annotation(note="a:b", **{"x:y": {"a": 1}}), info={"url": "http://x"}))
    assert not report.findings


@pytest.mark.parametrize("content", ["1", '"text"', "{}", '{"a": 1}', "null", "true"])
def test_json_that_is_no_coco_file_is_refused(tmp_path, content):
    assert "in.json" in refusal(tmp_path, content)


@pytest.mark.parametrize("name", ["images", "annotations", "categories"])
def test_a_list_that_is_null_or_missing_is_empty(tmp_path, name):
    content = document(annotation())
    imported(tmp_path, content | {name: None})
    del content[name]
    imported(tmp_path, content)


@pytest.mark.parametrize("name", ["images", "annotations", "categories"])
def test_a_list_that_is_something_else_is_refused(tmp_path, name):
    assert f"`{name}` is not a list" in refusal(tmp_path, document(annotation()) | {name: {"a": 1}})
