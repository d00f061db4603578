"""Picture files: every mode, orientation and depth comes out alike, and faults are told apart."""

import numpy as np
import pytest

from groundup.data import DataError
from groundup.vision import read_image, write_image

Image = pytest.importorskip("PIL.Image", reason="picture files need Pillow: pip install pillow")


@pytest.fixture
def picture(rng):
    return rng.integers(0, 256, (3, 5, 7)).astype(np.float32) / np.float32(255)


@pytest.mark.parametrize("suffix", ["png", "bmp", "tiff"])
@pytest.mark.parametrize("channels", [1, 3])
def test_what_is_written_is_read(tmp_path, picture, suffix, channels):
    path = tmp_path / f"x.{suffix}"
    write_image(path, picture[:channels])
    read = read_image(path, color=channels == 3)
    assert read.dtype == np.float32 and read.flags["C_CONTIGUOUS"]
    np.testing.assert_allclose(read, picture[:channels], atol=1e-7)


@pytest.mark.parametrize("orientation, back", [
    (1, lambda x: x), (2, lambda x: x[:, :, ::-1]), (3, lambda x: x[:, ::-1, ::-1]),
    (6, lambda x: np.rot90(x, -1, (1, 2))), (8, lambda x: np.rot90(x, 1, (1, 2)))])
def test_exif_orientation_is_undone(tmp_path, picture, orientation, back):
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = Image.fromarray(np.uint8(np.round(255 * picture)).transpose(1, 2, 0))
    pixels.save(tmp_path / "x.png", exif=exif)
    np.testing.assert_allclose(read_image(tmp_path / "x.png"), back(picture), atol=1e-7)


def test_transparent_is_white_and_16_bits_and_palettes_are_read(tmp_path):
    Image.new("RGBA", (2, 1), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert read_image(tmp_path / "clear.png").tolist() == [[[1, 1]]] * 3
    deep = np.array([[0, 257, 65535]], np.uint16)
    Image.fromarray(deep).save(tmp_path / "deep.png")
    np.testing.assert_allclose(read_image(tmp_path / "deep.png", color=False)[0], deep / 65535,
                               rtol=1e-6)
    Image.new("RGB", (2, 1), (0, 255, 0)).convert("P").save(tmp_path / "few.gif")
    np.testing.assert_allclose(read_image(tmp_path / "few.gif")[:, 0, 0], [0, 1, 0], atol=0.01)


def test_faults_are_told_apart(tmp_path, picture):
    write_image(tmp_path / "x.png", picture)
    whole = (tmp_path / "x.png").read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.png").write_text("no picture")
    for name, says in (("none.png", "none.png cannot be read"), ("text.png", "is not a picture"),
                       ("half.png", "half.png cannot be read"), (".", "cannot be read")):
        with pytest.raises(DataError, match=says):
            read_image(tmp_path / name)
    with pytest.raises(DataError, match="7 × 5 pixels, and 34 are allowed"):
        read_image(tmp_path / "x.png", max_pixels=34)
    assert read_image(tmp_path / "x.png", max_pixels=35).shape == (3, 5, 7)
    for name, deep in (("f.tiff", picture[0]), ("i.tiff", np.full((2, 2), 70_000, np.int32))):
        Image.fromarray(deep).save(tmp_path / name)
        with pytest.raises(DataError, match=f"{name} has 32 bits a pixel"):
            read_image(tmp_path / name)


@pytest.mark.parametrize("image, says", [
    (np.zeros((5, 7)), r"shape \(5, 7\); expected"),
    (np.zeros((2, 5, 7)), r"shape \(2, 5, 7\)"),
    (np.full((1, 2, 2), 1.5), "from 1.5 to 1.5"),
    (np.full((1, 2, 2), np.nan), "from nan"),
])
def test_what_is_no_picture_is_not_written(tmp_path, image, says):
    with pytest.raises(ValueError, match=says):
        write_image(tmp_path / "x.png", image)
    assert not list(tmp_path.iterdir())


def test_places_that_cannot_be_written(tmp_path, picture):
    for name in ("no/such/folder.png", "x.unknown"):
        with pytest.raises(DataError, match="cannot be written"):
            write_image(tmp_path / name, picture)
