/* ECDSA: known answers, round trips, and that nothing altered verifies. */
#include "crypto.h"

#include "sign-fixture.h"

#define SPKI_P224                                                                                  \
	"304e301006072a8648ce3d020106052b81040021033a000400cf08da5ad719e42707fa431292de"           \
	"a11244d64fc51610d94b130d6ceeab6f3debe455e3dbf85416f7030cbd94f34f2d6f232c69"               \
	"f3c1385a"
#define SPKI_P256                                                                                  \
	"3059301306072a8648ce3d020106082a8648ce3d0301070342000460fed4ba255a9d31c961eb74"           \
	"c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2"               \
	"f1b20c2d7e9f5177a3c294d4462299"
#define SPKI_P384                                                                                  \
	"3076301006072a8648ce3d020106052b8104002203620004ec3a4e415b4e19a4568618029f427f"           \
	"a5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc138015d9b7"               \
	"2d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe73"               \
	"44fd2533264720"
#define SPKI_P521                                                                                  \
	"30819b301006072a8648ce3d020106052b81040023038186000401894550d0785932e00eaa23b6"           \
	"94f213f8c3121f86dc97a04e5a7167db4e5bcd371123d46e45db6b5d5370a7f20fb633155d"               \
	"38ffa16d2bd761dcac474b9a2f5023a400493101c962cd4d2fddf782285e64584139c2f91b"               \
	"47f87ff82354d6630f746a28a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66"               \
	"956dfeaa2bfdfcf5"
#define SPKI_K256                                                                                  \
	"3056301006072a8648ce3d020106052b8104000a03420004b838ff44e5bc177bf21189d0766082"           \
	"fc9d843226887fc9760371100b7ee20a6ff0c9d75bfba7b31a6bca1974496eeb56de357071"               \
	"955d83c4b1badaa0b21832e9"

static const struct {
	const char *spki, *text;
	enum hash_function hash;
	const char *signature;
} ecdsa_vectors[] = {
    /* RFC 6979, A.2.4 to A.2.7 */
    {SPKI_P224, "sample", HASH_SHA256,
	"61aa3da010e8e8406c656bc477a7a7189895e7e840cdfe8ff42307ba"
	"bc814050dab5d23770879494f9e0a680dc1af7161991bde692b10101"},
    {SPKI_P256, "sample", HASH_SHA256,
	"efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
	"f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
    {SPKI_P384, "sample", HASH_SHA384,
	"94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
	"81a648152e44acf96e36dd1e80fabe4699ef4aeb15f178cea1fe40db2603138f"
	"130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8"},
    {SPKI_P521, "sample", HASH_SHA512,
	"00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f"
	"174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e3"
	"77fa00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b"
	"68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e4"
	"4da4a67a"},
    /* Project Wycheproof, ecdsa_secp256k1_sha256_p1363, 1 */
    {SPKI_K256, "123400", HASH_SHA256,
	"813ef79ccefa9a56f7ba805f0e478584fe5f0dd5f567bc09b5123ccbc9832365"
	"900e75ad233fcc908509dbff5922647db37c21f4afd3203ae8dc4ae7794b0f87"},
};

START_TEST(ecdsa_known_answers)
{
	const struct sign_parameters raw = {
	    .mechanism = SIGN_ECDSA, .hash = ecdsa_vectors[_i].hash};
	const struct sign_parameters digested = of_digest(&raw);
	struct bytes spki = BYTES_INIT, data = BYTES_INIT, digest = BYTES_INIT;
	struct bytes signature = BYTES_INIT;

	append_hex(&spki, ecdsa_vectors[_i].spki);
	append_hex(&signature, ecdsa_vectors[_i].signature);
	bytes_append_text(&data, ecdsa_vectors[_i].text);
	append_digest(&raw, data.data, data.len, &digest);
	assert_verifies(&raw, &spki, &data, &signature);
	assert_verifies(&digested, &spki, &digest, &signature);
	assert_alterations_fail(&raw, &spki, &data, &signature, 1);
	data.data[0] ^= 1;
	digest.data[0] ^= 1;
	assert_signature_fails(&raw, &spki, &data, signature.data, signature.len);
	assert_signature_fails(&digested, &spki, &digest, signature.data, signature.len);
	bytes_done(&spki);
	bytes_done(&data);
	bytes_done(&digest);
	bytes_done(&signature);
}
END_TEST

#define R "813ef79ccefa9a56f7ba805f0e478584fe5f0dd5f567bc09b5123ccbc9832365"
#define S "900e75ad233fcc908509dbff5922647db37c21f4afd3203ae8dc4ae7794b0f87"
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
#define ONE "0000000000000000000000000000000000000000000000000000000000000001"
#define ORDER "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
#define FIELD "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"

/* Of the same vectors: numbers that no signature has, other widths, and DER. */
static const char *const no_ecdsa_signatures[] = {
    ZERO ZERO,
    ZERO ONE,
    ONE ZERO,
    ZERO S,
    R ZERO,
    ORDER ONE,
    ORDER ORDER,
    ONE ORDER,
    FIELD FIELD,
    S R,
    R,
    R S "00",
    "00" R "00" S,
    "01813ef79ccefa9a56f7ba805f0e478583b90deabca4b05c4574e49b5899b964a6"
    "006ff18a52dcc0336f7af62400a6dd9b810732baf1ff758000d6f613a556eb31ba",
    "3046022100" R "022100" S,
};

START_TEST(ecdsa_numbers_are_refused)
{
	const struct sign_parameters raw = {.mechanism = SIGN_ECDSA, .hash = HASH_SHA256};
	struct bytes spki = BYTES_INIT, data = BYTES_INIT, signature = BYTES_INIT;

	append_hex(&spki, SPKI_K256);
	append_hex(&signature, no_ecdsa_signatures[_i]);
	bytes_append_text(&data, "123400");
	assert_signature_fails(&raw, &spki, &data, signature.data, signature.len);
	bytes_done(&spki);
	bytes_done(&data);
	bytes_done(&signature);
}
END_TEST

static const struct {
	enum key_curve curve;
	size_t signature_len;
} curves[] = {
    {CURVE_SECP224R1, 56},
    {CURVE_SECP256R1, 64},
    {CURVE_SECP384R1, 96},
    {CURVE_SECP256K1, 64},
    {CURVE_SECP521R1, 132},
};

START_TEST(ecdsa_round_trips)
{
	struct sign_parameters raw = {.mechanism = SIGN_ECDSA};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT;
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_generate_ec(curves[_i].curve, &key, &spki, &err), 0);
	for (size_t i = 0; i < HASH_FUNCTIONS; i++) {
		raw.hash = all_hashes[i];
		/* Often enough for numbers that begin with a zero byte. */
		for (int n = 0; n < 20; n++)
			round_trip(&raw, &key, &spki, curves[_i].signature_len);
	}
	secret_done(&key);
	bytes_done(&spki);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("crypto-sign-ecdsa");
	TCase *tests = tcase_create("crypto-sign-ecdsa");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, ecdsa_known_answers, 0, ARRAY_LENGTH(ecdsa_vectors));
	tcase_add_loop_test(tests, ecdsa_numbers_are_refused, 0, ARRAY_LENGTH(no_ecdsa_signatures));
	tcase_add_loop_test(tests, ecdsa_round_trips, 0, ARRAY_LENGTH(curves));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
