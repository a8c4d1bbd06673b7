/* Key wrapping under AES: known answers, round trips, and that nothing altered is unwrapped. */
#include "crypto.h"

#include "crypto-fixture.h"

#include <openssl/err.h>

static const size_t aes_lengths[] = {16, 24, 32};

typedef int wrap_function(
    const struct secret *, const struct secret *, struct bytes *, struct error *);
typedef int unwrap_function(
    const struct secret *, const void *, size_t, struct secret *, struct error *);

/* The three that need no IV. */
static const struct {
	wrap_function *wrap;
	unwrap_function *unwrap;
	size_t shortest; /* payload */
	size_t step;     /* of lengths */
	size_t padding;  /* bytes at most that a payload grows by before it is wrapped */
} key_wraps[] = {
    {crypto_wrap_aes_kw, crypto_unwrap_aes_kw, 16, 8, 0},
    {crypto_wrap_aes_pkcs5, crypto_unwrap_aes_pkcs5, 8, 1, 8},
    {crypto_wrap_aes_kwp, crypto_unwrap_aes_kwp, 1, 1, 7},
};

#define KEK "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define KWP_KEK "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"
#define DATA "00112233445566778899aabbccddeeff"

static const struct {
	wrap_function *wrap;
	unwrap_function *unwrap;
	const char *key;
	size_t key_len;
	const char *payload, *wrapped;
} vectors[] = {
    /* RFC 3394, section 4.1 to 4.6 */
    {crypto_wrap_aes_kw, crypto_unwrap_aes_kw, KEK, 16, DATA,
	"1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"},
    {crypto_wrap_aes_kw, crypto_unwrap_aes_kw, KEK, 24, DATA,
	"96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d"},
    {crypto_wrap_aes_kw, crypto_unwrap_aes_kw, KEK, 32, DATA,
	"64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7"},
    {crypto_wrap_aes_kw, crypto_unwrap_aes_kw, KEK, 24, DATA "0001020304050607",
	"031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2"},
    {crypto_wrap_aes_kw, crypto_unwrap_aes_kw, KEK, 32, DATA "0001020304050607",
	"a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1"},
    {crypto_wrap_aes_kw, crypto_unwrap_aes_kw, KEK, 32, DATA "000102030405060708090a0b0c0d0e0f",
	"28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"},
    /* RFC 5649, section 6 */
    {crypto_wrap_aes_kwp, crypto_unwrap_aes_kwp, KWP_KEK, 24,
	"c37b7e6492584340bed12207808941155068f738",
	"138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"},
    {crypto_wrap_aes_kwp, crypto_unwrap_aes_kwp, KWP_KEK, 24, "466f7250617369",
	"afbeb0f07dfbf5419200f2ccb50bb24f"},
};

START_TEST(known_answers)
{
	struct secret key = SECRET_INIT, payload = SECRET_INIT, unwrapped = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_hex(&key, vectors[_i].key);
	ck_assert_int_eq(secret_resize(&key, vectors[_i].key_len), 0);
	set_hex(&payload, vectors[_i].payload);
	ck_assert_int_eq(vectors[_i].wrap(&key, &payload, &wrapped, &err), 0);
	assert_hex(wrapped.data, wrapped.len, vectors[_i].wrapped);
	ck_assert_int_eq(vectors[_i].unwrap(&key, wrapped.data, wrapped.len, &unwrapped, &err), 0);
	ck_assert(secret_equal(&payload, &unwrapped));
	secret_done(&key);
	secret_done(&payload);
	secret_done(&unwrapped);
	bytes_done(&wrapped);
}
END_TEST

START_TEST(round_trips)
{
	struct secret key = SECRET_INIT, payload = SECRET_INIT, unwrapped = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;
	size_t shortest = key_wraps[_i].shortest, padding = key_wraps[_i].padding;

	for (size_t k = 0; k < ARRAY_LENGTH(aes_lengths); k++) {
		set_payload(&key, aes_lengths[k]);
		for (size_t len = shortest; len <= 72; len += key_wraps[_i].step) {
			set_payload(&payload, len);
			bytes_clear(&wrapped);
			ck_assert_int_eq(key_wraps[_i].wrap(&key, &payload, &wrapped, &err), 0);
			ck_assert_uint_eq(wrapped.len, (len + padding) / 8 * 8 + 8);
			ck_assert_int_eq(
			    key_wraps[_i].unwrap(&key, wrapped.data, wrapped.len, &unwrapped, &err),
			    0);
			ck_assert(secret_equal(&payload, &unwrapped));
		}
	}
	secret_done(&key);
	secret_done(&payload);
	secret_done(&unwrapped);
	bytes_done(&wrapped);
}
END_TEST

/* What is wrapped is appended. */
START_TEST(wrapping_appends)
{
	struct secret key = SECRET_INIT, payload = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&key, 16);
	set_payload(&payload, 16);
	bytes_append_text(&wrapped, "first");
	ck_assert_int_eq(key_wraps[_i].wrap(&key, &payload, &wrapped, &err), 0);
	ck_assert_mem_eq(wrapped.data, "first", 5);
	ck_assert_uint_eq(wrapped.len, 5 + 24 + key_wraps[_i].padding / 8 * 8);
	secret_done(&key);
	secret_done(&payload);
	bytes_done(&wrapped);
}
END_TEST

static void assert_refused(
    unwrap_function *unwrap, const struct secret *key, const void *wrapped, size_t wrapped_len)
{
	struct secret payload = SECRET_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(secret_set_text(&payload, "kept"), 0);
	ck_assert_int_eq(unwrap(key, wrapped, wrapped_len, &payload, &err), ERR_UNWRAP_FAILED);
	ck_assert_str_eq(err.text, error_text(ERR_UNWRAP_FAILED));
	ck_assert_str_eq(secret_text(&payload), "kept");
	ck_assert_uint_eq(ERR_peek_error(), 0);
	secret_done(&payload);
}

START_TEST(alterations_are_refused)
{
	unwrap_function *unwrap = key_wraps[_i].unwrap;
	struct secret key = SECRET_INIT, payload = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&key, 32);
	for (size_t len = 16; len <= 40; len += 8) {
		set_payload(&payload, len);
		bytes_clear(&wrapped);
		ck_assert_int_eq(key_wraps[_i].wrap(&key, &payload, &wrapped, &err), 0);
		for (size_t i = 0; i < wrapped.len; i++) {
			wrapped.data[i] ^= 1;
			assert_refused(unwrap, &key, wrapped.data, wrapped.len);
			wrapped.data[i] ^= 1;
			assert_refused(unwrap, &key, wrapped.data, i);
		}
		bytes_append_text(&wrapped, "8 bytes.");
		assert_refused(unwrap, &key, wrapped.data, wrapped.len);
	}
	key.data[0] ^= 1;
	assert_refused(unwrap, &key, wrapped.data, wrapped.len - 8);
	assert_refused(unwrap, &key, NULL, 0);
	set_payload(&key, 31);
	assert_refused(unwrap, &key, wrapped.data, wrapped.len - 8);
	secret_done(&key);
	secret_done(&payload);
	bytes_done(&wrapped);
}
END_TEST

/* What one of the three has wrapped is not taken by another, but where the bytes allow it. */
START_TEST(mechanisms_are_kept_apart)
{
	struct secret key = SECRET_INIT, payload = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&key, 16);
	set_payload(&payload, 16);
	ck_assert_int_eq(crypto_wrap_aes_kw(&key, &payload, &wrapped, &err), 0);
	assert_refused(crypto_unwrap_aes_kwp, &key, wrapped.data, wrapped.len);
	assert_refused(crypto_unwrap_aes_pkcs5, &key, wrapped.data, wrapped.len);
	bytes_clear(&wrapped);
	ck_assert_int_eq(crypto_wrap_aes_kwp(&key, &payload, &wrapped, &err), 0);
	assert_refused(crypto_unwrap_aes_kw, &key, wrapped.data, wrapped.len);
	assert_refused(crypto_unwrap_aes_pkcs5, &key, wrapped.data, wrapped.len);
	secret_done(&key);
	secret_done(&payload);
	bytes_done(&wrapped);
}
END_TEST

static const struct {
	wrap_function *wrap;
	size_t key_len, payload_len;
	enum error_code code;
	const char *figure; /* that the text has in it */
} refused_wraps[] = {
    {crypto_wrap_aes_kw, 16, 0, ERR_WRAP_LENGTH, " 0 bytes"},
    {crypto_wrap_aes_kw, 16, 8, ERR_WRAP_LENGTH, " 8 bytes"},
    {crypto_wrap_aes_kw, 16, 15, ERR_WRAP_LENGTH, " 15 bytes"},
    {crypto_wrap_aes_kw, 16, 17, ERR_WRAP_LENGTH, " 17 bytes"},
    {crypto_wrap_aes_kw, 16, 138, ERR_WRAP_LENGTH, " 138 bytes"},
    {crypto_wrap_aes_kw, 31, 16, ERR_CRYPTO, "AES key wrap"},
    {crypto_wrap_aes_pkcs5, 16, 0, ERR_WRAP_SHORT, " 0 bytes"},
    {crypto_wrap_aes_pkcs5, 16, 7, ERR_WRAP_SHORT, " 7 bytes"},
    {crypto_wrap_aes_pkcs5, 0, 16, ERR_CRYPTO, "AES key wrap"},
    {crypto_wrap_aes_kwp, 32, 0, ERR_CRYPTO, "AES key wrap"},
    {crypto_wrap_aes_kwp, 31, 8, ERR_CRYPTO, "AES key wrap"},
};

START_TEST(payloads_and_keys_are_refused)
{
	struct secret key = SECRET_INIT, payload = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&key, refused_wraps[_i].key_len);
	set_payload(&payload, refused_wraps[_i].payload_len);
	ck_assert_int_eq(
	    refused_wraps[_i].wrap(&key, &payload, &wrapped, &err), refused_wraps[_i].code);
	ck_assert_ptr_nonnull(strstr(err.text, refused_wraps[_i].figure));
	ck_assert_ptr_null(wrapped.data);
	secret_done(&key);
	secret_done(&payload);
}
END_TEST

/* Padding by hand, wrapped without padding: only 1 to 8 bytes that each say how many they are. */
START_TEST(pkcs5_padding)
{
	struct secret key = SECRET_INIT, padded = SECRET_INIT, unwrapped = SECRET_INIT;
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;
	unsigned char padding = (unsigned char)_i;

	set_payload(&key, 24);
	ck_assert_int_eq(secret_resize(&padded, 24), 0);
	memset(padded.data, padding, padded.len);
	ck_assert_int_eq(crypto_wrap_aes_kw(&key, &padded, &wrapped, &err), 0);
	if (padding < 1 || padding > 8) {
		assert_refused(crypto_unwrap_aes_pkcs5, &key, wrapped.data, wrapped.len);
		goto out;
	}
	ck_assert_int_eq(
	    crypto_unwrap_aes_pkcs5(&key, wrapped.data, wrapped.len, &unwrapped, &err), 0);
	ck_assert_uint_eq(unwrapped.len, 24u - padding);
	for (size_t i = 1; i <= 8; i++) {
		padded.data[24 - i] ^= 0x40;
		bytes_clear(&wrapped);
		ck_assert_int_eq(crypto_wrap_aes_kw(&key, &padded, &wrapped, &err), 0);
		if (i <= padding)
			assert_refused(crypto_unwrap_aes_pkcs5, &key, wrapped.data, wrapped.len);
		else
			ck_assert_int_eq(crypto_unwrap_aes_pkcs5(
					     &key, wrapped.data, wrapped.len, &unwrapped, &err),
			    0);
		padded.data[24 - i] ^= 0x40;
	}
out:
	secret_done(&key);
	secret_done(&padded);
	secret_done(&unwrapped);
	bytes_done(&wrapped);
}
END_TEST

#define ZEROS "00000000000000000000000000000000"
#define ZERO_IV "000000000000000000000000"
#define GCM_KEY "feffe9928665731c6d6a8f9467308308"
#define GCM_IV "cafebabefacedbaddecaf888"
#define GCM_AAD "feedfacedeadbeeffeedfacedeadbeefabaddad2"
#define GCM_TEXT_60                                                                                \
	"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"                         \
	"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
#define GCM_TEXT GCM_TEXT_60 "1aafd255"
#define GCM_128_60                                                                                 \
	"42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"                         \
	"21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
#define GCM_192_60                                                                                 \
	"3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"                         \
	"7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710"
#define GCM_256_60                                                                                 \
	"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"                         \
	"8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"

/* McGrew and Viega, The Galois/Counter Mode of Operation, appendix B: those with an IV of 96 bits.
 */
static const struct {
	const char *key, *iv, *aad, *payload, *ciphertext, *tag;
} gcm_vectors[] = {
    {ZEROS, ZERO_IV, "", "", "", "58e2fccefa7e3061367f1d57a4e7455a"},
    {ZEROS, ZERO_IV, "", ZEROS, "0388dace60b6a392f328c2b971b2fe78",
	"ab6e47d42cec13bdf53a67b21257bddf"},
    {GCM_KEY, GCM_IV, "", GCM_TEXT, GCM_128_60 "473f5985", "4d5c2af327cd64a62cf35abd2ba6fab4"},
    {GCM_KEY, GCM_IV, GCM_AAD, GCM_TEXT_60, GCM_128_60, "5bc94fbc3221a5db94fae95ae7121a47"},
    {ZEROS "0000000000000000", ZERO_IV, "", "", "", "cd33b28ac773f74ba00ed1f312572435"},
    {ZEROS "0000000000000000", ZERO_IV, "", ZEROS, "98e7247c07f0fe411c267e4384b0f600",
	"2ff58d80033927ab8ef4d4587514f0fb"},
    {GCM_KEY "feffe9928665731c", GCM_IV, "", GCM_TEXT, GCM_192_60 "acade256",
	"9924a7c8587336bfb118024db8674a14"},
    {GCM_KEY "feffe9928665731c", GCM_IV, GCM_AAD, GCM_TEXT_60, GCM_192_60,
	"2519498e80f1478f37ba55bd6d27618c"},
    {ZEROS ZEROS, ZERO_IV, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {ZEROS ZEROS, ZERO_IV, "", ZEROS, "cea7403d4d606b6e074ec5d3baf39d18",
	"d0d1c8a799996bf0265b98b5d48ab919"},
    {GCM_KEY GCM_KEY, GCM_IV, "", GCM_TEXT, GCM_256_60 "898015ad",
	"b094dac5d93471bdec1a502270e3cc6c"},
    {GCM_KEY GCM_KEY, GCM_IV, GCM_AAD, GCM_TEXT_60, GCM_256_60, "76fc6ece0f4e1768cddf8853bb2d551b"},
};

/* Wrapping takes an IV of its own: the vectors are unwrapped. A tag may be the start of a longer.
 */
START_TEST(gcm_known_answers)
{
	struct secret key = SECRET_INIT, payload = SECRET_INIT, unwrapped = SECRET_INIT;
	struct bytes iv = BYTES_INIT, aad = BYTES_INIT, wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_hex(&key, gcm_vectors[_i].key);
	set_hex(&payload, gcm_vectors[_i].payload);
	append_hex(&iv, gcm_vectors[_i].iv);
	append_hex(&aad, gcm_vectors[_i].aad);
	append_hex(&wrapped, gcm_vectors[_i].ciphertext);
	append_hex(&wrapped, gcm_vectors[_i].tag);
	for (unsigned tag = WRAP_TAG_BITS_MIN; tag <= WRAP_TAG_BITS_MAX; tag += 8) {
		ck_assert_int_eq(crypto_unwrap_aes_gcm(&key, tag, aad.data, aad.len, iv.data,
				     wrapped.data, payload.len + tag / 8, &unwrapped, &err),
		    0);
		ck_assert(secret_equal(&payload, &unwrapped));
	}
	secret_done(&key);
	secret_done(&payload);
	secret_done(&unwrapped);
	bytes_done(&iv);
	bytes_done(&aad);
	bytes_done(&wrapped);
}
END_TEST

static const size_t gcm_lengths[] = {1, 16, 24, 138, 800, 1217, 2374};

START_TEST(gcm_round_trips)
{
	static const char aad[] = "additional";
	struct secret key = SECRET_INIT, payload = SECRET_INIT, unwrapped = SECRET_INIT;
	unsigned char iv[WRAP_IV_LEN], other_iv[WRAP_IV_LEN];
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&payload, gcm_lengths[_i]);
	for (unsigned tag = WRAP_TAG_BITS_MIN; tag <= WRAP_TAG_BITS_MAX; tag += 8) {
		size_t aad_len = tag % 16 == 0 ? 0 : sizeof(aad);

		set_payload(&key, aes_lengths[tag / 8 % ARRAY_LENGTH(aes_lengths)]);
		bytes_clear(&wrapped);
		ck_assert_int_eq(crypto_wrap_aes_gcm(&key, tag, aad_len > 0 ? aad : NULL, aad_len,
				     &payload, iv, &wrapped, &err),
		    0);
		ck_assert_uint_eq(wrapped.len, payload.len + tag / 8);
		ck_assert_int_eq(crypto_unwrap_aes_gcm(&key, tag, aad, aad_len, iv, wrapped.data,
				     wrapped.len, &unwrapped, &err),
		    0);
		ck_assert(secret_equal(&payload, &unwrapped));
		ck_assert_int_eq(
		    crypto_wrap_aes_gcm(&key, tag, NULL, 0, &payload, other_iv, &wrapped, &err), 0);
		ck_assert_mem_ne(iv, other_iv, sizeof(iv));
	}
	secret_done(&key);
	secret_done(&payload);
	secret_done(&unwrapped);
	bytes_done(&wrapped);
}
END_TEST

/* What a GCM unwrapping is called with; a test alters one part and puts it back. */
struct gcm_case {
	struct secret key;
	unsigned tag_bits;
	unsigned char aad[5], iv[WRAP_IV_LEN];
	size_t aad_len;
	struct bytes wrapped;
};

static void assert_gcm_refused(const struct gcm_case *c, size_t wrapped_len)
{
	struct secret payload = SECRET_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(secret_set_text(&payload, "kept"), 0);
	ck_assert_int_eq(crypto_unwrap_aes_gcm(&c->key, c->tag_bits, c->aad, c->aad_len, c->iv,
			     c->wrapped.data, wrapped_len, &payload, &err),
	    ERR_UNWRAP_FAILED);
	ck_assert_str_eq(err.text, error_text(ERR_UNWRAP_FAILED));
	ck_assert_str_eq(secret_text(&payload), "kept");
	ck_assert_uint_eq(ERR_peek_error(), 0);
	secret_done(&payload);
}

static void alter_each(struct gcm_case *c, unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		data[i] ^= 0x80;
		assert_gcm_refused(c, c->wrapped.len);
		data[i] ^= 0x80;
	}
}

START_TEST(gcm_refuses_what_was_altered)
{
	struct gcm_case c = {.key = SECRET_INIT,
	    .tag_bits = 64 + 8 * (unsigned)_i,
	    .aad = "aad!",
	    .aad_len = 5,
	    .wrapped = BYTES_INIT};
	struct secret payload = SECRET_INIT;
	struct error err = ERROR_INIT;

	set_payload(&c.key, 32);
	set_payload(&payload, 24);
	ck_assert_int_eq(crypto_wrap_aes_gcm(&c.key, c.tag_bits, c.aad, c.aad_len, &payload, c.iv,
			     &c.wrapped, &err),
	    0);
	alter_each(&c, c.wrapped.data, c.wrapped.len);
	alter_each(&c, c.iv, sizeof(c.iv));
	alter_each(&c, c.aad, c.aad_len);
	alter_each(&c, c.key.data, c.key.len);
	for (size_t len = 0; len < c.wrapped.len; len++)
		assert_gcm_refused(&c, len);
	c.aad_len = 4;
	assert_gcm_refused(&c, c.wrapped.len);
	c.aad_len = 5;
	for (unsigned tag = 0; tag <= 144; tag++) {
		unsigned right = c.tag_bits;

		c.tag_bits = tag;
		if (tag != right)
			assert_gcm_refused(&c, c.wrapped.len);
		c.tag_bits = right;
	}
	bytes_append_u8(&c.wrapped, 0);
	assert_gcm_refused(&c, c.wrapped.len);
	secret_done(&c.key);
	secret_done(&payload);
	bytes_done(&c.wrapped);
}
END_TEST

static const unsigned bad_tags[] = {0, 8, 32, 56, 65, 127, 136, 256};

START_TEST(gcm_refuses_parameters)
{
	struct secret key = SECRET_INIT, payload = SECRET_INIT;
	unsigned char iv[WRAP_IV_LEN] = "unchanged..";
	struct bytes wrapped = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_payload(&key, 16);
	set_payload(&payload, 16);
	for (size_t i = 0; i < ARRAY_LENGTH(bad_tags); i++)
		ck_assert_int_eq(
		    crypto_wrap_aes_gcm(&key, bad_tags[i], NULL, 0, &payload, iv, &wrapped, &err),
		    ERR_CRYPTO);
	set_payload(&key, 17);
	ck_assert_int_eq(
	    crypto_wrap_aes_gcm(&key, 128, NULL, 0, &payload, iv, &wrapped, &err), ERR_CRYPTO);
	ck_assert_str_eq((const char *)iv, "unchanged..");
	ck_assert_ptr_null(wrapped.data);
	secret_done(&key);
	secret_done(&payload);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-wrap-aes");
	TCase *tests = tcase_create("crypto-wrap-aes");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, known_answers, 0, ARRAY_LENGTH(vectors));
	tcase_add_loop_test(tests, round_trips, 0, ARRAY_LENGTH(key_wraps));
	tcase_add_loop_test(tests, wrapping_appends, 0, ARRAY_LENGTH(key_wraps));
	tcase_add_loop_test(tests, alterations_are_refused, 0, ARRAY_LENGTH(key_wraps));
	tcase_add_test(tests, mechanisms_are_kept_apart);
	tcase_add_loop_test(tests, payloads_and_keys_are_refused, 0, ARRAY_LENGTH(refused_wraps));
	tcase_add_loop_test(tests, pkcs5_padding, 0, 12);
	tcase_add_loop_test(tests, pkcs5_padding, 254, 256);
	tcase_add_loop_test(tests, gcm_known_answers, 0, ARRAY_LENGTH(gcm_vectors));
	tcase_add_loop_test(tests, gcm_round_trips, 0, ARRAY_LENGTH(gcm_lengths));
	tcase_add_loop_test(tests, gcm_refuses_what_was_altered, 0, 9);
	tcase_add_test(tests, gcm_refuses_parameters);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
