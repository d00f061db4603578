"""What a training shows at its end, on the screen and as figures."""

from pathlib import Path

import numpy as np
from rich.console import Console

from groundup import viz
from groundup.cli import runs
from groundup.cli.network import prepare, softmax
from groundup.cli.screen import confusion, heading, in_color, percent, pictures
from groundup.data.datasets import Loaded


def show(screen: Console, data: Loaded, probability: np.ndarray, matrix: np.ndarray,
         result: dict) -> None:
    """Test accuracy, the confusion matrix, and the surest of the wrong answers."""
    if result["interrupted"]:
        screen.print(f"[hint]Stopped after {result['epochs']} epochs[/]; what was learned is kept.")
    screen.print()
    heading(screen, f"Test accuracy {percent(result['test_accuracy'])}",
            f"on {result['test_samples']:,} samples that it never saw")
    screen.print(confusion(screen, matrix, data.class_names))
    if len(data.shape) == 3:
        show_mistakes(screen, data, probability)


def show_mistakes(screen: Console, data: Loaded, probability: np.ndarray) -> None:
    """One row of pictures: the wrong answers with the highest probability, surest first."""
    said, sure = probability.argmax(axis=1), probability.max(axis=1)
    wrong = np.flatnonzero(said != data.y_test)
    if not len(wrong):
        return
    names = data.class_names
    captions = [f"is {names[data.y_test[i]]}, said {names[said[i]]}" for i in wrong]
    wide = max(16, data.shape[-1] * (1 if in_color(screen) else 2), *map(len, captions))
    count = max(1, (screen.width + 2) // (wide + 2))
    worst = np.argsort(-sure[wrong], kind="stable")[:count]
    screen.print()
    heading(screen, "Worst mistakes", "surest first")
    screen.print(pictures(screen, data.x_test[wrong[worst]], [captions[i] for i in worst]))


def draw(folder: Path, data: Loaded, probability: np.ndarray, matrix: np.ndarray, history,
         model, config: dict) -> None:
    """Write the figures as PNG files into a folder."""
    folder.mkdir(exist_ok=True)
    figures = {"curves": viz.loss_curves(history),
               "confusion": viz.confusion_matrix(matrix, data.class_names)}
    if len(data.shape) == 3:
        figures["worst_mistakes"] = viz.worst_mistakes(data.x_test, data.y_test, probability,
                                                       data.class_names)
    else:
        def classify(x):
            return softmax(model.predict(prepare(x, config)))

        figures["boundary"] = viz.decision_boundary(classify, data.x_test, data.y_test)
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png", dpi=150)


def say_where(screen: Console, folder: Path, pictures: bool, interrupted: bool) -> None:
    """Where the run is kept, and what one can do with it."""
    screen.print(f"\nKept in [accent]{folder}[/]: weights, config, history and figures.")
    if interrupted:
        screen.print(f"Go on with it:  [accent]{runs.go_on(folder)}[/]")
    if pictures:
        screen.print("Ask it:  [accent]groundup predict latest your-picture.png[/]")
    screen.print("Learn how it works:  [accent]groundup learn[/]")
