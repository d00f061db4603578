"""VOC annotations: the convention, messy files, and hostile ones."""

import numpy as np
import pytest

from groundup.data import DataError
from groundup.vision import Annotation, read_voc
from groundup.vision.voc import MAX_BYTES, MAX_DEPTH

SIZE = "<size><width>40</width><height>30</height><depth>3</depth></size>"


def thing(box="<xmin>3</xmin><ymin>4</ymin><xmax>10</xmax><ymax>20</ymax>", name="dog", more=""):
    return f"<object><name>{name}</name>{more}<bndbox>{box}</bndbox></object>"


def edges(*numbers):
    return "".join(f"<{k}>{v}</{k}>" for k, v in zip(("xmin", "ymin", "xmax", "ymax"), numbers))


@pytest.fixture
def read(tmp_path):
    def read(text, encoding="utf-8"):
        path = tmp_path / "a.xml"
        path.write_bytes(text.encode(encoding))
        return read_voc(path)
    return read


def annotation(*objects, size=SIZE):
    return f"<annotation>{size}{''.join(objects)}</annotation>"


def test_boxes_names_and_difficulty(read):
    part = "<part><name>head</name><bndbox><xmin>1</xmin></bndbox></part>"
    found = read(annotation(thing(more=part), thing(edges(1, 1, 40, 30), "cat",
                                                    "<difficult>1</difficult>")))
    assert isinstance(found, Annotation)
    assert found.size == (30, 40) and found.names == ("dog", "cat")
    assert found.boxes.tolist() == [[2, 3, 10, 20], [0, 0, 40, 30]]
    assert found.boxes.dtype == np.float32 and found.difficult.tolist() == [False, True]
    assert found.labels(["cat", "bird", "dog"]).tolist() == [2, 0]
    with pytest.raises(DataError, match=r"names \['cat'\], but the classes are \['dog'\]"):
        found.labels(["dog"])


def test_nothing_is_there(read):
    empty = read(annotation())
    assert empty.boxes.shape == (0, 4) and empty.labels([]).shape == (0,)


def test_boxes_are_clipped_and_one_pixel_is_a_box(read):
    found = read(annotation(thing(edges(0, 0, 50, 50)), thing(edges(5, 5, 5, 5))))
    assert found.boxes.tolist() == [[0, 0, 40, 30], [4, 4, 5, 5]]
    assert read('<?xml version="1.0" encoding="utf-16"?>' + annotation(thing(name="Kätzchen")),
                "utf-16").names == ("Kätzchen",)


@pytest.mark.parametrize("text, says", [
    ("", "not sound XML"), ("<annotation>", "not sound XML"), ("\0\1\2", "not sound XML"),
    ("<?xml version='1.0' encoding='nonsense'?><annotation/>", "not sound XML"),
    ("<svg/>", "holds <svg>"), ("<annotation/>", "for <width>"),
    (annotation(size=SIZE.replace("40", "0")), "0.0 × 30.0"),
    (annotation(size=SIZE.replace("40", "1.5")), "1.5 × 30.0"),
    (annotation(size=SIZE.replace("40", "nan")), "'nan' for <width>"),
    (annotation("<object><name>dog</name></object>"), "for <xmin>"),
    (annotation(thing(name=" ")), "without a name"),
    (annotation(thing(edges(1, 1, "inf", 4))), "'inf' for <xmax>"),
    (annotation(thing(edges(1, 1, "4 4", 4))), "'4 4' for <xmax>"),
    (annotation(thing(edges(9, 1, 4, 4))), r"from \(9, 1\) to \(4, 4\)"),
    (annotation(thing(edges(41, 1, 44, 4))), "inside the picture of 40 × 30"),
    ("<annotation>&lol;</annotation>", "not sound XML"),
])
def test_unsound_files_are_named_with_their_fault(read, text, says):
    with pytest.raises(DataError, match=rf"a\.xml .*{says}"):
        read(text)


def test_hostile_files_are_refused_before_they_cost_anything(read, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(12))
    for declaration in (f"<!DOCTYPE a [{laughs}]>",
                        f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>',
                        '<!DOCTYPE a SYSTEM "http://localhost/a.dtd">'):
        for use in ("&l11;", "&x;", ""):
            with pytest.raises(DataError, match="declares a document type"):
                read(f"{declaration}<annotation>{use}</annotation>")
    deep = "<a>" * (MAX_DEPTH + 1)
    with pytest.raises(DataError, match="nests deeper"):
        read(deep)
    with pytest.raises(DataError, match="more than 20,000"):
        read("<annotation>" + "<a/>" * 20_001)
    with pytest.raises(DataError, match="larger than"):
        read(" " * (MAX_BYTES + 1))


def test_files_that_cannot_be_read(tmp_path):
    for path in (tmp_path / "none.xml", tmp_path):
        with pytest.raises(DataError, match="cannot be read"):
            read_voc(path)
