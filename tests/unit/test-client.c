/*
 * The client over real estates: what its answers make of HSMs that are unreachable, that join and
 * that leave, without any code that speaks of these cases.
 */
#include "client-fixture.h"

START_TEST(a_user_made_while_an_hsm_is_away_is_inconsistent_until_made_again)
{
	log_in("admin", ROLE_ADMIN);
	fault(second.hsm_id, true);
	look();
	succeed(user_create(connection, "alice", ROLE_CRYPTO_USER, &password, NULL, &err));
	ck_assert_int_eq(view_of("alice").cluster_coverage, COVERAGE_INCONSISTENT);
	fault(second.hsm_id, false);
	look();
	ck_assert_int_eq(view_of("alice").cluster_coverage, COVERAGE_INCONSISTENT);
	succeed(user_create(connection, "alice", ROLE_CRYPTO_USER, &password, NULL, &err));
	ck_assert_int_eq(view_of("alice").cluster_coverage, COVERAGE_FULL);
	refuse(user_create(connection, "ALICE", ROLE_CRYPTO_USER, &password, NULL, &err),
	    ERR_USER_EXISTS, "User already exists");
}
END_TEST

START_TEST(the_hsms_may_disagree_on_a_role)
{
	log_in("admin", ROLE_ADMIN);
	fault(second.hsm_id, true);
	look();
	succeed(user_create(connection, "alice", ROLE_CRYPTO_USER, &password, NULL, &err));
	fault(second.hsm_id, false);
	look();
	fault(first.hsm_id, true);
	look();
	succeed(user_create(connection, "alice", ROLE_ADMIN, &password, NULL, &err));
	fault(first.hsm_id, false);
	look();
	ck_assert_int_eq(view_of("alice").role, ROLE_INCONSISTENT);
	succeed(user_delete(connection, "alice", ROLE_ADMIN, NULL, &err));
	succeed(user_delete(connection, "alice", ROLE_CRYPTO_USER, NULL, &err));
	refuse(user_delete(connection, "alice", ROLE_CRYPTO_USER, NULL, &err), ERR_USER_UNKNOWN,
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
	page = list_keys(word);
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

START_TEST(a_login_is_one_session_of_an_hsm_that_was_away)
{
	make_alice();
	for (int i = 0; i < 3; i++) {
		fault(second.hsm_id, true);
		look();
		fault(second.hsm_id, false);
		look();
		view_of("alice");
	}
	succeed(client_logout(connection, &err));
	log_in("admin", ROLE_ADMIN);
	succeed(user_delete(connection, "alice", ROLE_CRYPTO_USER, NULL, &err));
}
END_TEST

START_TEST(a_login_whose_rows_are_gone_is_over)
{
	struct key_view key;

	make_alice();
	run_sql("DELETE FROM login");
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
	add_fixtures(tcase, prepare, setup);
	tcase_add_test(tcase, a_user_made_while_an_hsm_is_away_is_inconsistent_until_made_again);
	tcase_add_test(tcase, the_hsms_may_disagree_on_a_role);
	tcase_add_test(tcase, a_token_key_needs_two_hsms);
	tcase_add_test(tcase, a_key_that_one_hsm_lacks_is_seen_and_not_used);
	tcase_add_test(tcase, an_open_session_notices_an_hsm_that_joins_and_one_that_leaves);
	tcase_add_test(tcase, a_login_ends_with_the_last_hsm_that_knew_it);
	tcase_add_test(tcase, a_login_is_one_session_of_an_hsm_that_was_away);
	tcase_add_test(tcase, a_login_whose_rows_are_gone_is_over);
	tcase_add_test(tcase, no_hsm_no_connection);
	tcase_add_test(tcase, another_ca_is_not_trusted);
	tcase_add_test(tcase, without_the_ca_file_there_is_no_connection);
	tcase_add_test(tcase, wrong_logins_are_counted_by_one_hsm_at_a_time);
	suite_add_tcase(suite, tcase);
	return unit_run(suite);
}
