#!/usr/bin/env bash
# Quorum from the first key pair on, by the steps that AWS published: admins who approve what admins do, and
# crypto users who approve what is done with a key.
#
# usage: quorum.sh HSMS
# shellcheck source=tests/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"
# shellcheck source=tests/runbooks/signing.sh
. "$(dirname -- "$0")/signing.sh"

hsms=$1
needed='Quorum approval is required for this operation'
invalid='Invalid username-signature pair for quorum authorization'

step "a cluster of $hsms, with three admins and two crypto users"
cluster_of "$hsms"
make_users alice bob
for admin in admin2 admin3; do
	as admin admin cloudhsm-cli user create --username "$admin" --role admin \
		--password 'Passw0rd!' >/dev/null
done
for user in admin admin2 admin3 alice bob; do
	make_key_pair "$user"
done

step 'each admin registers a public key'
open_session
same 'values at first' '{"user":1,"quorum":1,"cluster":1}' "$(values)"
login admin admin
must_not 'quorum token-sign set-quorum-value --service user --value 2' 'Invalid quorum value provided.'
logout
for user in admin admin2 admin3; do
	register "$user" admin
done
must 'user list'
same 'users with quorum' '["admin","admin2","admin3"]' "$(answered '[.users[] |
	select(.quorum == [{strategy: "token-sign", status: "enabled"}]) | .username] | sort')"
same 'users with MFA' 0 "$(answered '[.users[].mfa[]] | length')"

step 'the values of user and quorum become 2'
login admin admin
must 'quorum token-sign set-quorum-value --service user --value 2'
same 'its answer' '"Set quorum value successful"' "$(answered .)"
must 'quorum token-sign set-quorum-value --service quorum --value 2'
same 'values' '{"user":2,"quorum":2,"cluster":1}' "$(values)"

step 'without an approval nothing is done'
create='user create --username carol --role crypto-user --password Passw0rd!'
must_not "$create" "$needed"
must_not 'user delete --username bob --role crypto-user' "$needed"
must_not 'user change-password --username bob --role crypto-user --password Passw0rd2' "$needed"
must_not 'quorum token-sign set-quorum-value --service user --value 1' "$needed"

step 'a token, which is signed by two'
must 'quorum token-sign generate --service user --token user.token'
same 'its members' '["approval_data","service","signatures","token","version"]' "$(jq -c keys user.token)"
same 'its service' '"2.0" "user-management" []' "$(jq -c '.version, .service, .signatures' user.token | paste -sd ' ')"
same 'a record for each HSM' $((80 * hsms)) "$(jq -r .approval_data user.token | base64 -d | wc -c)"
same 'its token' "$(jq -r .approval_data user.token | base64 -d | openssl dgst -sha256 -binary | base64)" \
	"$(jq -r .token user.token)"
must_not 'quorum token-sign generate --service user --token again.token' \
	'User already has an active quorum token for this service'
must 'quorum token-sign list'
same 'the list' '["admin","user",{"value":2},{"value":0},"full"]' "$(answered '.tokens[] | [.username, .service,
	."approvals-required", ."number-of-approvals", ."cluster-coverage"]')"
answered '.tokens[0]."token-timeout-seconds".value' | grep -qE '^(600|5[0-9][0-9])$' || fail "timeout: $answer"
must_not "$create --approval user.token" 'No token signatures provided'
approve admin2 admin user.token
must_not "$create --approval user.token" \
	'Too few quorum approvals: currently 1 approvals, but 2 approvals required'
approve admin3 admin user.token
must "$create --approval user.token"
same 'its answer' '{"username":"carol","role":"crypto-user"}' "$(answered .)"

step 'and is used up'
must 'quorum token-sign list'
same 'the list' '{"tokens":[]}' "$(answered .)"
must_not 'user create --username dave --role crypto-user --password Passw0rd! --approval user.token' "$invalid"
must 'user list'
same 'users' '["admin","admin2","admin3","alice","app_user","bob","carol"]' "$(answered '[.users[].username] | sort')"

step 'whoever asks may be one of those who approve'
must 'quorum token-sign generate --service user --token user.token'
approve admin admin user.token
approve admin2 admin user.token
must 'user delete --username carol --role crypto-user --approval user.token'

step 'a token ends with its login'
must 'quorum token-sign generate --service user --token user.token'
approve admin2 admin user.token
approve admin3 admin user.token
logout
login admin admin
must_not "$create --approval user.token" "$invalid"

step 'a token can be thrown away'
must 'quorum token-sign generate --service quorum --token thrown.token'
approve admin2 admin thrown.token
approve admin3 admin thrown.token
must 'quorum token-sign delete --scope user'
same 'its answer' '"Deletion of quorum token(s) successful"' "$(answered .)"
must_not 'quorum token-sign set-quorum-value --service user --value 1 --approval thrown.token' "$invalid"

step 'the values go down with an approval only'
for service in user quorum; do
	lower="quorum token-sign set-quorum-value --service $service --value 1"
	must_not "$lower" "$needed"
	must "quorum token-sign generate --service quorum --token $service.token"
	same 'its service' '"quorum-management"' "$(jq .service "$service.token")"
	approve admin admin "$service.token"
	must_not "$lower --approval $service.token" \
		'Too few quorum approvals: currently 1 approvals, but 2 approvals required'
	approve admin3 admin "$service.token"
	must "$lower --approval $service.token"
done
same 'values' '{"user":1,"quorum":1,"cluster":1}' "$(values)"
must "$create"
must 'user delete --username carol --role crypto-user'
logout

step 'crypto users register, and one makes a key that takes two to use and to manage'
register alice crypto-user
register bob crypto-user
login alice crypto-user
pair='key generate-asymmetric-pair rsa --modulus-size-bits 2048 --public-exponent 65537'
pair+=' --public-label pub --private-label priv'
pair+=' --public-attributes verify=true --private-attributes sign=true'
both='The manage key and use key quorum values must be set to a value greater than 1'
must_not "$pair --share-crypto-users bob --manage-private-key-quorum-value 2 --use-private-key-quorum-value 0" "$both"
must_not "$pair --share-crypto-users bob --manage-private-key-quorum-value 0 --use-private-key-quorum-value 0" "$both"
must_not "$pair --share-crypto-users bob --manage-private-key-quorum-value 3 --use-private-key-quorum-value 3" \
	'Invalid quorum value provided.'
must_not "$pair --manage-private-key-quorum-value 2 --use-private-key-quorum-value 2" 'Invalid quorum value provided.'
must "$pair --share-crypto-users bob --manage-private-key-quorum-value 2 --use-private-key-quorum-value 2"
private='attr.label=priv'
must "key list --verbose --filter $private"
same 'quorum values of the private key' '[2,2]' "$(answered '[.matched_keys[] | ."key-info"."key-quorum-values" |
	."manage-key-quorum-value", ."use-key-quorum-value"]')"
must 'key generate-file --encoding pem --path pub.pem --filter attr.label=pub'

step 'signing'
echo -n 'a message' >message.txt
signing="crypto sign rsa-pkcs --hash-function sha256 --data-path message.txt --key-filter $private"
must_not "$signing" 'Quorum Failed'
must "quorum token-sign generate --service key-usage --token use.token --filter $private"
same 'its service' '"key-usage"' "$(jq .service use.token)"
must 'quorum token-sign list'
same 'the list' '["alice","key-usage",true]' "$(answered ".tokens[] | [.username, .service,
	.\"key-reference\" == $(jq .key_reference use.token)]")"
must_not "$signing --approval use.token" 'No token signatures provided'
must_not "$signing --approval alice.token" 'No token signatures provided'
approve bob crypto-user use.token
must_not "$signing --approval use.token" \
	'Too few quorum approvals: currently 1 approvals, but 2 approvals required'
approve alice crypto-user use.token
must "$signing --approval use.token"
answered .signature | jq -r . | base64 -d >signature.bin
same 'the signature' 'Verified OK' "$(openssl dgst -sha256 -verify pub.pem -signature signature.bin message.txt)"
must_not "$signing --approval use.token" "$invalid"

# managed WORD LINE: a line that manages the key is refused without an approval, with one signature, and for the
# wrong service, and done with two.
managed() {
	must_not "$2" 'Quorum Failed'
	must "quorum token-sign generate --service key-management --token $1.token --filter $private"
	approve bob crypto-user "$1.token"
	must_not "$2 ${3:---approval} $1.token" \
		'Too few quorum approvals: currently 1 approvals, but 2 approvals required'
	approve alice crypto-user "$1.token"
	must "$2 ${3:---approval} $1.token"
	cp "$1.token" used.token
}

step 'managing'
must_not 'user create --username erin --role crypto-user --password Passw0rd!' \
	'An Admin must be logged in to run this command'
as admin admin cloudhsm-cli user create --username erin --role crypto-user --password 'Passw0rd!' >/dev/null
managed share "key share --filter $private --username erin --role crypto-user"
must_not "key unshare --filter $private --username erin --role crypto-user --approval used.token" "$invalid"
managed unshare "key unshare --filter $private --username erin --role crypto-user"
managed attribute "key set-attribute --filter $private --name decrypt --value true"
must 'key generate-symmetric aes --label kek --key-length-bytes 32 --attributes wrap=true unwrap=true'
managed wrap "key wrap aes-zero-pad --payload-filter $private --wrapping-filter attr.label=kek --path wrapped.bin" \
	--payload-approval


step 'unwrapping with a key of a quorum, into a key of a quorum'
both='--manage-private-key-quorum-value 2 --use-private-key-quorum-value 2'
must "key generate-asymmetric-pair rsa --public-label wrapping --private-label unwrapping \
	--modulus-size-bits 2048 --public-exponent 65537 --public-attributes wrap=true \
	--private-attributes unwrap=true --share-crypto-users bob $both"
managed payload "key wrap rsa-aes --payload-filter $private --wrapping-filter attr.label=wrapping \
	--hash-function sha256 --mgf mgf1-sha256 --path wrapped.bin" --payload-approval
private=attr.label=unwrapping
managed unwrap "key unwrap rsa-aes --filter $private --hash-function sha256 --mgf mgf1-sha256 \
	--key-type-class rsa-private --label copy --data-path wrapped.bin --attributes sign=true \
	--share-crypto-users bob --manage-key-quorum-value 2 --use-key-quorum-value 2"

step 'what came in signs with an approval'
signing=${signing/label=priv/label=copy}
must_not "$signing" 'Quorum Failed'
must 'quorum token-sign generate --service key-usage --token copy.token --filter attr.label=copy'
approve alice crypto-user copy.token
approve bob crypto-user copy.token
must "$signing --approval copy.token"
answered .signature | jq -r . | base64 -d >signature.bin
same 'the signature' 'Verified OK' "$(openssl dgst -sha256 -verify pub.pem -signature signature.bin message.txt)"
close_session
