"""Screening on a Dask cluster. Dask, pyarrow and fsspec (``pip install tekser[cluster]``) live here and nowhere else.

The core knows nothing of this: a worker opens an engine from a folder (``screening.engine_folder``), makes lines of its
partition and calls the same ``Engine.screen`` as the window and the command line.

=== A plan on paper: 1,000,000,000 lines on 100 workers ===

Figures of tests/bench/bench_cluster.py; see README, "Beyond one machine", for the calculation.
"""
