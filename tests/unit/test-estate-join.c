/* Tests of HSMs that join a cluster: snapshots, what is missing afterwards, and what comes by
 * itself. */
#include "estate-fixture.h"

#include "fault.h"

static const unsigned char material[] = "what a key is made of";

static struct hsm_view make_cluster(void)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view hsm;

	machine.now = INT64_C(1796000000) * SECOND;
	hsm = make_active(&request);
	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_ACTIVE);
	succeed(estate_set(estate, "lag", "realistic", &err));
	return hsm;
}

static enum hsm_state state_of_hsm(const struct hsm_view *hsm)
{
	struct cluster_view view = describe(hsm->cluster_id);
	enum hsm_state state = HSM_DELETED;

	for (size_t i = 0; i < view.n_hsms; i++) {
		if (strcmp(view.hsms[i].hsm_id, hsm->hsm_id) == 0)
			state = view.hsms[i].state;
	}
	cluster_view_done(&view);
	return state;
}

START_TEST(what_is_written_behind_the_snapshot_is_missing)
{
	struct hsm_view first = make_cluster(), second;

	add_user(first.eni_ip, "before");
	second = create_hsm(first.cluster_id, "us-east-1b");
	ck_assert_int_eq(second.state, HSM_CREATE_IN_PROGRESS);
	machine.now += 48 * SECOND;
	add_user(first.eni_ip, "meanwhile");
	machine.now += SECOND;
	ck_assert_int_eq(state_of_hsm(&second), HSM_CREATE_IN_PROGRESS);
	add_user(first.eni_ip, "behind");
	machine.now += 263 * SECOND;
	ck_assert_int_eq(state_of_hsm(&second), HSM_CREATE_IN_PROGRESS);
	machine.now += SECOND;
	ck_assert_int_eq(state_of_hsm(&second), HSM_ACTIVE);
	ck_assert(has_user(second.eni_ip, "before"));
	ck_assert(has_user(second.eni_ip, "meanwhile"));
	ck_assert(!has_user(second.eni_ip, "behind"));
	/* Nothing mends users. */
	machine.now += INT64_C(86400) * SECOND;
	ck_assert(!has_user(second.eni_ip, "behind"));
}
END_TEST

/* Set back by a year, the clock would have it wait for that year. */
START_TEST(what_is_under_way_keeps_its_time_when_the_clock_is_set_back)
{
	struct hsm_view first = make_cluster(), second;

	succeed(estate_clock_advance(estate, INT64_C(365) * 86400 * SECOND, &err));
	second = create_hsm(first.cluster_id, "us-east-1b");
	machine.now += 100 * SECOND;
	succeed(estate_clock_reset(estate, &err));
	machine.now += 212 * SECOND;
	ck_assert_int_eq(state_of_hsm(&second), HSM_CREATE_IN_PROGRESS);
	machine.now += SECOND;
	ck_assert_int_eq(state_of_hsm(&second), HSM_ACTIVE);
}
END_TEST

START_TEST(what_was_asked_for_at_once_is_made_at_once)
{
	struct hsm_view first = make_cluster(), second;

	estate_skip_lag(estate);
	second = create_hsm(first.cluster_id, "us-east-1b");
	ck_assert_int_eq(state_of_hsm(&second), HSM_ACTIVE);
}
END_TEST

/* Puts a stored key of the owner into one HSM, and into no other. */
static void add_key(const char *ip, uint64_t handle, const char *owner)
{
	struct key_object key;
	struct store *store = estate_store(estate);
	struct partition partition;
	struct secret plain = SECRET_INIT;
	struct key_row row = {.handle = handle, .type = KEY_AES, .class = KEY_CLASS_SECRET};
	struct hsm_row hsm;
	bool found;

	memset(&key, 0, sizeof(key));
	key.view.reference = handle;
	key.view.type = KEY_AES;
	key.view.class = KEY_CLASS_SECRET;
	key.view.key_length_bytes = 16;
	memcpy(key.view.label, "k", 2);
	memcpy(key.view.owner, owner, strlen(owner) + 1);
	memcpy(row.owner, owner, strlen(owner) + 1);
	memcpy(row.label, "k", 2);
	row.sharees = "";
	succeed(secret_set(&key.material, material, 16));
	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_hsm_by_ip(store, ip, &hsm, &found, &err));
	succeed(partition_open(store, hsm.partition, &partition, &err));
	memcpy(key.lineage, partition.row.lineage, sizeof(key.lineage));
	succeed(key_object_write(&key, &plain, &err));
	succeed(store_version_add(store, plain.data, plain.len, &row.version, &err));
	succeed(store_key_put(store, hsm.partition, &row, &err));
	succeed(store_commit(store, &err));
	secret_done(&plain);
	key_object_done(&key);
}

static bool has_key(const char *ip, uint64_t handle)
{
	struct store *store = estate_store(estate);
	struct key_row row;
	struct hsm_row hsm;
	bool found;

	succeed(store_begin_read(store, &err));
	succeed(store_hsm_by_ip(store, ip, &hsm, &found, &err));
	succeed(store_key_get(store, hsm.partition, handle, &row, &found, &err));
	store_end_read(store);
	return found;
}

/* A key that was made behind the snapshot comes when the HSM serves; later ones within minutes. */
START_TEST(token_keys_come_by_themselves_where_their_owners_are)
{
	struct hsm_view first = make_cluster(), second;

	add_user(first.eni_ip, "alice");
	second = create_hsm(first.cluster_id, "us-east-1b");
	machine.now += 60 * SECOND;
	(void)state_of_hsm(&second);
	add_user(first.eni_ip, "bob");
	add_key(first.eni_ip, 0x101, "alice");
	add_key(first.eni_ip, 0x102, "bob");
	machine.now += 253 * SECOND;
	ck_assert_int_eq(state_of_hsm(&second), HSM_ACTIVE);
	ck_assert(has_key(second.eni_ip, 0x101));
	ck_assert(!has_key(second.eni_ip, 0x102));
	add_key(second.eni_ip, 0x103, "alice");
	machine.now += 300 * SECOND;
	ck_assert(has_key(first.eni_ip, 0x103));
	ck_assert(!has_key(second.eni_ip, 0x102));
	add_user(second.eni_ip, "bob");
	machine.now += 300 * SECOND;
	ck_assert(has_key(second.eni_ip, 0x102));
}
END_TEST

START_TEST(an_activation_takes_its_time_to_be_noticed)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct bytes ca = BYTES_INIT, certificate = BYTES_INIT;
	char id[RESOURCE_ID_MAX + 1];
	struct hsm_view hsm, second;

	machine.now = INT64_C(1796000000) * SECOND;
	create_cluster(&request, id);
	hsm = create_hsm(id, "us-east-1a");
	sign(id, &ca, &certificate);
	succeed(initialize(id, &certificate, &ca));
	ck_assert_int_eq(state_of(id), CLUSTER_INITIALIZED);
	bytes_done(&ca);
	bytes_done(&certificate);
	succeed(estate_set(estate, "lag", "realistic", &err));
	activate(hsm.eni_ip);
	machine.now += 79 * SECOND;
	ck_assert_int_eq(state_of(id), CLUSTER_INITIALIZED);
	refuse(estate_create_hsm(estate, id, "us-east-1b", NULL, &second, &err),
	    ERR_API_INVALID_REQUEST,
	    "already contains an HSM but has not yet been fully activated");
	machine.now += SECOND;
	ck_assert_int_eq(state_of(id), CLUSTER_ACTIVE);
}
END_TEST

/* What was written behind the last backup is lost with the only HSM. */
START_TEST(a_cluster_that_lost_its_only_hsm_comes_back_from_its_backup)
{
	struct hsm_view hsm = make_cluster();
	struct cluster_view view;

	add_user(hsm.eni_ip, "alice");
	machine.now += INT64_C(86400) * SECOND;
	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_ACTIVE);
	add_user(hsm.eni_ip, "late");
	succeed(estate_fault_set(estate, hsm.hsm_id, FAULT_TAMPER, &err));
	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_DEGRADED);
	ck_assert(!has_user(hsm.eni_ip, "alice"));
	machine.now += 899 * SECOND;
	ck_assert_int_eq(state_of_hsm(&hsm), HSM_DEGRADED);
	machine.now += SECOND;
	view = describe(hsm.cluster_id);
	ck_assert_int_eq(view.state, CLUSTER_ACTIVE);
	ck_assert_uint_eq(view.n_hsms, 1);
	ck_assert_str_ne(view.hsms[0].hsm_id, hsm.hsm_id);
	ck_assert_str_eq(view.hsms[0].eni_ip, hsm.eni_ip);
	cluster_view_done(&view);
	ck_assert(has_user(hsm.eni_ip, "alice"));
	ck_assert(!has_user(hsm.eni_ip, "late"));
}
END_TEST

START_TEST(the_last_hsm_leaves_a_backup_that_the_next_is_filled_from)
{
	struct hsm_view hsm = make_cluster();
	char newest[RESOURCE_ID_MAX + 1];
	size_t before;

	add_user(hsm.eni_ip, "alice");
	before = list_backups(hsm.cluster_id, newest);
	succeed(delete_hsm(hsm.cluster_id, hsm.hsm_id));
	ck_assert_uint_eq(list_backups(hsm.cluster_id, newest), before + 1);
	ck_assert_int_eq(state_of_hsm(&hsm), HSM_DELETE_IN_PROGRESS);
	machine.now += 120 * SECOND;
	ck_assert_int_eq(state_of_hsm(&hsm), HSM_DELETED);
	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_ACTIVE);
	hsm = create_hsm(hsm.cluster_id, "us-east-1a");
	machine.now += 313 * SECOND;
	ck_assert(has_user(hsm.eni_ip, "alice"));
}
END_TEST

/* The HSM that was asked for goes away when nothing is left to fill it from. */
START_TEST(a_join_without_anything_to_fill_it_from_comes_to_nothing)
{
	struct hsm_view hsm = make_cluster();
	struct hsm_view next, other;
	char id[RESOURCE_ID_MAX + 1];
	struct backup_view view;

	succeed(delete_hsm(hsm.cluster_id, hsm.hsm_id));
	machine.now += 120 * SECOND;
	next = create_hsm(hsm.cluster_id, "us-east-1a");
	while (list_backups(hsm.cluster_id, id) > 0) {
		const char *cluster = hsm.cluster_id;
		const char *state = "READY";
		const struct describe_backups_request ready = {
		    .cluster_ids = &cluster, .n_cluster_ids = 1, .states = &state, .n_states = 1};
		struct backup_view *views = NULL;
		size_t count = 0;
		char *token = NULL;

		succeed(estate_describe_backups(estate, &ready, &views, &count, &token, &err));
		if (count == 0) {
			backup_views_free(views, count);
			break;
		}
		succeed(estate_delete_backup(estate, views[0].backup_id, &view, &err));
		backup_view_done(&view);
		backup_views_free(views, count);
	}
	refuse(estate_create_hsm(estate, hsm.cluster_id, "us-east-1b", NULL, &other, &err),
	    ERR_API_INVALID_REQUEST, "no backup to fill a new HSM from");
	machine.now += 400 * SECOND;
	ck_assert_int_eq(state_of_hsm(&next), HSM_DELETED);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("estate-join");
	TCase *tests = tcase_create("estate-join");

	tcase_add_checked_fixture(tests, open_estate, close_estate);
	tcase_add_test(tests, what_is_written_behind_the_snapshot_is_missing);
	tcase_add_test(tests, what_is_under_way_keeps_its_time_when_the_clock_is_set_back);
	tcase_add_test(tests, what_was_asked_for_at_once_is_made_at_once);
	tcase_add_test(tests, token_keys_come_by_themselves_where_their_owners_are);
	tcase_add_test(tests, an_activation_takes_its_time_to_be_noticed);
	tcase_add_test(tests, a_cluster_that_lost_its_only_hsm_comes_back_from_its_backup);
	tcase_add_test(tests, the_last_hsm_leaves_a_backup_that_the_next_is_filled_from);
	tcase_add_test(tests, a_join_without_anything_to_fill_it_from_comes_to_nothing);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
