#!/usr/bin/env bash
# One crypto user keeps the keys, another uses them: the custodian owns and shares, the application
# encrypts and signs, and cannot take the key out, change it or give it on.
#
# After AWS's post "Migrate CloudHSM Classic to CloudHSM": users and keys.
#
# usage: scripts/runbooks/custodian.sh        (localhsm, cloudhsm-cli and configure-cli on the PATH)
# shellcheck source=scripts/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"

custodian() {
	run as crypto-user custodian cloudhsm-cli "$@"
}

application() {
	run as crypto-user application cloudhsm-cli "$@"
}

step 'Users: an admin makes them, and has no keys'
run localhsm set password-cost fast >/dev/null
cluster=$(cluster_up --hsms 2)
user_on "$cluster" custodian application
refused 'A CryptoUser must be logged in' as admin admin cloudhsm-cli key generate-symmetric aes --label master \
	--key-length-bytes 32

step 'The custodian makes the keys, and one to take them out under'
custodian key generate-symmetric aes --label master --key-length-bytes 32 >/dev/null
custodian key generate-symmetric aes --label escrow --key-length-bytes 32 \
	--attributes wrap=true unwrap=true >/dev/null
custodian key generate-asymmetric-pair rsa --public-label signing --private-label signing \
	--modulus-size-bits 2048 --public-exponent 65537 --private-attributes sign=true >/dev/null
same 'keys that the application sees' 'signing' "$(labels_on "$cluster" application)"
note 'which is the public half: anybody may see that'

step 'The custodian shares what the application is to use'
for filter in 'attr.label=master' 'attr.label=signing attr.class=private-key'; do
	# The filter is words on purpose.
	# shellcheck disable=SC2086
	custodian key share --filter $filter --username application --role crypto-user |
		jq -r .data.message >&2
done
same 'keys that the application sees' 'master signing signing' "$(labels_on "$cluster" application)"

step 'The application uses them'
printf 'an invoice' >invoice
application crypto sign rsa-pkcs --key-filter attr.label=signing attr.class=private-key \
	--hash-function sha256 --data-path invoice | jq -r .data.signature | base64 -d >signature
custodian key generate-file --encoding pem --path signing.pem \
	--filter attr.label=signing attr.class=public-key >/dev/null
run openssl dgst -sha256 -verify signing.pem -signature signature invoice >&2

step 'And no more than that'
application key generate-symmetric aes --label mine --key-length-bytes 32 --attributes wrap=true >/dev/null
refused 'owner' as crypto-user application cloudhsm-cli key wrap aes-gcm --payload-filter attr.label=master \
	--wrapping-filter attr.label=mine --tag-length-bits 128 --path master.wrapped
refused 'owner' as crypto-user application cloudhsm-cli key set-attribute --filter attr.label=master --name encrypt --value false
refused 'owner' as crypto-user application cloudhsm-cli key share --filter attr.label=master --username custodian --role crypto-user
refused 'owner' as crypto-user application cloudhsm-cli key delete --filter attr.label=master

step 'The custodian still can take the key out'
custodian key wrap aes-gcm --payload-filter attr.label=master --wrapping-filter attr.label=escrow \
	--tag-length-bits 128 --path master.wrapped | jq -r .error_code >&2

step 'And takes it away again'
custodian key unshare --filter attr.label=master --username application --role crypto-user |
	jq -r .data.message >&2
same 'keys that the application sees' 'mine signing signing' "$(labels_on "$cluster" application)"
