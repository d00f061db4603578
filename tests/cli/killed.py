"""A `groundup train` that is killed again and again: a process of its own, for test_resume.py.

`python killed.py KILLS SEED COMMAND…` forks a child that carries out the command, kills it by
SIGKILL at a random moment, lets the next child `train --resume` what is there, kills it too, and
so on; the last one may end. Checkpoints are written as often as possible. Then the command is
carried out once more, undisturbed, into `whole`. Prints the newest checkpoint that each kill left.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from groundup.cli import main, unfinished


def started(arguments):
    child = os.fork()
    if not child:
        os._exit(main(arguments))
    return child


def steps():
    """The newest checkpoint; "end" once the training is over and the run is being written."""
    if list(Path("runs").glob("*/weights.safetensors")):
        return "end"
    return max((path.name for path in Path("runs").glob("*/checkpoints/step-*")), default="")


def wait_for_progress(child, checkpoints):
    """Whether it wrote so many checkpoints, or came to its end, while it lived."""
    while checkpoints:
        before = steps()
        while steps() == before:
            if os.waitpid(child, os.WNOHANG)[0]:
                return False
            time.sleep(0.001)
        checkpoints = 0 if steps() == "end" else checkpoints - 1
    return True


def kill_all(kills, seed, arguments):
    moments, places = random.Random(seed), []
    while len(places) < kills:
        again = bool(list(Path("runs").glob("*.unfinished")))
        child = started(["train", "--resume", "latest", "--quiet"] if again else arguments)
        if not wait_for_progress(child, moments.randrange(1, 8)):
            break
        time.sleep(moments.uniform(0, 0.005))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        places.append(steps())
    return places


if __name__ == "__main__":
    main(["train", "--help"])                               # imports, once for all children
    kills, seed, *command = sys.argv[1:]
    usual = unfinished.FIRST, unfinished.SHARE
    unfinished.FIRST, unfinished.SHARE = 0.0, float("inf")
    found = kill_all(int(kills), int(seed), command)
    for folder in Path("runs").glob("*.unfinished"):
        assert main(["train", "--resume", folder.name, "--quiet"]) == 0
    unfinished.FIRST, unfinished.SHARE = usual
    assert main([*command, "--out", "whole"]) == 0
    print(json.dumps(found))
