"""Picture files of all kinds become what a network was trained on, or are refused with a reason."""

import numpy as np
import pytest
from PIL import Image

from groundup.cli.errors import UserError
from groundup.cli.picture import Frame, read_picture

DIGITS = Frame(size=8, box=8, centre="box", ink=0.305)
MNIST = Frame(size=28, box=20, centre="mass", ink=0.13)


def seen(image, frame=DIGITS, name="picture.png"):
    image.save(name)
    return read_picture(name, frame)


@pytest.mark.parametrize("frame", [DIGITS, MNIST])
def test_ink_is_light_whatever_the_colours(draw, frame):
    expected = seen(draw(7), frame)
    assert expected.shape == (frame.size, frame.size)
    assert expected.dtype == np.float32
    assert expected.max() == 1
    assert abs(expected.mean() - frame.ink) < 0.05
    for ink, paper in [("white", "black"), ("navy", "yellow"), ("red", "green"), ("#333", "#999")]:
        np.testing.assert_allclose(seen(draw(7, ink, paper), frame), expected, atol=0.12)


@pytest.mark.parametrize("ink", ["black", "white"])
def test_transparent_paper_is_paper(draw, ink):
    expected = seen(draw(7))
    transparent = draw(7, ink, (255, 255, 255, 0), mode="RGBA")
    np.testing.assert_allclose(seen(transparent), expected, atol=0.12)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "CMYK", "I;16"])
def test_every_mode_of_pixels_is_read(draw, mode):
    expected = seen(draw(7))
    name = "picture.tiff" if mode in ("CMYK", "I;16") else "picture.png"
    image = draw(7)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 100)
    else:
        image = image.convert(mode)
    np.testing.assert_allclose(seen(image, name=name), expected, atol=0.12)


def test_size_place_and_pen_hardly_matter(draw):
    expected = seen(draw(7))
    moved = Image.new("RGB", (500, 300), "white")
    moved.paste(draw(7), (290, 60))
    for image in [draw(7, scale=6), draw(7, scale=0.3), draw(7, pen=8), draw(7, pen=26), moved]:
        assert np.corrcoef(seen(image).ravel(), expected.ravel())[0, 1] > 0.85


def test_a_photo_on_uneven_paper_is_read(draw):
    rng = np.random.default_rng(0)
    pixels = np.asarray(draw(7, ink="#222", paper="#ddd"), dtype=float)
    shadow = np.linspace(0, -25, 200)[:, None, None]
    photo = np.uint8(np.clip(pixels + shadow + rng.normal(0, 6, pixels.shape), 0, 255))
    picture = seen(Image.fromarray(photo), name="photo.jpg")
    assert np.corrcoef(picture.ravel(), seen(draw(7)).ravel())[0, 1] > 0.95


def test_a_drawing_of_the_right_size_is_taken_as_it_is():
    x = np.zeros((8, 8), np.uint8)
    x[1:7, 3:5] = [[100, 255]] * 6
    np.testing.assert_allclose(seen(Image.fromarray(x)), x / 255, atol=1e-6)


def test_shades_are_kept_where_there_are_no_strokes():
    x = np.zeros((200, 200), np.uint8)
    x[50:150, 50:100], x[50:150, 100:150] = 128, 255
    picture = seen(Image.fromarray(x), Frame(size=28, box=28, centre="box"))
    assert picture[14, 5] == pytest.approx(0.5, abs=0.02)
    assert picture[14, 22] == pytest.approx(1, abs=0.02)


def refused(path, *words):
    with pytest.raises(UserError) as error:
        read_picture(path, DIGITS)
    for word in (str(path), *words):
        assert word in str(error.value)


def test_pictures_that_show_nothing_are_refused(tmp_path):
    Image.new("RGB", (50, 50), "white").save("white.png")
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save("clear.png")
    Image.new("L", (1, 1)).save("dot.png")
    refused("white.png", "one colour")
    refused("clear.png", "one colour")
    refused("dot.png", "1 × 1 pixels", "too few")


def test_pictures_that_are_too_large_are_refused():
    Image.new("1", (10_000, 6_000)).save("large.png")
    Image.new("1", (20_000, 20_000)).save("bomb.png")
    refused("large.png", "10000 × 6000", "at most 50 million")
    refused("bomb.png", "at most 50 million")


def test_what_is_no_picture_is_refused(tmp_path, draw):
    draw(7).save("whole.png")
    whole = (tmp_path / "whole.png").read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.png").write_text("not a picture")
    (tmp_path / "empty.png").write_bytes(b"")
    refused("missing.png", "There is no file")
    refused(tmp_path, "is a folder")
    refused("half.png", "damaged")
    refused("text.png", "is not a picture")
    refused("empty.png", "is not a picture")
