"""The course's own page, course/README.md: `python -m groundup.learn.table` writes it."""

from groundup.files import write_atomically
from groundup.learn import catalog, syllabus, workspace

OPENING = """\
# The course

{chapters} chapters, {notebooks} notebooks: from multiplying and adding to networks that see,
remember and write. Each notebook opens with a question, builds the answer by hand, and has
exercises that check themselves and say which mistake it was.

`make learn` sets everything up and opens the first notebook; in an installed groundup it is
`groundup learn`. Your copy lies in a folder of its own, which updates never spoil. The same
exercises wait in the terminal: `groundup practice`.
{state}
"""
ROMAN = ("I", "II", "III", "IV")


def page() -> str:
    """The text of course/README.md: every notebook with its question, link and exercises.

    >>> page().startswith("# The course")
    True
    """
    books = list(syllabus.notebooks())
    written = sum(workspace.is_written(book) for book in books)
    state = "" if written == len(books) else (
        f"\n{written} of the {len(books)} notebooks are written; the others are listed without a "
        "link.\n")
    parts = [part(number, title) for number, title in enumerate(syllabus.PARTS, start=1)]
    opening = OPENING.format(chapters=len(syllabus.CHAPTERS), notebooks=len(books), state=state)
    return opening.rstrip() + "\n\n" + "\n\n".join(parts) + "\n"


def part(number: int, title: str) -> str:
    """One part of the course as a table."""
    lines = [f"## Part {ROMAN[number - 1]} · {title}", "",
             "| | notebook | it opens with | exercises |", "|---|---|---|---:|"]
    for chapter in syllabus.CHAPTERS:
        if chapter.part == number:
            lines.append(f"| **{chapter.number}** | **{chapter.title}** | {cheat_sheet(chapter)} "
                         "| |")
            lines += [row(book) for book in chapter.notebooks]
    return "\n".join(lines)


def row(book: syllabus.Notebook) -> str:
    there = workspace.is_written(book)
    exercises = len(catalog.of_notebook(book.number))
    title = f"[{book.title}]({book.file})" if there else book.title
    return f"| {book.number} | {title} | {book.question} | {exercises or ''} |"


def cheat_sheet(chapter: syllabus.Chapter) -> str:
    """A link to the chapter's summary, if it is there."""
    summary = f"{chapter.folder}/summary.md"
    return f"[its cheat sheet]({summary})" if (workspace.source() / summary).is_file() else ""


if __name__ == "__main__":
    workspace.source().mkdir(exist_ok=True)
    write_atomically(workspace.source() / "README.md", page().encode())
