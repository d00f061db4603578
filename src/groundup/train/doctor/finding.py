"""What the doctor says: a finding, and all findings of one look as a diagnosis."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 88                  # columns of the text


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: a short name, a sentence, what shows it, and what to try.

    `place` is the layer, parameter or data that it is about, "" if it is about all. `certainty`,
    from 0 to 1, orders the findings: 1 is a fact that was read off, less was concluded.

    >>> print(Finding("unscaled inputs", "The inputs are large.", "They go up to 255.",
    ...               "Divide them by 255.", place="x"))
    unscaled inputs (x)
       The inputs are large.
       Evidence: They go up to 255.
       Try: Divide them by 255.
    """

    name: str
    says: str
    evidence: str
    advice: str
    place: str = ""
    certainty: float = 0.9

    @property
    def title(self) -> str:
        """The name, and the place where there is one."""
        return f"{self.name} ({self.place})" if self.place else self.name

    def __str__(self) -> str:
        parts = [self.says, f"Evidence: {self.evidence}", f"Try: {self.advice}"]
        lines = [textwrap.fill(part, WIDTH, initial_indent="   ", subsequent_indent="   ")
                 for part in parts]
        return "\n".join([self.title, *lines])


class Diagnosis(Sequence):
    """Findings, the most certain first; empty, and false, if nothing was found.

    `looked` names what was looked at, `skipped` what could not be, with the reason. Printed in a
    terminal it is text, in a notebook a list.

    >>> Diagnosis([], looked=["initial loss", "leakage"])
    Nothing found. Looked at: initial loss, leakage.
    """

    def __init__(self, findings: Sequence[Finding], looked: Sequence[str] = (),
                 skipped: Sequence[str] = ()):
        self.findings = sorted(findings, key=lambda finding: -finding.certainty)
        self.looked, self.skipped = list(looked), list(skipped)

    @property
    def names(self) -> list[str]:
        """The names of the findings."""
        return [finding.name for finding in self.findings]

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, index):
        return self.findings[index]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @property
    def headline(self) -> str:
        """How many findings there are, in a sentence."""
        if not self.findings:
            return "Nothing found."
        if len(self) == 1:
            return "1 finding."
        return f"{len(self)} findings, the most certain first."

    @property
    def scope(self) -> str:
        """What was looked at, and what was not."""
        skipped = f" Not judged: {'; '.join(self.skipped)}." if self.skipped else ""
        return f"Looked at: {', '.join(self.looked)}.{skipped}"

    def __repr__(self) -> str:
        if not self.findings:
            return textwrap.fill(f"{self.headline} {self.scope}", WIDTH)
        numbered = [f"{i}. {finding}" for i, finding in enumerate(self.findings, 1)]
        return "\n\n".join([self.headline, *numbered, textwrap.fill(self.scope, WIDTH)])

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li><b>{escape(f.title)}</b>: {escape(f.says)}<br>"
            f"<i>Evidence:</i> {escape(f.evidence)}<br><i>Try:</i> {escape(f.advice)}</li>"
            for f in self.findings)
        return f"<p>{escape(self.headline)}</p><ol>{items}</ol><p>{escape(self.scope)}</p>"
