/* Ed25519 and Ed25519ph: known answers, limits, and the libraries that they need. */
#include "crypto.h"

#include "sign-fixture.h"

#include <openssl/crypto.h>

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
	Suite *suite = suite_create("crypto-sign-ed25519");
	TCase *tests = tcase_create("crypto-sign-ed25519");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, ed25519_known_answers, 0, ARRAY_LENGTH(ed25519_vectors));
	tcase_add_test(tests, ed25519_message_length);
	add_ed25519ph(tests);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
