#!/usr/bin/env bash
# The blue/green migration of README.md, and the HSM that takes its time behind it, by the very lines that
# stand there.
tree=$(cd -- "$(dirname -- "$0")/../.." && pwd)
# shellcheck source=tests/runbooks/runbook.sh
. "$tree/tests/runbooks/runbook.sh"

localhsm set password-cost fast >/dev/null

step 'the migration'
sed -n '/^A blue\/green migration by hand/,/^\*\*Trouble\*\*/p' "$tree/README.md" >section
sed -n 's/^    [$>] //p' section >lines
sed -n '/^    [$>] /d; s/^    //p' section >expected
same 'commands of the tour' 10 "$(grep -c '^    \$ ' section)"
bash -eu lines >out.txt 2>err.txt || fail "the tour: $(cat out.txt err.txt)"

step 'what came of it'
same 'error codes of the session' '0 0 0 0 0 0 0 0 0 0' "$(head -n 10 out.txt | paste -sd ' ')"
same 'the rest' "$(cat expected)" "$(tail -n +11 out.txt)"
