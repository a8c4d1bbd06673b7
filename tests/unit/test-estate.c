/* The estate: what the control plane allows, and the life of clusters and HSMs. */
#include "estate-fixture.h"

/* Words of the API */

START_TEST(names_are_the_words_of_the_api)
{
	enum cluster_mode mode = CLUSTER_MODE_FIPS;
	enum hsm_type type = HSM_TYPE_HSM1_MEDIUM;

	ck_assert_str_eq(hsm_type_name(HSM_TYPE_HSM2M_MEDIUM), "hsm2m.medium");
	ck_assert_str_eq(cluster_state_name(CLUSTER_DEGRADED), "DEGRADED");
	ck_assert_str_eq(hsm_state_name(HSM_DELETED), "DELETED");
	ck_assert_str_eq(backup_state_name(BACKUP_PENDING_DELETION), "PENDING_DELETION");
	ck_assert(cluster_mode_from_name("NON_FIPS", &mode));
	ck_assert_int_eq(mode, CLUSTER_MODE_NON_FIPS);
	ck_assert(!cluster_mode_from_name("non_fips", &mode));
	ck_assert(hsm_type_from_name("hsm2m.medium", &type));
	ck_assert_int_eq(type, HSM_TYPE_HSM2M_MEDIUM);
	ck_assert(!hsm_type_from_name("hsm2", &type));
}
END_TEST

START_TEST(estate_has_three_subnets)
{
	struct subnet_view *subnets = NULL;
	size_t count = 0;

	succeed(estate_subnets(estate, &subnets, &count, &err));
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(subnets[0].zone, "us-east-1a");
	ck_assert_str_eq(subnets[0].subnet_id, SUBNET_A);
	ck_assert_str_eq(subnets[2].zone, "us-east-1c");
	ck_assert_str_eq(subnets[2].subnet_id, SUBNET_C);
	free(subnets);
}
END_TEST

/* CreateCluster */

START_TEST(new_cluster_is_shown_as_it_was_asked_for)
{
	const struct tag tags[] = {{"team", "payments"}, {"note", ""}};
	struct create_cluster_request request = request_of("hsm2m.medium", "NON_FIPS");
	struct cluster_view view;

	request.retention_type = "DAYS";
	request.retention_value = "7";
	request.tags = tags;
	request.n_tags = 2;
	succeed(estate_create_cluster(estate, &request, &view, &err));
	ck_assert_int_eq(view.state, CLUSTER_CREATE_IN_PROGRESS);
	ck_assert_int_eq(strncmp(view.cluster_id, "cluster-", 8), 0);
	ck_assert_uint_eq(strlen(view.cluster_id), 19);
	ck_assert_uint_eq(view.retention_days, 7);
	ck_assert_int_eq(view.created, machine.now);
	ck_assert_int_eq(view.mode, CLUSTER_MODE_NON_FIPS);
	ck_assert_uint_eq(view.n_subnets, 2);
	ck_assert_str_eq(view.subnets[1].zone, "us-east-1b");
	ck_assert_uint_eq(view.n_tags, 2);
	ck_assert_str_eq(view.tags[0].key, "team");
	ck_assert_uint_eq(view.n_hsms, 0);
	ck_assert_ptr_null(view.csr);
	ck_assert_int_eq(state_of(view.cluster_id), CLUSTER_UNINITIALIZED);
	cluster_view_done(&view);
}
END_TEST

START_TEST(mode_is_required_but_for_hsm1)
{
	struct create_cluster_request request = request_of("hsm2m.medium", NULL);
	char id[RESOURCE_ID_MAX + 1];

	refuse_creation(
	    &request, ERR_API_INVALID_REQUEST, "Mode is a required argument for this hsm type.");
	request = request_of("hsm1.medium", "NON_FIPS");
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "NON_FIPS is not supported");
	request = request_of("hsm1.medium", NULL);
	create_cluster(&request, id);
}
END_TEST

START_TEST(type_must_be_supported)
{
	struct create_cluster_request request = request_of("hsm9.large", "FIPS");

	refuse_creation(&request, ERR_API_INVALID_REQUEST, "Provided HsmType is not supported.");
	request.hsm_type = "medium";
	refuse_creation(&request, ERR_API_INVALID_REQUEST,
	    "1 validation error detected: Value 'medium' at 'hsmType' failed to satisfy "
	    "constraint: Member must satisfy regular expression pattern: "
	    "((p|)hsm[0-9][a-z.]*\\.[a-zA-Z]+)");
	succeed(estate_set(estate, "allow-hsm1", "false", &err));
	request = request_of("hsm1.medium", "FIPS");
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "Provided HsmType is not supported.");
}
END_TEST

START_TEST(members_of_the_request_are_checked)
{
	static const char *const bad_subnet[] = {"subnet-xyz"}, *const unknown[] = {
								    "subnet-0123456789abcdef0"};
	static const char *const twice[] = {SUBNET_A, SUBNET_A};
	const struct tag reserved = {"aws:x", "y"}, marked = {"a{b}", ""};
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");

	request.mode = "fips";
	refuse_creation(&request, ERR_API_INVALID_REQUEST,
	    "Member must satisfy enum value set: [FIPS, NON_FIPS]");
	request = request_of("hsm2m.medium", "FIPS");
	request.subnet_ids = bad_subnet;
	request.n_subnet_ids = 1;
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "at 'subnetIds'");
	request.subnet_ids = unknown;
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "does not exist");
	request.subnet_ids = twice;
	request.n_subnet_ids = 2;
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "given twice");
	request.n_subnet_ids = 0;
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "between 1 and 10 subnets");
	request = request_of("hsm1.medium", NULL);
	request.network_type = "DUALSTACK";
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "not supported for HsmType hsm1.medium");
	request = request_of("hsm2m.medium", "FIPS");
	request.network_type = NULL;
	request.retention_type = "DAYS";
	request.retention_value = "6";
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "between 7 and 379 days");
	request.retention_value = "380";
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "between 7 and 379 days");
	request.retention_type = NULL;
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "Type and a Value");
	request.retention_value = NULL;
	request.tags = &reserved;
	request.n_tags = 1;
	refuse_creation(&request, ERR_API_TAG, "reserved");
	request.tags = &marked;
	refuse_creation(&request, ERR_API_INVALID_REQUEST, "tagList.member.key");
}
END_TEST

/* The life of a cluster */

START_TEST(first_hsm_brings_the_csr)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	char id[RESOURCE_ID_MAX + 1];
	struct cluster_view view;
	struct hsm_view hsm;

	create_cluster(&request, id);
	hsm = create_hsm(id, "us-east-1b");
	ck_assert_int_eq(hsm.state, HSM_CREATE_IN_PROGRESS);
	ck_assert_str_eq(hsm.availability_zone, "us-east-1b");
	ck_assert_str_eq(hsm.subnet_id, SUBNET_B);
	ck_assert_str_eq(hsm.eni_ip, "10.0.2.4");
	ck_assert_int_eq(strncmp(hsm.eni_id, "eni-0", 5), 0);
	ck_assert_uint_eq(strlen(hsm.eni_id), 21);
	view = describe(id);
	ck_assert_int_eq(view.state, CLUSTER_UNINITIALIZED);
	ck_assert_int_eq(view.hsms[0].state, HSM_ACTIVE);
	ck_assert_ptr_nonnull(strstr(view.csr, "BEGIN CERTIFICATE REQUEST"));
	ck_assert_ptr_nonnull(view.hsm_certificate);
	ck_assert_ptr_nonnull(view.aws_hardware_certificate);
	ck_assert_ptr_nonnull(view.manufacturer_hardware_certificate);
	ck_assert_ptr_null(view.cluster_certificate);
	cluster_view_done(&view);
	refuse(estate_create_hsm(estate, id, "us-east-1a", NULL, &hsm, &err),
	    ERR_API_INVALID_REQUEST,
	    "already contains an HSM but has not yet been fully activated");
}
END_TEST

START_TEST(first_hsm_that_goes_takes_its_csr_with_it)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	char id[RESOURCE_ID_MAX + 1], newest[RESOURCE_ID_MAX + 1], *csr;
	struct cluster_view view;
	struct hsm_view hsm;

	create_cluster(&request, id);
	hsm = create_hsm(id, "us-east-1a");
	view = describe(id);
	csr = strdup(view.csr);
	cluster_view_done(&view);
	succeed(delete_hsm(id, hsm.hsm_id));
	view = describe(id);
	ck_assert_ptr_null(view.csr);
	ck_assert_uint_eq(view.n_hsms, 0);
	cluster_view_done(&view);
	ck_assert_uint_eq(list_backups(id, newest), 0);
	create_hsm(id, "us-east-1a");
	view = describe(id);
	ck_assert_str_ne(view.csr, csr);
	cluster_view_done(&view);
	free(csr);
}
END_TEST

START_TEST(cluster_is_claimed_once_by_its_ca)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct bytes ca = BYTES_INIT, certificate = BYTES_INIT, other_ca = BYTES_INIT,
		     other = BYTES_INIT, anchor = BYTES_INIT;
	enum cluster_state state = CLUSTER_ACTIVE;
	char id[RESOURCE_ID_MAX + 1], message[301];
	struct cluster_view view;

	create_cluster(&request, id);
	bytes_append_text(&ca, "x");
	refuse(initialize(id, &ca, &ca), ERR_API_INVALID_REQUEST, "does not contain an HSM");
	bytes_clear(&ca);
	create_hsm(id, "us-east-1a");
	sign(id, &ca, &certificate);
	sign(id, &other_ca, &other);
	refuse(initialize(id, &certificate, &other_ca), ERR_API_INVALID_REQUEST, "verify");
	refuse(initialize(id, &ca, &ca), ERR_API_INVALID_REQUEST, "key of the cluster's CSR");
	refuse(initialize(id, &other, &certificate), ERR_API_INVALID_REQUEST, "self-signed");
	ck_assert_int_eq(state_of(id), CLUSTER_UNINITIALIZED);
	succeed(estate_initialize_cluster(
	    estate, id, bytes_text(&certificate), bytes_text(&ca), &state, message, &err));
	ck_assert_int_eq(state, CLUSTER_INITIALIZE_IN_PROGRESS);
	ck_assert_str_eq(
	    message, "Cluster is initializing. State will change to INITIALIZED upon completion.");
	view = describe(id);
	ck_assert_int_eq(view.state, CLUSTER_INITIALIZED);
	ck_assert_ptr_null(view.csr);
	ck_assert_str_eq(view.cluster_certificate, bytes_text(&certificate));
	cluster_view_done(&view);
	refuse(initialize(id, &other, &other_ca), ERR_API_INVALID_REQUEST, "INITIALIZED");
	succeed(estate_trust_anchor(estate, id, &anchor, &err));
	ck_assert_str_eq(bytes_text(&anchor), bytes_text(&ca));
	bytes_done(&ca);
	bytes_done(&certificate);
	bytes_done(&other_ca);
	bytes_done(&other);
	bytes_done(&anchor);
}
END_TEST

START_TEST(certificates_have_the_shape_of_the_api)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct bytes bad = BYTES_INIT, longer = BYTES_INIT;
	char id[RESOURCE_ID_MAX + 1];

	create_cluster(&request, id);
	bytes_append_text(&bad, "Certificate:");
	refuse(initialize(id, &bad, &bad), ERR_API_INVALID_REQUEST, "at 'signedCert'");
	for (int i = 0; i < 20001; i++)
		bytes_append_char(&longer, 'a');
	refuse(initialize(id, &longer, &longer), ERR_API_INVALID_REQUEST,
	    "length less than or equal to 20000");
	bytes_done(&bad);
	bytes_done(&longer);
}
END_TEST

START_TEST(activation_is_settled_at_the_next_look)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view hsm = make_active(&request);
	char newest[RESOURCE_ID_MAX + 1];

	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_ACTIVE);
	ck_assert_uint_eq(list_backups(hsm.cluster_id, newest), 1);
	succeed(estate_settle(estate, &err));
	ck_assert_uint_eq(list_backups(hsm.cluster_id, newest), 1);
}
END_TEST

/* An event is a call to look, no proof: whether an HSM was activated, the HSM knows. */
START_TEST(a_forged_activation_is_not_believed)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct bytes ca = BYTES_INIT, certificate = BYTES_INIT;
	struct store *store = estate_store(estate);
	char id[RESOURCE_ID_MAX + 1];
	struct hsm_view hsm;
	struct hsm_row row;
	bool found;

	create_cluster(&request, id);
	hsm = create_hsm(id, "us-east-1a");
	sign(id, &ca, &certificate);
	succeed(initialize(id, &certificate, &ca));
	bytes_done(&ca);
	bytes_done(&certificate);
	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_hsm_by_ip(store, hsm.eni_ip, &row, &found, &err));
	succeed(store_event_add(store, row.partition, EVENT_ACTIVATED, &err));
	succeed(store_commit(store, &err));
	ck_assert_int_eq(state_of(id), CLUSTER_INITIALIZED);
	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_event_add(store, row.partition, (enum event_kind)77, &err));
	succeed(store_commit(store, &err));
	/* One that nobody here has left says nothing. */
	ck_assert_int_eq(state_of(id), CLUSTER_INITIALIZED);
	succeed(store_begin_read(store, &err));
	succeed(store_event_next(store, &(struct event_row){0}, &found, &err));
	store_end_read(store);
	ck_assert(!found);
}
END_TEST

/* HSMs that come and go */

START_TEST(hsm_that_joins_has_what_a_member_holds)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view first = make_active(&request), second;
	char newest[RESOURCE_ID_MAX + 1];

	add_user(first.eni_ip, "alice");
	second = create_hsm(first.cluster_id, "us-east-1a");
	ck_assert_str_eq(second.eni_ip, "10.0.1.5");
	ck_assert(has_user(second.eni_ip, "alice"));
	ck_assert_uint_eq(list_backups(first.cluster_id, newest), 2);
	add_user(first.eni_ip, "bob");
	ck_assert(!has_user(second.eni_ip, "bob"));
	succeed(delete_hsm(first.cluster_id, second.hsm_id));
	ck_assert_uint_eq(list_backups(first.cluster_id, newest), 3);
	ck_assert_int_eq(state_of(first.cluster_id), CLUSTER_ACTIVE);
}
END_TEST

START_TEST(cluster_without_hsms_comes_back_from_its_backup)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view hsm = make_active(&request);
	struct cluster_view view;

	add_user(hsm.eni_ip, "alice");
	succeed(delete_hsm(hsm.cluster_id, hsm.hsm_id));
	view = describe(hsm.cluster_id);
	ck_assert_uint_eq(view.n_hsms, 0);
	cluster_view_done(&view);
	hsm = create_hsm(hsm.cluster_id, "us-east-1b");
	ck_assert(has_user(hsm.eni_ip, "alice"));
	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_ACTIVE);
}
END_TEST

START_TEST(address_is_the_callers_choice_if_it_is_free)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view first = make_active(&request), hsm;
	const char *id = first.cluster_id;

	succeed(estate_create_hsm(estate, id, "us-east-1b", "10.0.2.77", &hsm, &err));
	ck_assert_str_eq(hsm.eni_ip, "10.0.2.77");
	refuse(estate_create_hsm(estate, id, "us-east-1b", "10.0.2.77", &hsm, &err),
	    ERR_API_INVALID_REQUEST, "already in use");
	refuse(estate_create_hsm(estate, id, "us-east-1b", "10.0.1.77", &hsm, &err),
	    ERR_API_INVALID_REQUEST, "range of subnet");
	refuse(estate_create_hsm(estate, id, "us-east-1b", "10.0.2.255", &hsm, &err),
	    ERR_API_INVALID_REQUEST, "range of subnet");
	refuse(estate_create_hsm(estate, id, "us-east-1b", "10.0.2.999", &hsm, &err),
	    ERR_API_INVALID_REQUEST, "not valid");
	refuse(estate_create_hsm(estate, id, "us-east-1b", "10.0.2", &hsm, &err),
	    ERR_API_INVALID_REQUEST, "at 'ipAddress'");
	refuse(estate_create_hsm(estate, id, "us-east-1c", NULL, &hsm, &err),
	    ERR_API_INVALID_REQUEST, "no subnet in Availability Zone us-east-1c");
	refuse(estate_create_hsm(estate, id, "us-east", NULL, &hsm, &err), ERR_API_INVALID_REQUEST,
	    "at 'availabilityZone'");
}
END_TEST

START_TEST(hsms_of_a_dual_stack_have_an_address_of_each_kind)
{
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	char id[RESOURCE_ID_MAX + 1];
	struct hsm_view hsm;
	struct cluster_view view;

	create_cluster(&request, id);
	hsm = create_hsm(id, "us-east-1b");
	ck_assert_str_eq(hsm.eni_ip_v6, "");
	request.network_type = "DUALSTACK";
	create_cluster(&request, id);
	hsm = create_hsm(id, "us-east-1b");
	ck_assert_str_eq(hsm.eni_ip, "10.0.2.5");
	ck_assert_str_eq(hsm.eni_ip_v6, "2600:1f00:0:2::5");
	view = describe(id);
	ck_assert(view.dual_stack);
	ck_assert_str_eq(view.hsms[0].eni_ip_v6, hsm.eni_ip_v6);
	cluster_view_done(&view);
}
END_TEST

START_TEST(cluster_has_at_most_28_hsms)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view first = make_active(&request), hsm;

	succeed(estate_set(estate, "quota-hsms", "100", &err));
	for (int i = 1; i < 28; i++)
		create_hsm(first.cluster_id, i % 2 ? "us-east-1a" : "us-east-1b");
	refuse(estate_create_hsm(estate, first.cluster_id, "us-east-1a", NULL, &hsm, &err),
	    ERR_API_LIMIT, "28 HSMs");
}
END_TEST

START_TEST(hsm_is_named_in_one_of_three_ways)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view hsm = make_active(&request);
	char deleted[RESOURCE_ID_MAX + 1] = "";

	refuse(estate_delete_hsm(estate, hsm.cluster_id, NULL, NULL, NULL, deleted, &err),
	    ERR_API_INVALID_REQUEST, "Exactly one");
	refuse(
	    estate_delete_hsm(estate, hsm.cluster_id, hsm.hsm_id, NULL, hsm.eni_ip, deleted, &err),
	    ERR_API_INVALID_REQUEST, "Exactly one");
	refuse(
	    estate_delete_hsm(estate, hsm.cluster_id, "hsm-aaaaaaaaaaa", NULL, NULL, deleted, &err),
	    ERR_API_NOT_FOUND, "hsm-aaaaaaaaaaa");
	refuse(delete_hsm("cluster-aaaaaaaaaaa", hsm.hsm_id), ERR_API_NOT_FOUND,
	    "Cluster 'cluster-aaaaaaaaaaa' does not exist");
	succeed(estate_delete_hsm(estate, hsm.cluster_id, NULL, hsm.eni_id, NULL, deleted, &err));
	ck_assert_str_eq(deleted, hsm.hsm_id);
	hsm = create_hsm(hsm.cluster_id, "us-east-1a");
	succeed(estate_delete_hsm(estate, hsm.cluster_id, NULL, NULL, hsm.eni_ip, deleted, &err));
	ck_assert_str_eq(deleted, hsm.hsm_id);
}
END_TEST

START_TEST(cluster_is_deleted_when_it_is_empty)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	const struct describe_clusters_request all = {.n_states = 0};
	struct hsm_view hsm = make_active(&request);
	struct cluster_view view, *views = NULL;
	char newest[RESOURCE_ID_MAX + 1], *token = NULL;
	size_t count = 1;

	refuse(estate_delete_cluster(estate, hsm.cluster_id, &view, &err), ERR_API_INVALID_REQUEST,
	    "still contains an HSM");
	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_ACTIVE);
	succeed(delete_hsm(hsm.cluster_id, hsm.hsm_id));
	succeed(estate_delete_cluster(estate, hsm.cluster_id, &view, &err));
	ck_assert_int_eq(view.state, CLUSTER_DELETE_IN_PROGRESS);
	ck_assert_str_eq(view.state_message, "The cluster is being deleted.");
	cluster_view_done(&view);
	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_DELETED);
	succeed(estate_describe_clusters(estate, &all, &views, &count, &token, &err));
	ck_assert_uint_eq(count, 0);
	cluster_views_free(views, count);
	refuse(estate_delete_cluster(estate, hsm.cluster_id, &view, &err), ERR_API_NOT_FOUND,
	    "does not exist");
	ck_assert_uint_gt(list_backups(hsm.cluster_id, newest), 0);
}
END_TEST

/* The estate itself */

START_TEST(settings_are_named_and_valued)
{
	char *value = NULL;

	succeed(estate_set(estate, "password-cost", "fast", &err));
	succeed(store_setting_get(estate_store(estate), "password-cost", &value, &err));
	ck_assert_str_eq(value, "fast");
	free(value);
	refuse(estate_set(estate, "password-cost", "slow", &err), ERR_LAB, "standard or fast");
	refuse(estate_set(estate, "cost", "fast", &err), ERR_LAB, "password-cost");
}
END_TEST

START_TEST(estate_is_the_same_when_opened_again)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	struct hsm_view hsm = make_active(&request);

	estate_close(estate);
	estate = NULL;
	succeed(estate_open(home, false, NULL, &ports, &estate, &err));
	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_ACTIVE);
	estate_close(estate);
	estate = NULL;
	succeed(estate_open(home, true, NULL, &ports, &estate, &err));
	ck_assert_int_eq(state_of(hsm.cluster_id), CLUSTER_ACTIVE);
}
END_TEST

static void expect_clock(int64_t now, int64_t offset)
{
	int64_t stands = 0, ahead = 0;

	succeed(estate_clock(estate, &stands, &ahead, &err));
	ck_assert_int_eq(stands, now);
	ck_assert_int_eq(ahead, offset);
}

START_TEST(the_clock_is_set_and_goes_on)
{
	const int64_t noon = INT64_C(2000000000) * SECOND;

	expect_clock(machine.now, 0);
	succeed(estate_clock_set(estate, noon, &err));
	expect_clock(noon, noon - machine.now);
	machine.now += 5 * SECOND;
	expect_clock(noon + 5 * SECOND, noon + 5 * SECOND - machine.now);
	succeed(estate_clock_advance(estate, 600 * SECOND, &err));
	expect_clock(noon + 605 * SECOND, noon + 605 * SECOND - machine.now);
	estate_close(estate);
	estate = NULL;
	succeed(estate_open(home, true, NULL, &ports, &estate, &err));
	expect_clock(noon + 605 * SECOND, noon + 605 * SECOND - machine.now);
	succeed(estate_clock_set(estate, ESTATE_CLOCK_MIN, &err));
	succeed(estate_clock_set(estate, ESTATE_CLOCK_MAX, &err));
	refuse(estate_clock_advance(estate, 1, &err), ERR_LAB, "2999");
	refuse(estate_clock_advance(estate, INT64_MAX, &err), ERR_LAB, "2999");
	refuse(estate_clock_set(estate, ESTATE_CLOCK_MIN - 1, &err), ERR_LAB, "2000");
	refuse(estate_clock_set(estate, INT64_MIN, &err), ERR_LAB, "2000");
	expect_clock(ESTATE_CLOCK_MAX, ESTATE_CLOCK_MAX - machine.now);
	succeed(estate_clock_reset(estate, &err));
	expect_clock(machine.now, 0);
}
END_TEST

START_TEST(missing_estate_is_refused)
{
	struct estate *none = NULL;
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/none", home);
	refuse(
	    estate_open(path, false, NULL, &ports, &none, &err), ERR_ESTATE_MISSING, "localhsm up");
	ck_assert_ptr_null(none);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("estate");
	TCase *tests = tcase_create("estate");

	tcase_add_checked_fixture(tests, open_estate, close_estate);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, names_are_the_words_of_the_api);
	tcase_add_test(tests, estate_has_three_subnets);
	tcase_add_test(tests, new_cluster_is_shown_as_it_was_asked_for);
	tcase_add_test(tests, mode_is_required_but_for_hsm1);
	tcase_add_test(tests, type_must_be_supported);
	tcase_add_test(tests, members_of_the_request_are_checked);
	tcase_add_test(tests, first_hsm_brings_the_csr);
	tcase_add_test(tests, first_hsm_that_goes_takes_its_csr_with_it);
	tcase_add_test(tests, cluster_is_claimed_once_by_its_ca);
	tcase_add_test(tests, certificates_have_the_shape_of_the_api);
	tcase_add_test(tests, activation_is_settled_at_the_next_look);
	tcase_add_test(tests, a_forged_activation_is_not_believed);
	tcase_add_test(tests, hsm_that_joins_has_what_a_member_holds);
	tcase_add_test(tests, cluster_without_hsms_comes_back_from_its_backup);
	tcase_add_test(tests, address_is_the_callers_choice_if_it_is_free);
	tcase_add_test(tests, hsms_of_a_dual_stack_have_an_address_of_each_kind);
	tcase_add_test(tests, cluster_has_at_most_28_hsms);
	tcase_add_test(tests, hsm_is_named_in_one_of_three_ways);
	tcase_add_test(tests, cluster_is_deleted_when_it_is_empty);
	tcase_add_test(tests, settings_are_named_and_valued);
	tcase_add_test(tests, estate_is_the_same_when_opened_again);
	tcase_add_test(tests, the_clock_is_set_and_goes_on);
	tcase_add_test(tests, missing_estate_is_refused);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
