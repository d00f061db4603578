"""The training doctor: what is wrong with a training, what shows it, and what to try (chapter 19).

- `examine.py`: `diagnose`, all looks one after the other; `callback.py`: `Doctor`, during training
- `start.py`, `signals.py`, `gradients.py`, `rates.py`, `data.py`, `modes.py`: a family of findings
  each, with the thresholds and where they come from
- `case.py`, `task.py`, `borrowed.py`, `watch.py`: what they look with; `finding.py`: what they say
"""
