/*
 * Memory that runs out inside OpenSSL: told as that, never as a wrong signature or file, and what a
 * call fills is filled on success only.
 */
#include "crypto.h"

#include "rsa-vectors.h"
#include "sign-fixture.h"

#include <openssl/crypto.h>

#define NEVER SIZE_MAX

/*
 * Allocations of OpenSSL until one fails; it takes functions alone, with no place for this. What it
 * sets up once would fail for good, so each call succeeds once before any fails.
 */
static size_t left = NEVER;
static bool has_failed;

static bool fails(void)
{
	if (left == NEVER || left-- > 0)
		return false;
	left = NEVER;
	has_failed = true;
	return true;
}

static void *allocate(size_t len, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : malloc(len);
}

static void *reallocate(void *data, size_t len, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : realloc(data, len);
}

static void release(void *data, const char *file, int line)
{
	(void)file;
	(void)line;
	free(data);
}

/* Lets the allocation after as many others fail; none after NEVER. */
static void fail_after(size_t others)
{
	has_failed = false;
	left = others;
}

/* On to the next allocation; false when the last call made none that could fail. */
static bool go_on(size_t *others)
{
	bool was_first = *others == NEVER;

	left = NEVER;
	*others = was_first ? 0 : *others + 1;
	return was_first || has_failed;
}

/* How calls ended in which an allocation failed. */
struct outcomes {
	size_t told, wrong;
};

/* wrong: the error of what is wrong with the data, which nothing is. */
static void count(struct outcomes *outcomes, int rc, int wrong)
{
	ck_assert(rc == 0 || rc == ERR_MEMORY || rc == ERR_CRYPTO || rc == wrong);
	outcomes->told += rc == ERR_MEMORY ? 1 : 0;
	outcomes->wrong += rc == wrong ? 1 : 0;
}

/* Some parts of OpenSSL fail without a word of why, but most tell. */
static void assert_most_told(const struct outcomes *outcomes)
{
	ck_assert_msg(
	    outcomes->told > outcomes->wrong, "%zu told, %zu not", outcomes->told, outcomes->wrong);
}

static const struct sign_parameters mechanisms[] = {
    {SIGN_RSA_PKCS, SIGN_DATA_RAW, .hash = HASH_SHA256},
    {SIGN_RSA_PKCS_PSS, SIGN_DATA_RAW, .hash = HASH_SHA256, .mgf = HASH_SHA256},
    {SIGN_ECDSA, SIGN_DATA_RAW, .hash = HASH_SHA256},
    {SIGN_ED25519, SIGN_DATA_RAW},
};

static void make_key(enum sign_mechanism mechanism, struct secret *key, struct bytes *spki)
{
	struct error err = ERROR_INIT;

	if (mechanism == SIGN_ECDSA || mechanism == SIGN_ED25519)
		ck_assert_int_eq(
		    crypto_generate_ec(
			mechanism == SIGN_ECDSA ? CURVE_SECP256R1 : CURVE_ED25519, key, spki, &err),
		    0);
	else
		set_pair(key, spki, rsa_key);
}

START_TEST(right_signatures_are_not_called_wrong)
{
	const struct sign_parameters *parameters = &mechanisms[_i];
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, signature = BYTES_INIT;
	struct error err = ERROR_INIT;
	struct outcomes outcomes = {0, 0};
	size_t others = NEVER;
	int rc;

	make_key(parameters->mechanism, &key, &spki);
	ck_assert_int_eq(sign_text(parameters, &key, message, &signature, &err), 0);
	do {
		fail_after(others);
		rc = crypto_verify(parameters, spki.data, spki.len, message, strlen(message),
		    signature.data, signature.len, &err);
		count(&outcomes, rc, ERR_SIGNATURE);
	} while (go_on(&others));
	ck_assert_int_eq(rc, 0);
	assert_most_told(&outcomes);
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&signature);
}
END_TEST

/* Of RSA: where OpenSSL reads points it tells of next to nothing. */
START_TEST(right_files_are_not_called_wrong)
{
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, pem = BYTES_INIT;
	struct error err = ERROR_INIT;
	struct outcomes outcomes = {0, 0};
	size_t others = NEVER;
	int rc;

	set_pair(&key, &spki, rsa_key);
	ck_assert_int_eq(crypto_public_to_pem(spki.data, spki.len, &pem, &err), 0);
	do {
		struct bytes read = BYTES_INIT;

		fail_after(others);
		rc = crypto_public_from_pem("k.pem", pem.data, pem.len, &read, &err);
		count(&outcomes, rc, ERR_PEM_INVALID);
		ck_assert(rc == 0 || read.len == 0);
		bytes_done(&read);
	} while (go_on(&others));
	ck_assert_int_eq(rc, 0);
	assert_most_told(&outcomes);
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&pem);
}
END_TEST

/* Ed25519 and P-256; RSA searches for primes, which takes allocations without number. */
static const enum key_curve curves[] = {CURVE_SECP256R1, CURVE_ED25519};

START_TEST(pairs_are_made_whole_or_not_at_all)
{
	struct error err = ERROR_INIT;
	size_t others = NEVER;
	int rc;

	do {
		struct secret key = SECRET_INIT;
		struct bytes spki = BYTES_INIT;

		fail_after(others);
		rc = crypto_generate_ec(curves[_i], &key, &spki, &err);
		ck_assert(rc == 0 || rc == ERR_MEMORY || rc == ERR_CRYPTO);
		ck_assert_int_eq(rc == 0, key.len > 0);
		ck_assert_int_eq(rc == 0, spki.len > 0);
		secret_done(&key);
		bytes_done(&spki);
	} while (go_on(&others));
	ck_assert_int_eq(rc, 0);
}
END_TEST

START_TEST(material_is_whole_or_refused)
{
	struct secret key = SECRET_INIT, material = SECRET_INIT;
	struct bytes spki = BYTES_INIT;
	struct error err = ERROR_INIT;
	size_t others = NEVER;
	int rc;

	ck_assert_int_eq(crypto_generate_ec(curves[_i], &key, &spki, &err), 0);
	do {
		ck_assert_int_eq(secret_copy(&material, &key), 0);
		fail_after(others);
		rc = crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &material, &err);
		ck_assert(
		    rc == 0 || rc == ERR_MEMORY || rc == ERR_CRYPTO || rc == ERR_UNWRAP_FAILED);
		ck_assert(secret_equal(&material, &key));
	} while (go_on(&others));
	ck_assert_int_eq(rc, 0);
	secret_done(&key);
	secret_done(&material);
	bytes_done(&spki);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-memory");
	TCase *tests = tcase_create("crypto-memory");

	/* Before OpenSSL allocates anything. */
	if (CRYPTO_set_mem_functions(allocate, reallocate, release) != 1)
		return EXIT_FAILURE;
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(
	    tests, right_signatures_are_not_called_wrong, 0, ARRAY_LENGTH(mechanisms));
	tcase_add_test(tests, right_files_are_not_called_wrong);
	tcase_add_loop_test(tests, pairs_are_made_whole_or_not_at_all, 0, ARRAY_LENGTH(curves));
	tcase_add_loop_test(tests, material_is_whole_or_refused, 0, ARRAY_LENGTH(curves));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
