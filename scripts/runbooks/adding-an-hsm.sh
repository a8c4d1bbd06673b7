#!/usr/bin/env bash
# An HSM is added while users are being made: those who come between the snapshot that it is filled from and
# the moment at which it serves are missing on it, until somebody makes them once more.
#
# After "Cluster synchronization" in the user guide, and what operators measured: a snapshot 34 to 65
# seconds behind create-hsm, and an HSM that serves after 313.
#
# usage: scripts/runbooks/adding-an-hsm.sh        (localhsm, cloudhsm-cli and configure-cli on the PATH)
# shellcheck source=scripts/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"

# How far a user is known: "full" or "inconsistent".
coverage_of() {
	cloudhsm-cli user list |
		jq -r --arg name "$1" '.data.users[] | select(.username == $name)["cluster-coverage"]'
}

pass() {
	run localhsm clock advance --by "$1" >/dev/null
}

step 'Before: two HSMs, and a control plane that takes its time'
run localhsm set password-cost fast >/dev/null
cluster=$(cluster_up --hsms 2)
user_on "$cluster" before
run localhsm set lag realistic >/dev/null

step 'A third HSM is asked for, and users go on being made'
run api create-hsm --cluster-id "$cluster" --availability-zone us-east-1c --query Hsm.State
user_on "$cluster" soon
note 'the snapshot is taken'
pass 50s
user_on "$cluster" late
aes_on "$cluster" before key-of-before
aes_on "$cluster" late key-of-late
same 'coverage of the user late, as long as the HSM does not serve' full "$(coverage_of late)"

step 'The HSM serves'
pass 5m
same 'HSMs that serve' 3 "$(api describe-clusters \
	--query "length(Clusters[0].Hsms[?State=='ACTIVE'])")"
same 'coverage of the user before' full "$(coverage_of before)"
same 'coverage of the user soon' full "$(coverage_of soon)"
same 'coverage of the user late' inconsistent "$(coverage_of late)"
note 'token keys came by themselves, where their owner is known'
same 'coverage of a key of the user before' full "$(as crypto-user before cloudhsm-cli key list \
	--verbose | jq -r '.data.matched_keys[0]["key-info"]["cluster-coverage"]')"

step 'Nothing mends users, however long one waits'
pass 1d
same 'coverage of the user late' inconsistent "$(coverage_of late)"

step 'The repair: the same user once more, with the same password'
user_on "$cluster" late
same 'coverage of the user late' full "$(coverage_of late)"
note 'and now the keys follow, too'
pass 10m
same 'coverage of a key of the user late' full "$(as crypto-user late cloudhsm-cli key list \
	--verbose | jq -r '.data.matched_keys[0]["key-info"]["cluster-coverage"]')"
