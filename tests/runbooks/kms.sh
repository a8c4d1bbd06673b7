#!/usr/bin/env bash
# An ECC private key moves from a cluster to AWS KMS, by the steps that AWS published, up to the file that KMS
# imports. An RSA key made by openssl stands in for the one by which KMS has its imports wrapped; what KMS would
# do with the file is done with that. An RSA private key, too large for the one mechanism, goes by the other.
# shellcheck source=tests/runbooks/runbook.sh
. "$(dirname -- "$0")/runbook.sh"

mkdir "$lab/kms"

# What `aws kms get-parameters-for-import --output text` prints: the import token and the public key.
get_parameters_for_import() {
	openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:4096 -out "$lab/kms/wrapping.pem"
	printf '%s\t%s\n' "$(openssl rand -base64 96 | tr -d '\n')" \
		"$(openssl pkey -in "$lab/kms/wrapping.pem" -pubout -outform DER | openssl base64 -A)"
}

# Opens one block that was wrapped by RSAES_OAEP_SHA_256.
open_in_kms() {
	openssl pkeyutl -decrypt -inkey "$lab/kms/wrapping.pem" -pkeyopt rsa_padding_mode:oaep \
		-pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256
}

# session FILE: commands on standard input, answers in FILE.
session() {
	cloudhsm-cli interactive >"$1" 2>"$1.err" || fail "$1: $(cat "$1.err")"
	same "usage errors of $1" '' "$(cat "$1.err")"
}

codes() {
	jq -r .error_code "$1" | paste -sd ' '
}

step 'prerequisites: an active cluster, a crypto user, and the key that is to move'
localhsm set password-cost fast >/dev/null
localhsm up --admin-password 'Passw0rd!' >/dev/null
make_users alice
as crypto-user alice cloudhsm-cli key generate-asymmetric-pair ec --curve secp256r1 \
	--public-label ec-pub --private-label ec-priv-import-to-kms --private-attributes sign=true >/dev/null

step 'step 2: download the wrapping public key and the import token'
get_parameters_for_import |
	awk '{print $1 > "ImportToken.b64"; print $2 > "WrappingPublicKey.b64"}'
openssl enc -d -base64 -A -in WrappingPublicKey.b64 -out WrappingPublicKey.bin
openssl rsa -pubin -in WrappingPublicKey.bin -inform DER -outform PEM \
	-out WrappingPublicKey.pem 2>/dev/null

step 'step 3: import the wrapping key into CloudHSM'
session import.json <<'END'
login --username alice --role crypto-user --password Passw0rd!
key import pem --path ./WrappingPublicKey.pem --label kms-wrapping-key --key-type-class rsa-public --attributes wrap=true
quit
END
same 'answers of step 3' '0 0' "$(codes import.json)"
jq -s '.[1].data.key.attributes' import.json >imported.json
same 'the imported key' '"rsa" "public-key" "kms-wrapping-key" true false 1024 4096' \
	"$(jq -c '.["key-type"], .class, .label, .wrap, .local, .["key-length-bytes"],
		.["modulus-size-bits"]' imported.json | paste -sd ' ')"
same 'its modulus' \
	"$(openssl rsa -pubin -in WrappingPublicKey.pem -modulus -noout | tr 'A-F' 'a-f' |
		sed 's/modulus=/0x/I')" \
	"$(jq -r .modulus imported.json)"
same 'its check value' "0x$(openssl dgst -sha1 -binary WrappingPublicKey.bin | head -c 3 | hex)" \
	"$(jq -r '.["check-value"]' imported.json)"

step 'step 4: wrap the private key, and export its public key'
session wrap.json <<'END'
login --username alice --role crypto-user --password Passw0rd!
key wrap rsa-oaep --payload-filter attr.label=ec-priv-import-to-kms --wrapping-filter attr.label=kms-wrapping-key --hash-function SHA-256 --mgf SHA-256 --path EncryptedECC_P256KeyMaterial.bin
key generate-file --encoding pem --path KeyName.pem --filter attr.label=ec-priv-import-to-kms
quit
END
same 'answers of step 4' '0 0 0' "$(codes wrap.json)"
same 'size of the wrapped key' 512 "$(stat -c %s EncryptedECC_P256KeyMaterial.bin)"

step 'step 5: what KMS finds in the file is the private key'
open_in_kms <EncryptedECC_P256KeyMaterial.bin >"$lab/kms/key.der"
openssl pkey -inform DER -in "$lab/kms/key.der" -check -noout >/dev/null
openssl pkey -inform DER -in "$lab/kms/key.der" -pubout | cmp - KeyName.pem
same 'its form' 'PRIVATE KEY' "$(openssl pkcs8 -topk8 -nocrypt -inform DER -in "$lab/kms/key.der" |
	sed -n 's/^-----BEGIN \(.*\)-----$/\1/p')"
openssl pkcs8 -topk8 -nocrypt -inform DER -in "$lab/kms/key.der" -outform DER |
	cmp - "$lab/kms/key.der"

step 'test: a message that is signed by KMS verifies with the exported public key'
echo -n 'Testing My Imported Key!' | openssl base64 -out msg_base64.txt
openssl dgst -sha256 -sign "$lab/kms/key.der" -keyform DER msg_base64.txt |
	openssl base64 -out signature.sig
openssl enc -d -base64 -in signature.sig -out signature.bin
same 'signature of KMS' 'Verified OK' \
	"$(openssl dgst -sha256 -verify KeyName.pem -signature signature.bin msg_base64.txt)"

step 'an RSA private key is too large for RSAES_OAEP_SHA_256'
as crypto-user alice cloudhsm-cli key generate-asymmetric-pair rsa --public-label rsa-pub \
	--private-label rsa-priv-import-to-kms --modulus-size-bits 2048 --public-exponent 65537 >/dev/null
wrap_rsa() {
	as crypto-user alice cloudhsm-cli key wrap "$1" \
		--payload-filter attr.label=rsa-priv-import-to-kms \
		--wrapping-filter attr.label=kms-wrapping-key \
		--hash-function SHA-256 --mgf SHA-256 --path EncryptedRSA_2048KeyMaterial.bin
}
refused '446 bytes' wrap_rsa rsa-oaep
[ ! -e EncryptedRSA_2048KeyMaterial.bin ] || fail 'a file was left behind'

step 'and goes by RSA_AES_KEY_WRAP_SHA_256'
wrap_rsa rsa-aes >/dev/null
as crypto-user alice cloudhsm-cli key generate-file --encoding pem --path RsaKeyName.pem \
	--filter attr.label=rsa-priv-import-to-kms >/dev/null
head -c 512 EncryptedRSA_2048KeyMaterial.bin | open_in_kms >"$lab/kms/aes.bin"
# The openssl command line of OpenSSL 3.5 has no AES key wrap: see tests/interop/evp.c.
tail -c +513 EncryptedRSA_2048KeyMaterial.bin |
	"$LOCALHSM_TEST_EVP" unwrap AES-256-WRAP-PAD "$(hex <"$lab/kms/aes.bin")" A65959A6 \
		>"$lab/kms/rsa.der"
openssl pkey -inform DER -in "$lab/kms/rsa.der" -check -noout >/dev/null
openssl pkey -inform DER -in "$lab/kms/rsa.der" -pubout | cmp - RsaKeyName.pem
same 'signature of KMS with the RSA key' 'Verified OK' "$(
	openssl dgst -sha256 -sign "$lab/kms/rsa.der" -keyform DER -out rsa.bin msg_base64.txt
	openssl dgst -sha256 -verify RsaKeyName.pem -signature rsa.bin msg_base64.txt
)"
