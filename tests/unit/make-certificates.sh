#!/bin/sh
# Makes certificates.h, the certificates that test-crypto-x509.c judges. They were made once; the test
# sets its own clock. Usage: sh make-certificates.sh > certificates.h
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

key() { # name, algorithm, options
  name=$1 algorithm=$2
  shift 2
  openssl genpkey -quiet -algorithm "$algorithm" "$@" -out "$name.key" 2>/dev/null ||
    openssl genpkey -algorithm "$algorithm" "$@" -out "$name.key" 2>/dev/null
}
ec() { key "$1" EC -pkeyopt ec_paramgen_curve:"${2:-P-256}"; }
rsa() { key "$1" RSA -pkeyopt rsa_keygen_bits:"$2"; }
ca_extensions() { printf 'basicConstraints=critical,CA:%s\n' "$1"; }
root() { # name, extra options of req
  name=$1
  shift
  openssl req -new -x509 -key "$name.key" -subj "/CN=$name" -days 36500 "$@" -out "$name.pem"
}
sign() { # name of the certificate, its request, its issuer, BasicConstraints or '', options of x509
  name=$1 request=$2 issuer=$3 constraints=$4
  shift 4
  if [ -n "$constraints" ]; then
    ca_extensions "$constraints" > extensions
    set -- "$@" -extfile extensions
  fi
  openssl x509 -req -in "$request.csr" -CA "$issuer.pem" -CAkey "$issuer.key" -set_serial 1 \
    -days 36500 "$@" -out "$name.pem" 2>/dev/null
}
request() { openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"; }
emit() { # variable, files
  printf 'static const char %s[] =\n' "$1"
  shift
  cat "$@" | sed 's/.*/    "&\\n"/; $s/$/;/'
}

ec cluster && request cluster
ec other && request other
ec root && root root -addext basicConstraints=critical,CA:TRUE
ec stranger && root stranger -addext basicConstraints=critical,CA:TRUE
ec leaf_root && root leaf_root -addext basicConstraints=critical,CA:FALSE
ec k1_root secp256k1 && root k1_root -addext basicConstraints=critical,CA:TRUE
rsa weak_root 1024 && root weak_root -addext basicConstraints=critical,CA:TRUE
ec sha1_root && root sha1_root -sha1 -addext basicConstraints=critical,CA:TRUE
# Version 1: signed by itself as a request, without extensions.
ec v1_root && request v1_root
openssl x509 -req -in v1_root.csr -signkey v1_root.key -days 36500 -out v1_root.pem 2>/dev/null
for i in 1 2 3 4; do ec "i$i" && request "i$i"; done
sign i1 i1 root TRUE
sign i2 i2 i1 TRUE
sign i3 i3 i2 TRUE
sign i4 i4 i3 TRUE
sign by_root cluster root ''
sign by_stranger cluster stranger ''
sign by_leaf_root cluster leaf_root ''
sign by_k1_root cluster k1_root ''
sign by_weak_root cluster weak_root ''
sign by_sha1_root cluster sha1_root ''
sign by_v1_root cluster v1_root ''
sign sha1_by_root cluster root '' -sha1
sign by_i1 cluster i1 ''
sign by_i3 cluster i3 ''
sign by_i4 cluster i4 ''
sign other_by_root other root ''

echo '/* Made by make-certificates.sh. Names say who signed what; chains begin with the signer. */'
emit csr_cluster cluster.csr
for name in root stranger leaf_root k1_root weak_root sha1_root v1_root i1 by_root by_stranger \
  by_leaf_root by_k1_root by_weak_root by_sha1_root by_v1_root sha1_by_root by_i1 by_i3 by_i4 \
  other_by_root; do
  emit "$name" "$name.pem"
done
emit chain_i1 i1.pem root.pem
emit chain_i1_without_root i2.pem i1.pem
emit chain_i3 i3.pem i2.pem i1.pem root.pem
emit chain_i4 i4.pem i3.pem i2.pem i1.pem root.pem
