"""The command `landweave suggest`."""

from __future__ import annotations

import argparse
from typing import Any

from ..contract.jobs import SuggestJob
from .api import suggest_job as build


def add_suggest_command(commands: Any) -> None:
    """Add the command to argparse's sub-parsers."""
    suggest = commands.add_parser("suggest", help="propose the places to label next, from a class raster")
    suggest.add_argument("classes", help="class raster of the last run")
    suggest.add_argument("--confidence", default="", help="its confidence raster (default: choose by difference)")
    suggest.add_argument("--raster", default="", help="the image below, to tell places apart by their colours")
    suggest.add_argument("--bands", type=_bands, default=(), help="band numbers of the image, e.g. 3,2,1 (default: all)")
    suggest.add_argument("--project", default="", help="label project whose areas are avoided and labels counted")
    suggest.add_argument("--area-px", type=int, default=0, help="side of a square in pixels of the class raster")
    suggest.add_argument("--size-m", type=float, default=0.0, help="or in metres (default: the project's chip, else 256 pixels)")
    suggest.add_argument("--count", type=int, default=5)
    suggest.add_argument("--random-share", type=float, default=0.2, help="share of the places that are chosen by chance")
    suggest.add_argument("--seed", type=int, default=0)


def _bands(text: str) -> tuple[int, ...]:
    """Named by argparse where it is no list of numbers."""
    return tuple(int(band) for band in text.split(",") if band)


def suggest_job(options: argparse.Namespace) -> SuggestJob:
    """The job of parsed options. Raises `JobError` ("job.invalid")."""
    job = build(options.classes, confidence=options.confidence, raster=options.raster, bands=options.bands,
                project=options.project, area_px=options.area_px, size_m=options.size_m, count=options.count,
                random_share=options.random_share, seed=options.seed)
    job.validate()
    return job
