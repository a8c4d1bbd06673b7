#!/usr/bin/env bash
# A whole piece of work in one here-document, with errors in the middle that the session outlives.
# shellcheck source=tests/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"

localhsm set password-cost fast >/dev/null
localhsm up --admin-password 'Passw0rd!' >/dev/null
make_users alice

step 'one session'
status=0
cloudhsm-cli interactive >out.json 2>err.txt <<'END' || status=$?
login --username alice --role crypto-user --password Passw0rd!
key generate-symmetric aes --label data --key-length-bytes 32 --attributes encrypt=true
key generate-asymmetric-pair rsa --public-label wrapping --private-label unwrapping \
    --modulus-size-bits 2048 --public-exponent 65537 \
    --public-attributes wrap=true --private-attributes unwrap=true
key wrap rsa-aes --payload-filter attr.label=data --wrapping-filter attr.label=nothing \
    --hash-function sha256 --mgf mgf1-sha256 --path wrapped.bin
key wrap rsa-aes --payload-filter attr.label=data --wrapping-filter attr.label=wrapping \
    --hash-function sha256 --mgf mgf1-sha256 --path wrapped.bin
key frobnicate
key unwrap rsa-aes --filter attr.label=unwrapping --hash-function sha256 --mgf mgf1-sha256 \
    --key-type-class aes --label copy --data-path wrapped.bin
key list --filter attr.key-type=aes --verbose
logout
key list
quit
key list
END
same 'status of the session' 0 "$status"

step 'its answers, in order'
same answers '0 0 0 1 0 0 0 0 1' "$(jq -r .error_code out.json | paste -sd ' ')"
same 'text of the refusal' \
	'Key selection criteria matched 0 keys. Refine selection criteria to select a single key.' \
	"$(jq -rs '.[3].data' out.json)"
same 'usage errors' 1 "$(grep -c frobnicate err.txt)"
grep -q 'error:' err.txt || fail "no usage error in $(cat err.txt)"

step 'the key that went out is the key that came in'
same 'check values of data and copy' 1 \
	"$(jq -s '[.[6].data.matched_keys[].attributes["check-value"]] | unique | length' out.json)"
same 'labels' 'copy data' \
	"$(jq -rs '[.[6].data.matched_keys[].attributes.label] | sort | join(" ")' out.json)"
same 'size of the wrapped file' 296 "$(stat -c %s wrapped.bin)"

step 'a session without quit ends at the end of its input'
echo 'user list' | cloudhsm-cli interactive | jq -e '.error_code == 0' >/dev/null
printf 'user list' | cloudhsm-cli interactive | jq -e '.error_code == 0' >/dev/null
cloudhsm-cli interactive </dev/null
printf 'user list\r\nquit\r\n' | cloudhsm-cli interactive | jq -e '.error_code == 0' >/dev/null
