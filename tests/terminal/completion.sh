#!/usr/bin/env bash
# Completion in bash: what TAB would offer for a line.
# shellcheck source=tests/runbooks/runbook.sh
. "$(dirname -- "$0")/../runbooks/runbook.sh"
cd - >/dev/null
# shellcheck source=cli/completions/cloudhsm-cli.bash
. "$(dirname -- "$0")/../../cli/completions/cloudhsm-cli.bash"

# offers LINE CANDIDATE...: exactly these, in this order.
offers() {
	local line=$1
	shift
	COMP_LINE=$line COMP_POINT=${#line} COMPREPLY=()
	_localhsm_complete "${line%% *}"
	same "completion of '$line'" "$*" "${COMPREPLY[*]}"
}

offers 'cloudhsm-cli us' user
offers 'cloudhsm-cli key wr' wrap
offers 'cloudhsm-cli key wrap ' aes-gcm aes-no-pad aes-pkcs5-pad aes-zero-pad cloudhsm-aes-gcm help rsa-aes \
	rsa-oaep rsa-pkcs
offers 'cloudhsm-cli key list --max' --max-items
offers 'cloudhsm-cli login --role ' admin crypto-user
offers 'cloudhsm-cli key generate-asymmetric-pair ml-dsa --mldsa-algorithm ' ML-DSA-44 ML-DSA-65 ML-DSA-87
offers 'cloudhsm-cli key unwrap aes-gcm --key-type-class e' ec-private
offers 'cloudhsm-cli key list --filter attr.ml' attr.mldsa-algorithm=
offers 'cloudhsm-cli key list --filter attr.wrap-' attr.wrap-with-trusted=
# Bash takes what stands behind the last = for the word.
offers 'cloudhsm-cli key list --filter attr.lab' attr.label=
offers 'cloudhsm-cli key wrap rsa-aes --hash-function=sha25' sha256
offers 'localhsm cloudhsmv2 describe-b' describe-backups
offers 'configure-cli add' add-cluster
offers 'cloudhsm-cli nonsense '
