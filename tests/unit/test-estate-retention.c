/* Tests of periodic backups, retention, deletion and restoring, and copies to other regions. */
#include "estate-fixture.h"

#define HOUR (3600 * SECOND)
#define DAY (24 * HOUR)

static struct hsm_view make_cluster(void)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");

	machine.now = INT64_C(1796000000) * SECOND;
	return make_active(&request);
}

static size_t count_backups(const char *cluster_id)
{
	char ignored[RESOURCE_ID_MAX + 1];

	return list_backups(cluster_id, ignored);
}

/* Of one cluster, the oldest first. */
static struct backup_view *backups_of(const char *cluster_id, size_t *count)
{
	const struct describe_backups_request request = {
	    .cluster_ids = &cluster_id, .n_cluster_ids = 1, .sort_ascending = true};
	struct backup_view *views = NULL;
	char *token = NULL;

	succeed(estate_describe_backups(estate, &request, &views, count, &token, &err));
	free(token);
	return views;
}

static enum backup_state state_of_backup(const char *backup_id)
{
	const struct describe_backups_request request = {
	    .backup_ids = &backup_id, .n_backup_ids = 1};
	struct backup_view *views = NULL;
	enum backup_state state;
	size_t count = 0;
	char *token = NULL;

	succeed(estate_describe_backups(estate, &request, &views, &count, &token, &err));
	ck_assert_uint_eq(count, 1);
	state = views[0].state;
	backup_views_free(views, count);
	return state;
}

START_TEST(a_backup_is_made_every_day)
{
	struct hsm_view hsm = make_cluster();
	struct backup_view *views;
	size_t count = 0;

	ck_assert_uint_eq(count_backups(hsm.cluster_id), 1);
	machine.now += DAY - SECOND;
	ck_assert_uint_eq(count_backups(hsm.cluster_id), 1);
	machine.now += SECOND;
	ck_assert_uint_eq(count_backups(hsm.cluster_id), 2);
	machine.now += 3 * DAY + HOUR;
	views = backups_of(hsm.cluster_id, &count);
	ck_assert_uint_eq(count, 5);
	for (size_t i = 1; i < count; i++)
		ck_assert_int_eq(views[i].created - views[i - 1].created, DAY);
	backup_views_free(views, count);
}
END_TEST

START_TEST(backups_are_kept_as_long_as_the_policy_says)
{
	const struct modify_cluster_request shorter = {
	    .retention_type = "DAYS", .retention_value = "7"};
	struct hsm_view hsm = make_cluster();
	struct modify_cluster_request request = shorter;
	struct cluster_view view;

	machine.now += 30 * DAY;
	ck_assert_uint_eq(count_backups(hsm.cluster_id), 31);
	request.cluster_id = hsm.cluster_id;
	succeed(estate_modify_cluster(estate, &request, &view, &err));
	ck_assert_uint_eq(view.retention_days, 7);
	ck_assert_int_eq(view.state, CLUSTER_ACTIVE);
	cluster_view_done(&view);
	/* Of today and of the six days before: that of a week ago goes at this moment. */
	ck_assert_uint_eq(count_backups(hsm.cluster_id), 7);
	machine.now += 30 * DAY;
	ck_assert_uint_eq(count_backups(hsm.cluster_id), 7);
	request.retention_value = "6";
	refuse(estate_modify_cluster(estate, &request, &view, &err), ERR_API_INVALID_REQUEST,
	    "between 7 and 379 days");
	request.retention_type = request.retention_value = NULL;
	refuse(estate_modify_cluster(estate, &request, &view, &err), ERR_API_INVALID_REQUEST,
	    "must be specified");
}
END_TEST

START_TEST(a_leap_of_centuries_takes_no_time_and_leaves_what_is_kept)
{
	struct hsm_view hsm = make_cluster();

	succeed(estate_clock_set(estate, ESTATE_CLOCK_MAX - DAY, &err));
	ck_assert_uint_le(count_backups(hsm.cluster_id), 50);
	ck_assert_uint_ge(count_backups(hsm.cluster_id), 50);
}
END_TEST

START_TEST(the_last_backup_stays_and_so_does_one_that_never_expires)
{
	struct hsm_view hsm = make_cluster();
	struct backup_view *views, view;
	char kept[RESOURCE_ID_MAX + 1];
	struct cluster_view cluster;
	size_t count = 0;

	machine.now += 5 * DAY;
	views = backups_of(hsm.cluster_id, &count);
	ck_assert_uint_eq(count, 6);
	memcpy(kept, views[2].backup_id, sizeof(kept));
	backup_views_free(views, count);
	succeed(estate_modify_backup_attributes(estate, kept, true, &view, &err));
	ck_assert(view.never_expires);
	backup_view_done(&view);
	succeed(delete_hsm(hsm.cluster_id, hsm.hsm_id));
	succeed(estate_delete_cluster(estate, hsm.cluster_id, &cluster, &err));
	cluster_view_done(&cluster);
	machine.now += 1000 * DAY;
	ck_assert_uint_eq(count_backups(hsm.cluster_id), 2);
	succeed(estate_modify_backup_attributes(estate, kept, false, &view, &err));
	backup_view_done(&view);
	ck_assert_uint_eq(count_backups(hsm.cluster_id), 1);
	ck_assert_int_eq(state_of_backup(kept), BACKUP_DELETED);
	refuse(estate_modify_backup_attributes(estate, kept, true, &view, &err), ERR_API_NOT_FOUND,
	    kept);
}
END_TEST

START_TEST(a_deleted_backup_can_be_restored_for_a_week)
{
	struct hsm_view hsm = make_cluster();
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	char id[RESOURCE_ID_MAX + 1];
	struct backup_view view;

	list_backups(hsm.cluster_id, id);
	refuse(estate_restore_backup(estate, id, &view, &err), ERR_API_INVALID_REQUEST,
	    "in state READY");
	/* The last one too, when somebody says so. */
	succeed(estate_delete_backup(estate, id, &view, &err));
	ck_assert_int_eq(view.state, BACKUP_PENDING_DELETION);
	ck_assert_int_eq(view.deleted, machine.now + 7 * DAY);
	backup_view_done(&view);
	request.source_backup_id = id;
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "PENDING_DELETION");
	refuse(estate_delete_backup(estate, id, &view, &err), ERR_API_INVALID_REQUEST,
	    "PENDING_DELETION");
	machine.now += 7 * DAY - SECOND;
	succeed(estate_restore_backup(estate, id, &view, &err));
	ck_assert_int_eq(view.state, BACKUP_READY);
	ck_assert_int_eq(view.deleted, 0);
	backup_view_done(&view);
	machine.now += 8 * DAY;
	ck_assert_int_eq(state_of_backup(id), BACKUP_READY);
	succeed(estate_delete_backup(estate, id, &view, &err));
	backup_view_done(&view);
	machine.now += 7 * DAY;
	refuse(estate_restore_backup(estate, id, &view, &err), ERR_API_NOT_FOUND, id);
	refuse(estate_delete_backup(estate, "backup", &view, &err), ERR_API_INVALID_REQUEST,
	    "'backupId'");
}
END_TEST

START_TEST(a_backup_goes_to_another_region_and_a_clone_comes_of_it)
{
	static const struct tag tag = {.key = "env", .value = "test"};
	static const char *const subnets[] = {"subnet-0000000000000091a"};
	struct hsm_view hsm = make_cluster();
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	char id[RESOURCE_ID_MAX + 1], clone[RESOURCE_ID_MAX + 1];
	struct backup_view copy;

	add_user(hsm.eni_ip, "alice");
	machine.now += DAY;
	list_backups(hsm.cluster_id, id);
	refuse(estate_copy_backup_to_region(estate, "us-east-1", id, NULL, 0, &copy, &err),
	    ERR_API_INVALID_REQUEST, "already");
	refuse(estate_copy_backup_to_region(estate, "us-gov-west-1", id, NULL, 0, &copy, &err),
	    ERR_API_INVALID_REQUEST, "partition of AWS");
	refuse(estate_copy_backup_to_region(estate, "mx-central-9", id, NULL, 0, &copy, &err),
	    ERR_API_INVALID_REQUEST, "not supported");
	refuse(estate_copy_backup_to_region(estate, "Mars", id, NULL, 0, &copy, &err),
	    ERR_API_INVALID_REQUEST, "'destinationRegion'");
	succeed(estate_copy_backup_to_region(estate, "eu-west-1", id, &tag, 1, &copy, &err));
	ck_assert_str_eq(copy.source_backup, id);
	ck_assert_str_eq(copy.source_cluster, hsm.cluster_id);
	ck_assert_str_eq(copy.source_region, "us-east-1");
	ck_assert_int_eq(copy.copied, machine.now);
	memcpy(id, copy.backup_id, sizeof(id));
	backup_view_done(&copy);
	request.source_backup_id = id;
	refuse_creation(&request, ERR_API_NOT_FOUND, id);
	succeed(estate_choose_region(estate, "eu-west-1", &err));
	request.subnet_ids = subnets;
	request.n_subnet_ids = 1;
	create_cluster(&request, clone);
	/* The source may go meanwhile: what the copy holds stays. */
	machine.now += 400 * DAY;
	hsm = create_hsm(clone, "eu-west-1a");
	ck_assert_str_eq(hsm.eni_ip, "10.9.1.4");
	ck_assert(has_user(hsm.eni_ip, "alice"));
	ck_assert_int_eq(state_of_backup(id), BACKUP_READY);
	ck_assert_int_eq(state_of(clone), CLUSTER_ACTIVE);
	succeed(estate_choose_region(estate, "us-east-1", &err));
	refuse(delete_hsm(clone, hsm.hsm_id), ERR_API_NOT_FOUND, clone);
	ck_assert_int_eq(estate_choose_region(estate, "us-mars-1", &err), ERR_LAB);
}
END_TEST

START_TEST(backups_take_their_time_where_there_is_lag)
{
	struct hsm_view hsm = make_cluster();
	char id[RESOURCE_ID_MAX + 1];

	succeed(estate_set(estate, "lag", "realistic", &err));
	succeed(delete_hsm(hsm.cluster_id, hsm.hsm_id));
	list_backups(hsm.cluster_id, id);
	ck_assert_int_eq(state_of_backup(id), BACKUP_CREATE_IN_PROGRESS);
	machine.now += 60 * SECOND;
	ck_assert_int_eq(state_of_backup(id), BACKUP_READY);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("estate-retention");
	TCase *tests = tcase_create("estate-retention");

	tcase_add_checked_fixture(tests, open_estate, close_estate);
	tcase_add_test(tests, a_backup_is_made_every_day);
	tcase_add_test(tests, backups_are_kept_as_long_as_the_policy_says);
	tcase_add_test(tests, a_leap_of_centuries_takes_no_time_and_leaves_what_is_kept);
	tcase_add_test(tests, the_last_backup_stays_and_so_does_one_that_never_expires);
	tcase_add_test(tests, a_deleted_backup_can_be_restored_for_a_week);
	tcase_add_test(tests, a_backup_goes_to_another_region_and_a_clone_comes_of_it);
	tcase_add_test(tests, backups_take_their_time_where_there_is_lag);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
