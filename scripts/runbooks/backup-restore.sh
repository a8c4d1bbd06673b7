#!/usr/bin/env bash
# Backups bring back what was deleted later, and lose what was made later; they are kept as long as the
# cluster's policy says, and a deleted one can be had back for a week.
#
# After AWS's post "Migrate CloudHSM Classic to CloudHSM": backups; and "AWS CloudHSM cluster backups" in
# the user guide.
#
# usage: scripts/runbooks/backup-restore.sh        (localhsm, cloudhsm-cli and configure-cli on the PATH)
# shellcheck source=scripts/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"

newest() {
	api describe-backups --filters "clusterIds=$cluster,states=READY" \
		--query 'sort_by(Backups,&CreateTimestamp)[-1].BackupId'
}

step 'Before: a cluster with two keys'
run localhsm set password-cost fast >/dev/null
cluster=$(cluster_up --hsms 2)
user_on "$cluster" crypto_user
aes_on "$cluster" crypto_user precious
aes_on "$cluster" crypto_user common

step 'A backup is made once a day, by itself'
run localhsm clock advance --by 1d >/dev/null
backup=$(newest)
note "the backup of today: $backup"

step 'Later a key is deleted by mistake, and another is made'
run as crypto-user crypto_user cloudhsm-cli key delete --filter attr.label=precious >/dev/null
aes_on "$cluster" crypto_user later
same 'keys of the cluster' 'common later' "$(labels_on "$cluster" crypto_user)"

step 'A cluster made from the backup has the one, and not the other'
restored=$(cluster_up --source-backup-id "$backup")
same 'keys of the restored cluster' 'common precious' "$(labels_on "$restored" crypto_user)"

step 'What was lost comes home: the clusters are clones'
run on_both crypto-user crypto_user cloudhsm-cli key replicate --filter attr.label=precious \
	--source-cluster-id "$restored" --destination-cluster-id "$cluster" | jq -r .data.message >&2
same 'keys of the cluster' 'common later precious' "$(labels_on "$cluster" crypto_user)"

step 'All HSMs are deleted: the last leaves a backup, from which the next one is filled'
for hsm in $(api describe-clusters --filters "clusterIds=$cluster" \
	--query 'Clusters[0].Hsms[].HsmId'); do
	run api delete-hsm --cluster-id "$cluster" --hsm-id "$hsm" >/dev/null
done
for zone in us-east-1a us-east-1b; do
	run api create-hsm --cluster-id "$cluster" --availability-zone "$zone" >/dev/null
done
same 'keys of the cluster' 'common later precious' "$(labels_on "$cluster" crypto_user)"

step 'Backups are kept for 90 days, or as long as the policy says; the last one stays'
run api modify-cluster --cluster-id "$cluster" --backup-retention-policy Type=DAYS,Value=7 \
	--query Cluster.BackupRetentionPolicy.Value
keep=$(newest)
run api modify-backup-attributes --backup-id "$keep" --never-expires --query Backup.NeverExpires
run localhsm clock advance --by 30d >/dev/null
same 'backups of the last week' true "$(localhsm cloudhsmv2 describe-backups \
	--filters "clusterIds=$cluster,neverExpires=false" | jq '.Backups | length <= 8')"
same 'the one that never expires' READY "$(api describe-backups --filters "backupIds=$keep" \
	--query 'Backups[0].BackupState')"

step 'A deleted backup can be restored for seven days'
run api delete-backup --backup-id "$keep" --query Backup.BackupState
refused PENDING_DELETION localhsm cloudhsmv2 create-cluster --hsm-type hsm2m.medium --mode FIPS \
	--subnet-ids subnet-0000000000000001a --source-backup-id "$keep"
run localhsm clock advance --by 6d >/dev/null
same 'state of the backup' READY "$(run api restore-backup --backup-id "$keep" --query Backup.BackupState)"
run api delete-backup --backup-id "$keep" --query Backup.BackupState
run localhsm clock advance --by 7d >/dev/null
refused 'does not exist' localhsm cloudhsmv2 restore-backup --backup-id "$keep"
