# What the runbooks share: the installed programs on PATH, a home of their own, and words for checking.
# Sourced by bash; LOCALHSM_TEST_PROGRAMS names the programs, divided by ":".
# shellcheck shell=bash

set -euo pipefail

lab=$(mktemp -d)
trap 'rm -rf "$lab"' EXIT
mkdir "$lab/bin" "$lab/work"
IFS=: read -ra programs <<<"$LOCALHSM_TEST_PROGRAMS"
cp "${programs[@]}" "$lab/bin"
export PATH="$lab/bin:$PATH" LOCALHSM_HOME="$lab/home" LC_ALL=C.UTF-8
unset HOME LOCALHSM_CLIENT LOCALHSM_ADMIN_PASSWORD LOCALHSM_ERROR_DETAIL
unset CLOUDHSM_ROLE CLOUDHSM_PIN DESTINATION_CLOUDHSM_ROLE DESTINATION_CLOUDHSM_PIN
cd "$lab/work"

step() {
	echo "== $*" >&2
}

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# same WHAT EXPECTED ACTUAL
same() {
	[ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
}

# The bytes of standard input in hex.
hex() {
	od -An -v -tx1 | tr -d ' \n'
}

# as ROLE USER COMMAND...: one command with credentials in the environment.
as() {
	local role=$1 user=$2
	shift 2
	CLOUDHSM_ROLE=$role CLOUDHSM_PIN="$user:Passw0rd!" "$@"
}

# refused TEXT COMMAND...: the command answers error_code 1 with a text that has TEXT in it.
refused() {
	local text=$1 answer status=0
	shift
	answer=$("$@") || status=$?
	same "exit status of $*" 1 "$status"
	same "error_code of $*" 1 "$(jq .error_code <<<"$answer")"
	grep -qF -- "$text" <<<"$(jq -r .data <<<"$answer")" || fail "$*: no '$text' in $answer"
}

# make_users USER...: crypto users on the client host of now, by its admin.
make_users() {
	local user
	for user; do
		as admin admin cloudhsm-cli user create --username "$user" --role crypto-user \
			--password 'Passw0rd!' "${where[@]}" >/dev/null
	done
}
where=()
