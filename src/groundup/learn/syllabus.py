"""The course as a table: 18 chapters, 58 notebooks, and the question that each opens with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

PARTS = ("From a dot product to a network that predicts", "Learning",
         "Seeing and remembering", "Making it yours")


NUMBER = re.compile(r"(?:chapter|ch)?[ .-]*0*(\d+)(?:[.-](\d+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Notebook:
    """One notebook: `number` such as "2.3", its title, and the question it opens with."""

    number: str
    title: str
    question: str
    folder: str

    @property
    def chapter(self) -> int:
        return int(self.number.split(".")[0])

    @property
    def file(self) -> str:
        """Where it lies in the course.

        >>> find_notebook("2.3").file
        'ch02-single-neuron/3-matrix.ipynb'
        """
        return f"{self.folder}/{self.number.split('.')[1]}-{slug(self.title)}.ipynb"


@dataclass(frozen=True)
class Chapter:
    """A chapter: its number, title, the part (1 to 4) it belongs to, and its notebooks."""

    number: int
    title: str
    part: int
    notebooks: tuple[Notebook, ...]

    @property
    def folder(self) -> str:
        return self.notebooks[0].folder


def slug(title: str) -> str:
    """A title as part of a file name.

    >>> slug("L1 and L2 regularization")
    'l1-and-l2-regularization'
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def chapter(number: int, part: int, title: str, *notebooks: tuple[str, str]) -> Chapter:
    folder = f"ch{number:02}-{slug(title)}"
    return Chapter(number, title, part, tuple(
        Notebook(f"{number}.{place}", name, question, folder)
        for place, (name, question) in enumerate(notebooks, start=1)))


CHAPTERS = (
    chapter(1, 1, "Dot product",
            ("dot product", "How can multiplying and adding read handwriting?"),
            ("for a layer", "What if ten neurons look at the same picture?")),
    chapter(2, 1, "Single neuron",
            ("single neuron", "What does a bias do?"),
            ("single neuron calculation without numpy", "Can you do it with nothing but Python?"),
            ("matrix", "Why do people transpose the weights?"),
            ("using loops", "How slow are loops, really?")),
    chapter(3, 1, "Dense layer",
            ("Dense Layer Basics", "What must a layer remember?"),
            ("Dense Layer", "How do you write it once for any size?"),
            ("hidden layer 1", "Does a second layer help?"),
            ("nnfs library", "Where do the spiral and the seed come from?")),
    chapter(4, 1, "Activation functions",
            ("relu implementation", "Why is a bend enough?"),
            ("activation functions comparison", "Which bend should I use?"),
            ("softmax for classification", "How do scores become confidence?")),
    chapter(5, 1, "Forward pass",
            ("forward propagation", "What does an untrained network say?"),
            ("batch processing", "Why not one at a time, and why not all at once?"),
            ("performance optimization", "How fast could it be?")),
    chapter(6, 2, "Loss functions",
            ("mean squared error", "How wrong is wrong?"),
            ("categorical cross-entropy", "What is the price of being surely wrong?"),
            ("binary cross-entropy", "And yes/no, or several labels at once?")),
    chapter(7, 2, "Optimization",
            ("gradient descent", "How do you find downhill in 200 dimensions?"),
            ("stochastic gradient descent", "Why does noise help?"),
            ("learning rate effects", "Why did it explode?"),
            ("optimization strategies", "Which optimizer should I use?")),
    chapter(8, 2, "Backpropagation",
            ("the chain rule", "How does a small change travel?"),
            ("backpropagation", "Which weight is to blame?"),
            ("Jacobian and Hessian matrices", "What does the gradient not tell?"),
            ("automatic differentiation", "Can the machine write backward for me?")),
    chapter(9, 2, "Regularization",
            ("overfitting and underfitting", "Why is 100 % bad news?"),
            ("L1 and L2 regularization", "What if weights cost something?"),
            ("early stopping", "When do you stop?")),
    chapter(10, 2, "Dropout",
            ("dropout", "What if neurons call in sick?"),
            ("dropout in training and inference", "Why does my accuracy change each time?")),
    chapter(11, 2, "Normalization",
            ("batch normalization", "Why do deep nets stall?"),
            ("normalization in training and inference", "Why does it break on one image?")),
    chapter(12, 3, "Convolution",
            ("convolution by hand", "How do you find an edge?"),
            ("convolutional layers", "How does a filter learn?"),
            ("pooling operations", "Where did the position go?"),
            ("CNN architectures", "Why 3x3, and why skip connections?"),
            ("image processing applications", "What did it learn to see?")),
    chapter(13, 3, "Object detection",
            ("boxes and scores", "When is a box right?"),
            ("YOLO from scratch", "How can one look find everything?"),
            ("multi-class detection in the real world", "Does it work on real pictures?")),
    chapter(14, 3, "Sequences",
            ("recurrent networks", "How do you remember?"),
            ("LSTM", "What should be forgotten?"),
            ("GRU", "Can it be simpler?"),
            ("sequence processing and time series", "What comes next?")),
    chapter(15, 4, "Custom parts",
            ("custom layers", "How do I add my own idea?"),
            ("custom losses and metrics", "What if my goal is different?"),
            ("extensibility patterns", "How do big libraries stay small?")),
    chapter(16, 4, "Saving and loading",
            ("saving and loading models", "Where does a model live?"),
            ("checkpoints and versions", "The power failed at epoch 40. Now what?")),
    chapter(17, 4, "Transfer learning",
            ("feature extraction", "Can I use what someone else learned?"),
            ("fine-tuning", "How much should I thaw?"),
            ("domain adaptation", "Why does it fail on my pictures?")),
    chapter(18, 4, "Transformers and beyond",
            ("attention", "What should I look at?"),
            ("transformers", "How does it write?"),
            ("generative models", "Can it dream?"),
            ("advanced optimization and research frontiers", "What do labs do today?")),
)


def notebooks() -> Iterator[Notebook]:
    """All notebooks in the order of reading.

    >>> sum(1 for _ in notebooks())
    58
    """
    for each in CHAPTERS:
        yield from each.notebooks


def find_notebook(number: str) -> Notebook:
    """The notebook of this number. Raises `KeyError` if there is none.

    >>> find_notebook("18.2").title
    'transformers'
    """
    for notebook in notebooks():
        if notebook.number == number:
            return notebook
    raise KeyError(number)


def find(word: str) -> Notebook | None:
    """The notebook that a learner means: "2.3", "2", "ch02", a title or words of one.

    A chapter means its first notebook. Titles that are equal win over those that begin with the
    words, and these over those that contain them; between equals, the earlier one.

    >>> [find(word).number for word in ("2.3", "ch02", "7", "Dropout", "lstm", "chain rule")]
    ['2.3', '2.1', '7.1', '10.1', '14.2', '8.1']
    >>> find("cooking") is None
    True
    """
    if number := NUMBER.fullmatch(word.strip()):
        wanted = f"{number[1]}.{number[2] or 1}"
        return next((each for each in notebooks() if each.number == wanted), None)
    wanted = slug(word)
    titles = [(slug(title), notebook) for each in CHAPTERS
              for title, notebook in [(each.title, each.notebooks[0]),
                                      *((book.title, book) for book in each.notebooks)]]
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for title, notebook in titles:
            if wanted and fits(title, wanted):
                return notebook
    return None


def is_chapter(word: str) -> bool:
    """Whether a word that `find` understands means a whole chapter.

    >>> is_chapter("ch02"), is_chapter("2.3"), is_chapter("single neuron"), is_chapter("matrix")
    (True, False, True, False)
    """
    number = NUMBER.fullmatch(word.strip())
    return not number[2] if number else any(slug(word) == slug(each.title) for each in CHAPTERS)
