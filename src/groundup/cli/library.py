"""The commands of the library and their options; the work is done in the files named like them."""

from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from groundup.cli.app import app, examples
from groundup.cli.errors import UserError
from groundup.cli.options import number, one_of, whole, widths
from groundup.cli.settings import ACTIVATIONS, OPTIMIZERS, settings_for

PANEL = "The library"


def setting(name: str, metavar: str, parser, help: str):
    """An option whose default depends on the data set."""
    return Option(name, metavar=metavar, parser=parser, help=help, show_default=False)


@app.command(rich_help_panel=PANEL, epilog=examples(
    "groundup train digits", "groundup train spiral --hidden 32,32 --activation tanh",
    "groundup train mnist --epochs 3 --out runs/first", "groundup train --resume latest"))
def train(
    dataset: Annotated[str | None, Argument(metavar="DATASET", show_default=False,
                                            help="What to learn; `groundup datasets` lists "
                                                 "all.")] = None,
    hidden: Annotated[Any, setting("--hidden", "SIZES", widths,
                                   "Widths of the hidden layers, such as 128,64; or none.")] = None,
    activation: Annotated[Any, setting("--activation", "NAME",
                                       one_of("--activation", ACTIVATIONS),
                                       f"{', '.join(ACTIVATIONS)}.")] = None,
    dropout: Annotated[Any, setting("--dropout", "SHARE",
                                    number("--dropout", 0, 1, example=0.2, including=True),
                                    "Share of hidden values left out in training.")] = None,
    epochs: Annotated[Any, setting("--epochs", "N", whole("--epochs", 1, example=20),
                                   "How often to go through the training data.")] = None,
    batch_size: Annotated[Any, setting("--batch-size", "N", whole("--batch-size", 1, example=32),
                                       "Samples in each step.")] = None,
    optimizer: Annotated[Any, setting("--optimizer", "NAME", one_of("--optimizer", OPTIMIZERS),
                                      f"{', '.join(OPTIMIZERS)}.")] = None,
    lr: Annotated[Any, setting("--lr", "RATE", number("--lr", 0, example=0.003),
                               "Learning rate at the start; it falls to 0 along a cosine.")] = None,
    weight_decay: Annotated[Any, setting("--weight-decay", "RATE",
                                         number("--weight-decay", 0, example=0.01, including=True),
                                         "How strongly weights are pulled towards 0.")] = None,
    val_fraction: Annotated[Any, setting("--val-fraction", "SHARE",
                                         number("--val-fraction", 0, 1, including=True),
                                         "Share of the training data to validate on.")] = None,
    shift: Annotated[Any, setting("--shift", "PIXELS",
                                  number("--shift", 0, 1, example=0.5, including=True),
                                  "How far pictures are moved at most in training.")] = None,
    seed: Annotated[Any, setting("--seed", "N", whole("--seed", 0, example=1),
                                 "The same seed gives the same run. Default: 0.")] = None,
    out: Annotated[Path | None, Option(metavar="FOLDER", show_default=False,
                                       help="Where to keep the run. Default: runs/<data set>-"
                                            "<date>-<time>.")] = None,
    overwrite: Annotated[bool, Option("--overwrite", help="Replace the run in --out.")] = False,
    resume: Annotated[str | None, Option(metavar="RUN", show_default=False,
                                         help="Go on with a run that did not end, whatever ended "
                                              "it; --epochs may be more.")] = None,
    quiet: Annotated[bool, Option("--quiet", help="Print the run folder only.")] = False,
) -> int:
    """Train a network and keep it in a run folder.

    What is not given suits the data set. What is killed can go on where it was.
    """
    given = {"hidden": hidden, "activation": activation, "dropout": dropout, "epochs": epochs,
             "batch_size": batch_size, "optimizer": optimizer, "lr": lr, "seed": seed,
             "weight_decay": weight_decay, "val_fraction": val_fraction,
             "shift": shift}
    if resume is not None:
        if out or overwrite:
            raise UserError("--resume goes on in the folder of the run: leave out --out and "
                            "--overwrite.")
        from groundup.cli.resume import resume as go_on

        return go_on(resume, dataset, given, quiet)
    if dataset is None:
        raise UserError("Say what to learn, such as digits, or give --resume RUN. See: groundup "
                        "train --help")
    from groundup.cli.train import Order, train

    return train(Order(dataset, settings_for(dataset, given), out, overwrite, quiet))


@app.command(rich_help_panel=PANEL, epilog=examples(
    "groundup runs", "groundup runs first second", "groundup runs first second --plot both.png"))
def runs(
    names: Annotated[list[str] | None, Argument(metavar="RUN", show_default=False,
                                                help="Runs to compare; without, all are listed."
                                                )] = None,
    plot: Annotated[Path | None, Option(metavar="FILE.png", show_default=False,
                                        help="Write the curves into a picture.")] = None,
    json: Annotated[bool, Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """List the runs in ./runs, or compare some of them."""
    from groundup.cli import compare, logbook

    if names or plot:
        compare.show(names or [], plot, json)
    else:
        logbook.show(json)


@app.command(rich_help_panel=PANEL, epilog=examples(
    "groundup predict latest digit.png", "groundup predict runs/first one.png two.jpg --top 3"))
def predict(
    run: Annotated[str, Argument(metavar="RUN", show_default=False,
                                 help="A run folder, its name in ./runs, or: latest.")],
    images: Annotated[list[Path], Argument(metavar="IMAGE", show_default=False,
                                           help="Picture files of any size and colours.")],
    top: Annotated[Any, Option(metavar="K", parser=whole("--top", 1, example=3), show_default=False,
                               help="Show the K likeliest classes only.")] = None,
) -> None:
    """Ask a trained network what it sees in pictures."""
    from groundup.cli.predict import predict

    predict(run, images, top)


@app.command(rich_help_panel=PANEL, epilog=examples(
    "groundup embed --model minilm/ notes.txt", "groundup embed --model minilm/ notes.txt "
    "'why did it overfit?'", "git log --format=%s | groundup embed --model minilm/ - speed --json"))
def embed(
    file: Annotated[str, Argument(metavar="FILE", show_default=False,
                                  help="A text file, or - for the standard input.")],
    model: Annotated[str, Option("--model", metavar="FOLDER", show_default=False,
                                 help="The folder of a BERT from Hugging Face, or its name "
                                      "there, such as sentence-transformers/all-MiniLM-L6-v2.")],
    question: Annotated[str | None, Argument(metavar="QUESTION", show_default=False,
                                             help="What to look for. Without it you are "
                                                  "asked, as often as you like.")] = None,
    top: Annotated[Any, Option(metavar="K", parser=whole("--top", 1, example=5),
                               show_default=False, help="How many lines to show. Default: 5.")] = 5,
    as_json: Annotated[bool, Option("--json", help="A line of JSON for each question.")] = False,
) -> None:
    """Find the lines of a file that are nearest in meaning to a question."""
    from groundup.cli.embed import embed

    embed(model, file, question, top, as_json)


@app.command(rich_help_panel=PANEL, epilog=examples("groundup datasets"))
def datasets() -> None:
    """List the data sets that are here or can be downloaded."""
    from groundup.cli import datasets

    datasets.show()
