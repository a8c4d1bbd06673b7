#!/usr/bin/env bash
# From hsm1.medium to hsm2m.medium in place: the control plane replaces one HSM after the other at its
# address, takes few changes meanwhile, and can be asked to go back for 24 hours.
#
# After AWS's post "How to migrate your AWS CloudHSM cluster from hsm1 to hsm2m": customer triggered; and
# "Migrating from hsm1.medium to hsm2m.medium" in the user guide.
#
# usage: scripts/runbooks/in-place.sh        (localhsm, cloudhsm-cli and configure-cli on the PATH)
# shellcheck source=scripts/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"

refused_change='Operation not permitted in limited write mode'

migrate() {
	run api modify-cluster --cluster-id "$cluster" --hsm-type "$1" --query Cluster.State
}

types() {
	api describe-clusters --filters "clusterIds=$cluster" --query 'Clusters[0].Hsms[].HsmType'
}

pass() {
	run localhsm clock advance --by "$1" >/dev/null
}

step 'Before: an hsm1.medium cluster of two HSMs at work, and a control plane that takes its time'
run localhsm set password-cost fast >/dev/null
cluster=$(cluster_up --hsm-type hsm1.medium)
user_on "$cluster" crypto_user
aes_on "$cluster" crypto_user before
addresses=$(api describe-clusters --query 'Clusters[0].Hsms[].EniIp')
run localhsm set lag realistic >/dev/null
run localhsm clock set --time 2026-12-01T09:00:00Z >/dev/null

step 'Start the migration'
same state MODIFY_IN_PROGRESS "$(migrate hsm2m.medium)"
same 'rollback until' 2026-12-02T09:00 "$(localhsm cloudhsmv2 describe-clusters \
	--query 'Clusters[0].HsmTypeRollbackExpiration' | jq -r '.[:16]')"
refused 'MODIFY_IN_PROGRESS' localhsm cloudhsmv2 create-hsm --cluster-id "$cluster" \
	--availability-zone us-east-1c

step 'Limited-write mode: nothing that stays is made, changed or deleted'
refused "$refused_change" as crypto-user crypto_user cloudhsm-cli key generate-symmetric aes \
	--label meanwhile --key-length-bytes 32
refused "$refused_change" as crypto-user crypto_user cloudhsm-cli key delete --filter attr.label=before
refused "$refused_change" as crypto-user crypto_user cloudhsm-cli key set-attribute \
	--filter attr.label=before --name decrypt --value true
refused "$refused_change" as admin admin cloudhsm-cli user create --username late --role crypto-user \
	--password 'Passw0rd!'
refused "$refused_change" as admin admin cloudhsm-cli user delete --username crypto_user --role crypto-user
refused "$refused_change" as admin admin cloudhsm-cli user change-password --username crypto_user \
	--role crypto-user --password 'An0ther-pass!'
refused "$refused_change" as admin admin cloudhsm-cli quorum token-sign set-quorum-value --service user \
	--value 2

step 'Reading, and keys of a session, go on'
same 'keys' before "$(labels_on "$cluster" crypto_user)"
run as crypto-user crypto_user cloudhsm-cli key generate-symmetric aes --label passing \
	--key-length-bytes 32 --session | jq -r .error_code >&2

step 'One HSM after the other, half an hour each, at the same addresses'
pass 30m
same types 'hsm2m.medium	hsm1.medium' "$(types | tr '\t' '\n' | sort -r | paste -s)"
refused "$refused_change" as crypto-user crypto_user cloudhsm-cli key generate-symmetric aes \
	--label meanwhile --key-length-bytes 32
pass 30m
same types 'hsm2m.medium	hsm2m.medium' "$(types)"
same state ACTIVE "$(state_of "$cluster")"
same addresses "$(tr '\t' '\n' <<<"$addresses" | sort | paste -s)" \
	"$(api describe-clusters --query 'Clusters[0].Hsms[].EniIp' | tr '\t' '\n' | sort | paste -s)"

step 'Writes work again'
aes_on "$cluster" crypto_user behind
same keys 'before behind' "$(labels_on "$cluster" crypto_user)"

step '23 hours and 59 minutes after the start: the way back is open, and loses what came since'
pass 22h59m
same state ROLLBACK_IN_PROGRESS "$(migrate hsm1.medium)"
refused "$refused_change" as crypto-user crypto_user cloudhsm-cli key generate-symmetric aes \
	--label meanwhile --key-length-bytes 32
pass 1h
same state ACTIVE "$(state_of "$cluster")"
same types 'hsm1.medium	hsm1.medium' "$(types)"
same keys before "$(labels_on "$cluster" crypto_user)"

step 'Once more, and 24 hours and 1 minute after the start: it is closed'
same state MODIFY_IN_PROGRESS "$(migrate hsm2m.medium)"
pass 24h1m
same state ACTIVE "$(state_of "$cluster")"
refused 'more than 24 hours ago' localhsm cloudhsmv2 modify-cluster --cluster-id "$cluster" \
	--hsm-type hsm1.medium
same types 'hsm2m.medium	hsm2m.medium' "$(types)"
