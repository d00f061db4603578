"""Read annotations in Pascal VOC's XML: the boxes and names of the objects in one picture.

The file may come from anyone, so little is believed: at most a megabyte is read; a document type
declaration, the only place where XML can define entities (which could swell to gigabytes, or name
other files), is refused before it is read; depth and number of elements are bounded; and nothing
in the file is used as a path. Source: Everingham et al., "The Pascal visual object classes
challenge" (2010).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundup.backend import default_dtype
from groundup.data.errors import DataError

MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS = 1 << 20, 32, 20_000
EDGES = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True, eq=False)
class Annotation:
    """What an annotation file says: `size` (height, width), `boxes` (N, 4), `names`, `difficult`.

    `names` are the classes in words, and `difficult` (N,) marks objects that VOC's own scores
    leave out.

    >>> Annotation((30, 40), np.array([[2, 3, 10, 20]]), ("dog",), np.zeros(1, bool)).size
    (30, 40)
    """

    size: tuple[int, int]
    boxes: np.ndarray
    names: tuple[str, ...]
    difficult: np.ndarray

    def labels(self, class_names: Sequence[str]) -> np.ndarray:
        """The place of each name in `class_names`, (N,). Raises `DataError` for other names.

        >>> Annotation((4, 4), np.zeros((1, 4)), ("cat",), np.zeros(1, bool)).labels(["dog", "cat"])
        array([1])
        """
        places = {name: place for place, name in enumerate(class_names)}
        unknown = sorted(set(self.names) - set(places))
        if unknown:
            raise DataError(f"The annotation names {unknown}, but the classes are "
                            f"{list(class_names)}.")
        return np.array([places[name] for name in self.names], np.int64)


def read_voc(path: str | Path) -> Annotation:
    """The annotation in a VOC file.

    VOC counts pixels from 1 and names the first and the last one of a box; here, as everywhere in
    this room, the box from xmin to xmax becomes xmin − 1 to xmax, clipped to the picture. Parts of
    objects (the boxes of hands and heads) are passed over. Raises `DataError`, with the file's
    name, for a file that cannot be read, is larger than a megabyte, is not sound XML, declares a
    document type, or lacks a size, a name or a box with first ≤ last inside the picture.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "cat.xml")
    ...     _ = path.write_text('''<annotation><size><width>64</width><height>48</height></size>
    ...         <object><name>cat</name><bndbox><xmin>1</xmin><ymin>11</ymin><xmax>20</xmax>
    ...         <ymax>48</ymax></bndbox></object></annotation>''')
    ...     found = read_voc(path)
    >>> found.size, found.names, found.boxes.tolist()
    ((48, 64), ('cat',), [[0.0, 10.0, 20.0, 48.0]])
    """
    root = _parse(path)
    if root.tag != "annotation":
        raise DataError(f"{path} holds <{root.tag[:40]}>; a VOC file holds <annotation>.")
    width, height = (_number(root.find("size"), side, path) for side in ("width", "height"))
    if not (width.is_integer() and height.is_integer() and width > 0 and height > 0):
        raise DataError(f"{path} gives its picture's size as {width} × {height}; expected whole "
                        "pixels above 0.")
    objects = root.findall("object")
    names = tuple((each.findtext("name") or "").strip() for each in objects)
    if "" in names:
        raise DataError(f"{path} has an object without a name.")
    boxes = [_box(each, (height, width), path) for each in objects]
    difficult = [(each.findtext("difficult") or "0").strip() == "1" for each in objects]
    return Annotation((int(height), int(width)), np.array(boxes, default_dtype()).reshape(-1, 4),
                      names, np.array(difficult, bool))


def _parse(path: str | Path):
    """The root element, by expat with its limits set before the first byte goes in."""
    from xml.etree.ElementTree import TreeBuilder
    from xml.parsers import expat

    try:
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}).") from error
    if len(content) > MAX_BYTES:
        raise DataError(f"{path} is larger than {MAX_BYTES:,} bytes: no annotation is so long.")
    tree, depth, count = TreeBuilder(), 0, 0

    def start(tag, attributes):
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise DataError(f"{path} nests deeper than {MAX_DEPTH} elements, or has more than "
                            f"{MAX_ELEMENTS:,}.")
        tree.start(tag, attributes)

    def end(tag):
        nonlocal depth
        depth -= 1
        tree.end(tag)

    def refuse(*declaration):
        raise DataError(f"{path} declares a document type, which annotations have no use for, and "
                        "in which entities could hide.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = tree.data
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:        # also unknown encodings
        raise DataError(f"{path} is not sound XML: {error}.") from error
    return tree.close()


def _box(element, size: tuple[float, float], path) -> list[float]:
    place = element.find("bndbox")
    x1, y1, x2, y2 = (_number(place, edge, path) for edge in EDGES)
    height, width = size
    box = [max(x1 - 1, 0), max(y1 - 1, 0), min(x2, width), min(y2, height)]
    if x1 > x2 or y1 > y2 or box[0] >= box[2] or box[1] >= box[3]:
        raise DataError(f"{path} has an object from ({x1:g}, {y1:g}) to ({x2:g}, {y2:g}); expected "
                        f"first ≤ last, inside the picture of {width:g} × {height:g} pixels.")
    return box


def _number(element, name: str, path) -> float:
    text = None if element is None else element.findtext(name)
    try:
        number = float(text or "")
    except ValueError:
        number = np.nan
    if not np.isfinite(number):
        raise DataError(f"{path} gives {str(text)[:40]!r} for <{name}>; expected a number.")
    return number
