/* Key material: lengths and encodings, check values, and what is no key of ours. */
#include "crypto.h"

#include "crypto-fixture.h"
#include "odd-keys.h"

/* PKCS#8 and SPKI lengths are fixed for each curve. A point is uncompressed but for Ed25519. */
static const struct {
	enum key_curve curve;
	size_t private_len, point_len;
} curves[] = {
    {CURVE_SECP224R1, 122, 57},
    {CURVE_SECP256R1, 138, 65},
    {CURVE_SECP384R1, 185, 97},
    {CURVE_SECP256K1, 135, 65},
    {CURVE_SECP521R1, 241, 133},
    {CURVE_ED25519, 48, 32},
};

START_TEST(ec_pairs)
{
	struct secret private_material = SECRET_INIT, before = SECRET_INIT;
	struct bytes public_material = BYTES_INIT, derived = BYTES_INIT;
	struct crypto_public_info info = {.type = KEY_AES};
	struct error err = ERROR_INIT;
	size_t point_len = curves[_i].point_len;
	uint32_t length = 0;

	ck_assert_int_eq(
	    crypto_generate_ec(curves[_i].curve, &private_material, &public_material, &err), 0);
	ck_assert_uint_eq(private_material.len, curves[_i].private_len);
	ck_assert_int_eq(crypto_private_length(&private_material, &length, &err), 0);
	ck_assert_uint_eq(length, curves[_i].private_len);
	ck_assert_int_eq(crypto_public_of_private(&private_material, &derived, &err), 0);
	ck_assert_uint_eq(derived.len, public_material.len);
	ck_assert_mem_eq(derived.data, public_material.data, derived.len);

	ck_assert_int_eq(
	    crypto_public_info(public_material.data, public_material.len, &info, &err), 0);
	ck_assert_int_eq(info.type, KEY_EC);
	ck_assert_int_eq(info.curve, curves[_i].curve);
	ck_assert_uint_eq(info.length_bytes, point_len);
	ck_assert_uint_eq(info.ec_point.len, point_len + (point_len > 127 ? 3 : 2));
	ck_assert_uint_eq(info.ec_point.data[0], 0x04);
	ck_assert_mem_eq(info.ec_point.data + info.ec_point.len - point_len,
	    public_material.data + public_material.len - point_len, point_len);
	crypto_public_info_done(&info);

	ck_assert_int_eq(secret_copy(&before, &private_material), 0);
	ck_assert_int_eq(
	    crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &private_material, &err), 0);
	ck_assert(secret_equal(&before, &private_material));
	ck_assert_int_eq(crypto_check_material(KEY_RSA, KEY_CLASS_PRIVATE, &private_material, &err),
	    ERR_UNWRAP_FAILED);
	secret_done(&before);
	secret_done(&private_material);
	bytes_done(&public_material);
	bytes_done(&derived);
}
END_TEST

START_TEST(no_curve)
{
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(
	    crypto_generate_ec(CURVE_NONE, &private_material, &public_material, &err), ERR_CRYPTO);
	ck_assert_ptr_null(private_material.data);
	ck_assert_ptr_null(public_material.data);
}
END_TEST

static const struct {
	uint64_t bits, exponent;
	const char *exponent_bytes;
	size_t exponent_len;
} rsa_pairs[] = {
    {2048, 65537, "\x01\x00\x01", 3},
    {2304, 65539, "\x01\x00\x03", 3},
    {2048, UINT64_C(0x100000001), "\x01\x00\x00\x00\x01", 5},
};

START_TEST(rsa_pairs_have_what_was_asked)
{
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	struct crypto_public_info info = {.type = KEY_AES};
	struct error err = ERROR_INIT;
	uint64_t bits = rsa_pairs[_i].bits;

	ck_assert_int_eq(crypto_generate_rsa(bits, rsa_pairs[_i].exponent, &private_material,
			     &public_material, &err),
	    0);
	ck_assert_int_eq(
	    crypto_public_info(public_material.data, public_material.len, &info, &err), 0);
	ck_assert_int_eq(info.type, KEY_RSA);
	ck_assert_int_eq(info.curve, CURVE_NONE);
	ck_assert_uint_eq(info.modulus_bits, bits);
	ck_assert_uint_eq(info.length_bytes, bits / 4);
	ck_assert_uint_eq(info.modulus.len, bits / 8);
	ck_assert_uint_ge(info.modulus.data[0], 0x80);
	ck_assert_uint_eq(info.public_exponent.len, rsa_pairs[_i].exponent_len);
	ck_assert_mem_eq(
	    info.public_exponent.data, rsa_pairs[_i].exponent_bytes, rsa_pairs[_i].exponent_len);
	crypto_public_info_done(&info);
	ck_assert_int_eq(
	    crypto_check_material(KEY_RSA, KEY_CLASS_PRIVATE, &private_material, &err), 0);
	if (bits == 2048 && rsa_pairs[_i].exponent == 65537) {
		ck_assert_uint_ge(private_material.len, 1214);
		ck_assert_uint_le(private_material.len, 1219);
	}
	secret_done(&private_material);
	bytes_done(&public_material);
}
END_TEST

static const struct {
	uint64_t bits, exponent;
} bad_rsa_pairs[] = {{1024, 65537}, {2047, 65537}, {4352, 65537}, {2048, 65536}, {0, 3}};

START_TEST(rsa_refuses)
{
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_rsa(bad_rsa_pairs[_i].bits, bad_rsa_pairs[_i].exponent,
			     &private_material, &public_material, &err),
	    ERR_CRYPTO);
	ck_assert_ptr_null(private_material.data);
}
END_TEST

static const struct {
	enum key_type type;
	size_t len;
	bool ok;
} symmetric_lengths[] = {
    {KEY_AES, 16, true},
    {KEY_AES, 24, true},
    {KEY_AES, 32, true},
    {KEY_AES, 0, false},
    {KEY_AES, 15, false},
    {KEY_AES, 33, false},
    {KEY_DES3, 24, true},
    {KEY_DES3, 16, false},
    {KEY_DES3, 8, false},
    {KEY_GENERIC_SECRET, 1, true},
    {KEY_GENERIC_SECRET, 800, true},
    {KEY_GENERIC_SECRET, 0, false},
    {KEY_GENERIC_SECRET, 801, false},
    {KEY_RSA, 24, false},
    {KEY_EC, 24, false},
    {KEY_ML_DSA, 24, false},
};

START_TEST(symmetric_material)
{
	struct secret material = SECRET_INIT;
	struct error err = ERROR_INIT;
	int rc = symmetric_lengths[_i].ok ? 0 : ERR_UNWRAP_FAILED;

	/* All bits zero: wrong parity for 3DES, which nobody asks about. */
	ck_assert_int_eq(secret_resize(&material, symmetric_lengths[_i].len), 0);
	ck_assert_int_eq(
	    crypto_check_material(symmetric_lengths[_i].type, KEY_CLASS_SECRET, &material, &err),
	    rc);
	ck_assert_uint_eq(material.len, symmetric_lengths[_i].len);
	for (size_t i = 0; i < material.len; i++)
		ck_assert_uint_eq(material.data[i], 0);
	ck_assert_int_eq(
	    crypto_check_material(symmetric_lengths[_i].type, KEY_CLASS_PRIVATE, &material, &err),
	    ERR_UNWRAP_FAILED);
	secret_done(&material);
}
END_TEST

static const struct {
	enum key_type type;
	const char *pkcs8;
} odd_keys[] = {
    {KEY_EC, explicit_p256},
    {KEY_RSA, rsa_1024},
    {KEY_RSA, rsa_three_primes},
    {KEY_EC, p192},
    {KEY_EC, brainpool},
    {KEY_RSA, ed25519},
    {KEY_ML_DSA, ed25519},
};

START_TEST(odd_keys_are_refused)
{
	struct secret material = SECRET_INIT;
	struct error err = ERROR_INIT;

	set_base64(&material, odd_keys[_i].pkcs8);
	ck_assert_int_eq(
	    crypto_check_material(odd_keys[_i].type, KEY_CLASS_PRIVATE, &material, &err),
	    ERR_UNWRAP_FAILED);
	ck_assert_str_eq(err.text, error_text(ERR_UNWRAP_FAILED));
	secret_done(&material);
}
END_TEST

/* Any 32 bytes are an Ed25519 key, in one encoding. */
START_TEST(ed25519_material)
{
	struct secret material = SECRET_INIT, whole = SECRET_INIT;
	struct error err = ERROR_INIT;

	set_base64(&whole, ed25519);
	ck_assert_int_eq(secret_copy(&material, &whole), 0);
	ck_assert_int_eq(crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &material, &err), 0);
	ck_assert(secret_equal(&material, &whole));
	for (size_t len = 0; len < whole.len; len++) {
		ck_assert_int_eq(secret_set(&material, whole.data, len), 0);
		ck_assert_int_eq(crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &material, &err),
		    ERR_UNWRAP_FAILED);
	}
	ck_assert_int_eq(secret_copy(&material, &whole), 0);
	ck_assert_int_eq(secret_append(&material, "", 1), 0);
	ck_assert_int_eq(
	    crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &material, &err), ERR_UNWRAP_FAILED);
	secret_done(&material);
	secret_done(&whole);
}
END_TEST

/* PKCS#8 of an ML-DSA key needs no library that knows it to be told from others. */
static const struct {
	const char *pkcs8;
	uint32_t length; /* 0: refused */
} private_lengths[] = {
    {"3014020100300b060960864801650304031104020000", 2560},
    {"3014020100300b060960864801650304031204020000", 4032},
    {"3014020100300b060960864801650304031304020000", 4896},
    {"3014020100300b060960864801650304031404020000", 22},
    {"3013020100300b0609608648016503040311040200", 0},
    {"3000", 0},
    {"", 0},
};

START_TEST(private_length)
{
	struct secret material = SECRET_INIT;
	struct error err = ERROR_INIT;
	uint32_t length = 7;
	bool ok = private_lengths[_i].length > 0;

	set_hex(&material, private_lengths[_i].pkcs8);
	ck_assert_int_eq(crypto_private_length(&material, &length, &err), ok ? 0 : ERR_CRYPTO);
	ck_assert_uint_eq(length, ok ? private_lengths[_i].length : 7);
	secret_done(&material);
}
END_TEST

/*
 * A P-256 key with another public point, of tail_len bytes, than the 70 bytes that end it in the
 * canonical form: the lengths around it change, and the outer one takes a byte less.
 */
static void replace_point(
    const struct secret *whole, const unsigned char *tail, size_t tail_len, struct secret *changed)
{
	unsigned char start[] = {
	    0x30, (unsigned char)(65 + tail_len), 0x02, 0x01, 0x00, 0x30, 0x13};

	ck_assert_uint_eq(whole->len, 138);
	ck_assert_int_eq(secret_set(changed, start, sizeof(start)), 0);
	ck_assert_int_eq(secret_append(changed, whole->data + 8, 60), 0);
	changed->data[27] = (unsigned char)(39 + tail_len);
	changed->data[29] = (unsigned char)(37 + tail_len);
	ck_assert_int_eq(secret_append(changed, tail, tail_len), 0);
}

START_TEST(points_are_made_canonical)
{
	unsigned char compressed[38] = {0xa1, 0x24, 0x03, 0x22, 0x00};
	struct secret whole = SECRET_INIT, changed = SECRET_INIT;
	struct bytes public_material = BYTES_INIT, derived = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_ec(CURVE_SECP256R1, &whole, &public_material, &err), 0);
	compressed[5] = (unsigned char)(2 | (whole.data[137] & 1));
	memcpy(compressed + 6, whole.data + 74, 32);
	replace_point(&whole, compressed, sizeof(compressed), &changed);
	ck_assert_int_eq(crypto_public_of_private(&changed, &derived, &err), 0);
	ck_assert_uint_eq(derived.len, public_material.len);
	ck_assert_mem_eq(derived.data, public_material.data, derived.len);
	ck_assert_int_eq(crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &changed, &err), 0);
	ck_assert(secret_equal(&changed, &whole));

	replace_point(&whole, NULL, 0, &changed);
	ck_assert_int_eq(crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &changed, &err), 0);
	ck_assert(secret_equal(&changed, &whole));
	secret_done(&whole);
	secret_done(&changed);
	bytes_done(&public_material);
	bytes_done(&derived);
}
END_TEST

START_TEST(altered_private_keys_are_refused)
{
	struct secret whole = SECRET_INIT, altered = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_ec(CURVE_SECP256R1, &whole, &public_material, &err), 0);
	/* The scalar and the point; between them stand five bytes of DER, which may be odd but
	 * true. */
	for (size_t i = 36; i < whole.len; i++) {
		if (i >= 68 && i < 73)
			continue;
		ck_assert_int_eq(secret_copy(&altered, &whole), 0);
		altered.data[i] ^= 1;
		ck_assert_msg(crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &altered, &err) ==
				  ERR_UNWRAP_FAILED,
		    "byte %zu", i);
	}
	for (size_t len = 0; len < whole.len; len++) {
		ck_assert_int_eq(secret_set(&altered, whole.data, len), 0);
		ck_assert_int_eq(crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &altered, &err),
		    ERR_UNWRAP_FAILED);
	}
	ck_assert_int_eq(secret_copy(&altered, &whole), 0);
	ck_assert_int_eq(secret_append(&altered, "", 1), 0);
	ck_assert_int_eq(
	    crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &altered, &err), ERR_UNWRAP_FAILED);
	secret_done(&whole);
	secret_done(&altered);
	bytes_done(&public_material);
}
END_TEST

START_TEST(inconsistent_rsa_is_refused)
{
	struct secret material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_rsa(2048, 65537, &material, &public_material, &err), 0);
	/* Somewhere in the private exponent; the last bytes belong to the CRT coefficient. */
	material.data[400] ^= 1;
	ck_assert_int_eq(
	    crypto_check_material(KEY_RSA, KEY_CLASS_PRIVATE, &material, &err), ERR_UNWRAP_FAILED);
	material.data[400] ^= 1;
	ck_assert_int_eq(crypto_check_material(KEY_RSA, KEY_CLASS_PRIVATE, &material, &err), 0);
	material.data[material.len - 1] ^= 1;
	ck_assert_int_eq(
	    crypto_check_material(KEY_RSA, KEY_CLASS_PRIVATE, &material, &err), ERR_UNWRAP_FAILED);
	secret_done(&material);
	bytes_done(&public_material);
}
END_TEST

/* Public keys are wrapped by nobody. */
START_TEST(public_material_is_refused)
{
	struct secret private_material = SECRET_INIT, material = SECRET_INIT;
	struct bytes spki = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_ec(CURVE_SECP256K1, &private_material, &spki, &err), 0);
	ck_assert_int_eq(secret_set(&material, spki.data, spki.len), 0);
	ck_assert_int_eq(
	    crypto_check_material(KEY_EC, KEY_CLASS_PUBLIC, &material, &err), ERR_UNWRAP_FAILED);
	ck_assert_int_eq(
	    crypto_check_material(KEY_EC, KEY_CLASS_PRIVATE, &material, &err), ERR_UNWRAP_FAILED);
	secret_done(&private_material);
	secret_done(&material);
	bytes_done(&spki);
}
END_TEST

/* The AES and DES values are FIPS 197's and NIST's for these keys, checked with `openssl enc -ecb`.
 */
static const struct {
	enum key_type type;
	const char *key, *value;
} symmetric_values[] = {
    {KEY_AES, "00000000000000000000000000000000", "66e94b"},
    {KEY_AES, "000000000000000000000000000000000000000000000000", "aae069"},
    {KEY_AES, "0000000000000000000000000000000000000000000000000000000000000000", "dc95c0"},
    {KEY_DES3, "000000000000000000000000000000000000000000000000", "8ca64d"},
    {KEY_DES3, "0123456789abcdef23456789abcdef01456789abcdef0123", "4eba73"},
};

START_TEST(symmetric_check_values)
{
	struct bytes key = BYTES_INIT, text = BYTES_INIT;
	struct secret material = SECRET_INIT;
	unsigned char value[3];
	struct error err = ERROR_INIT;

	ck_assert(bytes_from_hex(&key, symmetric_values[_i].key, strlen(symmetric_values[_i].key)));
	ck_assert_int_eq(secret_set(&material, key.data, key.len), 0);
	ck_assert_int_eq(
	    crypto_check_value_symmetric(symmetric_values[_i].type, &material, value, &err), 0);
	bytes_append_hex(&text, value, sizeof(value));
	ck_assert_str_eq(bytes_text(&text), symmetric_values[_i].value);
	ck_assert_int_eq(
	    crypto_check_value_symmetric(KEY_GENERIC_SECRET, &material, value, &err), ERR_CRYPTO);
	ck_assert_int_eq(secret_resize(&material, 5), 0);
	ck_assert_int_eq(
	    crypto_check_value_symmetric(symmetric_values[_i].type, &material, value, &err),
	    ERR_CRYPTO);
	secret_done(&material);
	bytes_done(&key);
	bytes_done(&text);
}
END_TEST

/* What stands before the point, or around the modulus, in SubjectPublicKeyInfo. */
#define SPKI_P224 "304e301006072a8648ce3d020106052b81040021033a00"
#define SPKI_K256 "3056301006072a8648ce3d020106052b8104000a034200"
#define SPKI_RSA_2048 "30820122300d06092a864886f70d01010105000382010f003082010a0282010100"
/* All of the modulus but its last byte. */
#define RSA_2048_START                                                                             \
	"d86be66d8ae5f8467658983c41fbc398e1773f696d10e48e9e94d1b20ba60aaaab7f2c8c80ce9627bd42f0bc" \
	"3c4ac6f51f924977024204bbf48c4b0789325d733eacd35100173b91903dc9970ad94eb432c245dfca8bd2d9" \
	"05f14089b9c513c3ae7960eced96f2e949526f70388d0993304599178c766159eeab51e4dc6b1b9db23b006d" \
	"ea85b1ff73d1c093fadc070daf354f7dad8befe0061e01d2bf8612522bcb9629da15c2fbd4a5946383152d7a" \
	"8e52cb01294583214b5c3eef9a836ff92481d8b799fb90a90ff47555a433c5c2cc29436ddeca0edc1d21e116" \
	"ba014d3cbf64109e88b83c1d8bfcf1ea1e1061f0d81d4b94469fd48fb73b41e4d1c05f"
#define RSA_2048_MODULUS RSA_2048_START "cb"

/* Keys of real HSMs with the check values that those print. */
static const struct {
	const char *spki, *value;
	enum key_type type;
	enum key_curve curve;
} public_values[] = {
    {SPKI_P224 "047096513df542250a6b228fd9cb67fd0c903abc93488467681974d6f371083fce1d79da8ad1e9ede7"
	       "45fb9f38ac8622a1b3ebe9270556000c",
	"d7c1a7", KEY_EC, CURVE_SECP224R1},
    {SPKI_P224 "0487af31882189ec29eddf17a48e8b9cebb075b7b5afc5522fe9c83a029a450cc68592889a1ebf45f3"
	       "2240da5140d58729ffd7b2d44262ddb8",
	"edef86", KEY_EC, CURVE_SECP224R1},
    {SPKI_K256 "04edbcacaaa7fea79faaf8c3f9819f6bdc42d78845416f664fe93b7373fd0fd44dcc47f1cd842e771d"
	       "705d3927c696792e8f56361a2d3467c31cd7683158166bad",
	"f6bb69", KEY_EC, CURVE_SECP256K1},
    {SPKI_K256 "0419cd4d26ee6f8fadc10c84d1bd7f5667461bea9dbd02ac5cac35d540af6da41f5037aa0694e556e2"
	       "1c06e56d02bcb681bea73797cc034daac32ab49430c918e0",
	"8a0858", KEY_EC, CURVE_SECP256K1},
    {SPKI_RSA_2048 RSA_2048_MODULUS "0203010001", "29e7d4", KEY_RSA, CURVE_NONE},
};

START_TEST(public_check_values)
{
	struct bytes spki = BYTES_INIT, text = BYTES_INIT, pem = BYTES_INIT, again = BYTES_INIT;
	struct crypto_public_info info = {.type = KEY_AES};
	unsigned char value[3];
	struct error err = ERROR_INIT;

	ck_assert(bytes_from_hex(&spki, public_values[_i].spki, strlen(public_values[_i].spki)));
	ck_assert_int_eq(crypto_check_value_public(spki.data, spki.len, value, &err), 0);
	bytes_append_hex(&text, value, sizeof(value));
	ck_assert_str_eq(bytes_text(&text), public_values[_i].value);

	ck_assert_int_eq(crypto_public_info(spki.data, spki.len, &info, &err), 0);
	ck_assert_int_eq(info.type, public_values[_i].type);
	ck_assert_int_eq(info.curve, public_values[_i].curve);
	crypto_public_info_done(&info);

	ck_assert_int_eq(crypto_public_to_pem(spki.data, spki.len, &pem, &err), 0);
	ck_assert_int_eq(strncmp(bytes_text(&pem), "-----BEGIN PUBLIC KEY-----\n", 27), 0);
	ck_assert_int_eq(crypto_public_from_pem("k.pem", pem.data, pem.len, &again, &err), 0);
	ck_assert_uint_eq(again.len, spki.len);
	ck_assert_mem_eq(again.data, spki.data, spki.len);
	bytes_done(&spki);
	bytes_done(&text);
	bytes_done(&pem);
	bytes_done(&again);
}
END_TEST

START_TEST(public_info_refuses)
{
	struct crypto_public_info info = {.modulus_bits = 7};
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_public_info("", 0, &info, &err), ERR_CRYPTO);
	ck_assert_int_eq(crypto_public_info("\x30\x00", 2, &info, &err), ERR_CRYPTO);
	ck_assert_uint_eq(info.modulus_bits, 7);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-key");
	TCase *tests = tcase_create("crypto-key");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, ec_pairs, 0, ARRAY_LENGTH(curves));
	tcase_add_test(tests, no_curve);
	tcase_add_loop_test(tests, rsa_pairs_have_what_was_asked, 0, ARRAY_LENGTH(rsa_pairs));
	tcase_add_loop_test(tests, rsa_refuses, 0, ARRAY_LENGTH(bad_rsa_pairs));
	tcase_add_loop_test(tests, symmetric_material, 0, ARRAY_LENGTH(symmetric_lengths));
	tcase_add_loop_test(tests, odd_keys_are_refused, 0, ARRAY_LENGTH(odd_keys));
	tcase_add_test(tests, ed25519_material);
	tcase_add_loop_test(tests, private_length, 0, ARRAY_LENGTH(private_lengths));
	tcase_add_test(tests, points_are_made_canonical);
	tcase_add_test(tests, altered_private_keys_are_refused);
	tcase_add_test(tests, inconsistent_rsa_is_refused);
	tcase_add_test(tests, public_material_is_refused);
	tcase_add_loop_test(tests, symmetric_check_values, 0, ARRAY_LENGTH(symmetric_values));
	tcase_add_loop_test(tests, public_check_values, 0, ARRAY_LENGTH(public_values));
	tcase_add_test(tests, public_info_refuses);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
