"""Datasets of images and masks: found in folders, checked file by file, read as class values; label projects in and out."""
