"""Everything that is claimed about speed, measured beside its peers.

    python -m benchmarks                       all of it, about a quarter of an hour
    python -m benchmarks --quick --only W1,W3  a first impression of two workloads
    python -m benchmarks --readme              and write the tables into benchmarks/README.md
"""

import argparse
import os
from pathlib import Path

HERE = Path(__file__).parent
STORE, README = HERE / "results.json", HERE / "README.md"


def options() -> argparse.Namespace:
    from benchmarks.workloads import WORKLOADS

    sections = ("tape", "kernels", "data", "import", "memory", "scaling")
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="W1,W3", default="",
                        help=f"workloads ({', '.join(WORKLOADS)}; W7 is both) and sections "
                             f"({', '.join(sections)})")
    parser.add_argument("--quick", action="store_true",
                        help="few short rounds, and nothing that compiles for long")
    parser.add_argument("--rounds", type=int, help="turns of each rival (default 9; quick: 3)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(),
                        help="threads of every rival (default: as many as cores)")
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures to this file")
    parser.add_argument("--readme", action="store_true",
                        help="merge the figures into results.json and redraw README.md from it")
    given = parser.parse_args()
    chosen = [name for name in given.only.split(",") if name]
    unknown = [name for name in chosen if name not in (*WORKLOADS, *sections, "W7")]
    if unknown:
        parser.error(f"--only knows {', '.join((*WORKLOADS, 'W7', *sections))}; "
                     f"not {', '.join(unknown)}")
    given.wants = lambda name: not chosen or name in chosen or name[:2] in chosen
    given.rounds = given.rounds or (3 if given.quick else 9)
    given.block = 0.05 if given.quick else 0.2
    return given


def main() -> None:
    given = options()
    from benchmarks.race import POOLS

    for pool in POOLS:                     # before NumPy is imported, here and in every rival
        os.environ[pool] = str(given.threads)
    from benchmarks import imports, kernels, loading, memory, scaling, speed, tables, tape
    from benchmarks.race import say
    from benchmarks.workloads import WORKLOADS

    measured, here = {}, tables.machine()
    sections = {"speed": speed, "tape": tape, "kernels": kernels, "data": loading,
                "import": imports, "memory": memory, "scaling": scaling}
    for name, part in sections.items():
        if not any(map(given.wants, WORKLOADS if name == "speed" else [name])):
            continue
        try:
            rows, note = part.rows(given)
        except ModuleNotFoundError as missing:
            say(f"{name}: {missing}")
            continue
        measured[name] = tables.section(part.TITLE, note, rows, here)
        print("\n" + tables.markdown(measured[name]) + "\n", flush=True)
    if given.json:
        tables.save(given.json, measured)
    if given.readme:
        known = tables.merge(tables.load(STORE), measured)
        tables.save(STORE, known)
        tables.rewrite(README, {name: known[name] for name in sections if name in known})


if __name__ == "__main__":
    main()
