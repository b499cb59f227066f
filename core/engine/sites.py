"""Where a run's blocks are mapped (`SegmentJob.executor`): what is there, how much memory it has, and who takes the blocks."""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

import torch

from ...models.open_runner import ONNX, device_for, runner_kind
from ...models.runner import free_memory_bytes
from ..contract.card import ModelCard
from ..contract.errors import JobError
from ..contract.jobs import SegmentJob
from ..raster.source import GridSource
from .blocks import BlockTask
from .cluster import Cluster, DaskCrew
from .cluster_worker import Entry, Member, versions
from .cutting import choose_workers, cores
from .executors import Cancel, Crew, Processes, Warn
from .runner_choice import choose_runner

GPU_DEVICE = "cuda"


@dataclass(frozen=True)
class Site:
    """One or more processes of this machine on one device.

    `job`: with as many workers and threads as there are here, which the cutting is chosen from. `memory_bytes`: of all workers
    together on one device, of the poorest one otherwise. `runner`: the library that runs the model, "torch" or "onnx".
    """

    job: SegmentJob
    device: str
    reason: str
    memory_bytes: int
    runner: str

    def crew(self, task: BlockTask, blocks: int) -> AbstractContextManager[Crew]:
        """Workers for so many blocks."""
        return Processes([task] * choose_workers(self.job, task.cutting, blocks, self.memory_bytes))


@dataclass(frozen=True)
class GpuSite(Site):
    """A process for each graphics card."""

    devices: tuple[str, ...]

    def crew(self, task: BlockTask, blocks: int) -> AbstractContextManager[Crew]:
        """See `Site`."""
        return Processes([replace(task, device=device) for device in self.devices[:blocks]])


@dataclass(frozen=True)
class ClusterSite(Site):
    """The workers of a cluster."""

    cluster: Cluster

    def crew(self, task: BlockTask, blocks: int) -> AbstractContextManager[Crew]:  # noqa: ARG002 - idle workers cost nothing
        """See `Site`."""
        return DaskCrew(self.cluster, task)


@contextmanager
def open_site(job: SegmentJob, card: ModelCard, source: GridSource, cancelled: Cancel, warn: Warn) -> Iterator[Site]:
    """The site that a job asks for. Raises `JobError` ("gpus.none", "cluster...."), `Cancelled`."""
    if job.executor == "gpus":
        yield _gpus(job, card)
    elif job.executor.startswith("dask://"):
        with _cluster(job, card, source, cancelled, warn) as site:
            yield site
    else:
        local = with_workers(job)
        choice = choose_runner(local, card, threads_of_each(local))
        yield Site(local, choice.device, choice.reason, free_memory_bytes(choice.device), choice.kind)


def with_workers(job: SegmentJob) -> SegmentJob:
    """The same job with "processes" and "processes:N" as a number of workers; a process for each core where none is given."""
    name, _, count = job.executor.partition(":")
    return replace(job, executor="", workers=int(count) if count else cores()) if name == "processes" else job


def threads_of_each(job: SegmentJob) -> int:
    """CPU threads of each process of a job `with_workers`."""
    return job.threads or max(1, cores() // job.workers)


def in_this_process(job: SegmentJob) -> bool:
    """Whether the blocks are mapped here, with a network that can be loaded at once."""
    alone = with_workers(job)
    return not alone.executor and alone.workers == 1


def cuda_devices() -> tuple[str, ...]:
    """The graphics cards of this machine, as torch names them."""
    return tuple(f"cuda:{i}" for i in range(torch.cuda.device_count()))


def _gpus(job: SegmentJob, card: ModelCard) -> GpuSite:
    devices, kind = cuda_devices(), runner_kind(card, job.runner)
    if not devices or (kind == ONNX and device_for(card, kind, devices[0])[0] == "cpu"):
        raise JobError("gpus.none")
    return GpuSite(replace(job, workers=len(devices)), GPU_DEVICE, f"{len(devices)} graphics card(s)",
                   min(free_memory_bytes(device) for device in devices), kind, devices)


@contextmanager
def _cluster(job: SegmentJob, card: ModelCard, source: GridSource, cancelled: Cancel, warn: Warn) -> Iterator[Site]:
    seen = replace(job, model=os.path.abspath(job.model), raster=replace(
        job.raster, path=os.path.abspath(job.raster.path) if os.path.exists(job.raster.path) else job.raster.path,
        bands=tuple(source.bands)))
    token = uuid.uuid4().hex
    kind = runner_kind(card, job.runner)
    probe = os.path.join(os.path.abspath(job.output_dir), f".landweave-{token[:8]}")
    entry = Entry(versions(), seen.raster, (source.rows, source.cols), seen.model, card.weights.sha256, probe, token, job.device,
                  kind)
    with Cluster(job.executor, entry, cancelled, warn) as cluster:
        members = list(cluster.members.values())
        threads = job.threads or min(cluster.threads[worker] for worker in cluster.members)
        yield ClusterSite(replace(seen, workers=len(members), threads=threads), members[0].device,
                          f"{len(members)} worker(s) of the cluster at {job.executor}", memory_of_each(members), kind, cluster)


def memory_of_each(members: Sequence[Member]) -> int:
    """What every worker can fill where those of one machine share its memory, but not their graphics cards."""
    neighbours = Counter(member.host for member in members)
    shares = [member.free_bytes // (neighbours[member.host] if member.device == "cpu" else 1) for member in members]
    return min(min(share, member.limit_bytes or share) for share, member in zip(shares, members, strict=True))
