/* Certificates: the cluster's request, a lab's own CA, and the rules that the two must keep. */
#include "crypto.h"

#include "crypto-certificate.h"
#include "crypto-internal.h"
#include "error.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define CERTIFICATE_KEY_BITS 2048
#define CERTIFICATE_KEY_EXPONENT 65537
#define SERIAL_LEN 16
#define CHAIN_MAX 4           /* certificates in a trust anchor */
#define CHAIN_BYTES_MAX 16384 /* of its PEM text */

int certificate_invalid(struct error *err, const char *subject, const char *rule)
{
	ERR_clear_error();
	return error_raisef(err, ERR_CERTIFICATE_INVALID, "%s %s", subject, rule);
}

BIO *certificate_open_text(const char *text)
{
	size_t len = strlen(text);

	crypto_start();
	return len <= INT_MAX ? BIO_new_mem_buf(text, (int)len) : NULL;
}

/* The first certificate of a text; NULL when there is none. */
static X509 *read_certificate(const char *pem)
{
	BIO *bio = certificate_open_text(pem);
	X509 *certificate = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	return certificate;
}

STACK_OF(X509) * certificate_read_chain(const char *pem)
{
	STACK_OF(X509) *chain = sk_X509_new_null();
	BIO *bio = certificate_open_text(pem);
	X509 *certificate;
	bool ok = chain && bio;

	while (ok && (certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		ok = sk_X509_push(chain, certificate) > 0;
		if (!ok)
			X509_free(certificate);
	}
	/* The end of the text is told by an error of its own. */
	ok = ok && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE &&
	     sk_X509_num(chain) > 0;
	ERR_clear_error();
	BIO_free(bio);
	if (ok)
		return chain;
	sk_X509_pop_free(chain, X509_free);
	return NULL;
}

static X509_REQ *read_request(const char *pem)
{
	BIO *bio = certificate_open_text(pem);
	X509_REQ *request = bio ? PEM_read_bio_X509_REQ(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	return request;
}

int certificate_write(X509 *certificate, struct bytes *pem, struct error *err)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int rc;

	if (bio && PEM_write_bio_X509(bio, certificate) == 1)
		rc = crypto_take_bio(bio, pem, err);
	else
		rc = crypto_fail(err, "writing a certificate");
	BIO_free(bio);
	return rc;
}

int crypto_certificate_key(struct secret *private_material, struct error *err)
{
	struct bytes public_material = BYTES_INIT;
	int rc = crypto_generate_rsa(CERTIFICATE_KEY_BITS, CERTIFICATE_KEY_EXPONENT,
	    private_material, &public_material, err);

	bytes_done(&public_material);
	return rc;
}

static bool add_name(X509_NAME *name, const char *field, const char *value)
{
	return X509_NAME_add_entry_by_txt(
		   name, field, MBSTRING_UTF8, (const unsigned char *)value, -1, -1, 0) == 1;
}

static bool fill_request(
    X509_REQ *request, EVP_PKEY *key, const char *organizational_unit, const char *common_name)
{
	X509_NAME *name = X509_REQ_get_subject_name(request);

	return X509_REQ_set_version(request, X509_REQ_VERSION_1) == 1 &&
	       add_name(name, "C", "US") && add_name(name, "ST", "CA") &&
	       add_name(name, "O", "Cavium") && add_name(name, "OU", organizational_unit) &&
	       add_name(name, "L", "SanJose") && add_name(name, "CN", common_name) &&
	       X509_REQ_set_pubkey(request, key) == 1 &&
	       X509_REQ_sign(request, key, EVP_sha256()) > 0;
}

int crypto_csr(const struct secret *private_material, const char *organizational_unit,
    const char *common_name, struct bytes *csr, struct error *err)
{
	EVP_PKEY *key = crypto_load_private(private_material);
	X509_REQ *request = X509_REQ_new();
	BIO *bio = BIO_new(BIO_s_mem());
	int rc;

	if (key && request && bio && fill_request(request, key, organizational_unit, common_name) &&
	    PEM_write_bio_X509_REQ(bio, request) == 1)
		rc = crypto_take_bio(bio, csr, err);
	else
		rc = crypto_fail(err, "making a certificate request");
	BIO_free(bio);
	X509_REQ_free(request);
	EVP_PKEY_free(key);
	return rc;
}

static bool set_serial(X509 *certificate)
{
	unsigned char serial[SERIAL_LEN];
	struct error ignored = ERROR_INIT;
	BIGNUM *number;
	bool ok;

	if (crypto_random(serial, sizeof(serial), &ignored) != 0)
		return false;
	/* Positive, and of full length (RFC 5280, 4.1.2.2). */
	serial[0] = (unsigned char)((serial[0] & 0x3f) | 0x40);
	number = BN_bin2bn(serial, sizeof(serial), NULL);
	ok = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
	BN_free(number);
	return ok;
}

static bool set_validity(X509 *certificate, int64_t now, unsigned days)
{
	time_t start = (time_t)now;

	return days <= INT_MAX &&
	       X509_time_adj_ex(X509_getm_notBefore(certificate), 0, 0, &start) &&
	       X509_time_adj_ex(X509_getm_notAfter(certificate), (int)days, 0, &start);
}

static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *extension;
	X509V3_CTX context;
	bool ok;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	X509V3_set_ctx_nodb(&context);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	ok = extension && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return ok;
}

static bool sign_root(
    X509 *certificate, EVP_PKEY *key, const char *common_name, int64_t now, unsigned days)
{
	X509_NAME *name = X509_get_subject_name(certificate);

	return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
	       set_validity(certificate, now, days) && add_name(name, "CN", common_name) &&
	       X509_set_issuer_name(certificate, name) == 1 &&
	       X509_set_pubkey(certificate, key) == 1 &&
	       add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE") &&
	       add_extension(
		   certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
	       add_extension(certificate, certificate, NID_subject_key_identifier, "hash") &&
	       X509_sign(certificate, key, EVP_sha256()) > 0;
}

int crypto_root_ca(const struct secret *private_material, const char *common_name, int64_t now,
    unsigned days, struct bytes *certificate, struct error *err)
{
	EVP_PKEY *key = crypto_load_private(private_material);
	X509 *root = X509_new();
	int rc;

	if (key && root && sign_root(root, key, common_name, now, days))
		rc = certificate_write(root, certificate, err);
	else
		rc = crypto_fail(err, "making a CA certificate");
	X509_free(root);
	EVP_PKEY_free(key);
	return rc;
}

static bool sign_leaf(
    X509 *certificate, X509_REQ *request, X509 *ca, EVP_PKEY *ca_key, int64_t now, unsigned days)
{
	return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
	       set_validity(certificate, now, days) &&
	       X509_set_subject_name(certificate, X509_REQ_get_subject_name(request)) == 1 &&
	       X509_set_issuer_name(certificate, X509_get_subject_name(ca)) == 1 &&
	       X509_set_pubkey(certificate, X509_REQ_get0_pubkey(request)) == 1 &&
	       add_extension(certificate, ca, NID_basic_constraints, "critical,CA:FALSE") &&
	       add_extension(certificate, ca, NID_subject_key_identifier, "hash") &&
	       add_extension(certificate, ca, NID_authority_key_identifier, "keyid") &&
	       X509_sign(certificate, ca_key, EVP_sha256()) > 0;
}

int crypto_sign_csr(const char *csr, const char *ca_certificate, const struct secret *ca_key,
    int64_t now, unsigned days, struct bytes *certificate, struct error *err)
{
	X509_REQ *request = read_request(csr);
	X509 *ca = read_certificate(ca_certificate);
	EVP_PKEY *key = crypto_load_private(ca_key);
	X509 *leaf = X509_new();
	int rc;

	if (!request)
		rc = certificate_invalid(err, "The CSR", "is not a PEM certificate request");
	else if (X509_REQ_verify(request, X509_REQ_get0_pubkey(request)) != 1)
		rc = certificate_invalid(err, "The CSR", "is not signed by its own key");
	else if (!ca)
		rc = certificate_invalid(err, "The CA certificate", "is not a PEM certificate");
	else if (!key || X509_check_private_key(ca, key) != 1)
		rc = certificate_invalid(err, "The CA certificate", "is not for the CA's key");
	else if (!leaf || !sign_leaf(leaf, request, ca, key, now, days))
		rc = crypto_fail(err, "signing a certificate");
	else
		rc = certificate_write(leaf, certificate, err);
	X509_free(leaf);
	EVP_PKEY_free(key);
	X509_free(ca);
	X509_REQ_free(request);
	return rc;
}

static bool is_sha2_signed(X509 *certificate)
{
	int digest = NID_undef, algorithm = NID_undef;

	if (X509_get_signature_info(certificate, &digest, &algorithm, NULL, NULL) != 1)
		return false;
	if (algorithm != NID_rsaEncryption && algorithm != NID_rsassaPss &&
	    algorithm != NID_X9_62_id_ecPublicKey)
		return false;
	return digest == NID_sha224 || digest == NID_sha256 || digest == NID_sha384 ||
	       digest == NID_sha512;
}

static bool has_allowed_key(X509 *certificate)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	enum key_curve curve;

	if (!key)
		return false;
	curve = crypto_curve_of(key);
	return crypto_is_rsa(key) || curve == CURVE_SECP256R1 || curve == CURVE_SECP384R1 ||
	       curve == CURVE_SECP521R1;
}

int certificate_check_time(
    const X509 *certificate, const char *subject, int64_t now, struct error *err)
{
	time_t at = (time_t)now;

	if (X509_cmp_time(X509_get0_notBefore(certificate), &at) > 0)
		return certificate_invalid(err, subject, "is not valid yet");
	if (X509_cmp_time(X509_get0_notAfter(certificate), &at) < 0)
		return certificate_invalid(err, subject, "has expired");
	return 0;
}

/* The rules for every certificate: its key, its signature's digest, its time. */
static int check_one(X509 *certificate, const char *subject, int64_t now, struct error *err)
{
	if (!has_allowed_key(certificate))
		return certificate_invalid(err, subject,
		    "has a key that is neither RSA of 2048 to 4096 bits nor EC P-256, P-384 or "
		    "P-521");
	if (!is_sha2_signed(certificate))
		return certificate_invalid(
		    err, subject, "is not signed with RSA or ECDSA and SHA-224 to SHA-512");
	return certificate_check_time(certificate, subject, now, err);
}

bool certificate_may_be_ca(X509 *certificate)
{
	/* 3: a root of version 1, which had no extension to say so. */
	return X509_check_ca(certificate) == 3 ||
	       (X509_get_extension_flags(certificate) & EXFLAG_CA) != 0;
}

static int check_anchor(STACK_OF(X509) * chain, int64_t now, struct error *err)
{
	static const char subject[] = "The trust anchor";
	int last = sk_X509_num(chain) - 1;

	if (last >= CHAIN_MAX)
		return certificate_invalid(err, subject, "has more than 4 certificates");
	/* The mark that X509_self_signed sets asks for equal names; the signature is looked at too.
	 */
	if (X509_self_signed(sk_X509_value(chain, last), 1) != 1)
		return certificate_invalid(err, subject,
		    "is not self-signed: it must be a root certificate, or a chain that ends in "
		    "one");
	for (int i = 0; i <= last; i++) {
		X509 *certificate = sk_X509_value(chain, i);
		int rc = check_one(certificate, subject, now, err);

		if (rc != 0)
			return rc;
		if (!certificate_may_be_ca(certificate))
			return certificate_invalid(err, subject,
			    "is not a CA certificate: it lacks BasicConstraints CA:TRUE");
	}
	return 0;
}

int certificate_verify(X509 *certificate, STACK_OF(X509) * trusted, STACK_OF(X509) * others,
    const struct certificate_check *check, int *depth)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	int number = X509_V_ERR_OUT_OF_MEM;

	*depth = 0;
	if (!store || !context || X509_STORE_CTX_init(context, store, certificate, others) != 1)
		goto out;
	X509_STORE_CTX_set0_trusted_stack(context, trusted);
	X509_STORE_CTX_set_flags(context, check->flags);
	if (check->now)
		X509_STORE_CTX_set_time(context, 0, (time_t)*check->now);
	if (check->purpose && X509_STORE_CTX_set_purpose(context, check->purpose) != 1)
		goto out;
	if (X509_verify_cert(context) == 1) {
		number = X509_V_OK;
	} else {
		number = X509_STORE_CTX_get_error(context);
		*depth = X509_STORE_CTX_get_error_depth(context);
	}
out:
	ERR_clear_error();
	X509_STORE_CTX_free(context);
	X509_STORE_free(store);
	return number;
}

/* Does certificate verify up to the root of chain? */
static int check_signed(X509 *certificate, STACK_OF(X509) * chain, int64_t now, struct error *err)
{
	const struct certificate_check check = {.now = &now};
	STACK_OF(X509) *root = sk_X509_new_null();
	int depth, number = X509_V_ERR_OUT_OF_MEM;

	if (root && sk_X509_push(root, sk_X509_value(chain, sk_X509_num(chain) - 1)) > 0)
		number = certificate_verify(certificate, root, chain, &check, &depth);
	/* Not pop_free: the certificate belongs to the chain. */
	sk_X509_free(root);
	if (number == X509_V_OK)
		return 0;
	return error_raisef(err, ERR_CERTIFICATE_INVALID,
	    "The signed certificate does not verify under the trust anchor: %s",
	    X509_verify_cert_error_string(number));
}

static int check_cluster(
    X509_REQ *request, X509 *certificate, STACK_OF(X509) * chain, int64_t now, struct error *err)
{
	static const char subject[] = "The signed certificate";
	EVP_PKEY *wanted = X509_REQ_get0_pubkey(request), *key = X509_get0_pubkey(certificate);
	int rc;

	if (!wanted || !key || EVP_PKEY_eq(wanted, key) != 1)
		return certificate_invalid(err, subject, "is not for the key of the cluster's CSR");
	rc = check_one(certificate, subject, now, err);
	if (rc == 0)
		rc = check_anchor(chain, now, err);
	return rc == 0 ? check_signed(certificate, chain, now, err) : rc;
}

int crypto_check_cluster_certificate(const char *csr, const char *signed_certificate,
    const char *trust_anchor, int64_t now, struct error *err)
{
	X509_REQ *request = read_request(csr);
	STACK_OF(X509) *certificates = certificate_read_chain(signed_certificate);
	STACK_OF(X509) *chain = NULL;
	int rc;

	if (strlen(trust_anchor) <= CHAIN_BYTES_MAX)
		chain = certificate_read_chain(trust_anchor);
	if (!request)
		rc = certificate_invalid(err, "The CSR", "is not a PEM certificate request");
	else if (!certificates || sk_X509_num(certificates) != 1)
		rc = certificate_invalid(
		    err, "The signed certificate", "is not one PEM certificate");
	else if (!chain)
		rc = certificate_invalid(
		    err, "The trust anchor", "is not a PEM certificate, or is too long");
	else
		rc = check_cluster(request, sk_X509_value(certificates, 0), chain, now, err);
	sk_X509_pop_free(chain, X509_free);
	sk_X509_pop_free(certificates, X509_free);
	X509_REQ_free(request);
	return rc;
}

int crypto_verify_certificate(const char *certificate, const char *anchor, struct error *err)
{
	static const struct certificate_check timeless = {
	    .flags = X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN};
	X509 *subject = read_certificate(certificate);
	STACK_OF(X509) *trusted = certificate_read_chain(anchor);
	int depth, number, rc = 0;

	if (!subject) {
		rc = certificate_invalid(
		    err, "The certificate of the cluster", "is not a PEM certificate");
	} else if (!trusted) {
		rc = certificate_invalid(err, "The CA certificate", "is not a PEM certificate");
	} else {
		number = certificate_verify(subject, trusted, NULL, &timeless, &depth);
		if (number != X509_V_OK)
			rc = error_raisef(err, ERR_CERTIFICATE_INVALID, "%d at depth %d: %s",
			    number, depth, X509_verify_cert_error_string(number));
	}
	sk_X509_pop_free(trusted, X509_free);
	X509_free(subject);
	return rc;
}
