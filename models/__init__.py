"""The networks and their life: architectures, model packages, runners, training. torch and smp; no qgis."""
