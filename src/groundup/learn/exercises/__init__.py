"""The exercises of the course, as data: `n08_2.py` holds those of notebook 8.2."""
