/* Mutual TLS: which trust anchors there can be, whose key is whose, and which clients are let in.
 */
#include "crypto.h"

#include "certificates.h"
#include "error.h"
#include "mtls-certificates.h"
#include "unit.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

/* The certificates were made in 2026 and last for a hundred years. */
#define IN_2030 INT64_C(1893456000)
#define IN_2010 INT64_C(1262304000)
#define IN_2200 INT64_C(7258118400)

#define WRONG_KEY                                                                                  \
	"the trust anchor has a key that is neither EC P-256, P-384 or P-521 nor RSA of 2048, "    \
	"3072 or 4096 bits"
#define WRONG_ORDER                                                                                \
	"the trust anchor is not a chain in order: each certificate must be signed by the one "    \
	"behind it"
#define NO_ROOT                                                                                    \
	"the trust anchor is not self-signed: it must be a root certificate, or a chain up to one"
#define NO_CA "the trust anchor is not a CA certificate: it lacks BasicConstraints CA:TRUE"
#define NO_PEM "the trust anchor is not a PEM certificate"

/* Trust anchors */

static const struct {
	const char *what, *pem;
} accepted[] = {
    {"P-256", client_ca},
    {"P-384", p384_root},
    {"P-521", p521_root},
    {"RSA 2048", rsa2048_root},
    {"RSA 3072", rsa3072_root},
    {"RSA 4096", rsa4096_root},
    {"version 1", v1_root},
    {"chain of two", chain_ca},
    {"chain of four", chain_i3},
};

START_TEST(a_root_or_a_chain_in_order_is_an_anchor)
{
	struct bytes normal = BYTES_INIT;
	struct error err = ERROR_INIT;
	int rc = crypto_check_trust_anchor(accepted[_i].pem, IN_2030, &normal, &err);

	ck_assert_msg(rc == 0, "%s: %s", accepted[_i].what, err.text);
	ck_assert_str_eq(bytes_text(&normal), accepted[_i].pem);
	ck_assert_uint_eq(ERR_peek_error(), 0);
	bytes_done(&normal);
}
END_TEST

static const struct {
	const char *what, *pem;
	int64_t now;
	const char *text;
} refused[] = {
    {"RSA 1024", weak_root, IN_2030, WRONG_KEY},
    {"RSA 2560", rsa2560_root, IN_2030, WRONG_KEY},
    {"P-224", p224_root, IN_2030, WRONG_KEY},
    {"secp256k1", k1_root, IN_2030, WRONG_KEY},
    {"Ed25519", ed25519_root, IN_2030, WRONG_KEY},
    {"self-signed leaf", leaf_root, IN_2030, NO_CA},
    {"leaf", client_pem, IN_2030, NO_CA},
    {"chain from a leaf on", chain_by_client_leaf, IN_2030, NO_CA},
    {"chain in the wrong order", chain_ca_reversed, IN_2030, WRONG_ORDER},
    {"intermediate alone", client_i1, IN_2030, NO_ROOT},
    {"chain without its root", chain_i1_without_root, IN_2030, NO_ROOT},
    {"not yet", client_ca, IN_2010, "the trust anchor is not valid yet"},
    {"expired", client_ca, IN_2200, "the trust anchor has expired"},
    {"garbage", "nonsense", IN_2030, NO_PEM},
    {"nothing", "", IN_2030, NO_PEM},
    {"CSR", csr_cluster, IN_2030, NO_PEM},
    {"private key", client_key, IN_2030, NO_PEM},
};

static void refuse_anchor(const char *what, const char *pem, int64_t now, const char *text)
{
	struct bytes normal = BYTES_INIT;
	struct error err = ERROR_INIT;
	int rc = crypto_check_trust_anchor(pem, now, &normal, &err);

	ck_assert_msg(rc == ERR_CERTIFICATE_INVALID, "%s: %d", what, rc);
	ck_assert_msg(strcmp(err.text, text) == 0, "%s: %s", what, err.text);
	ck_assert_msg(normal.len == 0, "%s", what);
	ck_assert_uint_eq(ERR_peek_error(), 0);
	bytes_done(&normal);
}

START_TEST(what_breaks_a_rule_is_no_anchor)
{
	refuse_anchor(refused[_i].what, refused[_i].pem, refused[_i].now, refused[_i].text);
}
END_TEST

static X509 *read_certificate(const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);

	ck_assert_ptr_nonnull(certificate);
	BIO_free(bio);
	return certificate;
}

START_TEST(der_is_no_anchor)
{
	X509 *certificate = read_certificate(client_ca);
	unsigned char *der = NULL;
	int len = i2d_X509(certificate, &der);
	char text[2048] = "";

	ck_assert(len > 0 && (size_t)len < sizeof(text));
	memcpy(text, der, (size_t)len);
	refuse_anchor("DER", text, IN_2030, NO_PEM);
	OPENSSL_free(der);
	X509_free(certificate);
}
END_TEST

/* The end of what an anchor's certificates say of their time, to the second. */
START_TEST(an_anchor_is_one_to_its_last_second)
{
	X509 *certificate = read_certificate(client_ca);
	struct bytes normal = BYTES_INIT;
	struct error err = ERROR_INIT;
	struct tm tm;
	int64_t end;

	ck_assert_int_eq(ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm), 1);
	end = (int64_t)timegm(&tm);
	ck_assert_int_eq(crypto_check_trust_anchor(client_ca, end - 1, &normal, &err), 0);
	refuse_anchor("the second behind", client_ca, end + 1, "the trust anchor has expired");
	bytes_done(&normal);
	X509_free(certificate);
}
END_TEST

START_TEST(text_around_the_certificates_is_dropped)
{
	struct bytes pem = BYTES_INIT, normal = BYTES_INIT;
	struct error err = ERROR_INIT;

	bytes_append_text(&pem, "Certificate:\n    Data:\n\n");
	bytes_append_text(&pem, client_i1);
	bytes_append_text(&pem, "subject=CN = client_ca\n");
	bytes_append_text(&pem, client_ca);
	bytes_append_text(&pem, "-- \nbehind it\n");
	bytes_append_text(&normal, "kept ");
	ck_assert_int_eq(crypto_check_trust_anchor(bytes_text(&pem), IN_2030, &normal, &err), 0);
	ck_assert_int_eq(strncmp(bytes_text(&normal), "kept ", 5), 0);
	ck_assert_str_eq(bytes_text(&normal) + 5, chain_ca);
	bytes_done(&pem);
	bytes_done(&normal);
}
END_TEST

/* It would be a second name for the same anchor. */
START_TEST(a_root_above_itself_is_no_chain)
{
	struct bytes pem = BYTES_INIT;

	bytes_append_text(&pem, client_ca);
	bytes_append_text(&pem, client_ca);
	refuse_anchor("root twice", bytes_text(&pem), IN_2030, WRONG_ORDER);
	bytes_clear(&pem);
	bytes_append_text(&pem, chain_ca);
	bytes_append_text(&pem, client_ca);
	refuse_anchor("root twice behind", bytes_text(&pem), IN_2030, WRONG_ORDER);
	bytes_done(&pem);
}
END_TEST

/* A block that cannot be read is not passed over, wherever it stands. */
START_TEST(a_damaged_certificate_spoils_the_anchor)
{
	struct bytes pem = BYTES_INIT;
	char text[sizeof(client_ca)];

	memcpy(text, client_ca, sizeof(text));
	/* A character of the signature, which stands at the end, and one of the encoding. */
	text[sizeof(text) - 60] = text[sizeof(text) - 60] == 'A' ? 'B' : 'A';
	refuse_anchor("altered", text, IN_2030, NO_ROOT);
	text[sizeof(text) - 60] = '*';
	refuse_anchor("no base64", text, IN_2030, NO_PEM);
	bytes_append_text(&pem, client_ca);
	bytes_append_text(&pem, text);
	refuse_anchor("no base64 behind", bytes_text(&pem), IN_2030, NO_PEM);
	bytes_done(&pem);
}
END_TEST

/* Keys of clients */

static const struct {
	const char *chain, *key;
	bool key_is_at_fault;
	const char *text; /* NULL: they belong together */
} keys[] = {
    {client_pem, client_key, false, NULL},
    {client_pem, server_key, true, "it is not the key of the client certificate"},
    {chain_by_client_i1, client_key, true, "it is not the key of the client certificate"},
    {client_pem, locked_key, true, "it is not a PEM private key without a passphrase"},
    {client_pem, "nonsense", true, "it is not a PEM private key without a passphrase"},
    {client_pem, "", true, "it is not a PEM private key without a passphrase"},
    {client_pem, client_pem, true, "it is not a PEM private key without a passphrase"},
    {"nonsense", client_key, false, "it is not a PEM certificate"},
    {"", "", false, "it is not a PEM certificate"},
    {client_key, client_key, false, "it is not a PEM certificate"},
};

START_TEST(a_client_key_belongs_to_the_first_certificate)
{
	struct secret key = SECRET_INIT;
	struct error err = ERROR_INIT;
	bool key_is_at_fault = !keys[_i].key_is_at_fault;
	int rc;

	ck_assert_int_eq(secret_set_text(&key, keys[_i].key), 0);
	rc = crypto_check_client_key(keys[_i].chain, &key, &key_is_at_fault, &err);
	if (keys[_i].text) {
		ck_assert_int_eq(rc, ERR_CERTIFICATE_INVALID);
		ck_assert_str_eq(err.text, keys[_i].text);
		ck_assert_int_eq(key_is_at_fault, keys[_i].key_is_at_fault);
	} else {
		ck_assert_msg(rc == 0, "%s", err.text);
	}
	ck_assert_uint_eq(ERR_peek_error(), 0);
	secret_done(&key);
}
END_TEST

START_TEST(a_client_may_bring_its_whole_chain)
{
	struct bytes chain = BYTES_INIT;
	struct secret key = SECRET_INIT;
	struct error err = ERROR_INIT;
	bool key_is_at_fault;

	bytes_append_text(&chain, client_pem);
	bytes_append_text(&chain, client_ca);
	ck_assert_int_eq(secret_set_text(&key, client_key), 0);
	ck_assert_int_eq(
	    crypto_check_client_key(bytes_text(&chain), &key, &key_is_at_fault, &err), 0);
	ck_assert_int_eq(crypto_verify_client(bytes_text(&chain), client_ca, IN_2030, &err), 0);
	secret_done(&key);
	bytes_done(&chain);
}
END_TEST

/* Clients */

static const struct {
	const char *what, *chain, *anchors;
	int64_t now;
	const char *text; /* how the answer begins; NULL: let in */
} clients[] = {
    {"by the root", client_pem, client_ca, IN_2030, NULL},
    {"by the root of a chain", client_pem, chain_ca, IN_2030, NULL},
    {"by an intermediate that it brings", chain_by_client_i1, client_ca, IN_2030, NULL},
    {"by an intermediate of the anchor", by_client_i1, chain_ca, IN_2030, NULL},
    {"without usages", by_root, root, IN_2030, NULL},
    {"another root", client_pem, stranger, IN_2030,
	"20 at depth 0: unable to get local issuer certificate"},
    {"without its intermediate", by_client_i1, client_ca, IN_2030,
	"20 at depth 0: unable to get local issuer certificate"},
    {"not yet", client_pem, client_ca, IN_2010, "9 at depth 1: certificate is not yet valid"},
    {"expired", client_pem, client_ca, IN_2200, "10 at depth 1: certificate has expired"},
    {"a server", server, client_ca, IN_2030, "26 at depth 0: "},
    {"signed by a leaf", chain_by_client_leaf, client_ca, IN_2030, "79 at depth 1: "},
    {"no certificate", "nonsense", client_ca, IN_2030,
	"20 at depth 0: unable to get local issuer certificate"},
    {"no anchor", client_pem, "", IN_2030, "20 at depth 0: unable to get local issuer certificate"},
};

START_TEST(a_client_verifies_up_to_an_anchor)
{
	struct error err = ERROR_INIT;
	int rc =
	    crypto_verify_client(clients[_i].chain, clients[_i].anchors, clients[_i].now, &err);

	ck_assert_uint_eq(ERR_peek_error(), 0);
	if (!clients[_i].text) {
		ck_assert_msg(rc == 0, "%s: %s", clients[_i].what, err.text);
		return;
	}
	ck_assert_msg(rc == ERR_CERTIFICATE_INVALID, "%s: %d", clients[_i].what, rc);
	ck_assert_msg(strncmp(err.text, clients[_i].text, strlen(clients[_i].text)) == 0, "%s: %s",
	    clients[_i].what, err.text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-mtls");
	TCase *tests = tcase_create("crypto-mtls");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(
	    tests, a_root_or_a_chain_in_order_is_an_anchor, 0, ARRAY_LENGTH(accepted));
	tcase_add_loop_test(tests, what_breaks_a_rule_is_no_anchor, 0, ARRAY_LENGTH(refused));
	tcase_add_test(tests, der_is_no_anchor);
	tcase_add_test(tests, an_anchor_is_one_to_its_last_second);
	tcase_add_test(tests, text_around_the_certificates_is_dropped);
	tcase_add_test(tests, a_root_above_itself_is_no_chain);
	tcase_add_test(tests, a_damaged_certificate_spoils_the_anchor);
	tcase_add_loop_test(
	    tests, a_client_key_belongs_to_the_first_certificate, 0, ARRAY_LENGTH(keys));
	tcase_add_test(tests, a_client_may_bring_its_whole_chain);
	tcase_add_loop_test(tests, a_client_verifies_up_to_an_anchor, 0, ARRAY_LENGTH(clients));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
