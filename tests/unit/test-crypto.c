/* Digests, MACs, password verifiers and seals: known answers, and that nothing altered is opened.
 */
#include "crypto.h"

#include "error.h"
#include "unit.h"

#include <string.h>

static void from_hex(const char *hex, struct bytes *out)
{
	bytes_init(out);
	ck_assert(bytes_from_hex(out, hex, strlen(hex)));
}

static void assert_hex(const unsigned char *data, size_t len, const char *hex)
{
	struct bytes text = BYTES_INIT;

	bytes_append_hex(&text, data, len);
	ck_assert_str_eq(bytes_text(&text), hex);
	bytes_done(&text);
}

START_TEST(random_differs)
{
	unsigned char a[32] = "", b[32] = "";
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_random(a, sizeof(a), &err), 0);
	ck_assert_int_eq(crypto_random(b, sizeof(b), &err), 0);
	ck_assert_mem_ne(a, b, sizeof(a));
	ck_assert_int_eq(crypto_random(a, 0, &err), 0);
	ck_assert_int_eq(crypto_random(a, SIZE_MAX, &err), ERR_CRYPTO);
}
END_TEST

/* FIPS 180-4: NIST's examples of one block and of two, and of nothing. */
static const struct {
	const char *text, *digest;
} digests[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

START_TEST(sha256)
{
	unsigned char digest[CRYPTO_SHA256_LEN];
	struct error err = ERROR_INIT;

	ck_assert_int_eq(
	    crypto_sha256(digests[_i].text, strlen(digests[_i].text), digest, &err), 0);
	assert_hex(digest, sizeof(digest), digests[_i].digest);
}
END_TEST

/* RFC 4231, test case 2; its key "Jefe" filled up with zeros to our 32 bytes is the same HMAC key.
 */
START_TEST(hmac)
{
	static const unsigned char key[32] = "Jefe";
	unsigned char mac[32];
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_mac(key, "what do ya want for nothing?", 28, mac, &err), 0);
	assert_hex(mac, 32, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}
END_TEST

/* RFC 7914 has no vector with r=8, p=1 and these N; these were computed with `openssl kdf …
 * SCRYPT`. */
static const struct {
	uint64_t cost;
	const char *verifier;
} verifiers[] = {
    {1024, "3a7c0782a4dbdf543acd7c522fe853d9b34abb8af27a5c6597488cdf228140b5"},
    {16384, "ea23095e981e22db97492de26a5e5c794ea8f8b400d1a28803c39199396134c5"},
};

START_TEST(password_verifier)
{
	unsigned char salt[16], verifier[32];
	struct secret password = SECRET_INIT;
	struct error err = ERROR_INIT;

	for (unsigned i = 0; i < sizeof(salt); i++)
		salt[i] = (unsigned char)i;
	ck_assert_int_eq(secret_set_text(&password, "password"), 0);
	ck_assert_int_eq(
	    crypto_password_verifier(&password, salt, verifiers[_i].cost, verifier, &err), 0);
	assert_hex(verifier, 32, verifiers[_i].verifier);
	secret_done(&password);
}
END_TEST

static const uint64_t bad_costs[] = {0, 1, 3, 1000, UINT64_C(1) << 21, UINT64_MAX};

START_TEST(password_verifier_refuses_costs)
{
	static const unsigned char salt[16];
	unsigned char verifier[32];
	struct secret password = SECRET_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(
	    crypto_password_verifier(&password, salt, bad_costs[_i], verifier, &err), ERR_CRYPTO);
}
END_TEST

START_TEST(password_verifier_of_nothing)
{
	static const unsigned char salt[16];
	unsigned char a[32], b[32];
	struct secret empty = SECRET_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_password_verifier(&empty, salt, 16, a, &err), 0);
	ck_assert_int_eq(crypto_password_verifier(&empty, salt, 16, b, &err), 0);
	ck_assert_mem_eq(a, b, 32);
}
END_TEST

static const unsigned char seal_key[32] = "0123456789abcdef0123456789abcdef";

/* Lengths around the block length. */
static const size_t seal_lengths[] = {0, 1, 15, 16, 17, 1000};

START_TEST(seal_and_open)
{
	unsigned char plain[1000];
	size_t len = seal_lengths[_i];
	struct bytes sealed = BYTES_INIT;
	struct secret opened = SECRET_INIT;
	struct error err = ERROR_INIT;

	memset(plain, 'p', sizeof(plain));
	bytes_append_text(&sealed, "before");
	ck_assert_int_eq(crypto_seal(seal_key, "ad", 2, plain, len, &sealed, &err), 0);
	ck_assert_uint_eq(sealed.len, 6 + len + CRYPTO_SEAL_OVERHEAD);
	ck_assert_int_eq(
	    crypto_open(seal_key, "ad", 2, sealed.data + 6, sealed.len - 6, &opened, &err), 0);
	ck_assert_uint_eq(opened.len, len);
	if (len > 0)
		ck_assert_mem_eq(opened.data, plain, len);
	secret_done(&opened);
	bytes_done(&sealed);
}
END_TEST

START_TEST(seals_differ)
{
	struct bytes a = BYTES_INIT, b = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_seal(seal_key, NULL, 0, "plain", 5, &a, &err), 0);
	ck_assert_int_eq(crypto_seal(seal_key, NULL, 0, "plain", 5, &b, &err), 0);
	ck_assert_mem_ne(a.data, b.data, a.len);
	bytes_done(&a);
	bytes_done(&b);
}
END_TEST

static void assert_refused(
    const unsigned char *key, const char *associated, const void *sealed, size_t sealed_len)
{
	struct secret opened = SECRET_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(secret_set_text(&opened, "kept"), 0);
	ck_assert_int_eq(
	    crypto_open(key, associated, strlen(associated), sealed, sealed_len, &opened, &err),
	    ERR_ESTATE_ALTERED);
	ck_assert_str_eq(secret_text(&opened), "kept");
	secret_done(&opened);
}

START_TEST(nothing_altered_opens)
{
	unsigned char other_key[32];
	struct bytes sealed = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(
	    crypto_seal(seal_key, "ad", 2, "twenty bytes of text", 20, &sealed, &err), 0);
	for (size_t i = 0; i < sealed.len; i++) {
		sealed.data[i] ^= 1;
		assert_refused(seal_key, "ad", sealed.data, sealed.len);
		sealed.data[i] ^= 1;
		assert_refused(seal_key, "ad", sealed.data, i);
	}
	assert_refused(seal_key, "ae", sealed.data, sealed.len);
	assert_refused(seal_key, "a", sealed.data, sealed.len);
	assert_refused(seal_key, "", sealed.data, sealed.len);
	memcpy(other_key, seal_key, 32);
	other_key[31] ^= 0x80;
	assert_refused(other_key, "ad", sealed.data, sealed.len);
	bytes_done(&sealed);
}
END_TEST

/* The GCM specification's test case 16, in our order: IV, ciphertext, tag. */
START_TEST(opens_a_known_seal)
{
	struct bytes key, associated, sealed;
	struct secret plain = SECRET_INIT;
	struct error err = ERROR_INIT;

	from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", &key);
	from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2", &associated);
	from_hex("cafebabefacedbaddecaf888"
		 "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
		 "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
		 "76fc6ece0f4e1768cddf8853bb2d551b",
	    &sealed);
	ck_assert_int_eq(crypto_open(key.data, associated.data, associated.len, sealed.data,
			     sealed.len, &plain, &err),
	    0);
	assert_hex(plain.data, plain.len,
	    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
	    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
	secret_done(&plain);
	bytes_done(&key);
	bytes_done(&associated);
	bytes_done(&sealed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto");
	TCase *tests = tcase_create("crypto");

	tcase_add_test(tests, random_differs);
	tcase_add_loop_test(tests, sha256, 0, ARRAY_LENGTH(digests));
	tcase_add_test(tests, hmac);
	tcase_add_loop_test(tests, password_verifier, 0, ARRAY_LENGTH(verifiers));
	tcase_add_loop_test(tests, password_verifier_refuses_costs, 0, ARRAY_LENGTH(bad_costs));
	tcase_add_test(tests, password_verifier_of_nothing);
	tcase_add_loop_test(tests, seal_and_open, 0, ARRAY_LENGTH(seal_lengths));
	tcase_add_test(tests, seals_differ);
	tcase_add_test(tests, nothing_altered_opens);
	tcase_add_test(tests, opens_a_known_seal);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
