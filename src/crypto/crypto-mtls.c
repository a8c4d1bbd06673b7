/* Certificates of clients, and the trust anchors that HSMs verify them by. */
#include "crypto.h"

#include "crypto-certificate.h"
#include "crypto-internal.h"
#include "error.h"

#include <openssl/err.h>
#include <openssl/pem.h>

static const char anchor_name[] = "the trust anchor";

static bool has_anchor_key(X509 *certificate)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	enum key_curve curve;
	int bits;

	if (!key)
		return false;
	curve = crypto_curve_of(key);
	bits = EVP_PKEY_get_bits(key);
	return curve == CURVE_SECP256R1 || curve == CURVE_SECP384R1 || curve == CURVE_SECP521R1 ||
	       (crypto_is_rsa(key) && (bits == 2048 || bits == 3072 || bits == 4096));
}

static int check_one(X509 *certificate, int64_t now, struct error *err)
{
	if (!has_anchor_key(certificate))
		return certificate_invalid(err, anchor_name,
		    "has a key that is neither EC P-256, P-384 or P-521 nor RSA of 2048, 3072 or "
		    "4096 bits");
	if (!certificate_may_be_ca(certificate))
		return certificate_invalid(
		    err, anchor_name, "is not a CA certificate: it lacks BasicConstraints CA:TRUE");
	return certificate_check_time(certificate, anchor_name, now, err);
}

static int check_chain(STACK_OF(X509) * chain, int64_t now, struct error *err)
{
	int last = sk_X509_num(chain) - 1;
	int rc = 0;

	for (int i = 0; rc == 0 && i <= last; i++) {
		X509 *certificate = sk_X509_value(chain, i);

		rc = check_one(certificate, now, err);
		if (rc == 0 && i < last) {
			X509 *issuer = sk_X509_value(chain, i + 1);

			/* A root above another one would be a second name for the same anchor. */
			if (X509_self_signed(certificate, 0) != 0 ||
			    X509_check_issued(issuer, certificate) != X509_V_OK ||
			    X509_verify(certificate, X509_get0_pubkey(issuer)) != 1)
				rc = certificate_invalid(err, anchor_name,
				    "is not a chain in order: each certificate must be signed by "
				    "the one behind it");
		}
	}
	if (rc == 0 && X509_self_signed(sk_X509_value(chain, last), 1) != 1)
		rc = certificate_invalid(err, anchor_name,
		    "is not self-signed: it must be a root certificate, or a chain up to one");
	return rc;
}

int crypto_check_trust_anchor(const char *pem, int64_t now, struct bytes *normal, struct error *err)
{
	STACK_OF(X509) *chain = certificate_read_chain(pem);
	int rc;

	if (!chain)
		return certificate_invalid(err, anchor_name, "is not a PEM certificate");
	rc = check_chain(chain, now, err);
	for (int i = 0; rc == 0 && i < sk_X509_num(chain); i++)
		rc = certificate_write(sk_X509_value(chain, i), normal, err);
	sk_X509_pop_free(chain, X509_free);
	ERR_clear_error();
	return rc;
}

/* Nobody is asked for a passphrase: keys that want one are refused. */
static int no_passphrase(char *buffer, int size, int writing, void *context)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)context;
	return -1;
}

static EVP_PKEY *read_key(const struct secret *pem)
{
	BIO *bio = certificate_open_text(secret_text(pem));
	EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;

	BIO_free(bio);
	ERR_clear_error();
	return key;
}

int crypto_check_client_key(
    const char *chain, const struct secret *key, bool *key_is_at_fault, struct error *err)
{
	STACK_OF(X509) *certificates = certificate_read_chain(chain);
	EVP_PKEY *private_key = read_key(key);
	int rc = 0;

	*key_is_at_fault = certificates != NULL;
	if (!certificates)
		rc = certificate_invalid(err, "it", "is not a PEM certificate");
	else if (!private_key)
		rc =
		    certificate_invalid(err, "it", "is not a PEM private key without a passphrase");
	else if (X509_check_private_key(sk_X509_value(certificates, 0), private_key) != 1)
		rc = certificate_invalid(err, "it", "is not the key of the client certificate");
	EVP_PKEY_free(private_key);
	sk_X509_pop_free(certificates, X509_free);
	return rc;
}

int crypto_verify_client(const char *chain, const char *anchors, int64_t now, struct error *err)
{
	const struct certificate_check check = {.now = &now, .purpose = X509_PURPOSE_SSL_CLIENT};
	STACK_OF(X509) *certificates = certificate_read_chain(chain);
	STACK_OF(X509) *trusted = certificate_read_chain(anchors);
	int depth = 0, number = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, rc = 0;

	if (certificates && trusted)
		number = certificate_verify(
		    sk_X509_value(certificates, 0), trusted, certificates, &check, &depth);
	if (number != X509_V_OK)
		rc = error_raisef(err, ERR_CERTIFICATE_INVALID, "%d at depth %d: %s", number, depth,
		    X509_verify_cert_error_string(number));
	sk_X509_pop_free(trusted, X509_free);
	sk_X509_pop_free(certificates, X509_free);
	return rc;
}
