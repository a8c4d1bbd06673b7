#!/usr/bin/env bash
# A 3DES key moves from an hsm1.medium FIPS cluster to an hsm2m.medium NON_FIPS cluster, on two client
# hosts, by the steps that AWS published; first as they were printed, with their missing backslashes.
# shellcheck source=tests/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"

mkdir hsm1 hsm2
on() {
	export LOCALHSM_CLIENT="$lab/$1-host"
	cd "$lab/work/$1"
}

# transcript FILE: a session of alice whose commands come on standard input, its answers in FILE.
session() {
	{
		echo 'login --username alice --role crypto-user --password Passw0rd!'
		cat
		echo quit
	} | cloudhsm-cli interactive >"$1" 2>"$1.err"
}

codes() {
	jq -r .error_code "$1" | paste -sd ' '
}

step 'two clusters, two client hosts, a crypto user on each'
localhsm set password-cost fast >/dev/null
on hsm1
localhsm up --hsm-type hsm1.medium --mode FIPS --admin-password 'Passw0rd!' >/dev/null
make_users alice bob
on hsm2
localhsm up --hsm-type hsm2m.medium --mode NON_FIPS --admin-password 'Passw0rd!' >/dev/null
make_users alice bob

step 'the 3DES key comes into hsm1, as an operator would bring it'
on hsm1
session in.json <<'END'
key generate-asymmetric-pair rsa --public-label in-wrapping --private-label in-unwrapping --modulus-size-bits 2048 --public-exponent 65537 --private-attributes unwrap=true
key generate-file --encoding pem --path in.pem --filter attr.label=in-wrapping
END
openssl rand 24 >des3.bin
openssl pkeyutl -encrypt -pubin -inkey in.pem -pkeyopt rsa_padding_mode:oaep \
	-pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256 -in des3.bin -out des3.wrapped
as crypto-user alice cloudhsm-cli key unwrap rsa-oaep --key-type-class 3DES --label payments \
	--filter attr.label=in-unwrapping --hash-function SHA-256 --mgf SHA-256 \
	--data-path des3.wrapped --attributes encrypt=true decrypt=true >/dev/null

step 'prerequisite: list the 3DES keys'
session list.json <<'END'
key list --filter attr.key-type=3des --verbose
END
same 'matched 3DES keys' 1 "$(jq -s '.[1].data.total_key_count' list.json)"
same 'its key type' des3 "$(jq -rs '.[1].data.matched_keys[0].attributes["key-type"]' list.json)"

step 'step 1: the wrapping key pair on hsm2'
on hsm2
session pair.json <<'END'
key generate-asymmetric-pair rsa \
--public-label rsa_wrapping_key \
--private-label rsa_unwrapping_key \
--modulus-size-bits 2048 \
--public-exponent 65537 \
--public-attributes wrap=true \
--private-attributes unwrap=true
key list --filter attr.label=rsa_unwrapping_key
END
same 'answers of step 1' '0 0 0' "$(codes pair.json)"

step 'steps 2 and 3: its public half goes to the host of hsm1'
session export.json <<'END'
key generate-file \
--encoding pem \
--path ../wrapping.pem \
--filter attr.label=rsa_wrapping_key
END
same 'answers of step 2' '0 0' "$(codes export.json)"

step 'steps 4 and 5 as they were printed: a line without its backslash is a command of its own'
on hsm1
session printed.json <<'END'
key import pem \
--path ../wrapping.pem \
--label rsa_wrapping_key \
--key-type-class rsa-public
--attributes wrap=true

key list --filter attr.label=rsa_wrapping_key --verbose

key wrap rsa-aes \
--payload-filter attr.label=payments \
--wrapping-filter attr.label=rsa_wrapping_key
--hash-function sha256 \
--mgf mgf1-sha256 \
--path ../payments.wrapped
END
same 'answers of the printed blocks' '0 0 0' "$(codes printed.json)"
same 'wrap of the key that was imported' false \
	"$(jq -s '.[2].data.matched_keys[0].attributes.wrap' printed.json)"
same 'usage errors' 3 "$(grep -c '^error:' printed.json.err)"
grep -q -- '--hash-function' printed.json.err || fail 'the missing option is not named'
[ ! -e ../payments.wrapped ] || fail 'a file was left behind'

step 'steps 4 and 5 as they were meant'
session wrap.json <<'END'
key delete --filter attr.label=rsa_wrapping_key
key import pem \
--path ../wrapping.pem \
--label rsa_wrapping_key \
--key-type-class rsa-public \
--attributes wrap=true
key wrap rsa-aes \
--payload-filter attr.label=payments \
--wrapping-filter attr.label=rsa_wrapping_key \
--hash-function sha256 \
--mgf mgf1-sha256 \
--path ../payments.wrapped
END
same 'answers of steps 4 and 5' '0 0 0 0' "$(codes wrap.json)"
same 'size of the wrapped key' 288 "$(stat -c %s ../payments.wrapped)"
refused 'matched 0 keys' as crypto-user bob cloudhsm-cli key wrap rsa-aes \
	--payload-filter attr.label=payments --wrapping-filter attr.label=rsa_wrapping_key \
	--hash-function sha256 --mgf mgf1-sha256 --path ../bob.wrapped
[ ! -e ../bob.wrapped ] || fail 'only the owner can wrap a key out'

step 'step 7: unwrapped on hsm2; a backslash glued to a word divides it from the next line'
on hsm2
session unwrap.json <<'END'
key unwrap rsa-aes \
--key-type-class 3DES \
--label payments\
--filter attr.label=rsa_unwrapping_key \
--hash-function sha256 \
--mgf mgf1-sha256 \
--data-path ../payments.wrapped \
--attributes encrypt=true
key list --filter attr.key-type=3des --verbose
END
same 'answers of step 7' '0 0 0' "$(codes unwrap.json)"
attribute() {
	jq -s ".[2].data.matched_keys[0].attributes[\"$1\"]" unwrap.json
}
same 'label' '"payments"' "$(attribute label)"
same 'encrypt' true "$(attribute encrypt)"
same 'decrypt, which was not given' false "$(attribute decrypt)"
same 'local' false "$(attribute local)"
same 'its owner' alice \
	"$(jq -rs '.[2].data.matched_keys[0]["key-info"]["key-owners"][0].username' unwrap.json)"

step 'step 8: the attributes that were left out'
session set.json <<'END'
key set-attribute --filter attr.label=payments --name decrypt --value true
key list --filter attr.label=payments attr.decrypt=true
END
same 'answers of step 8' '0 0 0' "$(codes set.json)"
same 'keys that decrypt now' 1 "$(jq -s '.[2].data.total_key_count' set.json)"

step 'the same key: check value, bytes, and what they encrypt'
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$lab/proof.pem"
openssl pkey -in "$lab/proof.pem" -pubout -out "$lab/proof-public.pem"
for host in hsm1 hsm2; do
	on "$host"
	session proof.json <<END
key import pem --path $lab/proof-public.pem --label proof --key-type-class rsa-public --attributes wrap=true
key wrap rsa-oaep --payload-filter attr.label=payments --wrapping-filter attr.label=proof --hash-function sha256 --mgf mgf1-sha256 --path proof.wrapped
key list --filter attr.label=payments --verbose
END
	same "answers of the proof on $host" '0 0 0 0' "$(codes proof.json)"
	openssl pkeyutl -decrypt -inkey "$lab/proof.pem" -pkeyopt rsa_padding_mode:oaep \
		-pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256 -in proof.wrapped >bytes.bin
	jq -rs '.[3].data.matched_keys[0].attributes["check-value"]' proof.json >check-value
done
cmp ../hsm1/bytes.bin ../hsm2/bytes.bin
cmp ../hsm1/bytes.bin ../hsm1/des3.bin
cmp ../hsm1/check-value ../hsm2/check-value
same 'check value by OpenSSL' "$(cat check-value)" "0x$(head -c 8 /dev/zero |
	openssl enc -des-ede3-ecb -nopad -K "$(hex <bytes.bin)" | head -c 3 | hex)"
same 'what the one encrypts, the other decrypts' 'a simple message' "$(echo 'a simple message' |
	openssl enc -des-ede3-cbc -iv 0001020304050607 -K "$(hex <../hsm1/bytes.bin)" |
	openssl enc -d -des-ede3-cbc -iv 0001020304050607 -K "$(hex <../hsm2/bytes.bin)")"
