/* The estate: clusters made from backups, and the lists of clusters and backups. */
#include "estate-fixture.h"

/* Clusters from backups */

START_TEST(clone_is_active_with_its_first_hsm)
{
	struct create_cluster_request request = request_of("hsm1.medium", "FIPS");
	struct hsm_view hsm = make_active(&request), copy;
	struct bytes anchor = BYTES_INIT, source_anchor = BYTES_INIT;
	char backup[RESOURCE_ID_MAX + 1], id[RESOURCE_ID_MAX + 1];
	struct cluster_view view;

	add_user(hsm.eni_ip, "alice");
	create_hsm(hsm.cluster_id, "us-east-1b");
	ck_assert_uint_eq(list_backups(hsm.cluster_id, backup), 2);
	request = request_of("hsm2m.medium", "FIPS");
	request.source_backup_id = backup;
	create_cluster(&request, id);
	view = describe(id);
	ck_assert_int_eq(view.state, CLUSTER_UNINITIALIZED);
	ck_assert_str_eq(view.source_backup_id, backup);
	ck_assert_ptr_null(view.csr);
	cluster_view_done(&view);
	bytes_append_text(&anchor, "x");
	refuse(initialize(id, &anchor, &anchor), ERR_API_INVALID_REQUEST, "created from a backup");
	bytes_clear(&anchor);
	copy = create_hsm(id, "us-east-1a");
	ck_assert_int_eq(copy.type, HSM_TYPE_HSM2M_MEDIUM);
	ck_assert(has_user(copy.eni_ip, "alice"));
	view = describe(id);
	ck_assert_int_eq(view.state, CLUSTER_ACTIVE);
	ck_assert_ptr_nonnull(view.cluster_certificate);
	ck_assert_ptr_null(view.csr);
	cluster_view_done(&view);
	ck_assert_uint_eq(list_backups(id, backup), 1);
	succeed(estate_trust_anchor(estate, id, &anchor, &err));
	succeed(estate_trust_anchor(estate, hsm.cluster_id, &source_anchor, &err));
	ck_assert_str_eq(bytes_text(&anchor), bytes_text(&source_anchor));
	bytes_done(&anchor);
	bytes_done(&source_anchor);
}
END_TEST

START_TEST(backup_outlives_its_cluster)
{
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view hsm = make_active(&request);
	char backup[RESOURCE_ID_MAX + 1], id[RESOURCE_ID_MAX + 1], arn[160];
	struct cluster_view view;

	add_user(hsm.eni_ip, "alice");
	succeed(delete_hsm(hsm.cluster_id, hsm.hsm_id));
	succeed(estate_delete_cluster(estate, hsm.cluster_id, &view, &err));
	cluster_view_done(&view);
	list_backups(hsm.cluster_id, backup);
	(void)snprintf(
	    arn, sizeof(arn), "arn:aws:cloudhsm:us-east-1:111122223333:backup/%s", backup);
	request.source_backup_id = arn;
	create_cluster(&request, id);
	hsm = create_hsm(id, "us-east-1a");
	ck_assert(has_user(hsm.eni_ip, "alice"));
}
END_TEST

/* What cannot be carried out comes to nothing, and does not keep the estate from going on. */
START_TEST(a_task_that_fails_stands_in_nobodys_way)
{
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view hsm = make_active(&request);
	struct store *store = estate_store(estate);
	struct hsm_row row;
	bool found;

	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_ACTIVE);
	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_hsm_by_ip(store, hsm.eni_ip, &row, &found, &err));
	row.state = HSM_DEGRADED;
	row.partition = 0;
	succeed(store_hsm_put(store, &row, &err));
	succeed(store_task_put(store, TASK_HSM_REPLACED, row.hsm_id, machine.now, &err));
	succeed(store_commit(store, &err));
	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_ACTIVE);
	succeed(store_begin_read(store, &err));
	succeed(store_task_get(
	    store, TASK_HSM_REPLACED, row.hsm_id, &(struct task_row){0}, &found, &err));
	store_end_read(store);
	ck_assert(!found);
}
END_TEST

START_TEST(mode_stays_and_type_only_goes_up)
{
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view hsm = make_active(&request);
	char backup[RESOURCE_ID_MAX + 1];

	ck_assert_uint_eq(list_backups(hsm.cluster_id, backup), 1);
	request.source_backup_id = backup;
	request.mode = "NON_FIPS";
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "cannot be in NON_FIPS mode");
	request.mode = NULL;
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "Mode is a required argument");
	request.mode = "FIPS";
	request.hsm_type = "hsm1.medium";
	refuse_creation(
	    &request, ERR_API_INVALID_REQUEST, "cannot be restored to HSM type hsm1.medium");
	request.source_backup_id = "backup-aaaaaaaaaaa";
	refuse_creation(&request, ERR_API_NOT_FOUND, "Backup 'backup-aaaaaaaaaaa'");
	request.source_backup_id = "backup";
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "at 'sourceBackupId'");
}
END_TEST

/* Puts a 3DES key into the HSM with this address. */
static void add_des3_key(const char *ip)
{
	static const unsigned char material[24] = {1, 2, 3, 4, 5, 6, 7};
	const struct key_row row = {
	    .handle = 0x10,
	    .version = 1,
	    .type = KEY_DES3,
	    .class = KEY_CLASS_SECRET,
	    .label = "des3",
	    .owner = "admin",
	    .sharees = "",
	};
	struct store *store = estate_store(estate);
	struct key_row key = row;
	struct hsm_row hsm;
	bool found;

	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_hsm_by_ip(store, ip, &hsm, &found, &err));
	succeed(store_version_add(store, material, sizeof(material), &key.version, &err));
	succeed(store_key_put(store, hsm.partition, &key, &err));
	succeed(store_commit(store, &err));
}

START_TEST(des3_keys_keep_a_backup_from_hsm2m_in_fips_mode)
{
	struct create_cluster_request request = request_of("hsm1.medium", "FIPS");
	struct hsm_view hsm = make_active(&request);
	char backup[RESOURCE_ID_MAX + 1], id[RESOURCE_ID_MAX + 1];

	add_des3_key(hsm.eni_ip);
	create_hsm(hsm.cluster_id, "us-east-1b");
	list_backups(hsm.cluster_id, backup);
	request.source_backup_id = backup;
	request.hsm_type = "hsm2m.medium";
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "contains 3DES keys");
	request.hsm_type = "hsm1.medium";
	create_cluster(&request, id);
	create_hsm(id, "us-east-1a");
	ck_assert_int_eq(state_of(id), CLUSTER_ACTIVE);
}
END_TEST

/* Lists and their pages */

START_TEST(clusters_are_filtered)
{
	static const char *const active[] = {"ACTIVE"}, *const vpc[] = {"vpc-00000000000000001"},
				 *const no_vpc[] = {"vpc-2"}, *const wrong[] = {"active"};
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct describe_clusters_request filter = {.states = active, .n_states = 1};
	struct hsm_view hsm = make_active(&request);
	struct cluster_view *views = NULL;
	char id[RESOURCE_ID_MAX + 1], *token = NULL;
	size_t count = 0;

	create_cluster(&request, id);
	succeed(estate_describe_clusters(estate, &filter, &views, &count, &token, &err));
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(views[0].cluster_id, hsm.cluster_id);
	cluster_views_free(views, count);
	filter = (struct describe_clusters_request){.vpc_ids = vpc, .n_vpc_ids = 1};
	succeed(estate_describe_clusters(estate, &filter, &views, &count, &token, &err));
	ck_assert_uint_eq(count, 2);
	cluster_views_free(views, count);
	filter.vpc_ids = no_vpc;
	succeed(estate_describe_clusters(estate, &filter, &views, &count, &token, &err));
	ck_assert_uint_eq(count, 0);
	cluster_views_free(views, count);
	filter = (struct describe_clusters_request){.states = wrong, .n_states = 1};
	refuse(estate_describe_clusters(estate, &filter, &views, &count, &token, &err),
	    ERR_API_INVALID_REQUEST, "at 'filters.states.member'");
}
END_TEST

START_TEST(pages_join_to_the_whole_list)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct describe_clusters_request page = {.max_results = 2};
	char ids[5][RESOURCE_ID_MAX + 1], *token = NULL;
	struct cluster_view *views = NULL;
	size_t seen = 0, count = 0;

	succeed(estate_set(estate, "quota-clusters", "5", &err));
	for (size_t i = 0; i < 5; i++) {
		machine.now += SECOND;
		create_cluster(&request, ids[i]);
	}
	do {
		succeed(estate_describe_clusters(estate, &page, &views, &count, &token, &err));
		for (size_t i = 0; i < count; i++)
			ck_assert_str_eq(views[i].cluster_id, ids[seen + i]);
		seen += count;
		cluster_views_free(views, count);
		free((void *)(uintptr_t)page.next_token);
		page.next_token = token;
	} while (token);
	ck_assert_uint_eq(seen, 5);
	page.next_token = "nonsense";
	refuse(estate_describe_clusters(estate, &page, &views, &count, &token, &err),
	    ERR_API_INVALID_REQUEST, "Invalid NextToken");
	page = (struct describe_clusters_request){.max_results = 26};
	refuse(estate_describe_clusters(estate, &page, &views, &count, &token, &err),
	    ERR_API_INVALID_REQUEST, "less than or equal to 25");
}
END_TEST

/* The order of pages is that of age, whatever the clock did between. */
START_TEST(pages_end_though_the_clock_was_set_back)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct describe_clusters_request page = {.max_results = 1};
	char ignored[RESOURCE_ID_MAX + 1], *token = NULL;
	struct cluster_view *views = NULL;
	size_t count = 0, seen = 0;

	create_cluster(&request, ignored);
	machine.now += SECOND;
	succeed(estate_clock_advance(estate, INT64_C(365) * 86400 * SECOND, &err));
	create_cluster(&request, ignored);
	succeed(estate_clock_reset(estate, &err));
	create_cluster(&request, ignored);
	do {
		char *behind = token;

		page.next_token = behind;
		succeed(estate_describe_clusters(estate, &page, &views, &count, &token, &err));
		cluster_views_free(views, count);
		free(behind);
		seen += count;
		ck_assert_uint_le(seen, 3);
	} while (token);
	ck_assert_uint_eq(seen, 3);
}
END_TEST

START_TEST(page_goes_on_when_its_mark_is_gone)
{
	static const char *const states[] = {"UNINITIALIZED"};
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct describe_clusters_request page = {.max_results = 1, .states = states, .n_states = 1};
	char ids[3][RESOURCE_ID_MAX + 1], *first = NULL, *second = NULL;
	struct cluster_view *views = NULL, deleted;
	size_t count = 0;

	for (size_t i = 0; i < 3; i++) {
		machine.now += SECOND;
		create_cluster(&request, ids[i]);
	}
	succeed(estate_describe_clusters(estate, &page, &views, &count, &first, &err));
	cluster_views_free(views, count);
	succeed(estate_delete_cluster(estate, ids[0], &deleted, &err));
	cluster_view_done(&deleted);
	page.next_token = first;
	succeed(estate_describe_clusters(estate, &page, &views, &count, &second, &err));
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(views[0].cluster_id, ids[1]);
	cluster_views_free(views, count);
	free(first);
	free(second);
}
END_TEST

START_TEST(backups_come_newest_first_unless_asked)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct describe_backups_request order = {.sort_ascending = false};
	struct hsm_view hsm = make_active(&request);
	struct backup_view *views = NULL;
	char *token = NULL;
	size_t count = 0;

	succeed(estate_settle(estate, &err));
	machine.now += SECOND;
	create_hsm(hsm.cluster_id, "us-east-1b");
	succeed(estate_describe_backups(estate, &order, &views, &count, &token, &err));
	ck_assert_uint_eq(count, 2);
	ck_assert_int_gt(views[0].created, views[1].created);
	ck_assert_int_eq(views[0].state, BACKUP_READY);
	ck_assert_ptr_nonnull(strstr(views[0].arn, ":backup/backup-"));
	backup_views_free(views, count);
	order.sort_ascending = true;
	order.max_results = 1;
	succeed(estate_describe_backups(estate, &order, &views, &count, &token, &err));
	ck_assert_uint_eq(count, 1);
	ck_assert_ptr_nonnull(token);
	ck_assert_int_lt(views[0].created, machine.now);
	backup_views_free(views, count);
	order.next_token = token;
	succeed(estate_describe_backups(estate, &order, &views, &count, &token, &err));
	ck_assert_uint_eq(count, 1);
	ck_assert_ptr_null(token);
	ck_assert_int_eq(views[0].created, machine.now);
	backup_views_free(views, count);
	free((void *)(uintptr_t)order.next_token);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("estate-backup");
	TCase *tests = tcase_create("estate-backup");

	tcase_add_checked_fixture(tests, open_estate, close_estate);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, clone_is_active_with_its_first_hsm);
	tcase_add_test(tests, backup_outlives_its_cluster);
	tcase_add_test(tests, a_task_that_fails_stands_in_nobodys_way);
	tcase_add_test(tests, mode_stays_and_type_only_goes_up);
	tcase_add_test(tests, des3_keys_keep_a_backup_from_hsm2m_in_fips_mode);
	tcase_add_test(tests, clusters_are_filtered);
	tcase_add_test(tests, pages_join_to_the_whole_list);
	tcase_add_test(tests, pages_end_though_the_clock_was_set_back);
	tcase_add_test(tests, page_goes_on_when_its_mark_is_gone);
	tcase_add_test(tests, backups_come_newest_first_unless_asked);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
