/* What the files about certificates share: reading, writing and verifying them. */
#ifndef LOCALHSM_CRYPTO_CERTIFICATE_H
#define LOCALHSM_CRYPTO_CERTIFICATE_H

#include "attributes.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdint.h>

struct bytes;
struct error;

/* ERR_CERTIFICATE_INVALID: "subject rule". Empties OpenSSL's queue. */
int certificate_invalid(struct error *err, const char *subject, const char *rule);

/* For BIO_free; NULL when memory runs out. */
BIO *certificate_open_text(const char *text);
/* All certificates of a text; NULL when there is none, or one that cannot be read. */
STACK_OF(X509) * certificate_read_chain(const char *pem);
/* Appends the PEM. */
MUST_CHECK int certificate_write(X509 *certificate, struct bytes *pem, struct error *err);

/* A v1 certificate cannot say that it is a CA's; a v3 one has to. */
bool certificate_may_be_ca(X509 *certificate);

/* Whether it is valid at now, in seconds since 1970. ERR_CERTIFICATE_INVALID. */
MUST_CHECK int certificate_check_time(
    const X509 *certificate, const char *subject, int64_t now, struct error *err);

struct certificate_check {
	unsigned long flags; /* X509_V_FLAG_* */
	const int64_t
	    *now;    /* seconds since 1970; NULL: the machine's time, unless flags say none */
	int purpose; /* X509_PURPOSE_*; 0: any */
};
/* Under trusted certificates; X509_V_OK, or OpenSSL's number with the depth that it is at. */
int certificate_verify(X509 *certificate, STACK_OF(X509) * trusted, STACK_OF(X509) * others,
    const struct certificate_check *check, int *depth);

#endif
