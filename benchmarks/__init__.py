"""Measurements beside their baselines: `python -m benchmarks [NAME…]`. None of them judges; the goals stand beside."""
