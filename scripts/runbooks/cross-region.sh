#!/usr/bin/env bash
# A second region: a backup is copied there, a clone is made from the copy, and keys that are made later are
# replicated by hand.
#
# After AWS's post "Migrate CloudHSM Classic to CloudHSM": multi-region; and "Working with AWS CloudHSM
# backups: copying backups across regions" in the user guide.
#
# usage: scripts/runbooks/cross-region.sh        (localhsm, cloudhsm-cli and configure-cli on the PATH)
# shellcheck source=scripts/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"

here=us-east-1
there=eu-west-1

step "Before: a cluster in $here"
run localhsm set password-cost fast >/dev/null
home=$(cluster_up --hsms 2)
user_on "$home" crypto_user
aes_on "$home" crypto_user wallet

step 'Force a backup: deleting an HSM makes one'
hsm=$(api describe-clusters --filters "clusterIds=$home" --query 'Clusters[0].Hsms[1].HsmId')
run api delete-hsm --cluster-id "$home" --hsm-id "$hsm" >/dev/null
run api create-hsm --cluster-id "$home" --availability-zone "${here}b" >/dev/null
backup=$(api describe-backups --filters "clusterIds=$home,states=READY" \
	--query 'sort_by(Backups,&CreateTimestamp)[-1].BackupId')

step "Copy it to $there"
refused 'already' localhsm cloudhsmv2 copy-backup-to-region --destination-region "$here" \
	--backup-id "$backup"
refused 'partition of AWS' localhsm cloudhsmv2 copy-backup-to-region --destination-region us-gov-west-1 \
	--backup-id "$backup"
run api copy-backup-to-region --destination-region "$there" --backup-id "$backup" \
	--tag-list Key=purpose,Value=recovery --query DestinationBackup.SourceBackup
copy=$(api describe-backups --region "$there" --filters "sourceBackupIds=$backup" \
	--query 'Backups[0].BackupId')
same 'region of the source' "$here" "$(api describe-backups --region "$there" \
	--filters "backupIds=$copy" --query 'Backups[0].SourceRegion')"
same 'its tag' recovery "$(api list-tags --region "$there" --resource-id "$copy" --query 'TagList[0].Value')"

step "Create the clone from the copy, in $there"
refused 'does not exist' localhsm cloudhsmv2 create-cluster --hsm-type hsm2m.medium --mode FIPS \
	--subnet-ids subnet-0000000000000001a --source-backup-id "$copy"
clone=$(run api create-cluster --region "$there" --hsm-type hsm2m.medium --mode FIPS \
	--subnet-ids subnet-0000000000000091a subnet-0000000000000091b --source-backup-id "$copy" \
	--query Cluster.ClusterId)
for zone in "${there}a" "${there}b"; do
	run api create-hsm --region "$there" --cluster-id "$clone" --availability-zone "$zone" >/dev/null
done
same 'clusters seen from here' 1 "$(api describe-clusters --query 'length(Clusters)')"
run configure-cli add-cluster --cluster-id "$clone" --region "$there" \
	--hsm-ca-cert "$LOCALHSM_HOME/client/etc/customerCA.crt"
same 'keys of the clone' wallet "$(labels_on "$clone" crypto_user)"

step 'Later a key is rotated at home: it gets there by hand, and by nothing else'
aes_on "$home" crypto_user wallet-2
same 'keys of the clone' wallet "$(labels_on "$clone" crypto_user)"
run on_both crypto-user crypto_user cloudhsm-cli key replicate --filter attr.label=wallet-2 \
	--source-cluster-id "$home" --destination-cluster-id "$clone" | jq -r .data.message >&2
same 'keys of the clone' 'wallet wallet-2' "$(labels_on "$clone" crypto_user)"
same 'what compare finds' true "$(localhsm compare --source-cluster-id "$home" \
	--destination-cluster-id "$clone" | jq .data.equal)"
