#!/bin/sh
# Measures how long derivations take: the formula tables, and the gradient of a chain of 200 layers.
set -eu
cd "$(dirname "$0")/.."
MX_BENCHMARKS=1 exec swift run -c release --scratch-path .build/measurements Derivations "$@"
