"""The command line `landweave`: the jobs of the dock, done in this process by the functions of the Python API."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from ..contract.errors import Cancelled, LandweaveError
from ..contract.jobs import DoctorJob, Job, job_from_plain
from ..contract.map_jobs import EvaluateJob
from ..contract.version import VERSION
from .console import DONE, EXIT_CODES, FAILED, INTERRUPTED, Console, interrupted_text
from .dataset_cli import add_dataset_commands, dataset_job
from .json_file import read_object
from .map_cli import COMMANDS as MAP_COMMANDS
from .map_cli import add_map_commands, evaluation_text, map_job
from .model_names import model_folder
from .models_cli import JOB_ACTIONS, add_models_command, models_answer, models_job
from .segment_cli import add_segment_command, run_segment
from .suggest_cli import add_suggest_command, suggest_job
from .train_cli import add_train_command, train_job

BY_NAME = ("show", "check", "export", "duplicate")  # what is done to models that may be given by their names


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="landweave", description="Turn imagery into maps with U-Nets.", epilog=EXIT_CODES)
    top.add_argument("--version", action="version", version=VERSION)
    top.add_argument("--events", choices=("text", "json"), default="text", help="json: every event as a line of JSON on stdout")
    commands = top.add_subparsers(dest="command", required=True)
    add_segment_command(commands)
    add_map_commands(commands)
    add_train_command(commands)
    add_dataset_commands(commands)
    add_suggest_command(commands)
    add_models_command(commands)
    _add_scene(commands)
    run = commands.add_parser("run", help="run a job from a JSON file")
    run.add_argument("job")
    commands.add_parser("doctor", help="check the engine's environment")
    return top


def _add_scene(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    scene = commands.add_parser("scene", help="write generated aerial scenes with their exact labels")
    scene.add_argument("--output", required=True, help="folder for scene_SEED.tif and scene_SEED_labels.tif")
    scene.add_argument("--seed", type=int, default=0, help="one seed, one scene; further scenes have the next seeds")
    scene.add_argument("--count", type=int, default=1)
    scene.add_argument("--rows", type=int, default=1024)
    scene.add_argument("--cols", type=int, default=1024)
    scene.add_argument("--resolution-m", type=float, default=0.3)
    scene.add_argument("--style", default="auto", help="auto, or one of the styles; an unknown one is answered with their names")
    scene.add_argument("--compress", choices=("deflate", "jpeg"), default="deflate")


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code, see `EXIT_CODES`."""
    options = parser().parse_args(argv)
    console = Console(options.events == "json")
    job: Job | None = None
    try:
        if options.command == "scene":
            return _scene(options)
        if options.command == "models" and options.action in BY_NAME:
            options.model = model_folder(options.model)
        if options.command == "models" and options.action not in JOB_ACTIONS:
            return _answer(options)
        if options.command == "segment":
            return run_segment(options, console)
        job = _job(options)
        result = console.do(job, facts=not isinstance(job, EvaluateJob))
        if isinstance(job, EvaluateJob):
            console.out(evaluation_text(result.facts))
    except (KeyboardInterrupt, Cancelled):
        console.say(interrupted_text(job))
        return INTERRUPTED
    except (LandweaveError, MemoryError) as error:
        console.fail(error)
        return FAILED
    except BrokenPipeError:  # what reads our output has left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return DONE


def _answer(options: argparse.Namespace) -> int:
    answer = models_answer(options)
    for text, stream in ((answer.text, sys.stdout), (answer.problems, sys.stderr)):
        if text:
            print(text, file=stream)
    return answer.code


def _scene(options: argparse.Namespace) -> int:
    from ..scenes import generate  # numpy, scipy and rasterio; no other command needs the generator

    for pair in generate(options.output, options.count, options.seed, options.rows, options.cols, options.resolution_m,
                         options.style, options.compress):
        print(*pair, sep="\n")
    return 0


def _job(options: argparse.Namespace) -> Job:
    if options.command in MAP_COMMANDS:
        return map_job(options)
    if options.command == "train":
        return train_job(options)
    if options.command == "dataset":
        return dataset_job(options)
    if options.command == "suggest":
        return suggest_job(options)
    if options.command == "models":
        return models_job(options)
    if options.command == "run":
        return job_from_plain(read_object(options.job))
    return DoctorJob()
