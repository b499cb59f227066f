"""The rooms of the engine and of the border to it; each sub-package may import only what docs/design.md allows."""
