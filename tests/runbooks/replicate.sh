#!/usr/bin/env bash
# Keys are kept in step between an hsm1.medium cluster and the hsm2m.medium cluster made from its backup,
# as AWS published it; between clusters or users that do not fit, it is refused and nothing is written.
# shellcheck source=tests/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"

with_destination() {
	local role=$1 user=$2
	shift 2
	DESTINATION_CLOUDHSM_ROLE=$role DESTINATION_CLOUDHSM_PIN="$user:Passw0rd!" as "$role" "$user" "$@"
}

# replicate ROLE USER FILTER [FROM TO]
replicate() {
	with_destination "$1" "$2" cloudhsm-cli key replicate --filter "$3" \
		--source-cluster-id "${4:-$blue}" --destination-cluster-id "${5:-$green}"
}

generate() {
	as crypto-user "$1" cloudhsm-cli key generate-symmetric aes --label "$2" --key-length-bytes 32 \
		--cluster-id "$blue" "${@:3}" >/dev/null
}

# keys_of ROLE USER CLUSTER: all that this user sees there, as text to be compared.
keys_of() {
	as "$1" "$2" cloudhsm-cli key list --verbose --max-items 100 --cluster-id "$3" |
		jq -cS '.data.matched_keys'
}

step 'the blue cluster, its users, its newest backup, and the green cluster made from that'
localhsm set password-cost fast >/dev/null
blue=$(localhsm up --hsm-type hsm1.medium --admin-password 'Passw0rd!' | jq -r '.data["cluster-id"]')
where=(--cluster-id "$blue")
make_users crypto_user alice bob
zone=$(localhsm cloudhsmv2 describe-clusters | jq -r '.Clusters[0].SubnetMapping | keys[0]')
hsm=$(localhsm cloudhsmv2 create-hsm --cluster-id "$blue" --availability-zone "$zone" |
	jq -r .Hsm.HsmId)
localhsm cloudhsmv2 delete-hsm --cluster-id "$blue" --hsm-id "$hsm" >/dev/null
backup=$(localhsm cloudhsmv2 describe-backups --filters "clusterIds=$blue" |
	jq -r '.Backups | max_by(.CreateTimestamp).BackupId')
up=$(localhsm up --hsm-type hsm2m.medium --source-backup-id "$backup")
green=$(jq -r '.data["cluster-id"]' <<<"$up")
same 'state of the clone' ACTIVE "$(jq -r .data.state <<<"$up")"
same 'HSMs of the clone' 2 "$(jq '.data.hsms | length' <<<"$up")"
same 'users of the clone' "$(cloudhsm-cli user list --cluster-id "$blue" | jq -c .data)" \
	"$(cloudhsm-cli user list --cluster-id "$green" | jq -c .data)"

step 'with several clusters a command must say which'
status=0
cloudhsm-cli user list >out.txt 2>err.txt || status=$?
same 'exit status' 1 "$status"
same 'stdout' '' "$(cat out.txt)"
grep -qF 'Please specify' err.txt || fail "$(cat err.txt)"

step 'a key made on blue during the migration goes to green, in single commands'
generate crypto_user example-aes-2 --attributes encrypt=true --share-crypto-users alice bob
before=$(keys_of crypto-user crypto_user "$blue")
same 'keys on green before' '[]' "$(keys_of crypto-user crypto_user "$green")"
answer=$(replicate crypto-user crypto_user attr.label=example-aes-2)
same message 'Successfully replicated key' "$(jq -r .data.message <<<"$answer")"
same 'reference, attributes, owner and sharees on green' "$before" \
	"$(keys_of crypto-user crypto_user "$green")"
same 'what a sharee sees there' 1 "$(keys_of crypto-user bob "$green" | jq length)"

step 'and one made on green goes back to blue, in a session'
as crypto-user crypto_user cloudhsm-cli key generate-symmetric aes --label made-on-green \
	--key-length-bytes 16 --cluster-id "$green" >/dev/null
cloudhsm-cli interactive --cluster-id "$blue" >session.json <<END
login --username crypto_user --role crypto-user --password Passw0rd!
login --username crypto_user --role crypto-user --password Passw0rd! --cluster-id $green
key list --cluster-id $blue
key list --cluster-id $green
key replicate \\
--filter attr.label=made-on-green \\
--source-cluster-id $green \\
--destination-cluster-id $blue
quit
END
same 'answers of the session' '0 0 0 0 0' "$(jq -r .error_code session.json | paste -sd ' ')"
same 'keys on both' "$(keys_of crypto-user crypto_user "$blue")" \
	"$(keys_of crypto-user crypto_user "$green")"

step 'a change on blue makes the copies differ, and replicating says so'
as crypto-user crypto_user cloudhsm-cli key set-attribute --filter attr.label=example-aes-2 \
	--name decrypt --value true --cluster-id "$blue" >/dev/null
before=$(keys_of crypto-user crypto_user "$green")
refused 'Key replicate failed on' replicate crypto-user crypto_user attr.label=example-aes-2
same 'keys on green' "$before" "$(keys_of crypto-user crypto_user "$green")"

step 'an owner, and a sharee, whom green does not know'
make_users carol
generate carol of-carol
generate crypto_user for-carol --share-crypto-users carol
of_carol=$(as crypto-user carol cloudhsm-cli key list --cluster-id "$blue" \
	--filter attr.label=of-carol | jq -r '.data.matched_keys[0]["key-reference"]')
before=$(keys_of admin admin "$green")
refused 'Key owner carol does not exist' replicate admin admin "key-reference=$of_carol"
refused 'User carol' replicate crypto-user crypto_user attr.label=for-carol
same 'keys on green' "$before" "$(keys_of admin admin "$green")"
where=(--cluster-id "$green")
make_users carol
replicate admin admin "key-reference=$of_carol" >/dev/null
replicate crypto-user crypto_user attr.label=for-carol >/dev/null

step 'clusters that are no clones'
red=$(localhsm up --admin-password 'Passw0rd!' | jq -r '.data["cluster-id"]')
where=(--cluster-id "$red")
make_users crypto_user alice bob carol
refused 'not clones' replicate crypto-user crypto_user attr.label=example-aes-2 "$blue" "$red"
same 'keys on red' '[]' "$(keys_of crypto-user crypto_user "$red")"
refused 'must not be the same' \
	replicate crypto-user crypto_user attr.label=example-aes-2 "$blue" "$blue"

step 'a variable that is missing is named'
with_all_but() (
	export CLOUDHSM_ROLE=crypto-user CLOUDHSM_PIN='crypto_user:Passw0rd!'
	export DESTINATION_CLOUDHSM_ROLE=crypto-user DESTINATION_CLOUDHSM_PIN='crypto_user:Passw0rd!'
	unset "$1"
	cloudhsm-cli key replicate --filter attr.label=example-aes-2 \
		--source-cluster-id "$blue" --destination-cluster-id "$green"
)
for missing in CLOUDHSM_ROLE CLOUDHSM_PIN DESTINATION_CLOUDHSM_ROLE DESTINATION_CLOUDHSM_PIN; do
	status=0
	with_all_but "$missing" >out.txt 2>&1 || status=$?
	same "exit status without $missing" 1 "$status"
	grep -qw "$missing" out.txt || fail "without $missing: $(cat out.txt)"
done
