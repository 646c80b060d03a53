#!/bin/sh
# Derives 10,000 random compositions with symbolic sizes, prints their formulas in every notation,
# reads each back and compares the values; says how often each row was in them. `MX_RANDOM_SEED=7`
# tries others.
set -eu
cd "$(dirname "$0")/.."
MX_RANDOM_FORMULAS="${1:-5000}" exec swift test -c release --scratch-path .build/measurements \
  --filter RandomFormulaTests
