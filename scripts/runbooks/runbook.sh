# What the runbooks share: an estate of their own, which goes when they end, and words for showing and
# checking. Sourced by bash, with localhsm, cloudhsm-cli and configure-cli on the PATH.
# shellcheck shell=bash

set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LOCALHSM_HOME="$work/estate"
unset LOCALHSM_CLIENT LOCALHSM_ADMIN_PASSWORD LOCALHSM_ERROR_DETAIL
unset CLOUDHSM_ROLE CLOUDHSM_PIN DESTINATION_CLOUDHSM_ROLE DESTINATION_CLOUDHSM_PIN

# step WORDS: a heading of the document.
step() {
	printf '\n== %s\n' "$*" >&2
}

# note WORDS
note() {
	printf '   %s\n' "$*" >&2
}

# show COMMAND...: as it is typed; the words below stand for the beginnings that they add.
show() {
	case $1 in
	as) printf "   \$ CLOUDHSM_ROLE=%s CLOUDHSM_PIN='%s:Passw0rd!' %s\n" "$2" "$3" "${*:4}" ;;
	on_both)
		printf "   \$ CLOUDHSM_ROLE=%s CLOUDHSM_PIN='%s:Passw0rd!' \\\n" "$2" "$3"
		printf "     DESTINATION_CLOUDHSM_ROLE=%s DESTINATION_CLOUDHSM_PIN='%s:Passw0rd!' %s\n" \
			"$2" "$3" "${*:4}"
		;;
	api) printf '   $ localhsm cloudhsmv2 %s --output text\n' "${*:2}" ;;
	*) printf '   $ %s\n' "$*" ;;
	esac >&2
}

# run COMMAND...: shows the command, and runs it.
run() {
	show "$@"
	"$@"
}

# session OPTION...: a here-document for an interactive session, shown as it is read.
session() {
	local lines
	lines=$(cat)
	printf '   $ cloudhsm-cli interactive %s <<END\n' "$*" >&2
	printf '%s\nEND\n' "$lines" | sed 's/^/   > /' >&2
	cloudhsm-cli interactive "$@" <<<"$lines"
}

fail() {
	printf 'FAILED: %s\n' "$*" >&2
	exit 1
}

# same WHAT EXPECTED ACTUAL
same() {
	[ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
	note "$1: $3"
}

# refused TEXT COMMAND...: the command fails, and says so on either stream.
refused() {
	local text=$1 status=0
	shift
	show "$@"
	"$@" >answer.txt 2>&1 || status=$?
	[ "$status" -ne 0 ] || fail "$* was not refused"
	grep -qF -- "$text" answer.txt || fail "$*: no '$text' in $(cat answer.txt)"
	note "refused: $(jq -r .data answer.txt 2>/dev/null || sed '/^$/d' answer.txt)"
}

# as ROLE USER COMMAND...: one command with the credentials that single commands take.
as() {
	local role=$1 user=$2
	shift 2
	CLOUDHSM_ROLE=$role CLOUDHSM_PIN="$user:Passw0rd!" "$@"
}

# on_both ROLE USER COMMAND...: the same, for a command that is about two clusters.
on_both() {
	local role=$1 user=$2
	shift 2
	DESTINATION_CLOUDHSM_ROLE=$role DESTINATION_CLOUDHSM_PIN="$user:Passw0rd!" as "$role" "$user" "$@"
}

# api OPERATION OPTION...: the control plane, with the answer as text.
api() {
	localhsm cloudhsmv2 "$@" --output text
}

# cluster_up OPTION...: a cluster that is ready; prints its id.
cluster_up() {
	run localhsm up --admin-password 'Passw0rd!' "$@" | jq -r '.data["cluster-id"]'
}

# user_on CLUSTER NAME...: crypto users, made by the admin.
user_on() {
	local cluster=$1 name
	shift
	for name; do
		run as admin admin cloudhsm-cli user create --cluster-id "$cluster" --role crypto-user \
			--username "$name" --password 'Passw0rd!' >/dev/null
	done
}

# aes_on CLUSTER USER LABEL OPTION...: a key.
aes_on() {
	local cluster=$1 user=$2 label=$3
	shift 3
	run as crypto-user "$user" cloudhsm-cli key generate-symmetric aes --cluster-id "$cluster" \
		--label "$label" --key-length-bytes 32 "$@" >/dev/null
}

# labels_on CLUSTER USER: the labels of the keys that the user sees there, in order, on one line.
labels_on() {
	as crypto-user "$2" cloudhsm-cli key list --cluster-id "$1" --max-items 100 --verbose |
		jq -r '[.data.matched_keys[].attributes.label] | sort | join(" ")'
}

# state_of CLUSTER
state_of() {
	api describe-clusters --filters "clusterIds=$1" --query 'Clusters[0].State'
}
