/*
 * The client over real estates: what its answers make of HSMs that are unreachable, that join and
 * that leave, without any code that speaks of these cases.
 */
#include "client.h"
#include "config.h"
#include "estate-fixture.h"
#include "files.h"
#include "key.h"
#include "secret.h"
#include "user.h"

#include <sqlite3.h>

static char client_dir[64];
static struct config *config;
static struct client *client;
static struct connection *connection;
static struct secret password;
static struct hsm_view first, second;

static void write_ca(const char *cluster_id, char *path, size_t size)
{
	struct bytes ca = BYTES_INIT;

	snprintf(path, size, "%s/customerCA.crt", client_dir);
	succeed(estate_trust_anchor(estate, cluster_id, &ca, &err));
	succeed(file_write(path, ca.data, ca.len, 0600, NULL, &err));
	bytes_done(&ca);
}

static void open_client(void)
{
	char ca[96];
	const char *address = first.eni_ip;

	write_ca(first.cluster_id, ca, sizeof(ca));
	succeed(config_new(client_dir, &config, &err));
	succeed(config_set_cluster(config, first.cluster_id, &address, 1, &err));
	succeed(config_set_ca_file(config, 0, ca, &err));
	succeed(client_new(estate_store(estate), config, &ports, &client, &err));
	succeed(client_connect(client, NULL, &connection, &err));
}

static void setup(void)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct bytes ca = BYTES_INIT, certificate = BYTES_INIT;
	char id[RESOURCE_ID_MAX + 1];

	open_estate();
	strcpy(client_dir, "/tmp/test-client-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(client_dir));
	succeed(estate_set(estate, "password-cost", "fast", &err));
	create_cluster(&request, id);
	first = create_hsm(id, "us-east-1a");
	sign(id, &ca, &certificate);
	succeed(initialize(id, &certificate, &ca));
	bytes_done(&ca);
	bytes_done(&certificate);
	open_client();
	ck_assert_int_eq(secret_set_text(&password, "Passw0rd!"), 0);
	succeed(client_activate(connection, &password, &err));
	second = create_hsm(id, "us-east-1b");
}

static void teardown(void)
{
	char command[96];

	secret_done(&password);
	client_free(client);
	config_free(config);
	close_estate();
	snprintf(command, sizeof(command), "rm -rf %s", client_dir);
	ck_assert_int_eq(system(command), 0);
}

static void fault(const char *hsm_id, bool set)
{
	char path[600], sql[128];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/estate.db", home);
	snprintf(sql, sizeof(sql),
	    set ? "INSERT INTO fault (hsm_id, kind) VALUES ('%s', 'unreachable')"
		: "DELETE FROM fault WHERE hsm_id = '%s'",
	    hsm_id);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void look(void)
{
	succeed(client_connect(client, NULL, &connection, &err));
}

static void log_in(const char *name, enum user_role role)
{
	look();
	succeed(client_login(connection, name, role, &password, &err));
}

static struct user_view view_of(const char *name)
{
	struct user_view *users = NULL, view = {.role = ROLE_NONE};
	size_t count = 0;

	succeed(user_list(connection, &users, &count, &err));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(users[i].username, name) == 0)
			view = users[i];
	}
	free(users);
	return view;
}

static int make_aes(const char *label, struct key_view *key)
{
	struct key_template template = {.label = label};

	return key_generate_aes(connection, &template, 32, key, &err);
}

static void make_alice(void)
{
	log_in("admin", ROLE_ADMIN);
	succeed(user_create(connection, "alice", ROLE_CRYPTO_USER, &password, &err));
	succeed(client_logout(connection, &err));
	log_in("alice", ROLE_CRYPTO_USER);
}

START_TEST(a_user_made_while_an_hsm_is_away_is_inconsistent_until_made_again)
{
	log_in("admin", ROLE_ADMIN);
	fault(second.hsm_id, true);
	look();
	succeed(user_create(connection, "alice", ROLE_CRYPTO_USER, &password, &err));
	ck_assert_int_eq(view_of("alice").cluster_coverage, COVERAGE_INCONSISTENT);
	fault(second.hsm_id, false);
	look();
	ck_assert_int_eq(view_of("alice").cluster_coverage, COVERAGE_INCONSISTENT);
	succeed(user_create(connection, "alice", ROLE_CRYPTO_USER, &password, &err));
	ck_assert_int_eq(view_of("alice").cluster_coverage, COVERAGE_FULL);
	refuse(user_create(connection, "ALICE", ROLE_CRYPTO_USER, &password, &err), ERR_USER_EXISTS,
	    "User already exists");
}
END_TEST

START_TEST(the_hsms_may_disagree_on_a_role)
{
	log_in("admin", ROLE_ADMIN);
	fault(second.hsm_id, true);
	look();
	succeed(user_create(connection, "alice", ROLE_CRYPTO_USER, &password, &err));
	fault(second.hsm_id, false);
	look();
	fault(first.hsm_id, true);
	look();
	succeed(user_create(connection, "alice", ROLE_ADMIN, &password, &err));
	fault(first.hsm_id, false);
	look();
	ck_assert_int_eq(view_of("alice").role, ROLE_INCONSISTENT);
	succeed(user_delete(connection, "alice", ROLE_ADMIN, &err));
	succeed(user_delete(connection, "alice", ROLE_CRYPTO_USER, &err));
	refuse(user_delete(connection, "alice", ROLE_CRYPTO_USER, &err), ERR_USER_UNKNOWN,
	    "Specified user does not exist");
}
END_TEST

START_TEST(a_token_key_needs_two_hsms)
{
	struct key_view key;
	struct key_template session = {.label = "s", .session = true};

	make_alice();
	fault(second.hsm_id, true);
	look();
	refuse(make_aes("k", &key), ERR_KEY_AVAILABILITY, "at least 2 HSMs");
	succeed(key_generate_aes(connection, &session, 16, &key, &err));
	key_view_done(&key);
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", true, &err));
	succeed(make_aes("k", &key));
	ck_assert_int_eq(key.cluster_coverage, COVERAGE_INCONSISTENT);
	key_view_done(&key);
}
END_TEST

static struct key_page list(const char *word)
{
	struct key_filter filter = KEY_FILTER_INIT;
	struct key_page page;

	succeed(key_filter_parse(&word, 1, &filter, &err));
	succeed(key_list(connection, &filter, 0, 10, &page, &err));
	key_filter_done(&filter);
	return page;
}

START_TEST(a_key_that_one_hsm_lacks_is_seen_and_not_used)
{
	const char *word = "attr.label=k";
	struct key_filter filter = KEY_FILTER_INIT;
	struct key_view key;
	struct key_page page;

	make_alice();
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", true, &err));
	fault(second.hsm_id, true);
	look();
	succeed(make_aes("k", &key));
	key_view_done(&key);
	fault(second.hsm_id, false);
	look();
	page = list(word);
	ck_assert_uint_eq(page.total, 1);
	ck_assert_int_eq(page.keys[0].cluster_coverage, COVERAGE_INCONSISTENT);
	key_page_done(&page);
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", false, &err));
	succeed(key_filter_parse(&word, 1, &filter, &err));
	refuse(key_delete(connection, &filter, &err), ERR_KEY_AVAILABILITY, "at least 2 HSMs");
	key_filter_done(&filter);
}
END_TEST

START_TEST(an_open_session_notices_an_hsm_that_joins_and_one_that_leaves)
{
	struct key_view key;
	struct hsm_view third;
	char deleted[RESOURCE_ID_MAX + 1];

	make_alice();
	third = create_hsm(first.cluster_id, "us-east-1a");
	look();
	succeed(make_aes("k", &key));
	ck_assert_int_eq(key.cluster_coverage, COVERAGE_FULL);
	key_view_done(&key);
	/* The HSM whose address the configuration names goes; the session knows the others. */
	succeed(
	    estate_delete_hsm(estate, first.cluster_id, first.hsm_id, NULL, NULL, deleted, &err));
	look();
	succeed(make_aes("l", &key));
	key_view_done(&key);
	ck_assert(third.eni_ip[0] != '\0');
}
END_TEST

START_TEST(session_keys_die_with_their_hsm_and_with_the_login)
{
	struct key_template template = {.label = "s", .session = true};
	struct key_page page;
	struct key_view key;

	make_alice();
	for (int i = 0; i < 2; i++) {
		succeed(key_generate_aes(connection, &template, 16, &key, &err));
		key_view_done(&key);
	}
	page = list("attr.token=false");
	ck_assert_uint_eq(page.total, 2);
	ck_assert_int_eq(page.keys[0].cluster_coverage, COVERAGE_FULL);
	key_page_done(&page);
	succeed(client_logout(connection, &err));
	log_in("alice", ROLE_CRYPTO_USER);
	page = list("attr.token=false");
	ck_assert_uint_eq(page.total, 0);
	key_page_done(&page);
}
END_TEST

static int wrap(const char *payload, const char *wrapping)
{
	const struct wrap_parameters parameters = {WRAP_RSA_AES, HASH_SHA256, HASH_SHA256};
	struct key_filter a = KEY_FILTER_INIT, b = KEY_FILTER_INIT;
	struct bytes wrapped = BYTES_INIT;
	uint64_t first_reference, second_reference;
	int rc;

	succeed(key_filter_parse(&payload, 1, &a, &err));
	succeed(key_filter_parse(&wrapping, 1, &b, &err));
	rc = key_wrap(
	    connection, &parameters, &a, &b, &first_reference, &second_reference, &wrapped, &err);
	key_filter_done(&a);
	key_filter_done(&b);
	bytes_done(&wrapped);
	return rc;
}

/* Each key on two of three HSMs, and only the second has both. */
START_TEST(a_wrap_goes_to_an_hsm_that_holds_both_keys)
{
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	const char *word = "wrap=true";
	struct key_template public_template = {.label = "w", .attributes = &list};
	struct key_template private_template = {.label = "u"};
	struct key_view key, other;
	struct hsm_view third;

	make_alice();
	third = create_hsm(first.cluster_id, "us-east-1a");
	succeed(attribute_list_parse(&word, 1, &list, &err));
	fault(third.hsm_id, true);
	look();
	succeed(key_generate_rsa(
	    connection, &public_template, &private_template, 2048, 65537, &key, &other, &err));
	attribute_list_done(&list);
	key_view_done(&key);
	key_view_done(&other);
	fault(third.hsm_id, false);
	look();
	fault(first.hsm_id, true);
	look();
	succeed(make_aes("k", &key));
	key_view_done(&key);
	fault(first.hsm_id, false);
	look();
	succeed(wrap("attr.label=k", "attr.label=w"));
}
END_TEST

START_TEST(a_login_ends_with_the_last_hsm_that_knew_it)
{
	make_alice();
	fault(first.hsm_id, true);
	look();
	ck_assert_int_eq(connection_role(connection), ROLE_CRYPTO_USER);
	fault(second.hsm_id, true);
	refuse(client_connect(client, NULL, &connection, &err), ERR_HSM_DISCONNECTED,
	    "HSM is disconnected");
	fault(first.hsm_id, false);
	look();
	ck_assert_int_eq(connection_role(connection), ROLE_NONE);
}
END_TEST

START_TEST(a_login_whose_rows_are_gone_is_over)
{
	char path[600];
	struct key_view key;
	sqlite3 *db;

	make_alice();
	snprintf(path, sizeof(path), "%s/estate.db", home);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "DELETE FROM login", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	ck_assert_int_ne(make_aes("k", &key), 0);
	ck_assert_int_eq(connection_role(connection), ROLE_NONE);
}
END_TEST

START_TEST(no_hsm_no_connection)
{
	fault(first.hsm_id, true);
	fault(second.hsm_id, true);
	refuse(client_connect(client, NULL, &connection, &err), ERR_HSM_DISCONNECTED,
	    "HSM is disconnected");
}
END_TEST

static void reopen_with_ca(const char *pem)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/customerCA.crt", client_dir);
	succeed(file_write(path, pem, strlen(pem), 0600, NULL, &err));
	client_free(client);
	client = NULL;
	succeed(client_new(estate_store(estate), config, &ports, &client, &err));
}

START_TEST(another_ca_is_not_trusted)
{
	struct bytes ca = BYTES_INIT, certificate = BYTES_INIT;
	const struct create_cluster_request request = request_of("hsm2m.medium", "NON_FIPS");
	char id[RESOURCE_ID_MAX + 1];

	create_cluster(&request, id);
	create_hsm(id, "us-east-1a");
	sign(id, &ca, &certificate);
	reopen_with_ca(bytes_text(&ca));
	ck_assert_int_eq(client_connect(client, NULL, &connection, &err), ERR_CERTIFICATE);
	reopen_with_ca("no certificate");
	ck_assert_int_eq(client_connect(client, NULL, &connection, &err), ERR_CERTIFICATE);
	bytes_done(&ca);
	bytes_done(&certificate);
}
END_TEST

START_TEST(without_the_ca_file_there_is_no_connection)
{
	char path[96];

	client_free(client);
	snprintf(path, sizeof(path), "%s/customerCA.crt", client_dir);
	ck_assert_int_eq(unlink(path), 0);
	succeed(client_new(estate_store(estate), config, &ports, &client, &err));
	refuse(client_connect(client, NULL, &connection, &err), ERR_CONFIG_FILE, "hsm_ca_file");
}
END_TEST

START_TEST(wrong_logins_are_counted_by_one_hsm_at_a_time)
{
	struct secret wrong = SECRET_INIT;

	make_alice();
	succeed(client_logout(connection, &err));
	ck_assert_int_eq(secret_set_text(&wrong, "wrong password"), 0);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(client_login(connection, "alice", ROLE_CRYPTO_USER, &wrong, &err),
		    ERR_CREDENTIALS);
	log_in("alice", ROLE_CRYPTO_USER);
	ck_assert_int_eq(client_login(connection, "alice", ROLE_CRYPTO_USER, &wrong, &err),
	    ERR_ALREADY_LOGGED_IN);
	succeed(client_logout(connection, &err));
	for (int i = 0; i < 40; i++)
		ck_assert_int_ne(
		    client_login(connection, "alice", ROLE_CRYPTO_USER, &wrong, &err), 0);
	ck_assert_int_eq(view_of("alice").locked, USER_LOCKED);
	ck_assert_int_ne(client_login(connection, "alice", ROLE_CRYPTO_USER, &password, &err), 0);
	ck_assert_str_eq(err.text, "Incorrect authentication credentials");
	secret_done(&wrong);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client");
	TCase *tcase = tcase_create("client");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_user_made_while_an_hsm_is_away_is_inconsistent_until_made_again);
	tcase_add_test(tcase, the_hsms_may_disagree_on_a_role);
	tcase_add_test(tcase, a_token_key_needs_two_hsms);
	tcase_add_test(tcase, a_key_that_one_hsm_lacks_is_seen_and_not_used);
	tcase_add_test(tcase, an_open_session_notices_an_hsm_that_joins_and_one_that_leaves);
	tcase_add_test(tcase, session_keys_die_with_their_hsm_and_with_the_login);
	tcase_add_test(tcase, a_wrap_goes_to_an_hsm_that_holds_both_keys);
	tcase_add_test(tcase, a_login_ends_with_the_last_hsm_that_knew_it);
	tcase_add_test(tcase, a_login_whose_rows_are_gone_is_over);
	tcase_add_test(tcase, no_hsm_no_connection);
	tcase_add_test(tcase, another_ca_is_not_trusted);
	tcase_add_test(tcase, without_the_ca_file_there_is_no_connection);
	tcase_add_test(tcase, wrong_logins_are_counted_by_one_hsm_at_a_time);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
