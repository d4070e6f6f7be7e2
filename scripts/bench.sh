#!/usr/bin/env bash
# Runs the benchmarks (all groups, or those named), prints the table and writes Benchmarks/results.json.
exec python3 "$(dirname "$0")/bench/run.py" "$@"
