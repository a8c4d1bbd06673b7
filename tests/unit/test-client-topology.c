/* HSMs go, come, and are replaced under a session that is open all the while. */
#include "client-fixture.h"
#include "fault.h"
#include "quorum.h"
#include "store.h"

static struct key_page list(void)
{
	return list_keys("attr.class=secret-key");
}

static void make_session_key(void)
{
	const struct key_template template = {.label = "fleeting", .session = true};
	struct key_view key;

	succeed(key_generate_aes(connection, &template, 32, &key, &err));
	key_view_done(&key);
}

/* A token key on both HSMs, and a session key on the first. */
static void make_keys(void)
{
	struct key_view key;

	make_alice();
	succeed(make_aes("lasting", &key));
	key_view_done(&key);
	make_session_key();
	ck_assert_uint_eq(count_keys("attr.class=secret-key"), 2);
}

/* Tampering */

static void tamper(const struct hsm_view *hsm)
{
	succeed(estate_fault_set(estate, hsm->hsm_id, FAULT_TAMPER, &err));
}

static int64_t count_rows(const char *table, const char *ip)
{
	struct store *store = estate_store(estate);
	struct hsm_row hsm;
	char path[600], sql[128];
	sqlite3_stmt *s;
	sqlite3 *db;
	bool found;
	int64_t count;

	succeed(store_begin_read(store, &err));
	succeed(store_hsm_by_ip(store, ip, &hsm, &found, &err));
	store_end_read(store);
	snprintf(path, sizeof(path), "%s/estate.db", home);
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s WHERE partition = %lld", table,
	    (long long)hsm.partition);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(s), SQLITE_ROW);
	count = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return count;
}

START_TEST(tampered_hsm_holds_nothing)
{
	static const char *const tables[] = {"user", "key", "login", "anchor", "token"};

	make_keys();
	ck_assert_int_ne(count_rows("user", first.eni_ip), 0);
	tamper(&first);
	for (size_t i = 0; i < ARRAY_LENGTH(tables); i++)
		ck_assert_int_eq(count_rows(tables[i], first.eni_ip), 0);
	ck_assert_int_ne(count_rows("user", second.eni_ip), 0);
	ck_assert_int_ne(count_rows("key", second.eni_ip), 0);
}
END_TEST

START_TEST(session_goes_on_without_a_tampered_hsm)
{
	make_keys();
	succeed(config_set_option_flag(config, 0, "disable_key_availability_check", true, &err));
	tamper(&first);
	look();
	ck_assert_int_eq(connection_role(connection), ROLE_CRYPTO_USER);
	make_session_key();
	ck_assert_uint_eq(count_keys("attr.label=fleeting"), 1);
}
END_TEST

START_TEST(session_ends_with_the_last_hsm)
{
	make_keys();
	tamper(&first);
	tamper(&second);
	refuse(client_connect(client, NULL, &connection, &err), ERR_HSM_DISCONNECTED,
	    "HSM is disconnected");
	ck_assert_int_eq(connection_role(connection), ROLE_NONE);
}
END_TEST

START_TEST(tampered_hsm_is_replaced_under_the_session)
{
	struct fault_view *faults = NULL;
	struct key_page page;
	size_t count = 0;

	make_keys();
	tamper(&first);
	look();
	machine.now += 900 * SECOND;
	look();
	ck_assert_int_eq(connection_role(connection), ROLE_CRYPTO_USER);
	page = list();
	ck_assert_uint_eq(page.count, 1);
	ck_assert_str_eq(page.keys[0].label, "lasting");
	ck_assert_int_eq(page.keys[0].cluster_coverage, COVERAGE_FULL);
	key_page_done(&page);
	succeed(estate_fault_list(estate, &faults, &count, &err));
	ck_assert_uint_eq(count, 0);
	free(faults);
}
END_TEST

START_TEST(tampering_cannot_be_cleared)
{
	struct fault_view *faults = NULL;
	size_t count = 0;

	tamper(&first);
	succeed(estate_fault_set(estate, first.hsm_id, FAULT_SLOW, &err));
	succeed(estate_fault_set(estate, second.hsm_id, FAULT_UNREACHABLE, &err));
	refuse(estate_fault_clear(estate, NULL, FAULT_TAMPER, &count, &err), ERR_LAB,
	    "does not come back");
	ck_assert_uint_eq(count, 0);
	succeed(estate_fault_clear(estate, NULL, FAULT_KINDS, &count, &err));
	ck_assert_uint_eq(count, 2);
	succeed(estate_fault_list(estate, &faults, &count, &err));
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(faults[0].hsm_id, first.hsm_id);
	ck_assert_int_eq(faults[0].kind, FAULT_TAMPER);
	free(faults);
}
END_TEST

/* Replacing: the control plane puts another HSM, with what the old one held, to the same address.
 */

static void replace(const struct hsm_view *hsm, enum hsm_type type)
{
	struct store *store = estate_store(estate);
	struct partition partition;
	struct hsm_row row;
	bool found;

	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_hsm_by_ip(store, hsm->eni_ip, &row, &found, &err));
	succeed(partition_copy(store, row.partition, type, &partition, &err));
	row.partition = partition.row.id;
	succeed(store_hsm_put(store, &row, &err));
	succeed(store_commit(store, &err));
}

static void set_cluster(enum cluster_state state, enum hsm_type type)
{
	struct store *store = estate_store(estate);
	struct cluster_row row;
	bool found;

	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_cluster_get(store, first.cluster_id, &row, &found, &err));
	row.state = state;
	row.type = type;
	succeed(store_cluster_put(store, &row, &err));
	cluster_row_done(&row);
	succeed(store_commit(store, &err));
}

START_TEST(session_logs_in_on_an_hsm_that_was_replaced)
{
	struct key_page page;

	make_keys();
	replace(&first, HSM_TYPE_HSM2M_MEDIUM);
	look();
	ck_assert_int_eq(connection_role(connection), ROLE_CRYPTO_USER);
	page = list();
	ck_assert_uint_eq(page.count, 1);
	ck_assert_str_eq(page.keys[0].label, "lasting");
	ck_assert_int_eq(page.keys[0].cluster_coverage, COVERAGE_FULL);
	key_page_done(&page);
}
END_TEST

START_TEST(session_ends_when_all_hsms_are_others)
{
	make_keys();
	replace(&first, HSM_TYPE_HSM2M_MEDIUM);
	replace(&second, HSM_TYPE_HSM2M_MEDIUM);
	look();
	ck_assert_int_eq(connection_role(connection), ROLE_NONE);
}
END_TEST

static bool has_cluster_service(void)
{
	struct quorum_values values;

	succeed(quorum_get_values(connection, &values, &err));
	return values.has_cluster;
}

/* Either way: back from hsm2m.medium, which is what this cluster is. */
static const struct {
	enum cluster_state state;
	enum hsm_type type;
} changes[] = {
    {CLUSTER_MODIFY_IN_PROGRESS, HSM_TYPE_HSM1_MEDIUM},
    {CLUSTER_MODIFY_IN_PROGRESS, HSM_TYPE_HSM2M_MEDIUM},
    {CLUSTER_ROLLBACK_IN_PROGRESS, HSM_TYPE_HSM1_MEDIUM},
    {CLUSTER_ROLLBACK_IN_PROGRESS, HSM_TYPE_HSM2M_MEDIUM},
};

START_TEST(cluster_that_changes_its_type_has_both)
{
	struct hsm_info *infos = NULL;
	size_t count = 0;

	make_keys();
	ck_assert(has_cluster_service());
	set_cluster(changes[_i].state, changes[_i].type);
	replace(&second, HSM_TYPE_HSM1_MEDIUM);
	look();
	ck_assert_int_eq(connection_role(connection), ROLE_CRYPTO_USER);
	ck_assert_uint_eq(count_keys("attr.class=secret-key"), 2);
	ck_assert(!has_cluster_service());
	succeed(client_hsm_info(connection, &infos, &count, &err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_ne(infos[0].model, infos[1].model);
	ck_assert_ptr_nonnull(strstr(infos[1].model, "NITROX"));
	free(infos);
}
END_TEST

START_TEST(cluster_that_does_not_has_one)
{
	replace(&second, HSM_TYPE_HSM1_MEDIUM);
	refuse(client_connect(client, NULL, &connection, &err), ERR_ESTATE_ALTERED,
	    "an HSM holds what is not its cluster's");
}
END_TEST

/* One by one, while the client slept. */
START_TEST(session_outlives_a_migration)
{
	struct key_page page;

	make_keys();
	replace(&first, HSM_TYPE_HSM1_MEDIUM);
	replace(&second, HSM_TYPE_HSM1_MEDIUM);
	set_cluster(CLUSTER_ACTIVE, HSM_TYPE_HSM1_MEDIUM);
	look();
	ck_assert_int_eq(connection_role(connection), ROLE_CRYPTO_USER);
	page = list();
	ck_assert_uint_eq(page.count, 1);
	ck_assert_str_eq(page.keys[0].label, "lasting");
	key_page_done(&page);
}
END_TEST

START_TEST(session_of_a_user_who_did_not_outlive_it_ends)
{
	make_alice();
	succeed(client_logout(connection, &err));
	log_in("alice", ROLE_CRYPTO_USER);
	replace(&first, HSM_TYPE_HSM1_MEDIUM);
	replace(&second, HSM_TYPE_HSM1_MEDIUM);
	set_cluster(CLUSTER_ACTIVE, HSM_TYPE_HSM1_MEDIUM);
	run_sql("DELETE FROM user WHERE name = 'alice'");
	look();
	ck_assert_int_eq(connection_role(connection), ROLE_NONE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client-topology");
	TCase *tests = tcase_create("topology");

	add_fixtures(tests, prepare, setup);
	tcase_add_test(tests, tampered_hsm_holds_nothing);
	tcase_add_test(tests, session_goes_on_without_a_tampered_hsm);
	tcase_add_test(tests, session_ends_with_the_last_hsm);
	tcase_add_test(tests, tampered_hsm_is_replaced_under_the_session);
	tcase_add_test(tests, tampering_cannot_be_cleared);
	tcase_add_test(tests, session_logs_in_on_an_hsm_that_was_replaced);
	tcase_add_test(tests, session_ends_when_all_hsms_are_others);
	tcase_add_loop_test(
	    tests, cluster_that_changes_its_type_has_both, 0, ARRAY_LENGTH(changes));
	tcase_add_test(tests, cluster_that_does_not_has_one);
	tcase_add_test(tests, session_outlives_a_migration);
	tcase_add_test(tests, session_of_a_user_who_did_not_outlive_it_ends);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
