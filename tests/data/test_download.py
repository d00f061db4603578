"""MNIST from a folder, the cache or a server on this machine, under every fault of a download."""

import gzip
import hashlib
import http.server
import os
import signal
import struct
import threading
from contextlib import suppress

import numpy as np
import pytest

from groundup.data import DataError
from groundup.data.datasets import fashion_mnist, load, mnist
from groundup.data.datasets.download import cache_folder, fetch
from groundup.data.datasets.mnist import FASHION_MNIST, MNIST, Source, place, read
from groundup.data.datasets.progress import progress


def idx(array):
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def small_set(train=30, test=10):
    """The four files of a set with few images, and its arrays."""
    rng = np.random.default_rng(0)
    arrays = {"train-images-idx3": rng.integers(0, 256, (train, 28, 28), np.uint8),
              "train-labels-idx1": rng.integers(0, 10, train, np.uint8),
              "t10k-images-idx3": rng.integers(0, 256, (test, 28, 28), np.uint8),
              "t10k-labels-idx1": rng.integers(0, 10, test, np.uint8)}
    files = {f"{name}-ubyte.gz": gzip.compress(idx(a), mtime=0) for name, a in arrays.items()}
    return files, arrays


FILES, ARRAYS = small_set()
IMAGES = "train-images-idx3-ubyte.gz"
FACTS = {name: (len(data), hashlib.md5(data).hexdigest()) for name, data in FILES.items()}


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves FILES with ranges; before that, uses up the faults that a test has laid out."""

    def do_GET(self):
        server = self.server
        asked = self.headers.get("Range")
        server.log.append((self.path, asked))
        fault = server.faults.pop(0) if server.faults else None
        if fault in (404, 503):
            self.send_error(fault)
            return
        if fault == "drop":
            return
        data = FILES[self.path.rpartition("/")[2]]
        if fault == "page":
            data = b"<html>Please log in</html>"
        if fault == "altered":
            data = bytes(len(data))
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        if fault in ("no range", "page"):
            start = 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        if fault not in ("no length", "cut without length", "endless"):
            self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        body = data[start:]
        if fault in ("cut", "cut without length", "interrupt"):
            body = body[:len(body) // 2]
        if fault == "endless":
            body += bytes(1 << 20)
        self.wfile.write(body)
        self.wfile.flush()
        if fault == "interrupt":
            while not server.part.exists() or not server.part.stat().st_size:
                server.stopped.wait(0.001)              # until the download is under way
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)       # Ctrl-C
            server.stopped.wait(5)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass                                            # a client that hangs up is part of the test


@pytest.fixture
def server(monkeypatch, tmp_path):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("GROUNDUP_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("GROUNDUP_DATA", raising=False)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.log, server.faults, server.stopped = [], [], threading.Event()
        server.part = tmp_path / "cache" / "small" / (IMAGES + ".part")
        server.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache" / "small"


def source(server, mirrors=("/a/",)):
    return Source("small", tuple(server.url + mirror for mirror in mirrors), FACTS)


def get_images(server, folder, mirrors=("/a/",), **options):
    fetch({IMAGES: FACTS[IMAGES]}, tuple(server.url + m for m in mirrors), folder, **options)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def part_of(folder, content):
    folder.mkdir(parents=True)
    part = folder / (IMAGES + ".part")
    part.write_bytes(content)
    return part


# ---- where the files come from

def check(parts, flat=False):
    for (x, y), prefix in zip(parts, ("train", "t10k")):
        images = ARRAYS[f"{prefix}-images-idx3"]
        shape = (len(images), 784) if flat else (len(images), 1, 28, 28)
        expected = (images / 255).reshape(shape)
        assert x.dtype == np.float32 and y.dtype == np.int64
        np.testing.assert_allclose(x, expected, rtol=1e-6)
        assert x.shape == expected.shape and np.array_equal(y, ARRAYS[f"{prefix}-labels-idx1"])


def test_downloads_once_then_reads_the_cache(server, folder):
    small = source(server)
    assert place(small) == "to be downloaded"
    check(read(small))
    assert names(folder) == sorted(FILES) and len(server.log) == 4
    assert place(small) == "cache"
    check(read(small, flat=True), flat=True)
    assert len(server.log) == 4


def test_cached_file_that_is_damaged_is_fetched_again(server, folder):
    small = source(server)
    read(small)
    (folder / IMAGES).write_bytes(bytes(len(FILES[IMAGES])))
    assert place(small) == "to be downloaded"
    check(read(small))
    assert len(server.log) == 5


def test_own_folder_comes_first_and_is_not_compared_with_checksums(server, tmp_path, monkeypatch):
    own = tmp_path / "own"
    (own / "small").mkdir(parents=True)
    for name, data in FILES.items():
        (own / "small" / name).write_bytes(gzip.compress(gzip.decompress(data), compresslevel=1))
    monkeypatch.setenv("GROUNDUP_DATA", str(own))
    check(read(source(server)))
    assert place(source(server)) == "GROUNDUP_DATA" and server.log == []

    (own / "small" / IMAGES).unlink()
    with pytest.raises(DataError, match=f"{IMAGES} cannot be read .*No such file"):
        read(source(server))


def test_own_folder_without_the_set_leaves_it_to_the_cache(server, tmp_path, monkeypatch):
    monkeypatch.setenv("GROUNDUP_DATA", str(tmp_path))
    check(read(source(server)))
    monkeypatch.setenv("GROUNDUP_DATA", str(tmp_path / "absent"))
    with pytest.raises(DataError, match=r"GROUNDUP_DATA is .*absent.* not a folder"):
        read(source(server))


@pytest.mark.parametrize(("name", "array", "reason"), [
    (IMAGES, np.zeros((30, 28, 27), np.uint8), r"shape \(N, 28, 28\), but are uint8 of"),
    (IMAGES, np.zeros((29, 28, 28), np.uint8), r"29 bytes 0..9, .* shape \(30,\)"),
    (IMAGES, np.zeros(30, np.uint8), r"of shape \(30,\)"),
    ("t10k-labels-idx1-ubyte.gz", np.full(10, 10, np.uint8), "up to 10"),
])
def test_files_that_do_not_belong_together_are_refused(tmp_path, monkeypatch, name, array, reason):
    (tmp_path / "small").mkdir()
    for other, data in FILES.items():
        (tmp_path / "small" / other).write_bytes(data)
    (tmp_path / "small" / name).write_bytes(idx(array))
    monkeypatch.setenv("GROUNDUP_DATA", str(tmp_path))
    with pytest.raises(DataError, match=reason):
        read(Source("small", (), FACTS))


def test_cache_folder_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("GROUNDUP_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "groundup"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "groundup"
    monkeypatch.setenv("GROUNDUP_CACHE", "~/mine")
    assert cache_folder() == tmp_path / "mine"


def test_without_a_home_the_cache_is_among_temporary_files(monkeypatch, tmp_path):
    def no_entry(user):
        raise KeyError(user)

    for name in ("GROUNDUP_CACHE", "XDG_CACHE_HOME", "HOME", "USERPROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", no_entry)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert cache_folder() == tmp_path / "groundup"


# ---- faults of a download

@pytest.mark.parametrize("fault", [404, 503, "drop", "cut", "page", "altered", "no length",
                                   "cut without length", "endless"])
def test_one_fault_is_overcome(server, folder, fault):
    server.faults = [fault]
    get_images(server, folder, mirrors=("/a/", "/b/"))
    assert names(folder) == [IMAGES]
    assert (folder / IMAGES).read_bytes() == FILES[IMAGES]


def test_mirrors_take_turns(server, folder):
    server.faults = [404, 503, "drop"]
    get_images(server, folder, mirrors=("/a/", "/b/"))
    assert [path[:3] for path, _ in server.log] == ["/a/", "/b/", "/a/", "/b/"]


def test_broken_connection_keeps_what_came_and_the_next_attempt_goes_on(server, folder):
    server.faults = ["cut"]
    half = len(FILES[IMAGES]) // 2
    with pytest.raises(DataError, match=f"broke off\n{half:,} bytes are kept in .*part; try again"):
        get_images(server, folder, rounds=1)
    assert names(folder) == [IMAGES + ".part"]
    assert (folder / (IMAGES + ".part")).read_bytes() == FILES[IMAGES][:half]

    get_images(server, folder, rounds=1)
    assert server.log[-1][1] == f"bytes={half}-"
    assert names(folder) == [IMAGES] and (folder / IMAGES).read_bytes() == FILES[IMAGES]


def test_server_without_ranges_starts_again(server, folder):
    part_of(folder, FILES[IMAGES][:100])
    server.faults = ["no range"]
    get_images(server, folder, rounds=1)
    assert (folder / IMAGES).read_bytes() == FILES[IMAGES]


@pytest.mark.parametrize("content", [b"rubbish", bytes(len(FILES[IMAGES])),
                                     FILES[IMAGES] + b"and more"])
def test_useless_part_is_thrown_away(server, folder, content):
    part_of(folder, content)
    get_images(server, folder)
    assert names(folder) == [IMAGES] and (folder / IMAGES).read_bytes() == FILES[IMAGES]


def test_part_that_is_whole_needs_no_network(server, folder):
    part_of(folder, FILES[IMAGES])
    get_images(server, folder)
    assert server.log == [] and names(folder) == [IMAGES]


def test_wrong_checksum_everywhere_leaves_nothing(server, folder):
    server.faults = ["altered"] * 2
    with pytest.raises(DataError, match="its checksum is wrong") as error:
        get_images(server, folder)
    assert names(folder) == []
    assert f"put the file into {folder} yourself" in str(error.value)


def test_a_login_page_does_not_touch_what_is_kept(server, folder):
    part_of(folder, FILES[IMAGES][:100])
    server.faults = ["page"] * 2
    with pytest.raises(DataError, match=r"offers 26 bytes .*\n100 bytes are kept"):
        get_images(server, folder)


def test_no_answer_names_every_reason_once(server, folder):
    server.faults = [404, "drop", 404, "drop"]
    with pytest.raises(DataError) as error:
        get_images(server, folder, mirrors=("/a/", "/b/"))
    message = str(error.value)
    assert message.count("HTTP 404 Not Found") == 1 and message.count("/b/") == 1
    assert "Check the connection and try again." in message and names(folder) == []


def test_refused_connection_is_a_data_error(server, folder):
    server.server_close()
    with pytest.raises(DataError, match="refused"):
        get_images(server, folder, rounds=1)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs Unix signals")
def test_interrupt_stays_one_and_says_what_is_kept(server, folder):
    server.faults = ["interrupt"]
    with pytest.raises(KeyboardInterrupt, match=r"Download of .* stopped\. .*kept in .*part; try"):
        get_images(server, folder)
    server.stopped.set()
    kept = server.part.read_bytes()
    assert names(folder) == [server.part.name]
    assert FILES[IMAGES].startswith(kept) and 0 < len(kept) <= len(FILES[IMAGES]) // 2

    get_images(server, folder)
    assert server.log[-1][1] == f"bytes={len(kept)}-"
    assert (folder / IMAGES).read_bytes() == FILES[IMAGES]


def test_full_disk_leaves_nothing(server, folder):
    resource = pytest.importorskip("resource", reason="file size limits need a Unix system")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    folder.mkdir(parents=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))     # like a disk with 1,000 bytes left
    try:
        with pytest.raises(DataError, match=r"Cannot keep data .*Make room .*GROUNDUP_CACHE"):
            get_images(server, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(folder) == []


def test_cache_that_cannot_be_a_folder(server, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match=r"Cannot keep data in .* choose another folder"):
        get_images(server, tmp_path / "file" / "small")


def test_two_at_once_download_once(server, folder):
    pytest.importorskip("fcntl", reason="folders can be locked on Unix systems only")
    threads = [threading.Thread(target=get_images, args=(server, folder)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.log) == 1 and (folder / IMAGES).read_bytes() == FILES[IMAGES]


# ---- how far it is

def test_progress_without_a_terminal_is_a_line_a_quarter(capsys):
    with progress("some.gz", total=4_000_000) as advance:
        for _ in range(400):
            advance(10_000)
    assert capsys.readouterr().err.splitlines() == [
        f"some.gz: {done}.0 of 4.0 MB" for done in (1, 2, 3, 4)]


def test_progress_on_a_terminal_is_a_bar(monkeypatch):
    pytest.importorskip("rich", reason="the bar needs rich: pip install 'groundup[cli]'")
    pty = pytest.importorskip("pty", reason="a terminal to write to needs a Unix system")
    ours, theirs = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        with progress("some.gz", total=2_000_000, done=500_000) as advance:
            advance(1_500_000)
        monkeypatch.undo()
    shown = ""
    with suppress(OSError):                             # how Linux says that the other end closed
        while more := os.read(ours, 100_000):
            shown += more.decode(errors="replace")
    os.close(ours)
    assert "some.gz" in shown and "2.0/2.0 MB" in shown


# ---- the real files

with_data = pytest.mark.skipif(
    not os.environ.get("GROUNDUP_DATA"),
    reason="the real images are read only if GROUNDUP_DATA names a folder that has them")


@with_data
def test_real_mnist():
    if place(MNIST) != "GROUNDUP_DATA":
        pytest.skip("GROUNDUP_DATA has no folder mnist")
    (x_train, y_train), (x_test, y_test) = mnist()
    assert x_train.shape in [(60_000, 1, 28, 28), (55_000, 1, 28, 28)]      # perhaps the last part
    assert x_test.shape == (10_000, 1, 28, 28) and x_train.max() == 1 and x_train.min() == 0
    assert np.bincount(y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    whole = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    if len(y_train) == 60_000:
        assert np.bincount(y_train).tolist() == whole
    else:
        np.testing.assert_allclose(np.bincount(y_train), np.multiply(whole, 55 / 60), rtol=0.01)
    np.testing.assert_allclose(x_train.mean(dtype=np.float64), 0.1307, atol=2e-4)
    np.testing.assert_allclose(x_test.mean(dtype=np.float64), 0.1325, atol=1e-4)
    data = load("mnist")
    assert data.shape == (1, 28, 28) and np.array_equal(data.y_test, y_test)


@with_data
def test_real_fashion_mnist():
    if place(FASHION_MNIST) != "GROUNDUP_DATA":
        pytest.skip("GROUNDUP_DATA has no folder fashion_mnist")
    (x_train, y_train), (x_test, y_test) = fashion_mnist(flat=True)
    assert x_train.shape == (60_000, 784) and x_test.shape == (10_000, 784)
    assert set(np.bincount(y_train)) == {6000} and set(np.bincount(y_test)) == {1000}
    np.testing.assert_allclose(x_train.mean(dtype=np.float64), 0.2860, atol=1e-4)
    np.testing.assert_allclose(x_test.mean(dtype=np.float64), 0.2868, atol=1e-4)
