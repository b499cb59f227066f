"""Training: from images and masks to a model package. Plain torch, resumable to the same numbers."""
