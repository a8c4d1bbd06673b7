/* Token files that prove to have a private key: registrations and challenges; and public keys. */
#include "token-fixture.h"

/* Registrations */

static void put_registration(void)
{
	succeed(token_file_write_registration(
	    "token", "what is registered", 18, "alice", ROLE_CRYPTO_USER, &err));
}

START_TEST(a_registration_is_read_back_signed)
{
	unsigned char digest[CRYPTO_SHA256_LEN];
	struct token_proofs proofs;
	struct stat status;

	put_registration();
	ck_assert_int_eq(stat("token", &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0600);
	refuse_proofs(ERR_QUORUM_NO_SIGNATURES, "No token signatures");
	edit("\"username\": \"alice\"", "\"username\": \"alice\"");
	edit("\"role\": \"crypto-user\"", "\"role\": \"crypto-user\"");
	edit("\"signed\": \"\"", "\"signed\": \"c2lnbmVk\"");
	succeed(token_file_read_proofs("token", &proofs, &err));
	succeed(crypto_sha256("what is registered", 18, digest, &err));
	ck_assert_uint_eq(proofs.count, 1);
	ck_assert_str_eq(bytes_text(&proofs.proofs[0].data), "what is registered");
	ck_assert_mem_eq(proofs.proofs[0].digest, digest, sizeof(digest));
	ck_assert_str_eq(bytes_text(&proofs.proofs[0].signature), "signed");
	token_proofs_done(&proofs);
	ck_assert_ptr_null(proofs.proofs);
}
END_TEST

START_TEST(a_registration_is_no_approval)
{
	put_registration();
	refuse_approval(ERR_QUORUM_NO_SIGNATURES, "No token signatures");
	edit("\"signed\": \"\"", "\"signed\": \"c2lnbmVk\"");
	refuse_approval(ERR_QUORUM_NO_SIGNATURES, "No token signatures");
	edit("\"signature\": \"\"", "\"signature\": \"c2lnbmVk\"");
	refuse_approval(ERR_TOKEN_FILE, "its approval_data is not that of a service token");
}
END_TEST

START_TEST(an_approval_is_no_registration)
{
	put_signed();
	refuse_proofs(ERR_TOKEN_FILE, "it has no list of tokens to sign");
}
END_TEST

/* Challenges */

/* Of so many HSMs. */
static void put_challenges(size_t count)
{
	unsigned char challenge[CRYPTO_SHA256_LEN];
	struct bytes challenges = BYTES_INIT;

	for (size_t i = 0; i < count; i++) {
		memset(challenge, (int)(i + 1), sizeof(challenge));
		bytes_append(&challenges, challenge, sizeof(challenge));
	}
	succeed(token_file_write_mfa("token", &challenges, &err));
	bytes_done(&challenges);
}

START_TEST(each_challenge_has_a_signature_of_its_own)
{
	unsigned char challenge[CRYPTO_SHA256_LEN];
	const struct bytes *signature;
	struct token_proofs proofs;

	put_challenges(2);
	refuse_proofs(ERR_QUORUM_NO_SIGNATURES, "No token signatures");
	edit("\"signed\": \"\"", "\"signed\": \"c2lnbmVk\"");
	succeed(token_file_read_proofs("token", &proofs, &err));
	ck_assert_uint_eq(proofs.count, 2);
	ck_assert_uint_eq(proofs.proofs[0].data.len, 0);
	memset(challenge, 1, sizeof(challenge));
	signature = token_proof_for(&proofs, challenge);
	ck_assert_ptr_nonnull(signature);
	ck_assert_str_eq(bytes_text(signature), "signed");
	ck_assert_ptr_null(token_proof_for(NULL, challenge));
	/* The second one is not signed, a third one is not there. */
	memset(challenge, 2, sizeof(challenge));
	ck_assert_ptr_null(token_proof_for(&proofs, challenge));
	memset(challenge, 3, sizeof(challenge));
	ck_assert_ptr_null(token_proof_for(&proofs, challenge));
	token_proofs_done(&proofs);
}
END_TEST

START_TEST(a_token_has_challenges_of_28_hsms_at_the_most)
{
	struct token_proofs proofs;

	put_challenges(28);
	edit("\"signed\": \"\"", "\"signed\": \"AAAA\"");
	succeed(token_file_read_proofs("token", &proofs, &err));
	ck_assert_uint_eq(proofs.count, 28);
	token_proofs_done(&proofs);
	put_challenges(29);
	edit("\"signed\": \"\"", "\"signed\": \"AAAA\"");
	refuse_proofs(ERR_TOKEN_FILE, "it has no list of tokens to sign");
	put_challenges(0);
	refuse_proofs(ERR_TOKEN_FILE, "it has no list of tokens to sign");
}
END_TEST

static const struct {
	const char *old, *new, *reason;
} registration_edits[] = {
    {"\"tokens\"", "\"other\"", "it has no list of tokens to sign"},
    {"\"tokens\": [", "\"tokens\": [], \"other\": [", "it has no list of tokens to sign"},
    {"\"tokens\": [", "\"tokens\": [7, ", "a token in it has no unsigned value of 32 bytes"},
    {"\"unsigned\"", "\"other\"", "a token in it has no unsigned value of 32 bytes"},
    {"\"unsigned\": \"", "\"unsigned\": \"AAAA", "a token in it has no unsigned value of 32 bytes"},
    {"\"signed\"", "\"other\"", "a token in it has no signed value in base64"},
    {"\"signed\": \"\"", "\"signed\": \"*\"", "a token in it has no signed value in base64"},
    {"\"approval_data\": \"", "\"approval_data\": \"*",
	"a token in it has no approval_data in base64"},
    {"\"approval_data\": \"", "\"approval_data\": \"AAAA",
	"an unsigned value is not the SHA-256 of its approval_data"},
    {"2.0", "2.1", "it is not a token of version 2.0"},
};

START_TEST(an_edited_registration_is_refused_with_the_reason)
{
	put_registration();
	edit(registration_edits[_i].old, registration_edits[_i].new);
	refuse_proofs(ERR_TOKEN_FILE, registration_edits[_i].reason);
}
END_TEST

/* Public keys */

/* Of 3,072 bits. */
static const char long_key[] = "-----BEGIN PUBLIC KEY-----\n"
			       "MIIBojANBgkqhkiG9w0BAQEFAAOCAY8AMIIBigKCAYEAtgyyxSnvHhOqZ2SXQTzT\n"
			       "dnDZ3BTqm8TJhHOxtRfxPL7EXXXu/hJJtmjjQF3P618a2rpQr2qs8Nyy5sygWyKk\n"
			       "SOrMtUfW6HB77+YzvrGczqzqrlC0G9srIf1TrgGRr0CshQ9YVwPnc4IEpv4XqFzu\n"
			       "YMo0pvuUkOcZd8n4+zolQGFCRum4XaNO0Q3w12r8gYSW8JuniTS9+Y1PrGLPasH8\n"
			       "lD1ykqmqIp1ZU5lBfDKBmOq3P2zDOrphXFJB8XjIdvUvL3GM6eOnyxcyyENr2eCH\n"
			       "i5qnmgJApW4aYn5Lqi+uCEii+exdRqlOdO/bkunt2nlid6EMFDjJG/WTI95B3aKw\n"
			       "jXogqzpQmD6NHKyWyvqaasXPy9Pdj9+zJIAt3r2Ax3zFyVbsPc+8U7WMxzeBOM75\n"
			       "9xNuxlOYSdufQaCi9LNTH1qd91inIaMb+AnXk4acD42HiU5xxsv4RpkZ/dDV5qbt\n"
			       "OwhLvMdHnf7+4juSSlg0rY+jproEPsYNf/VMKIG3eEYnAgMBAAE=\n"
			       "-----END PUBLIC KEY-----\n";

static int read_key(void)
{
	struct bytes spki = BYTES_INIT;
	int rc = token_key_read("token", &spki, &err);

	ck_assert(rc != 0 || spki.len > 256);
	bytes_done(&spki);
	return rc;
}

/* A new key's public half, as PEM. */
static void put_key(bool rsa)
{
	struct secret private_material = SECRET_INIT;
	struct bytes spki = BYTES_INIT, pem = BYTES_INIT;

	if (rsa)
		succeed(crypto_generate_rsa(2048, 65537, &private_material, &spki, &err));
	else
		succeed(crypto_generate_ec(CURVE_SECP256R1, &private_material, &spki, &err));
	succeed(crypto_public_to_pem(spki.data, spki.len, &pem, &err));
	put(bytes_text(&pem));
	secret_done(&private_material);
	bytes_done(&spki);
	bytes_done(&pem);
}

START_TEST(a_public_key_is_one_of_rsa_2048)
{
	put_key(true);
	succeed(read_key());
	put_key(false);
	ck_assert_int_eq(read_key(), ERR_PUBLIC_KEY_KIND);
	put(long_key);
	ck_assert_int_eq(read_key(), ERR_PUBLIC_KEY_KIND);
	put("nonsense");
	ck_assert_int_eq(read_key(), ERR_PEM_INVALID);
	ck_assert_int_eq(unlink("token"), 0);
	ck_assert_int_eq(read_key(), ERR_FILE_READ);
	ck_assert_int_eq(mkfifo("token", 0600), 0);
	ck_assert_int_eq(read_key(), ERR_FILE_READ);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("token-proof");
	TCase *tests = tcase_create("tests");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_registration_is_read_back_signed);
	tcase_add_test(tests, a_registration_is_no_approval);
	tcase_add_test(tests, an_approval_is_no_registration);
	tcase_add_test(tests, each_challenge_has_a_signature_of_its_own);
	tcase_add_test(tests, a_token_has_challenges_of_28_hsms_at_the_most);
	tcase_add_loop_test(tests, an_edited_registration_is_refused_with_the_reason, 0,
	    ARRAY_LENGTH(registration_edits));
	tcase_add_test(tests, a_public_key_is_one_of_rsa_2048);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
