"""The language of the border: jobs go down, events come up. Standard library only, Python 3.9, both sides import it."""
