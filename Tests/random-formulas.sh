#!/bin/sh
# Derives 10,000 random compositions with symbolic sizes, prints their formulas in every notation,
# reads each back and compares the values; says how often each row was in them. An argument says how
# many, `MX_RANDOM_SEED=7` tries others.
set -eu
cd "$(dirname "$0")/.."
MX_BENCHMARKS=1 MX_RANDOM_FORMULAS="${1:-10000}" \
  exec swift run -c release --scratch-path .build/measurements FormulaRuns
