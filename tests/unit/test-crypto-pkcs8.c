/* PKCS#8 (RFC 5958) of private keys: its two versions, and a public key beside the private one. */
#include "crypto.h"

#include "crypto-fixture.h"

/* RFC 8032, section 7.1, test 1. */
#define SCALAR "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
#define POINT "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
/* privateKeyAlgorithm and privateKey, 41 bytes; publicKey, 35 bytes. */
#define ED25519_KEY "300506032b657004220420" SCALAR
#define ED25519_POINT "812100" POINT
#define NO_POINT "812100" SCALAR
#define CANONICAL "302e020100" ED25519_KEY
/* An attribute of no meaning, 14 bytes. */
#define ATTRIBUTES "a00c300a06032a0304310302017f"

static const struct {
	const char *pkcs8;
	bool ok;
} ed25519_keys[] = {
    {CANONICAL, true},
    {"302e020101" ED25519_KEY, true},
    {"303c020100" ED25519_KEY ATTRIBUTES, true},
    {"303c020101" ED25519_KEY ATTRIBUTES, true},
    {"3051020101" ED25519_KEY ED25519_POINT, true},
    {"305f020101" ED25519_KEY ATTRIBUTES ED25519_POINT, true},
    /* Other versions. */
    {"302e020102" ED25519_KEY, false},
    {"302e020107" ED25519_KEY, false},
    {"302e0201ff" ED25519_KEY, false},
    {"302d0200" ED25519_KEY, false},
    {"302f02020000" ED25519_KEY, false},
    {"302f02020100" ED25519_KEY, false},
    {"302b" ED25519_KEY, false},
    /* A public key with version 1, of another, cut, not whole bytes, and in another place. */
    {"3051020100" ED25519_KEY ED25519_POINT, false},
    {"3051020101" ED25519_KEY NO_POINT, false},
    {"3051020102" ED25519_KEY ED25519_POINT, false},
    {"3030020101" ED25519_KEY "8100", false},
    {"3031020101" ED25519_KEY "810100", false},
    {"3051020101" ED25519_KEY "812101" POINT, false},
    {"3053020101" ED25519_KEY "a123032100" POINT, false},
    {"305f020101" ED25519_KEY ED25519_POINT ATTRIBUTES, false},
    /* What belongs to neither, and a second one. */
    {"3030020101" ED25519_KEY "8200", false},
    {"3030020101" ED25519_KEY "0500", false},
    {"3074020101" ED25519_KEY ED25519_POINT ED25519_POINT, false},
    {"304a020101" ED25519_KEY ATTRIBUTES ATTRIBUTES, false},
    /* Of indefinite length, which is BER. */
    {"3080020100" ED25519_KEY "0000", false},
};

START_TEST(ed25519_of_both_versions)
{
	struct secret material = SECRET_INIT;
	struct bytes spki = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_hex(&material, ed25519_keys[_i].pkcs8);
	ck_assert_int_eq(crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &material, &err),
	    ed25519_keys[_i].ok ? 0 : ERR_UNWRAP_FAILED);
	if (ed25519_keys[_i].ok) {
		assert_hex(material.data, material.len, CANONICAL);
		ck_assert_int_eq(crypto_public_of_private(&material, &spki, &err), 0);
		assert_hex(spki.data, spki.len, "302a300506032b6570032100" POINT);
	}
	secret_done(&material);
	bytes_done(&spki);
}
END_TEST

/* The key with version 2 and the BIT STRING of an SPKI behind it. */
static void join(const struct secret *material, const unsigned char *bits, size_t bits_len,
    struct secret *joined)
{
	/* Where the content of material begins. What is made has lengths of two bytes throughout.
	 */
	size_t start = material->data[1] == 0x82 ? 4 : material->data[1] == 0x81 ? 3 : 2;
	size_t body = material->len - start + 4 + bits_len;
	unsigned char sequence[] = {
	    0x30, 0x82, (unsigned char)(body >> 8), (unsigned char)(body & 0xff)};
	unsigned char public_key[] = {
	    0x81, 0x82, (unsigned char)(bits_len >> 8), (unsigned char)(bits_len & 0xff)};

	ck_assert_int_eq(secret_set(joined, sequence, sizeof(sequence)), 0);
	ck_assert_int_eq(secret_append(joined, material->data + start, material->len - start), 0);
	ck_assert_int_eq(secret_append(joined, public_key, sizeof(public_key)), 0);
	ck_assert_int_eq(secret_append(joined, bits, bits_len), 0);
	joined->data[sizeof(sequence) + 2] = 1;
}

/* What a fresh key on P-256, or an RSA key of 2048 bits, has as the content of its BIT STRING. */
static const struct {
	enum key_type type;
	size_t bits_len;
} kinds[] = {{KEY_EC, 66}, {KEY_RSA, 271}};

START_TEST(public_keys_are_compared)
{
	struct secret material = SECRET_INIT, joined = SECRET_INIT, other = SECRET_INIT;
	struct bytes spkis[2] = {BYTES_INIT, BYTES_INIT};
	struct secret *materials[] = {&material, &other};
	struct error err = ERROR_INIT;
	size_t len = kinds[_i].bits_len;

	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(
		    kinds[_i].type == KEY_EC
			? crypto_generate_ec(CURVE_SECP256R1, materials[i], &spkis[i], &err)
			: crypto_generate_rsa(2048, 65537, materials[i], &spkis[i], &err),
		    0);
	join(&material, spkis[0].data + spkis[0].len - len, len, &joined);
	ck_assert_int_eq(
	    crypto_check_material(kinds[_i].type, KEY_CLASS_PRIVATE, &joined, &err), 0);
	ck_assert(secret_equal(&joined, &material));
	join(&material, spkis[1].data + spkis[1].len - len, len, &joined);
	ck_assert_int_eq(crypto_check_material(kinds[_i].type, KEY_CLASS_PRIVATE, &joined, &err),
	    ERR_UNWRAP_FAILED);
	secret_done(&material);
	secret_done(&joined);
	secret_done(&other);
	bytes_done(&spkis[0]);
	bytes_done(&spkis[1]);
}
END_TEST

/* Each byte of a key of version 2 made another: refused, or the same key. */
START_TEST(altered_keys_are_refused)
{
	struct secret whole = SECRET_INIT, altered = SECRET_INIT;
	struct error err = ERROR_INIT;

	set_hex(&whole, "3051020101" ED25519_KEY ED25519_POINT);
	for (size_t i = 0; i < whole.len; i++) {
		for (int bit = 0; bit < 8; bit++) {
			ck_assert_int_eq(secret_copy(&altered, &whole), 0);
			altered.data[i] ^= (unsigned char)(1 << bit);
			ck_assert_msg(crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &altered,
					  &err) == ERR_UNWRAP_FAILED,
			    "bit %d of byte %zu", bit, i);
		}
	}
	for (size_t len = 0; len < whole.len; len++) {
		ck_assert_int_eq(secret_set(&altered, whole.data, len), 0);
		ck_assert_int_eq(crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &altered, &err),
		    ERR_UNWRAP_FAILED);
	}
	secret_done(&whole);
	secret_done(&altered);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-pkcs8");
	TCase *tests = tcase_create("crypto-pkcs8");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, ed25519_of_both_versions, 0, ARRAY_LENGTH(ed25519_keys));
	tcase_add_loop_test(tests, public_keys_are_compared, 0, ARRAY_LENGTH(kinds));
	tcase_add_test(tests, altered_keys_are_refused);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
