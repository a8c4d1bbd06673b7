/*
 * Token files, format 2.0: what HSMs want signed, and the signatures that users put into them.
 * Errors: ERR_FILE_READ, ERR_TOKEN_FILE with path and reason, ERR_FILE_WRITE.
 */
#ifndef LOCALHSM_TOKEN_FILE_H
#define LOCALHSM_TOKEN_FILE_H

#include "attributes.h"
#include "bytes.h"
#include "crypto.h"
#include "quorum.h"

#include <stddef.h>
#include <stdint.h>

struct error;

/* records: of each HSM's token, one behind the other. */
MUST_CHECK int token_file_write_service(
    const char *path, enum quorum_service service, const struct bytes *records, struct error *err);
/* data: what the user is to sign, whose name the file holds too. */
MUST_CHECK int token_file_write_registration(const char *path, const void *data, size_t len,
    const char *username, enum user_role role, struct error *err);
/* challenges: CRYPTO_SHA256_LEN bytes of each HSM, one behind the other. */
MUST_CHECK int token_file_write_mfa(
    const char *path, const struct bytes *challenges, struct error *err);

/* Signatures that prove to have a private key: of a registration, or of each HSM's challenge. */
struct token_proof {
	struct bytes data; /* of a registration; empty otherwise */
	unsigned char digest[CRYPTO_SHA256_LEN];
	struct bytes signature;
};
struct token_proofs {
	struct token_proof *proofs;
	size_t count;
};
/* ERR_QUORUM_NO_SIGNATURES when nothing in it is signed. *proofs is for token_proofs_done. */
MUST_CHECK int token_file_read_proofs(
    const char *path, struct token_proofs *proofs, struct error *err);
void token_proofs_done(struct token_proofs *proofs);
/* The signature of a challenge; NULL when there is none. proofs may be NULL. */
const struct bytes *token_proof_for(
    const struct token_proofs *proofs, const unsigned char challenge[CRYPTO_SHA256_LEN]);

/* The SubjectPublicKeyInfo of a PEM file. ERR_PEM_INVALID, ERR_PUBLIC_KEY_KIND unless RSA-2048. */
MUST_CHECK int token_key_read(const char *path, struct bytes *spki, struct error *err);

#endif
