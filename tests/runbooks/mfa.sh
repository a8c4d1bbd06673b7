#!/usr/bin/env bash
# A second factor, by the steps that AWS published: registered, used, changed and taken away, for crypto users and
# for admins, and together with the quorum. In a session that reads a pipe the paths are lines of its input.
#
# usage: mfa.sh HSMS
# shellcheck source=tests/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"
# shellcheck source=tests/runbooks/signing.sh
. "$(dirname -- "$0")/signing.sh"

hsms=$1
wrong='Incorrect authentication credentials'
mfa='MFA is required for this user'

# change_mfa LINE USER PUBLIC: runs a line that registers a key; USER signs, PUBLIC is the key that is given.
change_mfa() {
	rm -f mfa.token
	type_in "$1 --token mfa.token"
	wait_for mfa.token
	sign_tokens "$2" mfa.token
	type_in mfa.token
	type_in "$3.pub"
	listen
}

# login_mfa USER ROLE PASSWORD KEY: a login with a second factor, which KEY signs. The signed file is the unsigned
# one: an empty line says so.
login_mfa() {
	rm -f login.token
	type_in "login --username $1 --role $2 --password $3 mfa-token-sign --token login.token"
	wait_for login.token
	same 'a value for each HSM' "$hsms" "$(jq '.tokens | map(select(.signed == "")) | length' login.token)"
	[ "$4" = nobody ] || sign_tokens "$4" login.token
	type_in ''
	listen
}

# good WHAT: the last answer was one of success.
good() {
	[[ $answer == $'{\n  "error_code": 0,\n'* ]] || fail "$1: $answer"
}

# bad WHAT TEXT
bad() {
	same "$1" $'{\n  "error_code": 1,\n  "data": "'"$2"$'"\n}\n' "$answer"
}

# factors USER: how user list has the user's MFA and quorum.
factors() {
	must 'user list'
	answered ".users[] | select(.username == \"$1\") | .mfa, .quorum" | paste -sd ' '
}
enabled='[{"strategy":"token-sign","status":"enabled"}]'

step "a cluster of $hsms, with a crypto user"
cluster_of "$hsms"
make_users alice
for name in alice alice2 stranger admin; do
	make_key_pair "$name"
done
open_session

step 'a crypto user registers a second factor, and keeps the session'
login alice crypto-user
same 'factors at first' '[] []' "$(factors alice)"
change='user change-mfa token-sign --username alice --role crypto-user --change-password Passw0rd2'
change_mfa "$change" stranger alice
bad 'a key that did not sign' InvalidQuorumSignature
same 'factors' '[] []' "$(factors alice)"
change_mfa "$change" alice alice
good 'registration'
same 'its answer' '{"username":"alice","role":"crypto-user"}' "$(answered .)"
same 'the members of its tokens' '["signed","unsigned"]' "$(jq -c '[.tokens[] | keys] | unique[]' mfa.token)"
same 'values that differ' "$hsms" "$(jq '[.tokens[].unsigned] | unique | length' mfa.token)"
same 'factors' "$enabled $enabled" "$(factors alice)"
must 'key list'
logout

step 'from now on the password is not enough'
must_not 'login --username alice --role crypto-user --password Passw0rd2' "$mfa"
must_not 'login --username alice --role crypto-user --password Passw0rd!' "$mfa"
refused "$mfa" env CLOUDHSM_ROLE=crypto-user CLOUDHSM_PIN=alice:Passw0rd2 cloudhsm-cli key list
login_mfa alice crypto-user Passw0rd2 nobody
bad 'nothing signed' 'No token signatures provided'
login_mfa alice crypto-user Passw0rd2 stranger
bad "a stranger's signature" "$wrong"
login_mfa alice crypto-user Passw0rd! alice
bad 'the old password' "$wrong"

step 'with both there is a login'
login_mfa alice crypto-user Passw0rd2 alice
good 'login'
same 'its answer' '{"username":"alice","role":"crypto-user"}' "$(answered .)"
must 'key generate-symmetric aes --label data --key-length-bytes 32'

step 'the key is changed, and with it that of the quorum'
change='user change-mfa token-sign --username alice --role crypto-user --change-password Passw0rd3'
change_mfa "$change" alice2 alice2
bad 'another key than that of the quorum' 'Invalid public key: MFA and quorum must use the same key'
change_mfa "$change --change-quorum" alice2 alice2
good 'change'
same 'factors' "$enabled $enabled" "$(factors alice)"
logout
login_mfa alice crypto-user Passw0rd3 alice
bad 'the old key' "$wrong"
login_mfa alice crypto-user Passw0rd3 alice2
good 'login with the new key'

step 'it is taken away, and the registration with it'
must 'user change-mfa token-sign --username alice --role crypto-user --deregister --change-password Passw0rd4'
same 'its answer' '{"username":"alice","role":"crypto-user"}' "$(answered .)"
same 'factors' '[] []' "$(factors alice)"
logout
login alice crypto-user Passw0rd4
must 'key list'
same 'the key of the session before' 1 "$(answered .total_key_count)"
logout

step 'an admin who is registered for the quorum takes the same key'
register admin admin
login admin admin
same 'factors' "[] $enabled" "$(factors admin)"
change='user change-mfa token-sign --username admin --role admin --change-password Passw0rd2'
change_mfa "$change" stranger stranger
bad 'another key' 'Invalid public key: MFA and quorum must use the same key'
change_mfa "$change" admin admin
good 'registration'
same 'factors' "$enabled $enabled" "$(factors admin)"
logout
must_not 'login --username admin --role admin --password Passw0rd2' "$mfa"
login_mfa admin admin Passw0rd2 admin
good 'login'

step 'an admin gives others a second factor, and takes it away'
change='user change-mfa token-sign --username alice --role crypto-user --change-password Passw0rd5'
change_mfa "$change" alice alice
good 'registration'
same 'factors' "$enabled $enabled" "$(factors alice)"
must "user change-password --username alice --role crypto-user --password Passw0rd6"
same 'the registration goes with the password' "$enabled []" "$(factors alice)"
must "$change --deregister"
same 'factors' '[] []' "$(factors alice)"
logout
login alice crypto-user Passw0rd5
close_session
