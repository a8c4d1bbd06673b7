/* Certificates: what we make keeps our own rules, and each rule refuses what breaks it. */
#include "crypto.h"

#include "certificates.h"
#include "error.h"
#include "unit.h"

#include <string.h>

/* The certificates of certificates.h were made in 2026 and last for a hundred years. */
#define IN_2030 INT64_C(1893456000)
#define IN_2010 INT64_C(1262304000)
#define IN_2200 INT64_C(7258118400)

static const struct {
	const char *what, *signed_certificate, *anchor;
	int64_t now;
	const char *text; /* NULL: keeps the rules */
} cases[] = {
    {"root", by_root, root, IN_2030, NULL},
    {"v1 root", by_v1_root, v1_root, IN_2030, NULL},
    {"chain of two", by_i1, chain_i1, IN_2030, NULL},
    {"chain of four", by_i3, chain_i3, IN_2030, NULL},
    {"chain of five", by_i4, chain_i4, IN_2030, "The trust anchor has more than 4 certificates"},
    {"intermediate alone", by_i1, i1, IN_2030,
	"The trust anchor is not self-signed: it must be a root certificate, or a chain that ends "
	"in one"},
    {"chain without its root", by_i1, chain_i1_without_root, IN_2030,
	"The trust anchor is not self-signed: it must be a root certificate, or a chain that ends "
	"in one"},
    {"other CA", by_root, stranger, IN_2030,
	"The signed certificate does not verify under the trust anchor"},
    {"root without its chain", by_i1, root, IN_2030,
	"The signed certificate does not verify under the trust anchor"},
    {"other key", other_by_root, root, IN_2030,
	"The signed certificate is not for the key of the cluster's CSR"},
    {"the CA for itself", root, root, IN_2030,
	"The signed certificate is not for the key of the cluster's CSR"},
    {"not yet", by_root, root, IN_2010, "The signed certificate is not valid yet"},
    {"expired", by_root, root, IN_2200, "The signed certificate has expired"},
    {"no CA", by_leaf_root, leaf_root, IN_2030,
	"The trust anchor is not a CA certificate: it lacks BasicConstraints CA:TRUE"},
    {"curve", by_k1_root, k1_root, IN_2030,
	"The trust anchor has a key that is neither RSA of 2048 to 4096 bits nor EC P-256, P-384 "
	"or P-521"},
    {"short key", by_weak_root, weak_root, IN_2030,
	"The trust anchor has a key that is neither RSA of 2048 to 4096 bits nor EC P-256, P-384 "
	"or P-521"},
    {"SHA-1 root", by_sha1_root, sha1_root, IN_2030,
	"The trust anchor is not signed with RSA or ECDSA and SHA-224 to SHA-512"},
    {"SHA-1 certificate", sha1_by_root, root, IN_2030,
	"The signed certificate is not signed with RSA or ECDSA and SHA-224 to SHA-512"},
    {"no certificate", "nonsense", root, IN_2030,
	"The signed certificate is not one PEM certificate"},
    {"two certificates", chain_i1, root, IN_2030,
	"The signed certificate is not one PEM certificate"},
    {"no anchor", by_root, "", IN_2030,
	"The trust anchor is not a PEM certificate, or is too long"},
    {"CSR as anchor", by_root, csr_cluster, IN_2030,
	"The trust anchor is not a PEM certificate, or is too long"},
};

START_TEST(cluster_certificate)
{
	struct error err = ERROR_INIT;
	int rc = crypto_check_cluster_certificate(
	    csr_cluster, cases[_i].signed_certificate, cases[_i].anchor, cases[_i].now, &err);

	if (!cases[_i].text) {
		ck_assert_msg(rc == 0, "%s: %s", cases[_i].what, err.text);
		return;
	}
	ck_assert_int_eq(rc, ERR_CERTIFICATE_INVALID);
	ck_assert_msg(strncmp(err.text, cases[_i].text, strlen(cases[_i].text)) == 0, "%s: %s",
	    cases[_i].what, err.text);
}
END_TEST

START_TEST(cluster_certificate_damaged)
{
	char text[sizeof(by_root)];
	struct error err = ERROR_INIT;

	memcpy(text, by_root, sizeof(text));
	/* A character well inside the signature, which stands at the end. */
	text[sizeof(by_root) - 60] = text[sizeof(by_root) - 60] == 'A' ? 'B' : 'A';
	ck_assert_int_eq(crypto_check_cluster_certificate(csr_cluster, text, root, IN_2030, &err),
	    ERR_CERTIFICATE_INVALID);
	ck_assert_int_eq(crypto_check_cluster_certificate("", by_root, root, IN_2030, &err),
	    ERR_CERTIFICATE_INVALID);
	ck_assert_str_eq(err.text, "The CSR is not a PEM certificate request");
}
END_TEST

START_TEST(anchor_too_long)
{
	struct bytes text = BYTES_INIT;
	struct error err = ERROR_INIT;

	while (text.len <= 16384)
		bytes_append_text(&text, "a comment of some length\n");
	bytes_append_text(&text, root);
	ck_assert_int_eq(crypto_check_cluster_certificate(
			     csr_cluster, by_root, bytes_text(&text), IN_2030, &err),
	    ERR_CERTIFICATE_INVALID);
	bytes_done(&text);
}
END_TEST

static const struct {
	const char *certificate, *anchor, *text;
} connections[] = {
    {by_root, root, NULL},
    {by_i1, i1, NULL},
    {by_i1, chain_i1, NULL},
    {by_root, chain_i1, NULL},
    {by_root, stranger, "20 at depth 0: unable to get local issuer certificate"},
    {by_i1, root, "20 at depth 0: unable to get local issuer certificate"},
    {"", root, "The certificate of the cluster is not a PEM certificate"},
    {by_root, "nonsense", "The CA certificate is not a PEM certificate"},
};

START_TEST(connect)
{
	struct error err = ERROR_INIT;
	int rc =
	    crypto_verify_certificate(connections[_i].certificate, connections[_i].anchor, &err);

	if (!connections[_i].text) {
		ck_assert_msg(rc == 0, "%s", err.text);
		return;
	}
	ck_assert_int_eq(rc, ERR_CERTIFICATE_INVALID);
	ck_assert_str_eq(err.text, connections[_i].text);
}
END_TEST

/* What a lab does for itself; at the end of it stand a CSR, its certificate and the CA's. */
struct lab {
	struct secret ca_key, cluster_key;
	struct bytes ca, csr, certificate;
};

static void make_lab(struct lab *lab, int64_t now, unsigned days)
{
	struct error err = ERROR_INIT;

	*lab = (struct lab){SECRET_INIT, SECRET_INIT, BYTES_INIT, BYTES_INIT, BYTES_INIT};
	ck_assert_int_eq(crypto_certificate_key(&lab->ca_key, &err), 0);
	ck_assert_int_eq(crypto_certificate_key(&lab->cluster_key, &err), 0);
	ck_assert_int_eq(crypto_root_ca(&lab->ca_key, "lab CA", now, days, &lab->ca, &err), 0);
	ck_assert_int_eq(crypto_csr(&lab->cluster_key, "N3FIPS", "HSM:1:PARTN:2, for FIPS mode",
			     &lab->csr, &err),
	    0);
	ck_assert_int_eq(crypto_sign_csr(bytes_text(&lab->csr), bytes_text(&lab->ca), &lab->ca_key,
			     now, days, &lab->certificate, &err),
	    0);
}

static void free_lab(struct lab *lab)
{
	secret_done(&lab->ca_key);
	secret_done(&lab->cluster_key);
	bytes_done(&lab->ca);
	bytes_done(&lab->csr);
	bytes_done(&lab->certificate);
}

static int check_lab(const struct lab *lab, int64_t now)
{
	struct error err = ERROR_INIT;

	return crypto_check_cluster_certificate(
	    bytes_text(&lab->csr), bytes_text(&lab->certificate), bytes_text(&lab->ca), now, &err);
}

START_TEST(lab_keeps_the_rules)
{
	struct error err = ERROR_INIT;
	struct lab lab;

	make_lab(&lab, IN_2030, 10);
	ck_assert_int_eq(check_lab(&lab, IN_2030), 0);
	ck_assert_int_eq(check_lab(&lab, IN_2030 + 864000 - 1), 0);
	ck_assert_int_eq(check_lab(&lab, IN_2030 + 864000 + 1), ERR_CERTIFICATE_INVALID);
	ck_assert_int_eq(check_lab(&lab, IN_2030 - 1), ERR_CERTIFICATE_INVALID);
	/* Whoever connects does not look at the clock. */
	ck_assert_int_eq(
	    crypto_verify_certificate(bytes_text(&lab.certificate), bytes_text(&lab.ca), &err), 0);
	ck_assert_int_eq(crypto_verify_certificate(bytes_text(&lab.certificate), root, &err),
	    ERR_CERTIFICATE_INVALID);
	free_lab(&lab);
}
END_TEST

/* A jumping clock may stand far off; dates behind 2049 are encoded in another way. */
START_TEST(lab_in_2100)
{
	struct lab lab;

	make_lab(&lab, INT64_C(4102444800), 36500);
	ck_assert_int_eq(check_lab(&lab, INT64_C(4102444800)), 0);
	free_lab(&lab);
}
END_TEST

START_TEST(signing_refuses)
{
	struct bytes out = BYTES_INIT, csr = BYTES_INIT;
	struct error err = ERROR_INIT;
	struct lab lab;

	make_lab(&lab, IN_2030, 10);
	bytes_append(&csr, lab.csr.data, lab.csr.len);
	/* In the signature, which stands at the end. */
	csr.data[csr.len - 100] = csr.data[csr.len - 100] == 'A' ? 'B' : 'A';
	ck_assert_int_eq(crypto_sign_csr(bytes_text(&csr), bytes_text(&lab.ca), &lab.ca_key,
			     IN_2030, 10, &out, &err),
	    ERR_CERTIFICATE_INVALID);
	ck_assert_str_eq(err.text, "The CSR is not signed by its own key");
	ck_assert_int_eq(
	    crypto_sign_csr("x", bytes_text(&lab.ca), &lab.ca_key, IN_2030, 10, &out, &err),
	    ERR_CERTIFICATE_INVALID);
	ck_assert_int_eq(crypto_sign_csr(bytes_text(&lab.csr), bytes_text(&lab.ca),
			     &lab.cluster_key, IN_2030, 10, &out, &err),
	    ERR_CERTIFICATE_INVALID);
	ck_assert_str_eq(err.text, "The CA certificate is not for the CA's key");
	ck_assert_int_eq(
	    crypto_sign_csr(bytes_text(&lab.csr), "x", &lab.ca_key, IN_2030, 10, &out, &err),
	    ERR_CERTIFICATE_INVALID);
	ck_assert_ptr_null(out.data);
	bytes_done(&csr);
	free_lab(&lab);
}
END_TEST

START_TEST(csr_needs_a_key)
{
	struct secret nothing = SECRET_INIT;
	struct bytes out = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_csr(&nothing, "N3", "x", &out, &err), ERR_CRYPTO);
	ck_assert_int_eq(crypto_root_ca(&nothing, "x", IN_2030, 1, &out, &err), ERR_CRYPTO);
	ck_assert_ptr_null(out.data);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-x509");
	TCase *tests = tcase_create("crypto-x509");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, cluster_certificate, 0, ARRAY_LENGTH(cases));
	tcase_add_test(tests, cluster_certificate_damaged);
	tcase_add_test(tests, anchor_too_long);
	tcase_add_loop_test(tests, connect, 0, ARRAY_LENGTH(connections));
	tcase_add_test(tests, lab_keeps_the_rules);
	tcase_add_test(tests, lab_in_2100);
	tcase_add_test(tests, signing_refuses);
	tcase_add_test(tests, csr_needs_a_key);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
