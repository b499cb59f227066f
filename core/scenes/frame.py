"""Gently bent coordinate systems on the ground: a street or river is straight in its own and natural in the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .noise import Floats


@dataclass(frozen=True)
class Wave:
    """One plane wave that displaces both coordinates; numbers in metres and radians per metre."""

    kx: float
    ky: float
    phase: float
    amplitude_s: float
    amplitude_t: float


@dataclass(frozen=True)
class Frame:
    """Coordinates (s, t) in metres, turned by `angle` about (x0, y0) and bent by waves; nearly keeps lengths and angles."""

    angle: float
    x0: float
    y0: float
    waves: tuple[Wave, ...] = ()

    def bend(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Return the displacement of s and of t at ground points."""
        x, y = np.asarray(x, np.float32), np.asarray(y, np.float32)
        ds = np.zeros(np.broadcast_shapes(x.shape, y.shape), np.float32)
        dt = np.zeros_like(ds)
        for wave in self.waves:
            value = np.sin(np.float32(wave.kx) * x + (np.float32(wave.ky) * y + np.float32(wave.phase)))
            ds += np.float32(wave.amplitude_s) * value
            dt += np.float32(wave.amplitude_t) * value
        return ds, dt

    def locate(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Return (s, t) of ground points (x to the right, y downwards, metres)."""
        x, y = np.asarray(x, np.float32), np.asarray(y, np.float32)
        ds, dt = self.bend(x, y)
        c, s = np.float32(math.cos(self.angle)), np.float32(math.sin(self.angle))
        px, py = x - np.float32(self.x0), y - np.float32(self.y0)
        return c * px + s * py + ds, -s * px + c * py + dt

    def ground(self, s: ArrayLike, t: ArrayLike) -> tuple[Floats, Floats]:
        """Return the ground points of (s, t), by fixed-point iteration: the bend is a contraction."""
        s, t = np.asarray(s, np.float32), np.asarray(t, np.float32)
        ds, dt = np.zeros_like(s), np.zeros_like(t)
        c, sn = np.float32(math.cos(self.angle)), np.float32(math.sin(self.angle))
        for _ in range(12):
            x = c * (s - ds) - sn * (t - dt) + np.float32(self.x0)
            y = sn * (s - ds) + c * (t - dt) + np.float32(self.y0)
            ds, dt = self.bend(x, y)
        return x, y

    def point(self, s: float, t: float) -> tuple[float, float]:
        """Return one ground point of (s, t); many times quicker than arrays of one."""
        c, sn = math.cos(self.angle), math.sin(self.angle)
        ds = dt = 0.0
        for _ in range(12):
            x = c * (s - ds) - sn * (t - dt) + self.x0
            y = sn * (s - ds) + c * (t - dt) + self.y0
            ds = dt = 0.0
            for w in self.waves:
                value = math.sin(w.kx * x + w.ky * y + w.phase)
                ds += w.amplitude_s * value
                dt += w.amplitude_t * value
        return x, y

    def heading(self, x: float, y: float) -> float:
        """Return the direction, on the ground, along which s grows at a ground point (t held)."""
        _, (t_x, t_y) = self.gradients(x, y)
        return math.atan2(-t_x, t_y)

    def gradients(self, x: float, y: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return (ds/dx, ds/dy), (dt/dx, dt/dy) at one ground point."""
        c, sn = math.cos(self.angle), math.sin(self.angle)
        s_x, s_y, t_x, t_y = c, sn, -sn, c
        for w in self.waves:
            slope = math.cos(w.kx * x + w.ky * y + w.phase)
            s_x += w.amplitude_s * w.kx * slope
            s_y += w.amplitude_s * w.ky * slope
            t_x += w.amplitude_t * w.kx * slope
            t_y += w.amplitude_t * w.ky * slope
        return (s_x, s_y), (t_x, t_y)

    def stretch(self, x: Floats, y: Floats, axis: int) -> Floats:
        """Return the length of the gradient of s (axis 0) or t (axis 1): divide by it to turn coordinates into distances."""
        c, sn = math.cos(self.angle), math.sin(self.angle)
        gx, gy = (c, sn) if axis == 0 else (-sn, c)
        grad_x = np.full(np.broadcast_shapes(x.shape, y.shape), gx, np.float32)
        grad_y = np.full_like(grad_x, gy)
        for w in self.waves:
            amplitude = w.amplitude_s if axis == 0 else w.amplitude_t
            slope = np.float32(amplitude) * np.cos(np.float32(w.kx) * x + (np.float32(w.ky) * y + np.float32(w.phase)))
            grad_x += np.float32(w.kx) * slope
            grad_y += np.float32(w.ky) * slope
        return np.hypot(grad_x, grad_y)


def bent_frame(
    rng: np.random.Generator, angle: float, x0: float, y0: float, slope: float, wavelengths_m: tuple[float, float], waves: int = 3
) -> Frame:
    """Return a frame whose lines sway by about `slope` (a tangent) over the given wavelengths."""
    made = []
    for _ in range(waves):
        direction = rng.uniform(0, 2 * math.pi)
        k = 2 * math.pi / rng.uniform(*wavelengths_m)
        strength = slope / math.sqrt(waves) / k
        made.append(
            Wave(
                k * math.cos(direction),
                k * math.sin(direction),
                rng.uniform(0, 2 * math.pi),
                strength * rng.uniform(-1, 1),
                strength * rng.uniform(-1, 1),
            )
        )
    return Frame(angle, x0, y0, tuple(made))


def span(frame: Frame, width_m: float, height_m: float, margin_m: float) -> tuple[float, float, float, float]:
    """Return (s0, s1, t0, t1) that covers the ground rectangle from the origin to (width_m, height_m) and a margin."""
    xs: NDArray[np.float64] = np.linspace(-margin_m, width_m + margin_m, 9)
    ys: NDArray[np.float64] = np.linspace(-margin_m, height_m + margin_m, 9)
    s, t = frame.locate(xs[None, :], ys[:, None])
    return float(s.min()), float(s.max()), float(t.min()), float(t.max())
