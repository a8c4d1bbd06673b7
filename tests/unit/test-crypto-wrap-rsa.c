/* Key wrapping under RSA: known answers, round trips, and that nothing altered is unwrapped. */
#include "crypto.h"

#include "crypto-fixture.h"
#include "rsa-vectors.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#define MODULUS_LEN 256
#define PKCS_LIMIT 245 /* k − 11 */

/* The pair that most vectors are under. */
static struct secret rsa_private = SECRET_INIT;
static struct bytes rsa_public = BYTES_INIT;

static void read_pair(void)
{
	set_pair(&rsa_private, &rsa_public, rsa_key);
}

static void free_pair(void)
{
	secret_done(&rsa_private);
	bytes_done(&rsa_public);
}

/* PKCS#1 v1.5 as if it had hash functions, so that one test serves all. */
static int wrap_pkcs(const void *spki, size_t spki_len, enum hash_function hash,
    enum hash_function mgf, const struct secret *payload, struct bytes *wrapped, struct error *err)
{
	(void)hash;
	(void)mgf;
	return crypto_wrap_rsa_pkcs(spki, spki_len, payload, wrapped, err);
}

static int unwrap_pkcs(const struct secret *private_material, enum hash_function hash,
    enum hash_function mgf, const void *wrapped, size_t wrapped_len, struct secret *payload,
    struct error *err)
{
	(void)hash;
	(void)mgf;
	return crypto_unwrap_rsa_pkcs(private_material, wrapped, wrapped_len, payload, err);
}

typedef int wrap_function(const void *, size_t, enum hash_function, enum hash_function,
    const struct secret *, struct bytes *, struct error *);
typedef int unwrap_function(const struct secret *, enum hash_function, enum hash_function,
    const void *, size_t, struct secret *, struct error *);

static const struct {
	wrap_function *wrap;
	unwrap_function *unwrap;
} mechanisms[] = {
    {crypto_wrap_rsa_oaep, crypto_unwrap_rsa_oaep},
    {wrap_pkcs, unwrap_pkcs},
    {crypto_wrap_rsa_aes, crypto_unwrap_rsa_aes},
};

static int wrap(wrap_function *function, enum hash_function hash, enum hash_function mgf,
    const struct secret *payload, struct bytes *wrapped, struct error *err)
{
	return function(rsa_public.data, rsa_public.len, hash, mgf, payload, wrapped, err);
}

static void assert_refused(unwrap_function *unwrap, const struct secret *key,
    enum hash_function hash, enum hash_function mgf, const void *wrapped, size_t wrapped_len)
{
	struct secret payload = SECRET_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(secret_set_text(&payload, "kept"), 0);
	ck_assert_int_eq(
	    unwrap(key, hash, mgf, wrapped, wrapped_len, &payload, &err), ERR_UNWRAP_FAILED);
	ck_assert_str_eq(err.text, error_text(ERR_UNWRAP_FAILED));
	ck_assert_str_eq(secret_text(&payload), "kept");
	ck_assert_uint_eq(ERR_peek_error(), 0);
	secret_done(&payload);
}

static const struct {
	unwrap_function *unwrap;
	const char *key, *wrapped, *payload; /* NULL: refused */
} vectors[] = {
    {crypto_unwrap_rsa_oaep, rsa_key, oaep_test, "Test"},
    {crypto_unwrap_rsa_oaep, rsa_key, oaep_with_label, NULL},
    {unwrap_pkcs, rsa_pkcs_key, pkcs_test, "Test"},
    {unwrap_pkcs, rsa_pkcs_key, pkcs_zero_padding, NULL},
};

START_TEST(known_answers)
{
	struct secret key = SECRET_INIT, wrapped = SECRET_INIT, unwrapped = SECRET_INIT;
	struct error err = ERROR_INIT;

	set_base64(&key, vectors[_i].key);
	set_base64(&wrapped, vectors[_i].wrapped);
	if (vectors[_i].payload) {
		ck_assert_int_eq(vectors[_i].unwrap(&key, HASH_SHA256, HASH_SHA256, wrapped.data,
				     wrapped.len, &unwrapped, &err),
		    0);
		ck_assert_str_eq(secret_text(&unwrapped), vectors[_i].payload);
	} else {
		assert_refused(
		    vectors[_i].unwrap, &key, HASH_SHA256, HASH_SHA256, wrapped.data, wrapped.len);
	}
	secret_done(&key);
	secret_done(&wrapped);
	secret_done(&unwrapped);
}
END_TEST

START_TEST(oaep_limits)
{
	ck_assert_uint_eq(crypto_oaep_limit(2048, HASH_SHA1), 214);
	ck_assert_uint_eq(crypto_oaep_limit(2048, HASH_SHA224), 198);
	ck_assert_uint_eq(crypto_oaep_limit(2048, HASH_SHA256), 190);
	ck_assert_uint_eq(crypto_oaep_limit(2048, HASH_SHA384), 158);
	ck_assert_uint_eq(crypto_oaep_limit(2048, HASH_SHA512), 126);
	ck_assert_uint_eq(crypto_oaep_limit(4096, HASH_SHA256), 446);
	ck_assert_uint_eq(crypto_oaep_limit(1024, HASH_SHA512), 0);
}
END_TEST

static void round_trip(size_t mechanism, enum hash_function hash, enum hash_function mgf,
    size_t len, size_t wrapped_len)
{
	struct secret payload = SECRET_INIT, unwrapped = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&payload, len);
	ck_assert_int_eq(wrap(mechanisms[mechanism].wrap, hash, mgf, &payload, &wrapped, &err), 0);
	ck_assert_uint_eq(wrapped.len, wrapped_len);
	ck_assert_int_eq(mechanisms[mechanism].unwrap(
			     &rsa_private, hash, mgf, wrapped.data, wrapped.len, &unwrapped, &err),
	    0);
	ck_assert(secret_equal(&payload, &unwrapped));
	secret_done(&payload);
	secret_done(&unwrapped);
	bytes_done(&wrapped);
}

START_TEST(oaep_round_trips)
{
	enum hash_function hash = all_hashes[_i];
	size_t lengths[] = {0, 1, 24, crypto_oaep_limit(2048, hash)};

	for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++)
		round_trip(0, hash, all_hashes[((size_t)_i + i) % HASH_FUNCTIONS], lengths[i],
		    MODULUS_LEN);
}
END_TEST

START_TEST(pkcs_round_trips)
{
	static const size_t lengths[] = {0, 1, 16, 24, 138, PKCS_LIMIT};

	for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++)
		round_trip(1, HASH_SHA1, HASH_SHA1, lengths[i], MODULUS_LEN);
}
END_TEST

static const size_t rsa_aes_lengths[] = {1, 16, 24, 138, 1217, 2374};

START_TEST(rsa_aes_round_trips)
{
	size_t len = rsa_aes_lengths[_i];
	enum hash_function hash = all_hashes[(size_t)_i % HASH_FUNCTIONS];

	round_trip(2, hash, hash, len, MODULUS_LEN + (len + 7) / 8 * 8 + 8);
}
END_TEST

static const struct {
	wrap_function *wrap;
	size_t len;
	const char *has, *allowed;
} too_large[] = {
    {crypto_wrap_rsa_oaep, 191, "payload of 191 bytes", "allow 190 bytes"},
    {crypto_wrap_rsa_oaep, 1217, "payload of 1217 bytes", "allow 190 bytes"},
    {wrap_pkcs, 246, "payload of 246 bytes", "allow 245 bytes"},
    {wrap_pkcs, 1217, "payload of 1217 bytes", "allow 245 bytes"},
};

START_TEST(too_large_says_how_large)
{
	struct secret payload = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&payload, too_large[_i].len);
	ck_assert_int_eq(
	    wrap(too_large[_i].wrap, HASH_SHA256, HASH_SHA256, &payload, &wrapped, &err),
	    ERR_WRAP_TOO_LARGE);
	ck_assert_ptr_nonnull(strstr(err.text, too_large[_i].has));
	ck_assert_ptr_nonnull(strstr(err.text, too_large[_i].allowed));
	ck_assert_ptr_null(wrapped.data);
	secret_done(&payload);
}
END_TEST

/* An EC private key of the curve most used fits in one block under RSA-2048. */
START_TEST(oaep_carries_a_p256_key)
{
	struct secret payload = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_ec(CURVE_SECP256R1, &payload, &public_material, &err), 0);
	ck_assert_uint_eq(payload.len, 138);
	round_trip(0, HASH_SHA256, HASH_SHA256, payload.len, MODULUS_LEN);
	secret_done(&payload);
	bytes_done(&public_material);
}
END_TEST

/* Each byte altered, and other lengths. */
static void assert_alterations_refused(
    unwrap_function *unwrap, const struct secret *key, struct bytes *wrapped)
{
	for (size_t i = 0; i < wrapped->len; i++) {
		wrapped->data[i] ^= 0x10;
		assert_refused(unwrap, key, HASH_SHA256, HASH_SHA1, wrapped->data, wrapped->len);
		wrapped->data[i] ^= 0x10;
	}
	for (size_t len = 0; len < wrapped->len; len += 3)
		assert_refused(unwrap, key, HASH_SHA256, HASH_SHA1, wrapped->data, len);
	bytes_append_text(wrapped, "8 bytes.");
	assert_refused(unwrap, key, HASH_SHA256, HASH_SHA1, wrapped->data, wrapped->len);
	wrapped->len -= 8;
}

static const struct {
	wrap_function *wrap;
	unwrap_function *unwrap;
} hashing[] = {
    {crypto_wrap_rsa_oaep, crypto_unwrap_rsa_oaep},
    {crypto_wrap_rsa_aes, crypto_unwrap_rsa_aes},
};

START_TEST(alterations_are_refused)
{
	unwrap_function *unwrap = hashing[_i].unwrap;
	struct secret payload = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&payload, 24);
	ck_assert_int_eq(
	    wrap(hashing[_i].wrap, HASH_SHA256, HASH_SHA1, &payload, &wrapped, &err), 0);
	assert_alterations_refused(unwrap, &rsa_private, &wrapped);
	assert_refused(unwrap, &rsa_private, HASH_SHA1, HASH_SHA1, wrapped.data, wrapped.len);
	assert_refused(unwrap, &rsa_private, HASH_SHA256, HASH_SHA256, wrapped.data, wrapped.len);
	secret_done(&payload);
	bytes_done(&wrapped);
}
END_TEST

/*
 * An altered PKCS#1 v1.5 block is a good one by chance, some ten times in a million: the vector is
 * none of these whichever byte is altered, where a fresh block might be.
 */
START_TEST(pkcs_alterations_are_refused)
{
	struct secret key = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;

	set_base64(&key, rsa_pkcs_key);
	ck_assert(bytes_from_base64(&wrapped, pkcs_test, strlen(pkcs_test)));
	assert_alterations_refused(unwrap_pkcs, &key, &wrapped);
	secret_done(&key);
	bytes_done(&wrapped);
}
END_TEST

/* Encrypts a block as it stands. */
static void encrypt_block(const unsigned char *block, unsigned char *out)
{
	const unsigned char *at = rsa_public.data;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &at, (long)rsa_public.len);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	size_t len = MODULUS_LEN;

	ck_assert_int_eq(EVP_PKEY_encrypt_init(context), 1);
	ck_assert_int_eq(EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING), 1);
	ck_assert_int_eq(EVP_PKEY_encrypt(context, out, &len, block, MODULUS_LEN), 1);
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(key);
}

/* RFC 8017, 7.2.2: blocks with one fault each; the byte at is made value. */
static const struct {
	size_t at;
	unsigned char value;
	bool ok;
} pkcs_faults[] = {
    {0, 0, true},    /* as it should be */
    {0, 1, false},   /* does not begin with 00 */
    {1, 1, false},   /* the type of a signature */
    {1, 0, false},   /* no type */
    {1, 3, false},   /* a type that there is not */
    {2, 0, false},   /* no padding */
    {9, 0, false},   /* seven bytes of padding */
    {10, 0, true},   /* eight: enough */
    {231, 1, false}, /* padding to the end */
    {254, 0, true},  /* a zero in the payload */
};

START_TEST(pkcs_faults_are_refused)
{
	unsigned char block[MODULUS_LEN], wrapped[MODULUS_LEN];
	struct secret unwrapped = SECRET_INIT;
	struct error err = ERROR_INIT;

	memset(block, 0xaa, sizeof(block));
	block[0] = 0;
	block[1] = 2;
	block[231] = 0;
	block[pkcs_faults[_i].at] = pkcs_faults[_i].value;
	encrypt_block(block, wrapped);
	if (pkcs_faults[_i].ok) {
		size_t len = pkcs_faults[_i].at == 10 ? 245 : 24;

		ck_assert_int_eq(crypto_unwrap_rsa_pkcs(
				     &rsa_private, wrapped, sizeof(wrapped), &unwrapped, &err),
		    0);
		ck_assert_uint_eq(unwrapped.len, len);
		ck_assert_mem_eq(unwrapped.data, block + MODULUS_LEN - len, len);
	} else {
		assert_refused(
		    unwrap_pkcs, &rsa_private, HASH_SHA1, HASH_SHA1, wrapped, sizeof(wrapped));
	}
	secret_done(&unwrapped);
}
END_TEST

/* A number that is not below the modulus is no ciphertext. */
START_TEST(large_numbers_are_refused)
{
	unsigned char wrapped[MODULUS_LEN + 32];

	memset(wrapped, 0xff, sizeof(wrapped));
	for (size_t i = 0; i < 2; i++)
		assert_refused(mechanisms[i].unwrap, &rsa_private, HASH_SHA256, HASH_SHA256,
		    wrapped, MODULUS_LEN);
	assert_refused(crypto_unwrap_rsa_aes, &rsa_private, HASH_SHA256, HASH_SHA256, wrapped,
	    sizeof(wrapped));
}
END_TEST

/* What another wrapper may have made: the AES key between may be shorter, but no other length. */
START_TEST(rsa_aes_takes_any_aes_key)
{
	static const size_t lengths[] = {16, 24, 32, 31};
	struct secret key = SECRET_INIT, payload = SECRET_INIT, unwrapped = SECRET_INIT;
	struct secret kwp_key = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&payload, 24);
	for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
		bool ok = lengths[i] != 31;

		set_payload(&key, lengths[i]);
		set_payload(&kwp_key, ok ? lengths[i] : 32);
		bytes_clear(&wrapped);
		ck_assert_int_eq(
		    wrap(crypto_wrap_rsa_oaep, HASH_SHA256, HASH_SHA256, &key, &wrapped, &err), 0);
		ck_assert_int_eq(crypto_wrap_aes_kwp(&kwp_key, &payload, &wrapped, &err), 0);
		ck_assert_int_eq(crypto_unwrap_rsa_aes(&rsa_private, HASH_SHA256, HASH_SHA256,
				     wrapped.data, wrapped.len, &unwrapped, &err),
		    ok ? 0 : ERR_UNWRAP_FAILED);
	}
	secret_done(&key);
	secret_done(&kwp_key);
	secret_done(&payload);
	secret_done(&unwrapped);
	bytes_done(&wrapped);
}
END_TEST

START_TEST(other_keys_are_refused)
{
	struct secret ec_private = SECRET_INIT, none = SECRET_INIT, payload = SECRET_INIT;
	struct bytes ec_public = BYTES_INIT, wrapped = BYTES_INIT;
	unsigned char block[MODULUS_LEN + 24] = {0};
	struct error err = ERROR_INIT;

	set_payload(&payload, 24);
	ck_assert_int_eq(crypto_generate_ec(CURVE_SECP256R1, &ec_private, &ec_public, &err), 0);
	ck_assert_int_eq(mechanisms[_i].wrap(ec_public.data, ec_public.len, HASH_SHA256,
			     HASH_SHA256, &payload, &wrapped, &err),
	    ERR_CRYPTO);
	ck_assert_int_eq(
	    mechanisms[_i].wrap("", 0, HASH_SHA256, HASH_SHA256, &payload, &wrapped, &err),
	    ERR_CRYPTO);
	ck_assert_ptr_null(wrapped.data);
	assert_refused(mechanisms[_i].unwrap, &ec_private, HASH_SHA256, HASH_SHA256, block,
	    mechanisms[_i].unwrap == crypto_unwrap_rsa_aes ? sizeof(block) : MODULUS_LEN);
	assert_refused(mechanisms[_i].unwrap, &none, HASH_SHA256, HASH_SHA256, block, MODULUS_LEN);
	secret_done(&ec_private);
	secret_done(&payload);
	bytes_done(&ec_public);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-wrap-rsa");
	TCase *tests = tcase_create("crypto-wrap-rsa");

	tcase_set_timeout(tests, 60);
	tcase_add_unchecked_fixture(tests, read_pair, free_pair);
	tcase_add_loop_test(tests, known_answers, 0, ARRAY_LENGTH(vectors));
	tcase_add_test(tests, oaep_limits);
	tcase_add_loop_test(tests, oaep_round_trips, 0, HASH_FUNCTIONS);
	tcase_add_test(tests, pkcs_round_trips);
	tcase_add_loop_test(tests, rsa_aes_round_trips, 0, ARRAY_LENGTH(rsa_aes_lengths));
	tcase_add_loop_test(tests, too_large_says_how_large, 0, ARRAY_LENGTH(too_large));
	tcase_add_test(tests, oaep_carries_a_p256_key);
	tcase_add_loop_test(tests, alterations_are_refused, 0, ARRAY_LENGTH(hashing));
	tcase_add_test(tests, pkcs_alterations_are_refused);
	tcase_add_loop_test(tests, pkcs_faults_are_refused, 0, ARRAY_LENGTH(pkcs_faults));
	tcase_add_test(tests, large_numbers_are_refused);
	tcase_add_test(tests, rsa_aes_takes_any_aes_key);
	tcase_add_loop_test(tests, other_keys_are_refused, 0, ARRAY_LENGTH(mechanisms));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
