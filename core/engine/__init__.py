"""Joins the networks and the pixels: `run_job`, the stdin/stdout loop, the command line. No qgis here."""
