#!/usr/bin/env bash
# Runs a runbook of scripts/runbooks as it stands, with the programs of the build on the PATH.
# usage: published.sh NAME
set -euo pipefail

bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
IFS=: read -ra programs <<<"$LOCALHSM_TEST_PROGRAMS"
cp "${programs[@]}" "$bin"
export PATH="$bin:$PATH" LC_ALL=C.UTF-8
unset HOME
bash "$(dirname -- "$0")/../../scripts/runbooks/$1.sh"
