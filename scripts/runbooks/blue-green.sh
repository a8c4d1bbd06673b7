#!/usr/bin/env bash
# From hsm1.medium to hsm2m.medium with both at work: the green cluster is made from a backup of the blue
# one, keys are replicated both ways while applications move over, and the way back stays open.
#
# After AWS's post "How to migrate your AWS CloudHSM cluster from hsm1 to hsm2m": high availability,
# approach 2 (one client for both clusters), replicating keys, rollback.
#
# usage: scripts/runbooks/blue-green.sh        (localhsm, cloudhsm-cli and configure-cli on the PATH)
# shellcheck source=scripts/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"

step 'Before: the blue cluster, an hsm1.medium of two HSMs, and what an application keeps there'
run localhsm set password-cost fast >/dev/null
blue=$(cluster_up --hsm-type hsm1.medium)
user_on "$blue" crypto_user auditor
aes_on "$blue" crypto_user example-aes-1 --share-crypto-users auditor
same 'keys on blue' 'example-aes-1' "$(labels_on "$blue" crypto_user)"

step 'Trigger a backup: a periodic one may be a day old. Adding and deleting an HSM makes a new one'
zone=$(api describe-clusters --filters "clusterIds=$blue" --query 'Clusters[0].Hsms[0].AvailabilityZone')
extra=$(run api create-hsm --cluster-id "$blue" --availability-zone "$zone" --query Hsm.HsmId)
run api delete-hsm --cluster-id "$blue" --hsm-id "$extra" >/dev/null
backup=$(api describe-backups --filters "clusterIds=$blue,states=READY" \
	--query 'sort_by(Backups,&CreateTimestamp)[-1].BackupId')
note "the newest backup: $backup"

step 'Create the green cluster from the backup, in the same subnets, with as many HSMs as blue has'
subnets=$(api describe-clusters --filters "clusterIds=$blue" --query 'values(Clusters[0].SubnetMapping)')
refused 'cannot be in NON_FIPS mode' localhsm cloudhsmv2 create-cluster --hsm-type hsm2m.medium \
	--mode NON_FIPS --source-backup-id "$backup" --subnet-ids "${subnets%%	*}"
# The subnets are words on purpose.
# shellcheck disable=SC2086
green=$(run api create-cluster --hsm-type hsm2m.medium --mode FIPS --source-backup-id "$backup" \
	--subnet-ids $subnets --query Cluster.ClusterId)
zones=$(api describe-clusters --filters "clusterIds=$blue" --query 'Clusters[0].Hsms[].AvailabilityZone')
for zone in $zones; do
	run api create-hsm --cluster-id "$green" --availability-zone "$zone" --query Hsm.State >/dev/null
done
same 'state of green' ACTIVE "$(state_of "$green")"
same 'HSMs of green' 2 "$(api describe-clusters --filters "clusterIds=$green" \
	--query 'length(Clusters[0].Hsms)')"

step 'Configure the client for both: the trust anchor of blue serves green, too'
run configure-cli add-cluster --cluster-id "$green" \
	--hsm-ca-cert "$LOCALHSM_HOME/client/etc/customerCA.crt"
refused 'Please specify' cloudhsm-cli user list
same 'keys on green' 'example-aes-1' "$(labels_on "$green" crypto_user)"

step 'Read-only traffic: both answer alike'
same 'what compare finds' true "$(localhsm compare --source-cluster-id "$blue" \
	--destination-cluster-id "$green" | jq .data.equal)"

step 'Write to blue: a new key is on blue only, until it is replicated'
aes_on "$blue" crypto_user example-aes-2 --share-crypto-users auditor
same 'keys on green' 'example-aes-1' "$(labels_on "$green" crypto_user)"
session --cluster-id "$blue" >session.json <<END
login --username crypto_user --role crypto-user --password Passw0rd!
login --username crypto_user --role crypto-user --password Passw0rd! --cluster-id $green
key list --cluster-id $blue
key list --cluster-id $green
key replicate \\
--filter attr.label=example-aes-2 \\
--source-cluster-id $blue \\
--destination-cluster-id $green
quit
END
same 'error codes of the session' '0 0 0 0 0' "$(jq -r .error_code session.json | paste -sd ' ')"
same 'keys on green' 'example-aes-1 example-aes-2' "$(labels_on "$green" crypto_user)"

step 'Its owner, and everybody it is shared with, must be on the other side first'
user_on "$blue" newcomer
aes_on "$blue" newcomer of-newcomer
refused newcomer on_both admin admin cloudhsm-cli key replicate --filter attr.label=of-newcomer \
	--source-cluster-id "$blue" --destination-cluster-id "$green"
run on_both admin admin cloudhsm-cli user replicate --username newcomer --role crypto-user \
	--source-cluster-id "$blue" --destination-cluster-id "$green" >/dev/null
run on_both admin admin cloudhsm-cli key replicate --filter attr.label=of-newcomer \
	--source-cluster-id "$blue" --destination-cluster-id "$green" | jq -r .data.message >&2

step 'Write to green: the other way round, for as long as blue is read'
aes_on "$green" crypto_user example-aes-3
run on_both crypto-user crypto_user cloudhsm-cli key replicate --filter attr.label=example-aes-3 \
	--source-cluster-id "$green" --destination-cluster-id "$blue" | jq -r .data.message >&2
same 'keys on blue' 'example-aes-1 example-aes-2 example-aes-3' "$(labels_on "$blue" crypto_user)"
same 'what compare finds' true "$(localhsm compare --source-cluster-id "$blue" \
	--destination-cluster-id "$green" | jq .data.equal)"

step 'Rollback: the application goes back to blue, but what only hsm2m.medium can do does not'
aes_on "$green" crypto_user example-aes-4
as crypto-user crypto_user cloudhsm-cli key set-attribute --cluster-id "$green" \
	--filter attr.label=example-aes-4 --name extractable --value false >/dev/null
refused 'hsm1.medium' on_both crypto-user crypto_user cloudhsm-cli key replicate \
	--filter attr.label=example-aes-4 --source-cluster-id "$green" --destination-cluster-id "$blue"
localhsm compare --source-cluster-id "$blue" --destination-cluster-id "$green" |
	jq -r '.data.differences[] | "   what differs: \(.kind) \(.label), mended by: \(.command)"' >&2
note 'until nobody needs that key any more, both clusters are read, and blue alone is written'
run as crypto-user crypto_user cloudhsm-cli key delete --cluster-id "$green" \
	--filter attr.label=example-aes-4 >/dev/null
same 'what compare finds' true "$(localhsm compare --source-cluster-id "$blue" \
	--destination-cluster-id "$green" | jq .data.equal)"

step 'A change on one side only makes the same key two; replicating says so, and writes nothing'
as crypto-user crypto_user cloudhsm-cli key set-attribute --cluster-id "$green" \
	--filter attr.label=example-aes-3 --name decrypt --value true >/dev/null
refused 'Key replicate failed on 2 of 2 connections' on_both crypto-user crypto_user cloudhsm-cli key \
	replicate --filter attr.label=example-aes-3 --source-cluster-id "$green" \
	--destination-cluster-id "$blue"
as crypto-user crypto_user cloudhsm-cli key set-attribute --cluster-id "$blue" \
	--filter attr.label=example-aes-3 --name decrypt --value true >/dev/null
same 'what compare finds' true "$(localhsm compare --source-cluster-id "$blue" \
	--destination-cluster-id "$green" | jq .data.equal)"

step 'After: blue is deleted, and its last backup stays'
for hsm in $(api describe-clusters --filters "clusterIds=$blue" --query 'Clusters[0].Hsms[].HsmId'); do
	run api delete-hsm --cluster-id "$blue" --hsm-id "$hsm" >/dev/null
done
run api delete-cluster --cluster-id "$blue" --query Cluster.State
run configure-cli remove-cluster --cluster-id "$blue" >/dev/null
same 'a backup of blue that can be restored' true "$(localhsm cloudhsmv2 describe-backups \
	--filters "clusterIds=$blue,states=READY" | jq '.Backups | length > 0')"
same 'keys on green' 'example-aes-1 example-aes-2 example-aes-3' "$(labels_on "$green" crypto_user)"
