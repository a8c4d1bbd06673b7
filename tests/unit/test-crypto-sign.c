/* Signatures: known answers, round trips, and that nothing altered verifies. */
#include "crypto.h"

#include "crypto-fixture.h"
#include "rsa-vectors.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

static const char message[] = "What is signed";

static int sign_text(const struct sign_parameters *parameters, const struct secret *key,
    const char *text, struct bytes *signature, struct error *err)
{
	return crypto_sign(parameters, key, text, strlen(text), signature, err);
}

static void assert_verifies(const struct sign_parameters *parameters, const struct bytes *spki,
    const struct bytes *data, const struct bytes *signature)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_verify(parameters, spki->data, spki->len, data->data, data->len,
			     signature->data, signature->len, &err),
	    0);
	ck_assert_uint_eq(ERR_peek_error(), 0);
}

static void assert_signature_fails(const struct sign_parameters *parameters,
    const struct bytes *spki, const struct bytes *data, const void *signature, size_t len)
{
	struct error err = ERROR_INIT;

	ck_assert_int_eq(crypto_verify(parameters, spki->data, spki->len, data->data, data->len,
			     signature, len, &err),
	    ERR_SIGNATURE);
	ck_assert_str_eq(err.text, "Signature verification failed");
	ck_assert_uint_eq(ERR_peek_error(), 0);
}

/* Each byte of the signature altered, and other lengths of it; step: between the bytes looked at.
 */
static void assert_alterations_fail(const struct sign_parameters *parameters,
    const struct bytes *spki, const struct bytes *data, struct bytes *signature, size_t step)
{
	for (size_t i = 0; i < signature->len; i += step) {
		signature->data[i] ^= 0x04;
		assert_signature_fails(parameters, spki, data, signature->data, signature->len);
		signature->data[i] ^= 0x04;
	}
	for (size_t len = 0; len < signature->len; len += step)
		assert_signature_fails(parameters, spki, data, signature->data, len);
	assert_signature_fails(parameters, spki, data, NULL, 0);
	bytes_append_u8(signature, 0);
	assert_signature_fails(parameters, spki, data, signature->data, signature->len);
	signature->len--;
}

/* The same message given as its digest, in the form that the mechanism takes. */
static void append_digest(
    const struct sign_parameters *parameters, const void *data, size_t len, struct bytes *digest)
{
	static const char *const names[HASH_FUNCTIONS] = {
	    "SHA1", "SHA224", "SHA256", "SHA384", "SHA512"};
	static const char *const starts[HASH_FUNCTIONS] = {
	    "3021300906052b0e03021a05000414",
	    "302d300d06096086480165030402040500041c",
	    "3031300d060960864801650304020105000420",
	    "3041300d060960864801650304020205000430",
	    "3051300d060960864801650304020305000440",
	};
	unsigned char hash[EVP_MAX_MD_SIZE];
	size_t hash_len = 0;

	ck_assert_int_eq(
	    EVP_Q_digest(NULL, names[parameters->hash], NULL, data, len, hash, &hash_len), 1);
	if (parameters->mechanism == SIGN_RSA_PKCS)
		append_hex(digest, starts[parameters->hash]);
	bytes_append(digest, hash, hash_len);
}

static struct sign_parameters of_digest(const struct sign_parameters *parameters)
{
	struct sign_parameters changed = *parameters;

	changed.data_type = SIGN_DATA_DIGEST;
	return changed;
}

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

/* Signs as message and as digest; each must verify as either. */
static void round_trip(const struct sign_parameters *raw, const struct secret *key,
    const struct bytes *spki, size_t signature_len)
{
	const struct sign_parameters digested = of_digest(raw);
	struct bytes data = BYTES_INIT, digest = BYTES_INIT;
	struct bytes first = BYTES_INIT, second = BYTES_INIT;
	struct error err = ERROR_INIT;

	bytes_append_text(&data, message);
	append_digest(raw, data.data, data.len, &digest);
	ck_assert_int_eq(crypto_sign(raw, key, data.data, data.len, &first, &err), 0);
	ck_assert_int_eq(crypto_sign(&digested, key, digest.data, digest.len, &second, &err), 0);
	ck_assert_uint_eq(first.len, signature_len);
	ck_assert_uint_eq(second.len, signature_len);
	assert_verifies(raw, spki, &data, &first);
	assert_verifies(raw, spki, &data, &second);
	assert_verifies(&digested, spki, &digest, &first);
	assert_verifies(&digested, spki, &digest, &second);
	bytes_done(&data);
	bytes_done(&digest);
	bytes_done(&first);
	bytes_done(&second);
}

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

START_TEST(rsa_round_trips)
{
	struct sign_parameters raw = {
	    .mechanism = SIGN_RSA_PKCS, .hash = all_hashes[_i], .mgf = all_hashes[_i]};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT;

	set_pair(&key, &spki, rsa_key);
	round_trip(&raw, &key, &spki, 256);
	raw.mechanism = SIGN_RSA_PKCS_PSS;
	raw.salt_length = 10;
	round_trip(&raw, &key, &spki, 256);
	secret_done(&key);
	bytes_done(&spki);
}
END_TEST

/* RSASSA-PKCS1-v1_5 has no chance in it: the signature is the vector's. */
START_TEST(rsa_pkcs_known_answers)
{
	const struct sign_parameters raw = {.mechanism = SIGN_RSA_PKCS, .hash = HASH_SHA256};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, data = BYTES_INIT, signature = BYTES_INIT;
	struct bytes expected = BYTES_INIT, no_null = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_pair(&key, &spki, rsa_key);
	bytes_append_text(&data, "Test");
	ck_assert(bytes_from_base64(&expected, pkcs_signature_test, strlen(pkcs_signature_test)));
	ck_assert_int_eq(sign_text(&raw, &key, "Test", &signature, &err), 0);
	ck_assert_uint_eq(signature.len, expected.len);
	ck_assert_mem_eq(signature.data, expected.data, expected.len);
	assert_verifies(&raw, &spki, &data, &expected);
	assert_alterations_fail(&raw, &spki, &data, &signature, 5);

	bytes_clear(&data);
	bytes_append_text(&data, "123400");
	ck_assert(
	    bytes_from_base64(&no_null, pkcs_signature_no_null, strlen(pkcs_signature_no_null)));
	assert_signature_fails(&raw, &spki, &data, no_null.data, no_null.len);
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&data);
	bytes_done(&signature);
	bytes_done(&expected);
	bytes_done(&no_null);
}
END_TEST

START_TEST(rsa_pss_known_answer)
{
	struct sign_parameters raw = {.mechanism = SIGN_RSA_PKCS_PSS,
	    .hash = HASH_SHA256,
	    .mgf = HASH_SHA256,
	    .salt_length = 32};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, data = BYTES_INIT, signature = BYTES_INIT;

	set_pair(&key, &spki, rsa_key);
	bytes_append_text(&data, "Test");
	ck_assert(bytes_from_base64(&signature, pss_test, strlen(pss_test)));
	assert_verifies(&raw, &spki, &data, &signature);
	assert_alterations_fail(&raw, &spki, &data, &signature, 5);
	for (raw.salt_length = 0; raw.salt_length <= 222; raw.salt_length++) {
		if (raw.salt_length != 32)
			assert_signature_fails(&raw, &spki, &data, signature.data, signature.len);
	}
	raw.salt_length = 32;
	raw.mgf = HASH_SHA1;
	assert_signature_fails(&raw, &spki, &data, signature.data, signature.len);
	raw.mechanism = SIGN_RSA_PKCS;
	assert_signature_fails(&raw, &spki, &data, signature.data, signature.len);
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&data);
	bytes_done(&signature);
}
END_TEST

/* emLen − hLen − 2 under RSA-2048. */
static const struct {
	enum hash_function hash;
	uint64_t limit;
	const char *allowed;
} salts[] = {
    {HASH_SHA1, 234, "allow 234"},
    {HASH_SHA224, 226, "allow 226"},
    {HASH_SHA256, 222, "allow 222"},
    {HASH_SHA384, 206, "allow 206"},
    {HASH_SHA512, 190, "allow 190"},
};

START_TEST(salt_lengths)
{
	struct sign_parameters raw = {
	    .mechanism = SIGN_RSA_PKCS_PSS, .hash = salts[_i].hash, .mgf = salts[_i].hash};
	uint64_t too_long[] = {salts[_i].limit + 1, UINT32_MAX, UINT64_MAX};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, signature = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_pair(&key, &spki, rsa_key);
	round_trip(&raw, &key, &spki, 256);
	raw.salt_length = salts[_i].limit;
	round_trip(&raw, &key, &spki, 256);
	for (size_t i = 0; i < ARRAY_LENGTH(too_long); i++) {
		raw.salt_length = too_long[i];
		ck_assert_int_eq(sign_text(&raw, &key, message, &signature, &err), ERR_SALT_LENGTH);
		ck_assert_ptr_nonnull(strstr(err.text, salts[_i].allowed));
		ck_assert_int_eq(
		    crypto_verify(&raw, spki.data, spki.len, "", 0, "", 0, &err), ERR_SALT_LENGTH);
	}
	ck_assert_ptr_null(signature.data);
	secret_done(&key);
	bytes_done(&spki);
}
END_TEST

/* RFC 8410 around the 32 bytes of RFC 8032. */
#define ED25519_PRIVATE "302e020100300506032b657004220420"
#define ED25519_PUBLIC "302a300506032b6570032100"

/* RFC 8032, section 7.1, test 1 to 3. */
static const struct {
	const char *private_key, *public_key, *text, *signature;
} ed25519_vectors[] = {
    {ED25519_PRIVATE "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	ED25519_PUBLIC "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
	"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
	"1cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {ED25519_PRIVATE "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	ED25519_PUBLIC "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
	"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
	"d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {ED25519_PRIVATE "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
	ED25519_PUBLIC "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
	"\xaf\x82",
	"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
	"984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

START_TEST(ed25519_known_answers)
{
	const struct sign_parameters raw = {.mechanism = SIGN_ED25519};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, data = BYTES_INIT, signature = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_hex(&key, ed25519_vectors[_i].private_key);
	ck_assert_int_eq(crypto_public_of_private(&key, &spki, &err), 0);
	assert_hex(spki.data, spki.len, ed25519_vectors[_i].public_key);
	bytes_append_text(&data, ed25519_vectors[_i].text);
	ck_assert_int_eq(crypto_sign(&raw, &key, data.data, data.len, &signature, &err), 0);
	assert_hex(signature.data, signature.len, ed25519_vectors[_i].signature);
	assert_verifies(&raw, &spki, &data, &signature);
	assert_alterations_fail(&raw, &spki, &data, &signature, 1);
	bytes_append_u8(&data, 0);
	assert_signature_fails(&raw, &spki, &data, signature.data, signature.len);
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&data);
	bytes_done(&signature);
}
END_TEST

START_TEST(ed25519_message_length)
{
	const struct sign_parameters raw = {.mechanism = SIGN_ED25519};
	struct secret key = SECRET_INIT, data = SECRET_INIT;
	struct bytes spki = BYTES_INIT, signature = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_hex(&key, ed25519_vectors[0].private_key);
	append_hex(&spki, ed25519_vectors[0].public_key);
	set_payload(&data, 16000);
	ck_assert_int_eq(crypto_sign(&raw, &key, data.data, data.len, &signature, &err), 0);
	ck_assert_int_eq(crypto_verify(&raw, spki.data, spki.len, data.data, data.len,
			     signature.data, signature.len, &err),
	    0);
	set_payload(&data, 16001);
	ck_assert_int_eq(
	    crypto_sign(&raw, &key, data.data, data.len, &signature, &err), ERR_DATA_LENGTH);
	ck_assert_str_eq(err.text,
	    "Invalid data length: the message has 16001 bytes, and ed25519 takes at most 16000");
	ck_assert_int_eq(crypto_verify(&raw, spki.data, spki.len, data.data, data.len,
			     signature.data, signature.len, &err),
	    ERR_DATA_LENGTH);
	secret_done(&key);
	secret_done(&data);
	bytes_done(&spki);
	bytes_done(&signature);
}
END_TEST

/* RFC 8032, section 7.3. */
static const char ed25519ph_key[] =
    ED25519_PRIVATE "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42";
static const char ed25519ph_signature[] =
    "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41"
    "31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406";

/* The form of digests that the library cannot do is left out. */
static bool can_sign(const struct sign_parameters *parameters)
{
	unsigned long needed =
	    parameters->data_type == SIGN_DATA_DIGEST ? 0x30400000ul : 0x30200000ul;

	return OpenSSL_version_num() >= needed;
}

START_TEST(ed25519ph_known_answer)
{
	const struct sign_parameters raw = {.mechanism = SIGN_ED25519PH, .hash = HASH_SHA512};
	const struct sign_parameters digested = of_digest(&raw), *forms[] = {&raw, &digested};
	const struct sign_parameters pure = {.mechanism = SIGN_ED25519};
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, data = BYTES_INIT, signature = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_hex(&key, ed25519ph_key);
	ck_assert_int_eq(crypto_public_of_private(&key, &spki, &err), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(forms) && can_sign(forms[i]); i++) {
		bytes_clear(&data);
		bytes_clear(&signature);
		if (forms[i] == &raw)
			bytes_append_text(&data, "abc");
		else
			append_digest(&raw, "abc", 3, &data);
		ck_assert_int_eq(
		    crypto_sign(forms[i], &key, data.data, data.len, &signature, &err), 0);
		assert_hex(signature.data, signature.len, ed25519ph_signature);
		assert_verifies(forms[i], &spki, &data, &signature);
		assert_alterations_fail(forms[i], &spki, &data, &signature, 1);
		assert_signature_fails(&pure, &spki, &data, signature.data, signature.len);
		data.data[0] ^= 1;
		assert_signature_fails(forms[i], &spki, &data, signature.data, signature.len);
	}
	secret_done(&key);
	bytes_done(&spki);
	bytes_done(&data);
	bytes_done(&signature);
}
END_TEST

START_TEST(ed25519ph_needs_a_library)
{
	const struct sign_parameters raw = {.mechanism = SIGN_ED25519PH, .hash = HASH_SHA512};
	const struct sign_parameters parameters = _i == 0 ? raw : of_digest(&raw);
	const char *what = _i == 0 ? "Ed25519ph needs OpenSSL 3.2 or newer, and this is OpenSSL "
				   : "needs OpenSSL 3.4 or newer, and this is OpenSSL ";
	struct secret key = SECRET_INIT;
	struct bytes spki = BYTES_INIT, signature = BYTES_INIT;
	struct error err = ERROR_INIT;

	set_hex(&key, ed25519ph_key);
	ck_assert_int_eq(crypto_public_of_private(&key, &spki, &err), 0);
	ck_assert_int_eq(sign_text(&parameters, &key, "abc", &signature, &err), ERR_LIBRARY);
	ck_assert_ptr_nonnull(strstr(err.text, what));
	ck_assert_ptr_nonnull(strstr(err.text, OpenSSL_version(OPENSSL_VERSION_STRING)));
	ck_assert_int_eq(
	    crypto_verify(&parameters, spki.data, spki.len, "abc", 3, "", 0, &err), ERR_LIBRARY);
	ck_assert_uint_eq(ERR_peek_error(), 0);
	ck_assert_ptr_null(signature.data);
	secret_done(&key);
	bytes_done(&spki);
}
END_TEST

/* Which of the three kinds of key a mechanism takes; 3 for ML-DSA, which takes none of them. */
static const struct {
	struct sign_parameters parameters;
	size_t key;
} takers[] = {
    {{SIGN_RSA_PKCS, SIGN_DATA_RAW, .hash = HASH_SHA256}, 0},
    {{SIGN_RSA_PKCS_PSS, SIGN_DATA_RAW, .hash = HASH_SHA256, .mgf = HASH_SHA256}, 0},
    {{SIGN_ECDSA, SIGN_DATA_RAW, .hash = HASH_SHA256}, 1},
    {{SIGN_ED25519, SIGN_DATA_RAW}, 2},
};

START_TEST(keys_of_other_types_are_refused)
{
	const struct sign_parameters *parameters = &takers[_i].parameters;
	struct secret keys[4] = {SECRET_INIT, SECRET_INIT, SECRET_INIT, SECRET_INIT};
	struct bytes spkis[4] = {BYTES_INIT, BYTES_INIT, BYTES_INIT, BYTES_INIT};
	struct error err = ERROR_INIT;

	set_pair(&keys[0], &spkis[0], rsa_key);
	ck_assert_int_eq(crypto_generate_ec(CURVE_SECP256R1, &keys[1], &spkis[1], &err), 0);
	ck_assert_int_eq(crypto_generate_ec(CURVE_ED25519, &keys[2], &spkis[2], &err), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
		struct bytes signature = BYTES_INIT;
		int rc = i == takers[_i].key ? 0 : ERR_CRYPTO;

		ck_assert_int_eq(sign_text(parameters, &keys[i], message, &signature, &err), rc);
		ck_assert_int_eq(crypto_verify(parameters, spkis[i].data, spkis[i].len, message,
				     strlen(message), signature.data, signature.len, &err),
		    rc);
		ck_assert_uint_eq(ERR_peek_error(), 0);
		bytes_done(&signature);
		secret_done(&keys[i]);
		bytes_done(&spkis[i]);
	}
}
END_TEST

/* What the library at hand can do is tested; what it cannot is refused by name. */
static void add_ed25519ph(TCase *tests)
{
	const struct sign_parameters raw = {.mechanism = SIGN_ED25519PH};
	const struct sign_parameters digested = of_digest(&raw);

	if (can_sign(&raw))
		tcase_add_test(tests, ed25519ph_known_answer);
	else
		tcase_add_loop_test(tests, ed25519ph_needs_a_library, 0, 1);
	if (!can_sign(&digested))
		tcase_add_loop_test(tests, ed25519ph_needs_a_library, 1, 2);
}

int main(void)
{
	Suite *suite = suite_create("crypto-sign");
	TCase *tests = tcase_create("crypto-sign");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, ecdsa_known_answers, 0, ARRAY_LENGTH(ecdsa_vectors));
	tcase_add_loop_test(tests, ecdsa_numbers_are_refused, 0, ARRAY_LENGTH(no_ecdsa_signatures));
	tcase_add_loop_test(tests, ecdsa_round_trips, 0, ARRAY_LENGTH(curves));
	tcase_add_loop_test(tests, rsa_round_trips, 0, HASH_FUNCTIONS);
	tcase_add_test(tests, rsa_pkcs_known_answers);
	tcase_add_test(tests, rsa_pss_known_answer);
	tcase_add_loop_test(tests, salt_lengths, 0, ARRAY_LENGTH(salts));
	tcase_add_loop_test(tests, ed25519_known_answers, 0, ARRAY_LENGTH(ed25519_vectors));
	tcase_add_test(tests, ed25519_message_length);
	add_ed25519ph(tests);
	tcase_add_loop_test(tests, keys_of_other_types_are_refused, 0, ARRAY_LENGTH(takers));
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
