#!/bin/sh
# Makes mtls-certificates.h, the trust anchors and clients of mutual TLS that unit tests judge. They were
# made once; the tests set their own clock. Usage: sh make-mtls-certificates.sh > mtls-certificates.h
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

key() { # name, algorithm, options
  name=$1 algorithm=$2
  shift 2
  openssl genpkey -algorithm "$algorithm" "$@" -out "$name.key" 2>/dev/null
}
ec() { key "$1" EC -pkeyopt ec_paramgen_curve:"${2:-P-256}"; }
rsa() { key "$1" RSA -pkeyopt rsa_keygen_bits:"$2"; }
root() { # name
  openssl req -new -x509 -key "$1.key" -subj "/CN=$1" -days 36500 -out "$1.pem" \
    -addext basicConstraints=critical,CA:TRUE
}
sign() { # name, its issuer, extensions
  openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
  printf '%s\n' "$3" > extensions
  openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -set_serial 1 -days 36500 \
    -extfile extensions -out "$1.pem" 2>/dev/null
}
emit() { # variable, files
  printf 'static const char %s[] =\n' "$1"
  shift
  cat "$@" | sed 's/.*/    "&\\n"/; $s/$/;/'
}

ec p384_root P-384 && root p384_root
ec p521_root P-521 && root p521_root
ec p224_root P-224 && root p224_root
key ed25519_root ED25519 && root ed25519_root
for bits in 2048 2560 3072 4096; do rsa "rsa${bits}_root" "$bits" && root "rsa${bits}_root"; done
ec client_ca && root client_ca
ec client_i1 && sign client_i1 client_ca basicConstraints=critical,CA:TRUE
# Signed by what may not sign.
ec client_leaf && sign client_leaf client_ca basicConstraints=critical,CA:FALSE
ec client && sign client client_ca extendedKeyUsage=clientAuth
ec server && sign server client_ca extendedKeyUsage=serverAuth
ec by_client_i1 && sign by_client_i1 client_i1 extendedKeyUsage=clientAuth
ec by_client_leaf && sign by_client_leaf client_leaf extendedKeyUsage=clientAuth
openssl pkcs8 -topk8 -in client.key -passout pass:secret -out locked.key

echo '/* Made by make-mtls-certificates.sh. Chains begin with who was signed by the next. */'
for name in p384_root p521_root p224_root ed25519_root rsa2048_root rsa2560_root rsa3072_root \
  rsa4096_root client_ca client_i1 server; do
  emit "$name" "$name.pem"
done
emit client_pem client.pem
emit chain_ca client_i1.pem client_ca.pem
emit chain_ca_reversed client_ca.pem client_i1.pem
emit chain_by_client_i1 by_client_i1.pem client_i1.pem
emit by_client_i1 by_client_i1.pem
emit chain_by_client_leaf by_client_leaf.pem client_leaf.pem
for name in client server locked; do emit "${name}_key" "$name.key"; done
