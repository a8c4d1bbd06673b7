/* Key wrapping: known answers, round trips, and that nothing altered is unwrapped. */
#include "crypto.h"

#include "error.h"
#include "unit.h"

#include <string.h>

/* One RSA-2048 pair for all tests: making it is slow. */
static struct secret rsa_private = SECRET_INIT;
static struct bytes rsa_public = BYTES_INIT;

static void make_pair(void)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_rsa(2048, 65537, &rsa_private, &rsa_public, &err), 0);
}

static void free_pair(void)
{
	secret_done(&rsa_private);
	bytes_done(&rsa_public);
}

static void set_hex(struct secret *secret, const char *hex)
{
	struct bytes bytes = BYTES_INIT;

	ck_assert(bytes_from_hex(&bytes, hex, strlen(hex)));
	ck_assert_int_eq(secret_set(secret, bytes.data, bytes.len), 0);
	bytes_done(&bytes);
}

/* A payload of len bytes that are not all the same. */
static void set_payload(struct secret *secret, size_t len)
{
	ck_assert_int_eq(secret_resize(secret, len), 0);
	for (size_t i = 0; i < len; i++)
		secret->data[i] = (unsigned char)(i * 7 + 1);
}

/* RFC 5649, section 6. */
static const struct {
	const char *payload, *wrapped;
} kwp_vectors[] = {
    {"c37b7e6492584340bed12207808941155068f738",
	"138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"},
    {"466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f"},
};

START_TEST(kwp_known_answers)
{
	struct secret key = SECRET_INIT, payload = SECRET_INIT, unwrapped = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT, text = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_hex(&key, "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
	set_hex(&payload, kwp_vectors[_i].payload);
	ck_assert_int_eq(crypto_wrap_aes_kwp(&key, &payload, &wrapped, &err), 0);
	bytes_append_hex(&text, wrapped.data, wrapped.len);
	ck_assert_str_eq(bytes_text(&text), kwp_vectors[_i].wrapped);
	ck_assert_int_eq(
	    crypto_unwrap_aes_kwp(&key, wrapped.data, wrapped.len, &unwrapped, &err), 0);
	ck_assert(secret_equal(&payload, &unwrapped));
	secret_done(&key);
	secret_done(&payload);
	secret_done(&unwrapped);
	bytes_done(&wrapped);
	bytes_done(&text);
}
END_TEST

static const size_t aes_lengths[] = {16, 24, 32};

START_TEST(kwp_round_trips)
{
	struct secret key = SECRET_INIT, payload = SECRET_INIT, unwrapped = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&key, aes_lengths[_i]);
	for (size_t len = 1; len <= 70; len++) {
		set_payload(&payload, len);
		bytes_clear(&wrapped);
		ck_assert_int_eq(crypto_wrap_aes_kwp(&key, &payload, &wrapped, &err), 0);
		ck_assert_uint_eq(wrapped.len, (len + 7) / 8 * 8 + 8);
		ck_assert_int_eq(
		    crypto_unwrap_aes_kwp(&key, wrapped.data, wrapped.len, &unwrapped, &err), 0);
		ck_assert(secret_equal(&payload, &unwrapped));
	}
	secret_done(&key);
	secret_done(&payload);
	secret_done(&unwrapped);
	bytes_done(&wrapped);
}
END_TEST

START_TEST(kwp_refuses)
{
	struct secret key = SECRET_INIT, payload = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&key, 32);
	ck_assert_int_eq(crypto_wrap_aes_kwp(&key, &payload, &wrapped, &err), ERR_CRYPTO);
	set_payload(&payload, 8);
	set_payload(&key, 31);
	ck_assert_int_eq(crypto_wrap_aes_kwp(&key, &payload, &wrapped, &err), ERR_CRYPTO);
	ck_assert_ptr_null(wrapped.data);
	ck_assert_int_eq(
	    crypto_unwrap_aes_kwp(&key, "0123456789abcdef", 16, &payload, &err), ERR_UNWRAP_FAILED);
	secret_done(&key);
	secret_done(&payload);
}
END_TEST

static void assert_kwp_refused(const struct secret *key, const void *wrapped, size_t wrapped_len)
{
	struct secret payload = SECRET_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(secret_set_text(&payload, "kept"), 0);
	ck_assert_int_eq(
	    crypto_unwrap_aes_kwp(key, wrapped, wrapped_len, &payload, &err), ERR_UNWRAP_FAILED);
	ck_assert_str_eq(err.text, error_text(ERR_UNWRAP_FAILED));
	ck_assert_str_eq(secret_text(&payload), "kept");
	secret_done(&payload);
}

START_TEST(kwp_refuses_what_was_altered)
{
	struct secret key = SECRET_INIT, payload = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&key, 32);
	for (size_t len = 1; len <= 25; len += 6) {
		set_payload(&payload, len);
		bytes_clear(&wrapped);
		ck_assert_int_eq(crypto_wrap_aes_kwp(&key, &payload, &wrapped, &err), 0);
		for (size_t i = 0; i < wrapped.len; i++) {
			wrapped.data[i] ^= 1;
			assert_kwp_refused(&key, wrapped.data, wrapped.len);
			wrapped.data[i] ^= 1;
			assert_kwp_refused(&key, wrapped.data, i);
		}
		bytes_append_text(&wrapped, "8 bytes.");
		assert_kwp_refused(&key, wrapped.data, wrapped.len);
	}
	key.data[0] ^= 1;
	assert_kwp_refused(&key, wrapped.data, wrapped.len - 8);
	secret_done(&key);
	secret_done(&payload);
	bytes_done(&wrapped);
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

static const enum hash_function hashes[] = {
    HASH_SHA1, HASH_SHA224, HASH_SHA256, HASH_SHA384, HASH_SHA512};

START_TEST(oaep_round_trips)
{
	enum hash_function hash = hashes[_i];
	size_t lengths[] = {0, 1, 24, crypto_oaep_limit(2048, hash)};
	struct secret payload = SECRET_INIT, unwrapped = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
		enum hash_function mgf = hashes[((size_t)_i + i) % ARRAY_LENGTH(hashes)];

		set_payload(&payload, lengths[i]);
		bytes_clear(&wrapped);
		ck_assert_int_eq(crypto_wrap_rsa_oaep(rsa_public.data, rsa_public.len, hash, mgf,
				     &payload, &wrapped, &err),
		    0);
		ck_assert_uint_eq(wrapped.len, 256);
		ck_assert_int_eq(crypto_unwrap_rsa_oaep(&rsa_private, hash, mgf, wrapped.data,
				     wrapped.len, &unwrapped, &err),
		    0);
		ck_assert(secret_equal(&payload, &unwrapped));
	}
	set_payload(&payload, crypto_oaep_limit(2048, hash) + 1);
	ck_assert_int_eq(crypto_wrap_rsa_oaep(
			     rsa_public.data, rsa_public.len, hash, hash, &payload, &wrapped, &err),
	    ERR_WRAP_TOO_LARGE);
	secret_done(&payload);
	secret_done(&unwrapped);
	bytes_done(&wrapped);
}
END_TEST

START_TEST(oaep_too_large_says_how_large)
{
	struct secret payload = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&payload, 1217);
	ck_assert_int_eq(crypto_wrap_rsa_oaep(rsa_public.data, rsa_public.len, HASH_SHA256,
			     HASH_SHA256, &payload, &wrapped, &err),
	    ERR_WRAP_TOO_LARGE);
	ck_assert_ptr_nonnull(strstr(err.text, "payload of 1217 bytes"));
	ck_assert_ptr_nonnull(strstr(err.text, "allow 190 bytes"));
	ck_assert_ptr_null(wrapped.data);
	secret_done(&payload);
}
END_TEST

/* An EC private key of the curve most used fits in one block under RSA-2048. */
START_TEST(oaep_carries_a_p256_key)
{
	struct secret payload = SECRET_INIT, unwrapped = SECRET_INIT;
	struct bytes public_material = BYTES_INIT, wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_ec(CURVE_SECP256R1, &payload, &public_material, &err), 0);
	ck_assert_uint_eq(payload.len, 138);
	ck_assert_int_eq(crypto_wrap_rsa_oaep(rsa_public.data, rsa_public.len, HASH_SHA256,
			     HASH_SHA256, &payload, &wrapped, &err),
	    0);
	ck_assert_int_eq(crypto_unwrap_rsa_oaep(&rsa_private, HASH_SHA256, HASH_SHA256,
			     wrapped.data, wrapped.len, &unwrapped, &err),
	    0);
	ck_assert(secret_equal(&payload, &unwrapped));
	secret_done(&payload);
	secret_done(&unwrapped);
	bytes_done(&public_material);
	bytes_done(&wrapped);
}
END_TEST

typedef int unwrap_function(const struct secret *, enum hash_function, enum hash_function,
    const void *, size_t, struct secret *, struct error *);

static void assert_refused(unwrap_function *unwrap, enum hash_function hash, enum hash_function mgf,
    const void *wrapped, size_t wrapped_len)
{
	struct secret payload = SECRET_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(secret_set_text(&payload, "kept"), 0);
	ck_assert_int_eq(unwrap(&rsa_private, hash, mgf, wrapped, wrapped_len, &payload, &err),
	    ERR_UNWRAP_FAILED);
	ck_assert_str_eq(err.text, error_text(ERR_UNWRAP_FAILED));
	ck_assert_str_eq(secret_text(&payload), "kept");
	secret_done(&payload);
}

static void assert_alterations_refused(unwrap_function *unwrap, struct bytes *wrapped)
{
	for (size_t i = 0; i < wrapped->len; i++) {
		wrapped->data[i] ^= 0x10;
		assert_refused(unwrap, HASH_SHA256, HASH_SHA1, wrapped->data, wrapped->len);
		wrapped->data[i] ^= 0x10;
	}
	for (size_t len = 0; len < wrapped->len; len += 3)
		assert_refused(unwrap, HASH_SHA256, HASH_SHA1, wrapped->data, len);
	assert_refused(unwrap, HASH_SHA1, HASH_SHA1, wrapped->data, wrapped->len);
	assert_refused(unwrap, HASH_SHA256, HASH_SHA256, wrapped->data, wrapped->len);
	bytes_append_text(wrapped, "8 bytes.");
	assert_refused(unwrap, HASH_SHA256, HASH_SHA1, wrapped->data, wrapped->len);
}

START_TEST(oaep_refuses_what_was_altered)
{
	struct secret payload = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&payload, 24);
	ck_assert_int_eq(crypto_wrap_rsa_oaep(rsa_public.data, rsa_public.len, HASH_SHA256,
			     HASH_SHA1, &payload, &wrapped, &err),
	    0);
	assert_alterations_refused(crypto_unwrap_rsa_oaep, &wrapped);
	secret_done(&payload);
	bytes_done(&wrapped);
}
END_TEST

static const size_t rsa_aes_lengths[] = {1, 16, 24, 138, 1217, 2374};

START_TEST(rsa_aes_round_trips)
{
	size_t len = rsa_aes_lengths[_i];
	struct secret payload = SECRET_INIT, unwrapped = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&payload, len);
	ck_assert_int_eq(crypto_wrap_rsa_aes(rsa_public.data, rsa_public.len, HASH_SHA256,
			     HASH_SHA256, &payload, &wrapped, &err),
	    0);
	ck_assert_uint_eq(wrapped.len, 256 + (len + 7) / 8 * 8 + 8);
	ck_assert_int_eq(crypto_unwrap_rsa_aes(&rsa_private, HASH_SHA256, HASH_SHA256, wrapped.data,
			     wrapped.len, &unwrapped, &err),
	    0);
	ck_assert(secret_equal(&payload, &unwrapped));
	secret_done(&payload);
	secret_done(&unwrapped);
	bytes_done(&wrapped);
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
		ck_assert_int_eq(crypto_wrap_rsa_oaep(rsa_public.data, rsa_public.len, HASH_SHA256,
				     HASH_SHA256, &key, &wrapped, &err),
		    0);
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

START_TEST(rsa_aes_refuses_what_was_altered)
{
	struct secret payload = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&payload, 24);
	ck_assert_int_eq(crypto_wrap_rsa_aes(rsa_public.data, rsa_public.len, HASH_SHA256,
			     HASH_SHA1, &payload, &wrapped, &err),
	    0);
	assert_alterations_refused(crypto_unwrap_rsa_aes, &wrapped);
	secret_done(&payload);
	bytes_done(&wrapped);
}
END_TEST

START_TEST(other_keys_are_refused)
{
	struct secret ec_private = SECRET_INIT, payload = SECRET_INIT;
	struct bytes ec_public = BYTES_INIT, wrapped = BYTES_INIT;
	unsigned char block[280] = {0};
	struct error err = ERROR_INIT;

	set_payload(&payload, 24);
	ck_assert_int_eq(crypto_generate_ec(CURVE_SECP256R1, &ec_private, &ec_public, &err), 0);
	ck_assert_int_eq(crypto_wrap_rsa_oaep(ec_public.data, ec_public.len, HASH_SHA256,
			     HASH_SHA256, &payload, &wrapped, &err),
	    ERR_CRYPTO);
	ck_assert_int_eq(crypto_wrap_rsa_aes(ec_public.data, ec_public.len, HASH_SHA256,
			     HASH_SHA256, &payload, &wrapped, &err),
	    ERR_CRYPTO);
	ck_assert_ptr_null(wrapped.data);
	ck_assert_int_eq(crypto_unwrap_rsa_oaep(
			     &ec_private, HASH_SHA256, HASH_SHA256, block, 256, &payload, &err),
	    ERR_UNWRAP_FAILED);
	ck_assert_int_eq(crypto_unwrap_rsa_aes(
			     &ec_private, HASH_SHA256, HASH_SHA256, block, 280, &payload, &err),
	    ERR_UNWRAP_FAILED);
	secret_done(&ec_private);
	secret_done(&payload);
	bytes_done(&ec_public);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-wrap");
	TCase *tests = tcase_create("crypto-wrap");

	tcase_set_timeout(tests, 60);
	tcase_add_unchecked_fixture(tests, make_pair, free_pair);
	tcase_add_loop_test(tests, kwp_known_answers, 0, ARRAY_LENGTH(kwp_vectors));
	tcase_add_loop_test(tests, kwp_round_trips, 0, ARRAY_LENGTH(aes_lengths));
	tcase_add_test(tests, kwp_refuses);
	tcase_add_test(tests, kwp_refuses_what_was_altered);
	tcase_add_test(tests, oaep_limits);
	tcase_add_loop_test(tests, oaep_round_trips, 0, ARRAY_LENGTH(hashes));
	tcase_add_test(tests, oaep_too_large_says_how_large);
	tcase_add_test(tests, oaep_carries_a_p256_key);
	tcase_add_test(tests, oaep_refuses_what_was_altered);
	tcase_add_loop_test(tests, rsa_aes_round_trips, 0, ARRAY_LENGTH(rsa_aes_lengths));
	tcase_add_test(tests, rsa_aes_takes_any_aes_key);
	tcase_add_test(tests, rsa_aes_refuses_what_was_altered);
	tcase_add_test(tests, other_keys_are_refused);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
