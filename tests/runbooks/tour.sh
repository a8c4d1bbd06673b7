#!/usr/bin/env bash
# The two-person quorum of README.md, by the very lines that stand there.
tree=$(cd -- "$(dirname -- "$0")/../.." && pwd)
# shellcheck source=tests/runbooks/runbook.sh
. "$tree/tests/runbooks/runbook.sh"

ln -s "$tree/scripts" scripts
localhsm set password-cost fast >/dev/null
localhsm up --admin-password 'Adm1n-pass!' >/dev/null

step 'the lines'
sed -n '/^Where two people are wanted/,/^Keys can have a quorum/p' "$tree/README.md" >section
same 'commands of the tour' 10 "$(grep -c '^    \$ ' section)"
sed -n 's/^    [$>] //p' section >lines
bash -eu lines >out.json 2>err.txt || fail "the tour: $(cat out.json err.txt)"

step 'what came of them'
same answers '0 0 0 0 0 0 0 0 0 0 0 1 0 0' "$(jq -r .error_code out.json | paste -sd ' ')"
same 'the refusal' 'Quorum approval is required for this operation' \
	"$(jq -rs '.[11].data' out.json)"
same 'the user' crypto-user \
	"$(cloudhsm-cli user list | jq -r '.data.users[] | select(.username == "carol").role')"
localhsm audit-log --cluster-id "$(localhsm status --output json | jq -r '.data.clusters[0]."cluster-id"')" |
	jq -r '.data.events[].message' | grep '^User Name : carol$' >/dev/null || fail 'the audit log lacks carol'
