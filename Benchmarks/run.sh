#!/bin/sh
# Compares mx with NumPy (and JAX with --jax), python3 and bc; prints a table of times and ratios.
# Peers are installed from PyPI into a virtual environment under .build.
set -eu
cd "$(dirname "$0")/.."
modules=numpy
if [ "${1:-}" = --jax ]; then
  modules="numpy jax"
  shift
fi
make --silent build
python3 -m venv .build/benchmarks
.build/benchmarks/bin/pip install --quiet --disable-pip-version-check $modules
exec .build/benchmarks/bin/python Benchmarks/compare.py \
  .build/release/mx "$@"
