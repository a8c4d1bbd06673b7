# What the runbooks of quorum and MFA share: one interactive session in the background, in which HSM is asked
# line by line, and the operators' way to sign what it writes. Sourced behind runbook.sh.
# shellcheck shell=bash

# The session, and what it answered last.
open_session() {
	coproc HSM { exec cloudhsm-cli interactive 2>err.txt; }
	to_hsm=${HSM[1]}
	# shellcheck disable=SC2153 # bash sets it
	hsm_pid=$HSM_PID
}

type_in() {
	printf '%s\n' "$1" >&"$to_hsm"
}

# The next answer, which ends with a line that has but a brace.
listen() {
	local line
	answer=
	while IFS= read -r line <&"${HSM[0]}"; do
		answer+=$line$'\n'
		[ "$line" != '}' ] || return 0
	done
	fail "the session ended: $answer$(cat err.txt)"
}

# ask LINE: what the session says to a line, in $answer.
ask() {
	type_in "$1"
	listen
}

# must LINE: the same of what must succeed.
must() {
	ask "$1"
	[[ $answer == $'{\n  "error_code": 0,\n'* ]] || fail "$1: $answer"
}

# must_not LINE TEXT: the same of what must be refused, with exactly this text.
must_not() {
	ask "$1"
	same "refusal of $1" $'{\n  "error_code": 1,\n  "data": "'"$2"$'"\n}\n' "$answer"
}

# answered FILTER: what jq finds in the data of the last answer, in one line.
answered() {
	jq -c ".data | $1" <<<"$answer"
}

# values: the quorum values, in one line.
values() {
	must 'quorum token-sign list-quorum-values'
	answered .
}

close_session() {
	type_in quit
	wait "$hsm_pid"
	same 'usage errors of the session' '' "$(cat err.txt)"
}

login() {
	must "login --username $1 --role $2 --password ${3:-Passw0rd!}"
}

logout() {
	must logout
}

# Key pairs and signatures, as the service's guide has them.

make_key_pair() {
	openssl genrsa -out "$1.key" 2048 2>/dev/null
	openssl rsa -in "$1.key" -outform PEM -pubout -out "$1.pub" 2>/dev/null
}

# sign USER VALUE: the signature of a value that is in base64.
sign() {
	echo -n "$2" | base64 -d >"$1.bin"
	openssl pkeyutl -sign -inkey "$1.key" -pkeyopt digest:sha256 -keyform PEM -in "$1.bin" -out "$1.sig"
	base64 -w0 "$1.sig"
}

# sign_tokens USER FILE: fills the member signed of each token of a registration or of MFA.
sign_tokens() {
	local number count
	count=$(jq '.tokens | length' "$2")
	for ((number = 0; number < count; number++)); do
		jq --arg signed "$(sign "$1" "$(jq -r ".tokens[$number].unsigned" "$2")")" \
			".tokens[$number].signed = \$signed" "$2" >"$2.new"
		mv "$2.new" "$2"
	done
}

# approve USER ROLE FILE: adds the user's signature to a service token.
approve() {
	jq --arg username "$1" --arg role "$2" --arg signature "$(sign "$1" "$(jq -r .token "$3")")" \
		'.signatures += [{$username, $role, $signature}]' "$3" >"$3.new"
	mv "$3.new" "$3"
}

# register USER ROLE: a first-time registration for the quorum.
register() {
	login "$1" "$2"
	must "quorum token-sign generate --service registration --token $1.token"
	same 'path of the registration token' "\"$1.token\"" "$(answered .path)"
	sign_tokens "$1" "$1.token"
	must "user change-quorum token-sign register --public-key $1.pub --signed-token $1.token"
	same "registration of $1" "{\"username\":\"$1\",\"role\":\"$2\"}" "$(answered .)"
	logout
}

# wait_for FILE: until the session has written a file that was not there before.
wait_for() {
	local tries
	for ((tries = 0; tries < 3000; tries++)); do
		[ ! -e "$1" ] || return 0
		sleep 0.01
	done
	fail "$1 is not written"
}

# cluster_of HSMS: the cluster that the runbook is followed on.
cluster_of() {
	localhsm set password-cost fast >/dev/null
	localhsm up --hsms "$1" --admin-password 'Passw0rd!' >/dev/null
	[ "$1" -gt 1 ] || configure-cli --disable-key-availability-check >/dev/null
}
