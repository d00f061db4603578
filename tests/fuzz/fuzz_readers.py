"""Fuzz a reader, guided by coverage: `python tests/fuzz/fuzz_readers.py npz -max_total_time=60`.

What comes after the name of the reader goes to libFuzzer. A file that raises anything but the
reader's own error, or takes over 5 seconds or 1 GB, ends the run and is kept in this folder.
`pip install atheris` (3.0 has wheels for Python 3.11 on Linux); not needed for anything else.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

MEMORY = Path("/dev/shm")                   # a disk would be what is measured
LIMITS = ["-timeout=5", "-rss_limit_mb=1024", "-malloc_limit_mb=512", "-max_len=8192"]
WATCHED = ["groundup.io", "groundup.data", "groundup.vision", "json", "zipfile", "pickletools",
           "gzip"]


def main():
    import atheris

    with atheris.instrument_imports(include=WATCHED):
        from readers import READERS
    if len(sys.argv) < 2 or sys.argv[1] not in READERS:
        sys.exit(f"Name a reader: {', '.join(READERS)}.")
    name = sys.argv.pop(1)
    reader, counts, start = READERS[name], Counter(), time.monotonic()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        path, seeds = Path(folder, f"a{reader.suffix}"), Path(folder, "seeds")
        seeds.mkdir()
        (seeds / "good").write_bytes(reader.good)

        def try_one(content):
            path.write_bytes(content)
            counts["files"] += 1
            try:
                reader.read(path)
                counts["read"] += 1
            except reader.error:
                counts["refused"] += 1
            if counts["files"] & (counts["files"] - 1) == 0 or counts["files"] % 20_000 == 0:
                print(name, dict(counts), f"{time.monotonic() - start:.0f} s", flush=True)

        atheris.Setup([sys.argv[0], *LIMITS, *sys.argv[1:], str(seeds)], try_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
