/* Token files of services: what is written is read back once it is signed, and nothing is believed.
 */
#include "token-fixture.h"

#include "approval.h"

static struct quorum_approval *read_approval(void)
{
	struct quorum_approval *approval = NULL;

	succeed(quorum_approval_read("token", &approval, &err));
	return approval;
}

/* Service tokens */

static const struct {
	enum quorum_service service;
	unsigned char number, handle;
	const char *word;
} services[] = {
    {QUORUM_USER, 3, 0, "\"service\": \"user-management\""},
    {QUORUM_QUORUM, 4, 0, "\"service\": \"quorum-management\""},
    {QUORUM_CLUSTER, 7, 0, "\"service\": \"cluster-management\""},
    {QUORUM_KEY_USAGE, 5, 0xab, "\"service\": \"key-usage\""},
    {QUORUM_KEY_MANAGEMENT, 6, 0xab, "\"service\": \"key-management\""},
};

START_TEST(a_service_token_is_read_back_signed)
{
	struct bytes records = records_of(services[_i].number, services[_i].handle, 2);
	struct quorum_approval *approval;

	succeed(token_file_write_service("token", services[_i].service, &records, &err));
	refuse_approval(ERR_QUORUM_NO_SIGNATURES, "No token signatures");
	edit(services[_i].word, services[_i].word);
	if (services[_i].handle)
		edit("\"key_reference\": \"0x00000000000000ab\"",
		    "\"key_reference\": \"0x00000000000000ab\"");
	edit("\"signatures\": []", ONE_SIGNATURE);
	approval = read_approval();
	ck_assert_uint_eq(approval->data.len, records.len);
	ck_assert_mem_eq(approval->data.data, records.data, records.len);
	ck_assert_uint_eq(approval->n_signatures, 1);
	ck_assert_str_eq(approval->signatures[0].username, "alice");
	ck_assert_int_eq(approval->signatures[0].role, ROLE_ADMIN);
	ck_assert_str_eq(bytes_text(&approval->signatures[0].signature), "signed");
	quorum_approval_free(approval);
	bytes_done(&records);
}
END_TEST

START_TEST(a_token_is_for_its_owner_alone)
{
	struct bytes records = records_of(3, 0, 1);
	struct stat status;

	succeed(token_file_write_service("token", QUORUM_USER, &records, &err));
	ck_assert_int_eq(stat("token", &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0600);
	ck_assert_int_eq(
	    token_file_write_service("no/token", QUORUM_USER, &records, &err), ERR_FILE_WRITE);
	bytes_done(&records);
}
END_TEST

static const struct {
	const char *what, *old, *new, *reason;
} edits[] = {
    {"other records", "\"approval_data\": \"AA", "\"approval_data\": \"BB",
	"its token is not the SHA-256 of its approval_data"},
    {"no base64", "\"approval_data\": \"AA", "\"approval_data\": \"*A",
	"its approval_data is not that of a service token"},
    {"half a record", "\"approval_data\": \"AAEA", "\"approval_data\": \"",
	"its approval_data is not that of a service token"},
    {"no records", "\"approval_data\"", "\"other\"",
	"its approval_data is not that of a service token"},
    {"records that are no text", "\"approval_data\": \"", "\"approval_data\": 7, \"other\": \"",
	"its approval_data is not that of a service token"},
    {"another token", "\"token\": \"", "\"token\": \"AAAA",
	"its token is not the SHA-256 of its approval_data"},
    {"no token", "\"token\"", "\"other\"", "its token is not the SHA-256 of its approval_data"},
    {"another service", "user-management", "quorum-management",
	"its service or key_reference is not that of its approval_data"},
    {"a service that is none", "user-management", "everything",
	"its service or key_reference is not that of its approval_data"},
    {"a service that is no text", "\"user-management\"", "3",
	"its service or key_reference is not that of its approval_data"},
    {"a key", "\"signatures\"", "\"key_reference\": \"0x01\", \"signatures\"",
	"its service or key_reference is not that of its approval_data"},
    {"a key that is no text", "\"signatures\"", "\"key_reference\": 0, \"signatures\"",
	"its service or key_reference is not that of its approval_data"},
    {"another version", "\"2.0\"", "\"1.0\"", "it is not a token of version 2.0"},
    {"a version that is no text", "\"2.0\"", "2.0", "it is not a token of version 2.0"},
    {"no version", "\"version\"", "\"other\"", "it is not a token of version 2.0"},
    {"no JSON", "{", "", ""},
    {"a signature that is no object", "[{", "[7, {", "a signature is no object"},
    {"nobody's signature", "\"username\"", "\"other\"",
	"a signature lacks its username or signature"},
    {"a name that is no text", "\"Alice\"", "7", "a signature lacks its username or signature"},
    {"no signature", "\"signature\":", "\"other\":", "a signature lacks its username or signature"},
};

START_TEST(an_edited_service_token_is_refused_with_the_reason)
{
	char part[128];

	put_signed();
	edit(edits[_i].old, edits[_i].new);
	(void)snprintf(part, sizeof(part), "Invalid token file token: %s", edits[_i].reason);
	refuse_approval(ERR_TOKEN_FILE, part);
}
END_TEST

START_TEST(what_is_said_in_clear_may_be_left_out)
{
	put_signed();
	edit("\"service\"", "\"other\"");
	quorum_approval_free(read_approval());
}
END_TEST

START_TEST(a_record_that_no_hsm_can_have_written_is_refused)
{
	struct bytes records = records_of(8, 0, 1);

	succeed(token_file_write_service("token", QUORUM_USER, &records, &err));
	edit("\"signatures\": []", ONE_SIGNATURE);
	refuse_approval(ERR_TOKEN_FILE, "is not that of its approval_data");
	bytes_done(&records);
}
END_TEST

START_TEST(every_record_is_of_what_is_said_in_clear)
{
	struct bytes records = records_of(5, 7, 1), other = records_of(5, 8, 1);

	bytes_append(&records, other.data, other.len);
	succeed(token_file_write_service("token", QUORUM_KEY_USAGE, &records, &err));
	edit("\"signatures\": []", ONE_SIGNATURE);
	refuse_approval(ERR_TOKEN_FILE, "is not that of its approval_data");
	bytes_done(&records);
	bytes_done(&other);
}
END_TEST

START_TEST(a_token_holds_records_of_28_hsms_at_the_most)
{
	struct bytes records = records_of(3, 0, 28);

	succeed(token_file_write_service("token", QUORUM_USER, &records, &err));
	edit("\"signatures\": []", ONE_SIGNATURE);
	quorum_approval_free(read_approval());
	bytes_done(&records);
	records = records_of(3, 0, 29);
	succeed(token_file_write_service("token", QUORUM_USER, &records, &err));
	edit("\"signatures\": []", ONE_SIGNATURE);
	refuse_approval(ERR_TOKEN_FILE, "is not that of a service token");
	bytes_done(&records);
}
END_TEST

/* Signatures */

static const struct {
	const char *old, *new;
} blanks[] = {
    {ONE_SIGNATURE, "\"signatures\": []"},
    {ONE_SIGNATURE, "\"signatures\": {}"},
    {ONE_SIGNATURE, "\"signatures\": null"},
    {"\"signatures\"", "\"other\""},
    {"c2lnbmVk", ""},
    {ONE_SIGNATURE, "\"signatures\": [{\"signature\": \"\"}, {\"signature\": \"\"}]"},
};

START_TEST(a_token_that_nobody_has_signed_is_told)
{
	put_signed();
	edit(blanks[_i].old, blanks[_i].new);
	refuse_approval(ERR_QUORUM_NO_SIGNATURES, "No token signatures provided");
}
END_TEST

START_TEST(what_cannot_be_anybodys_signature_is_left_to_the_hsm)
{
	struct quorum_approval *approval;

	put_signed();
	edit("]", ", {\"username\": \"no name\", \"role\": \"king\", \"signature\": \"*\"},"
		  "{\"username\": \"bob\", \"signature\": \"\"}]");
	approval = read_approval();
	ck_assert_uint_eq(approval->n_signatures, 3);
	ck_assert_str_eq(approval->signatures[1].username, "");
	ck_assert_int_eq(approval->signatures[1].role, ROLE_INCONSISTENT);
	ck_assert_uint_eq(approval->signatures[1].signature.len, 0);
	ck_assert_str_eq(approval->signatures[2].username, "bob");
	ck_assert_int_eq(approval->signatures[2].role, ROLE_NONE);
	ck_assert_uint_eq(approval->signatures[2].signature.len, 0);
	quorum_approval_free(approval);
	quorum_approval_free(NULL);
}
END_TEST

/* The signed token with so many signatures. */
static void put_many(size_t count)
{
	struct bytes list = BYTES_INIT;

	bytes_append_text(&list, "\"signatures\": [");
	for (size_t i = 0; i < count; i++)
		bytes_append_format(
		    &list, "%s{\"username\": \"u%zu\", \"signature\": \"AAAA\"}", i ? "," : "", i);
	bytes_append_text(&list, "]");
	put_signed();
	edit(ONE_SIGNATURE, bytes_text(&list));
	bytes_done(&list);
}

START_TEST(a_token_has_1024_signatures_at_the_most)
{
	struct quorum_approval *approval;

	put_many(1024);
	approval = read_approval();
	ck_assert_uint_eq(approval->n_signatures, 1024);
	quorum_approval_free(approval);
	put_many(1025);
	refuse_approval(ERR_TOKEN_FILE, "more signatures than an HSM has users");
}
END_TEST

/* Files that are none */

static const char *const nonsense[] = {
    "", "nonsense", "[]", "{}", "7", "\"2.0\"", "{\"version\": \"2.0\"", "{\"version\": {}}"};

START_TEST(nonsense_is_no_token)
{
	put(nonsense[_i]);
	refuse_approval(ERR_TOKEN_FILE, "Invalid token file token: ");
	refuse_proofs(ERR_TOKEN_FILE, "Invalid token file token: ");
}
END_TEST

START_TEST(what_is_no_regular_file_is_no_token)
{
	refuse_approval(ERR_FILE_READ, "token");
	refuse_proofs(ERR_FILE_READ, "token");
	ck_assert_int_eq(mkdir("token", 0700), 0);
	refuse_approval(ERR_FILE_READ, "token");
	refuse_proofs(ERR_FILE_READ, "token");
	ck_assert_int_eq(rmdir("token"), 0);
	/* Nobody ever writes into it: whoever waited would hang. */
	ck_assert_int_eq(mkfifo("token", 0600), 0);
	refuse_approval(ERR_FILE_READ, "not a regular file");
	refuse_proofs(ERR_FILE_READ, "not a regular file");
}
END_TEST

START_TEST(a_token_has_a_mebibyte_at_the_most)
{
	struct bytes text = BYTES_INIT;

	put_signed();
	succeed(file_read("token", 2000000, &text, &err));
	while (text.len < 1048576)
		bytes_append_char(&text, ' ');
	put(bytes_text(&text));
	quorum_approval_free(read_approval());
	bytes_append_char(&text, ' ');
	put(bytes_text(&text));
	refuse_approval(ERR_FILE_READ, "token");
	refuse_proofs(ERR_FILE_READ, "token");
	bytes_done(&text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("token-file");
	TCase *tests = tcase_create("tests");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, a_service_token_is_read_back_signed, 0, ARRAY_LENGTH(services));
	tcase_add_test(tests, a_token_is_for_its_owner_alone);
	tcase_add_loop_test(
	    tests, an_edited_service_token_is_refused_with_the_reason, 0, ARRAY_LENGTH(edits));
	tcase_add_test(tests, what_is_said_in_clear_may_be_left_out);
	tcase_add_test(tests, a_record_that_no_hsm_can_have_written_is_refused);
	tcase_add_test(tests, every_record_is_of_what_is_said_in_clear);
	tcase_add_test(tests, a_token_holds_records_of_28_hsms_at_the_most);
	tcase_add_loop_test(tests, a_token_that_nobody_has_signed_is_told, 0, ARRAY_LENGTH(blanks));
	tcase_add_test(tests, what_cannot_be_anybodys_signature_is_left_to_the_hsm);
	tcase_add_test(tests, a_token_has_1024_signatures_at_the_most);
	tcase_add_loop_test(tests, nonsense_is_no_token, 0, ARRAY_LENGTH(nonsense));
	tcase_add_test(tests, what_is_no_regular_file_is_no_token);
	tcase_add_test(tests, a_token_has_a_mebibyte_at_the_most);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
