/* Tests of migrations in place: one HSM after the other, few changes meanwhile, and the way back.
 */
#include "estate-fixture.h"

#include "fault.h"

#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

static struct hsm_view first, second;

/* An hsm1.medium cluster of two HSMs, where things take their time. */
static void make_cluster(void)
{
	const struct create_cluster_request request = request_of("hsm1.medium", NULL);

	machine.now = INT64_C(1796000000) * SECOND;
	first = make_active(&request);
	second = create_hsm(first.cluster_id, "us-east-1b");
	add_user(first.eni_ip, "alice");
	add_user(second.eni_ip, "alice");
	succeed(estate_set(estate, "lag", "realistic", &err));
}

static int change_type(const char *type)
{
	const struct modify_cluster_request request = {
	    .cluster_id = first.cluster_id, .hsm_type = type};
	struct cluster_view view;
	int rc = estate_modify_cluster(estate, &request, &view, &err);

	if (rc == 0)
		cluster_view_done(&view);
	return rc;
}

/* The types of the HSMs at both addresses: "hsm1.medium hsm2m.medium". */
static const char *types(void)
{
	static char text[64];
	struct cluster_view view = describe(first.cluster_id);
	const char *at[2] = {"none", "none"};

	for (size_t i = 0; i < view.n_hsms; i++) {
		if (strcmp(view.hsms[i].eni_ip, first.eni_ip) == 0)
			at[0] = hsm_type_name(view.hsms[i].type);
		if (strcmp(view.hsms[i].eni_ip, second.eni_ip) == 0)
			at[1] = hsm_type_name(view.hsms[i].type);
	}
	(void)snprintf(text, sizeof(text), "%s %s", at[0], at[1]);
	cluster_view_done(&view);
	return text;
}

static bool is_limited(const char *ip)
{
	struct store *store = estate_store(estate);
	struct partition partition;
	struct hsm_row hsm;
	bool found;

	succeed(store_begin_read(store, &err));
	succeed(store_hsm_by_ip(store, ip, &hsm, &found, &err));
	succeed(partition_open(store, hsm.partition, &partition, &err));
	store_end_read(store);
	return partition.row.limited_write;
}

START_TEST(one_hsm_after_the_other_is_replaced_at_its_address)
{
	struct cluster_view view;
	char deleted[RESOURCE_ID_MAX + 1];

	succeed(change_type("hsm2m.medium"));
	view = describe(first.cluster_id);
	ck_assert_int_eq(view.state, CLUSTER_MODIFY_IN_PROGRESS);
	ck_assert_int_eq(view.type, HSM_TYPE_HSM1_MEDIUM);
	ck_assert_int_eq(view.rollback_expiration, machine.now + 24 * HOUR);
	cluster_view_done(&view);
	ck_assert(is_limited(first.eni_ip) && is_limited(second.eni_ip));
	refuse(change_type("hsm2m.medium"), ERR_API_INVALID_REQUEST, "MODIFY_IN_PROGRESS");
	refuse(
	    estate_delete_hsm(estate, first.cluster_id, second.hsm_id, NULL, NULL, deleted, &err),
	    ERR_API_INVALID_REQUEST, "MODIFY_IN_PROGRESS");
	refuse(estate_create_hsm(estate, first.cluster_id, "us-east-1a", NULL, &second, &err),
	    ERR_API_INVALID_REQUEST, "MODIFY_IN_PROGRESS");
	machine.now += 30 * MINUTE;
	ck_assert_str_eq(types(), "hsm2m.medium hsm1.medium");
	ck_assert(is_limited(first.eni_ip) && is_limited(second.eni_ip));
	machine.now += 30 * MINUTE;
	ck_assert_str_eq(types(), "hsm2m.medium hsm2m.medium");
	ck_assert(!is_limited(first.eni_ip) && !is_limited(second.eni_ip));
	view = describe(first.cluster_id);
	ck_assert_int_eq(view.state, CLUSTER_ACTIVE);
	ck_assert_int_eq(view.type, HSM_TYPE_HSM2M_MEDIUM);
	ck_assert(has_user(first.eni_ip, "alice") && has_user(second.eni_ip, "alice"));
	cluster_view_done(&view);
	refuse(change_type("hsm2m.medium"), ERR_API_INVALID_REQUEST, "already");
	refuse(change_type("hsm3x.large"), ERR_API_INVALID_REQUEST, "not supported");
}
END_TEST

START_TEST(it_is_rolled_back_within_a_day_and_what_came_since_is_lost)
{
	struct cluster_view view;

	succeed(change_type("hsm2m.medium"));
	machine.now += HOUR;
	ck_assert_int_eq(state_of(first.cluster_id), CLUSTER_ACTIVE);
	add_user(first.eni_ip, "late");
	machine.now += 23 * HOUR - MINUTE;
	succeed(change_type("hsm1.medium"));
	ck_assert_int_eq(state_of(first.cluster_id), CLUSTER_ROLLBACK_IN_PROGRESS);
	ck_assert(is_limited(first.eni_ip));
	refuse(change_type("hsm1.medium"), ERR_API_INVALID_REQUEST, "ROLLBACK_IN_PROGRESS");
	machine.now += HOUR;
	view = describe(first.cluster_id);
	ck_assert_int_eq(view.state, CLUSTER_ACTIVE);
	ck_assert_int_eq(view.type, HSM_TYPE_HSM1_MEDIUM);
	ck_assert_int_eq(view.rollback_expiration, 0);
	cluster_view_done(&view);
	ck_assert_str_eq(types(), "hsm1.medium hsm1.medium");
	ck_assert(!is_limited(first.eni_ip));
	ck_assert(has_user(first.eni_ip, "alice") && !has_user(first.eni_ip, "late"));
	refuse(change_type("hsm1.medium"), ERR_API_INVALID_REQUEST, "already");
}
END_TEST

START_TEST(it_is_not_rolled_back_later)
{
	struct cluster_view view;

	succeed(change_type("hsm2m.medium"));
	succeed(estate_clock_advance(estate, 24 * HOUR, &err));
	refuse(change_type("hsm1.medium"), ERR_API_INVALID_REQUEST, "more than 24 hours ago");
	view = describe(first.cluster_id);
	ck_assert_int_eq(view.rollback_expiration, 0);
	cluster_view_done(&view);
	/* What is over is over, wherever the clock goes. */
	succeed(estate_clock_reset(estate, &err));
	refuse(change_type("hsm1.medium"), ERR_API_INVALID_REQUEST, "more than 24 hours ago");
	ck_assert_str_eq(types(), "hsm2m.medium hsm2m.medium");
}
END_TEST

START_TEST(it_is_rolled_back_half_way)
{
	succeed(change_type("hsm2m.medium"));
	machine.now += 30 * MINUTE;
	ck_assert_str_eq(types(), "hsm2m.medium hsm1.medium");
	succeed(change_type("hsm1.medium"));
	machine.now += 30 * MINUTE;
	ck_assert_str_eq(types(), "hsm1.medium hsm1.medium");
	ck_assert_int_eq(state_of(first.cluster_id), CLUSTER_ACTIVE);
}
END_TEST

START_TEST(an_hsm_that_nobody_reaches_has_it_rolled_back)
{
	struct cluster_view view;

	succeed(change_type("hsm2m.medium"));
	machine.now += 30 * MINUTE;
	ck_assert_str_eq(types(), "hsm2m.medium hsm1.medium");
	succeed(estate_fault_set(estate, second.hsm_id, FAULT_UNREACHABLE, &err));
	machine.now += 30 * MINUTE;
	view = describe(first.cluster_id);
	ck_assert_int_eq(view.state, CLUSTER_PENDING_ROLLBACK);
	ck_assert_ptr_nonnull(strstr(view.state_message, "rolled back"));
	cluster_view_done(&view);
	machine.now += 30 * MINUTE;
	ck_assert_str_eq(types(), "hsm1.medium hsm1.medium");
	ck_assert_int_eq(state_of(first.cluster_id), CLUSTER_ACTIVE);
	ck_assert(!is_limited(first.eni_ip) && !is_limited(second.eni_ip));
}
END_TEST

/* A deleted backup is there for a week, which is longer than it is needed; unless the clock leaps.
 */
START_TEST(it_is_not_rolled_back_to_a_backup_that_is_gone)
{
	const char *cluster_id = first.cluster_id;
	const struct describe_backups_request request = {
	    .cluster_ids = &cluster_id, .n_cluster_ids = 1};
	struct backup_view *views = NULL, view;
	size_t count = 0;
	char *token = NULL;

	succeed(change_type("hsm2m.medium"));
	machine.now += 2 * HOUR;
	succeed(estate_clock_set(estate, machine.now - 10 * 24 * HOUR, &err));
	succeed(estate_describe_backups(estate, &request, &views, &count, &token, &err));
	for (size_t i = 0; i < count; i++) {
		succeed(estate_delete_backup(estate, views[i].backup_id, &view, &err));
		backup_view_done(&view);
	}
	backup_views_free(views, count);
	succeed(estate_clock_reset(estate, &err));
	refuse(change_type("hsm1.medium"), ERR_API_INVALID_REQUEST, "has been deleted");
	ck_assert_int_eq(state_of(first.cluster_id), CLUSTER_ACTIVE);
	ck_assert(!is_limited(first.eni_ip));
}
END_TEST

START_TEST(only_whole_clusters_are_rolled_back)
{
	struct hsm_view third;

	succeed(change_type("hsm2m.medium"));
	machine.now += 2 * HOUR;
	third = create_hsm(first.cluster_id, "us-east-1a");
	refuse(change_type("hsm1.medium"), ERR_API_INVALID_REQUEST, "CREATE_IN_PROGRESS");
	machine.now += HOUR;
	ck_assert_int_eq(state_of(first.cluster_id), CLUSTER_ACTIVE);
	succeed(delete_hsm(first.cluster_id, third.hsm_id));
	refuse(change_type("hsm1.medium"), ERR_API_INVALID_REQUEST, "DELETE_IN_PROGRESS");
}
END_TEST

/* One that breaks meanwhile is left to the migration, which does not want what the others hold. */
START_TEST(a_rollback_brings_nothing_back_that_came_since)
{
	struct cluster_view view;

	succeed(change_type("hsm2m.medium"));
	machine.now += 2 * HOUR;
	ck_assert_int_eq(state_of(first.cluster_id), CLUSTER_ACTIVE);
	add_user(first.eni_ip, "late");
	add_user(second.eni_ip, "late");
	succeed(change_type("hsm1.medium"));
	machine.now += 31 * MINUTE;
	ck_assert_str_eq(types(), "hsm1.medium hsm2m.medium");
	view = describe(first.cluster_id);
	ck_assert_str_eq(view.hsms[0].eni_ip, first.eni_ip);
	succeed(estate_fault_set(estate, view.hsms[0].hsm_id, FAULT_TAMPER, &err));
	cluster_view_done(&view);
	machine.now += 16 * MINUTE;
	view = describe(first.cluster_id);
	ck_assert_int_eq(view.hsms[0].state, HSM_DEGRADED);
	cluster_view_done(&view);
	machine.now += 3 * HOUR;
	ck_assert_int_eq(state_of(first.cluster_id), CLUSTER_ACTIVE);
	ck_assert_str_eq(types(), "hsm1.medium hsm1.medium");
	ck_assert(has_user(first.eni_ip, "alice") && !has_user(first.eni_ip, "late"));
	ck_assert(!has_user(second.eni_ip, "late"));
}
END_TEST

START_TEST(a_cluster_that_was_never_migrated_stays)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view old = first;

	succeed(estate_set(estate, "lag", "none", &err));
	first = make_active(&request);
	refuse(change_type("hsm1.medium"), ERR_API_INVALID_REQUEST, "was not migrated");
	refuse(change_type("hsm2m.medium"), ERR_API_INVALID_REQUEST, "already");
	first = old;
	succeed(estate_set(estate, "lag", "realistic", &err));
	succeed(delete_hsm(first.cluster_id, second.hsm_id));
	refuse(change_type("hsm2m.medium"), ERR_API_INVALID_REQUEST, "DELETE_IN_PROGRESS");
	succeed(delete_hsm(first.cluster_id, first.hsm_id));
	machine.now += HOUR;
	refuse(change_type("hsm2m.medium"), ERR_API_INVALID_REQUEST, "has 0 HSMs");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("estate-migrate");
	TCase *tests = tcase_create("estate-migrate");

	tcase_add_checked_fixture(tests, open_estate, close_estate);
	tcase_add_checked_fixture(tests, make_cluster, NULL);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, one_hsm_after_the_other_is_replaced_at_its_address);
	tcase_add_test(tests, it_is_rolled_back_within_a_day_and_what_came_since_is_lost);
	tcase_add_test(tests, it_is_not_rolled_back_later);
	tcase_add_test(tests, it_is_rolled_back_half_way);
	tcase_add_test(tests, an_hsm_that_nobody_reaches_has_it_rolled_back);
	tcase_add_test(tests, it_is_not_rolled_back_to_a_backup_that_is_gone);
	tcase_add_test(tests, only_whole_clusters_are_rolled_back);
	tcase_add_test(tests, a_rollback_brings_nothing_back_that_came_since);
	tcase_add_test(tests, a_cluster_that_was_never_migrated_stays);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
