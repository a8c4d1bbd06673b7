/* Mutual TLS at one HSM: its trust anchors, whom it takes, who sets that; and what copies have of
 * it. */
#include "mtls-certificates.h"
#include "quorum-fixture.h"
#include "store-audit.h"

/* The certificates were made in 2026 and last for a hundred years. */
#define IN_2030 INT64_C(1893456000)
#define IN_2200 INT64_C(7258118400)

static void setup_anchors(void)
{
	setup_quorum();
	set_date(IN_2030);
}

static int add_anchor(struct partition_session *who, unsigned reference, const char *pem)
{
	return partition_anchor_register(&hsm, who, reference, pem, NULL, &err);
}

static int remove_anchor(struct partition_session *who, unsigned reference)
{
	return partition_anchor_deregister(&hsm, who, reference, NULL, &err);
}

/* Trust anchors */

static void expect_anchors(
    const struct partition *partition, const char *const *certificates, size_t expected)
{
	struct anchor_row *anchors = NULL;
	size_t count = 0;

	succeed(partition_anchor_list(partition, &anchors, &count, &err));
	ck_assert_uint_eq(count, expected);
	for (size_t i = 0; i < count; i++) {
		ck_assert_str_eq(anchors[i].certificate, certificates[i]);
		ck_assert(i == 0 || anchors[i - 1].reference < anchors[i].reference);
	}
	anchor_rows_free(anchors, count);
}

START_TEST(anchors_come_and_go)
{
	expect_anchors(&hsm, NULL, 0);
	succeed(add_anchor(&admin, 2, client_ca));
	succeed(add_anchor(&carol, 1, p384_root));
	expect_anchors(&hsm, (const char *const[]){p384_root, client_ca}, 2);
	succeed(remove_anchor(&carol, 2));
	expect_anchors(&hsm, (const char *const[]){p384_root}, 1);
	succeed(remove_anchor(&admin, 1));
	expect_anchors(&hsm, NULL, 0);
}
END_TEST

START_TEST(only_admins_change_anchors)
{
	struct partition_session nobody = {.role = ROLE_NONE};

	refuse(add_anchor(&alice, 1, client_ca), ERR_ADMIN_REQUIRED);
	refuse(add_anchor(&nobody, 1, client_ca), ERR_ADMIN_REQUIRED);
	succeed(add_anchor(&admin, 1, client_ca));
	refuse(remove_anchor(&alice, 1), ERR_ADMIN_REQUIRED);
	refuse(remove_anchor(&nobody, 1), ERR_ADMIN_REQUIRED);
	expect_anchors(&hsm, (const char *const[]){client_ca}, 1);
}
END_TEST

START_TEST(an_anchor_is_registered_once)
{
	struct bytes pem = BYTES_INIT;

	succeed(add_anchor(&admin, 1, client_ca));
	refuse(add_anchor(&admin, 1, client_ca), ERR_MTLS_EXISTS);
	refuse(add_anchor(&admin, 2, client_ca), ERR_MTLS_EXISTS);
	/* The text around it makes no other of it, */
	bytes_append_text(&pem, "subject=CN = client_ca\n");
	bytes_append_text(&pem, client_ca);
	refuse(add_anchor(&admin, 2, bytes_text(&pem)), ERR_MTLS_EXISTS);
	/* a chain that ends in it is another. */
	succeed(add_anchor(&admin, 2, chain_ca));
	/* Which is told before there is no room. */
	refuse(add_anchor(&admin, 3, client_ca), ERR_MTLS_EXISTS);
	bytes_done(&pem);
}
END_TEST

START_TEST(an_hsm_holds_two_anchors)
{
	succeed(add_anchor(&admin, 1, client_ca));
	refuse(add_anchor(&admin, 1, p384_root), ERR_MTLS_LIMIT);
	succeed(add_anchor(&admin, 2, p384_root));
	refuse(add_anchor(&admin, 3, p521_root), ERR_MTLS_LIMIT);
	expect_anchors(&hsm, (const char *const[]){client_ca, p384_root}, 2);
	succeed(remove_anchor(&admin, 1));
	succeed(add_anchor(&admin, 3, p521_root));
}
END_TEST

START_TEST(an_anchor_has_6980_bytes_at_the_most)
{
	struct bytes pem = BYTES_INIT;

	while (pem.len < MTLS_CERTIFICATE_MAX - strlen(client_ca) - 1)
		bytes_append_char(&pem, '-');
	bytes_append_char(&pem, '\n');
	bytes_append_text(&pem, client_ca);
	ck_assert_uint_eq(pem.len, 6980);
	bytes_append_char(&pem, '\n');
	refuse(add_anchor(&admin, 1, bytes_text(&pem)), ERR_MTLS_OVERSIZED);
	pem.len--;
	pem.data[pem.len] = '\0';
	succeed(add_anchor(&admin, 1, bytes_text(&pem)));
	expect_anchors(&hsm, (const char *const[]){client_ca}, 1);
	bytes_done(&pem);
}
END_TEST

START_TEST(a_certificate_that_breaks_a_rule_is_refused_with_the_rule)
{
	refuse(add_anchor(&admin, 1, "nonsense"), ERR_MTLS_INVALID);
	ck_assert_str_eq(
	    err.text, "Invalid Certificate: the trust anchor is not a PEM certificate");
	refuse(add_anchor(&admin, 1, rsa2560_root), ERR_MTLS_INVALID);
	refuse(add_anchor(&admin, 1, client_pem), ERR_MTLS_INVALID);
	refuse(add_anchor(&admin, 1, client_i1), ERR_MTLS_INVALID);
	expect_anchors(&hsm, NULL, 0);
}
END_TEST

START_TEST(an_anchor_is_valid_by_the_clock_of_the_estate)
{
	set_date(IN_2200);
	refuse(add_anchor(&admin, 1, client_ca), ERR_MTLS_INVALID);
	ck_assert_ptr_nonnull(strstr(err.text, "has expired"));
	set_date(IN_2030);
	succeed(add_anchor(&admin, 1, client_ca));
}
END_TEST

START_TEST(what_is_not_registered_cannot_be_deregistered)
{
	refuse(remove_anchor(&admin, 7), ERR_MTLS_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(err.text, "0x07"));
	succeed(add_anchor(&admin, 1, client_ca));
	succeed(remove_anchor(&admin, 1));
	refuse(remove_anchor(&admin, 1), ERR_MTLS_UNKNOWN);
}
END_TEST

START_TEST(hsm1_knows_no_mutual_tls)
{
	struct anchor_row *anchors = NULL;
	enum mtls_level level;
	size_t count = 0;
	bool mtls = true;

	other_hsm(HSM_TYPE_HSM1_MEDIUM, CLUSTER_MODE_FIPS);
	admin.mtls = true;
	refuse(add_anchor(&admin, 1, client_ca), ERR_POLICY);
	refuse(remove_anchor(&admin, 1), ERR_POLICY);
	refuse(partition_anchor_list(&hsm, &anchors, &count, &err), ERR_POLICY);
	refuse(partition_mtls_get_level(&hsm, &admin, &level, &err), ERR_POLICY);
	refuse(partition_mtls_set_level(&hsm, &admin, MTLS_CLUSTER, NULL, &err), ERR_POLICY);
	/* Whoever connects is not looked at. */
	succeed(partition_admit(&hsm, client_pem, &mtls, &err));
	ck_assert(!mtls);
}
END_TEST

/* Connections */

/* The HSM takes a connection with the chain, which counts or does not. */
static void expect_taken(const char *chain, bool counts)
{
	bool mtls = !counts;

	succeed(partition_admit(&hsm, chain, &mtls, &err));
	ck_assert_int_eq(err.code, 0);
	ck_assert_int_eq(mtls, counts);
}

static void expect_dropped(const char *chain, const char *part)
{
	bool mtls = true;

	refuse(partition_admit(&hsm, chain, &mtls, &err), ERR_CERTIFICATE_INVALID);
	ck_assert_msg(strstr(err.text, part) != NULL, "%s", err.text);
	ck_assert(!mtls);
	error_clear(&err);
}

START_TEST(without_an_anchor_no_certificate_is_looked_at)
{
	expect_taken(NULL, false);
	expect_taken(client_pem, false);
	expect_taken("nonsense", false);
}
END_TEST

START_TEST(with_an_anchor_a_certificate_has_to_verify)
{
	succeed(add_anchor(&admin, 1, client_ca));
	expect_taken(NULL, false);
	expect_taken(client_pem, true);
	expect_taken(chain_by_client_i1, true);
	expect_dropped(server, "26 at depth 0");
	expect_dropped(by_client_i1, "20 at depth 0");
	expect_dropped("nonsense", "20 at depth 0");
	set_date(IN_2200);
	expect_dropped(client_pem, "certificate has expired");
	expect_taken(NULL, false);
}
END_TEST

START_TEST(either_anchor_will_do)
{
	succeed(add_anchor(&admin, 1, p384_root));
	expect_dropped(client_pem, "20 at depth 0");
	succeed(add_anchor(&admin, 2, client_ca));
	expect_taken(client_pem, true);
	succeed(remove_anchor(&admin, 1));
	expect_taken(client_pem, true);
}
END_TEST

START_TEST(at_level_cluster_a_certificate_is_a_must)
{
	succeed(add_anchor(&admin, 1, client_ca));
	admin.mtls = true;
	succeed(partition_mtls_set_level(&hsm, &admin, MTLS_CLUSTER, NULL, &err));
	expect_taken(client_pem, true);
	expect_dropped(NULL, "takes no client without a certificate");
	expect_dropped(server, "26 at depth 0");
	/* Where nothing is left that a certificate could verify by, nobody comes in. */
	succeed(remove_anchor(&admin, 1));
	expect_dropped(client_pem, "no trust anchor left");
	expect_dropped(NULL, "takes no client without a certificate");
}
END_TEST

/* The level */

static enum mtls_level level(struct partition_session *who)
{
	enum mtls_level level = MTLS_INCONSISTENT;

	succeed(partition_mtls_get_level(&hsm, who, &level, &err));
	return level;
}

START_TEST(the_level_is_told_to_who_is_logged_in)
{
	struct partition_session nobody = {.role = ROLE_NONE};
	enum mtls_level unknown;

	ck_assert_int_eq(level(&alice), MTLS_NONE);
	ck_assert_int_eq(level(&admin), MTLS_NONE);
	refuse(partition_mtls_get_level(&hsm, &nobody, &unknown, &err), ERR_USER_REQUIRED);
	ck_assert_str_eq(mtls_level_name(MTLS_NONE), "none");
	ck_assert_str_eq(mtls_level_name(MTLS_CLUSTER), "cluster");
	ck_assert_str_eq(mtls_level_name(MTLS_INCONSISTENT), "inconsistent");
}
END_TEST

START_TEST(the_user_admin_alone_sets_the_level)
{
	carol.mtls = alice.mtls = true;
	refuse(partition_mtls_set_level(&hsm, &carol, MTLS_CLUSTER, NULL, &err), ERR_MTLS_ADMIN);
	refuse(partition_mtls_set_level(&hsm, &alice, MTLS_CLUSTER, NULL, &err), ERR_MTLS_ADMIN);
	ck_assert_int_eq(level(&admin), MTLS_NONE);
}
END_TEST

START_TEST(the_level_is_set_over_a_connection_with_a_certificate)
{
	refuse(
	    partition_mtls_set_level(&hsm, &admin, MTLS_CLUSTER, NULL, &err), ERR_MTLS_CONNECTION);
	refuse(partition_mtls_set_level(&hsm, &admin, MTLS_NONE, NULL, &err), ERR_MTLS_CONNECTION);
	admin.mtls = true;
	succeed(partition_mtls_set_level(&hsm, &admin, MTLS_CLUSTER, NULL, &err));
	ck_assert_int_eq(level(&alice), MTLS_CLUSTER);
	succeed(partition_open(store, hsm.row.id, &hsm, &err));
	ck_assert_int_eq(level(&alice), MTLS_CLUSTER);
	succeed(partition_mtls_set_level(&hsm, &admin, MTLS_NONE, NULL, &err));
	ck_assert_int_eq(level(&alice), MTLS_NONE);
}
END_TEST

/* The quorum service cluster */

static int register_ca(const struct quorum_approval *approval)
{
	return partition_anchor_register(&hsm, &admin, 2, client_ca, approval, &err);
}

static int deregister_p384(const struct quorum_approval *approval)
{
	return partition_anchor_deregister(&hsm, &admin, 1, approval, &err);
}

static int enforce(const struct quorum_approval *approval)
{
	return partition_mtls_set_level(&hsm, &admin, MTLS_CLUSTER, approval, &err);
}

static int (*const guarded[])(const struct quorum_approval *approval) = {
    register_ca, deregister_p384, enforce};

START_TEST(a_quorum_guards_each_change)
{
	struct quorum_approval approval;

	succeed(add_anchor(&admin, 1, p384_root));
	succeed(set_value(&admin, QUORUM_CLUSTER, 2));
	admin.mtls = true;
	refuse(guarded[_i](NULL), ERR_QUORUM_REQUIRED);
	approval = token_for(&admin, QUORUM_CLUSTER, 0);
	approve_by_admins(&approval);
	succeed(guarded[_i](&approval));
	ck_assert_uint_eq(count_tokens(&admin), 0);
	refuse(guarded[_i](&approval), ERR_QUORUM_SIGNATURE);
	approval_done(&approval);
}
END_TEST

START_TEST(a_change_that_cannot_be_leaves_the_token)
{
	struct quorum_approval approval;

	succeed(set_value(&admin, QUORUM_CLUSTER, 2));
	approval = token_for(&admin, QUORUM_CLUSTER, 0);
	approve_by_admins(&approval);
	refuse(partition_anchor_register(&hsm, &admin, 1, "nonsense", &approval, &err),
	    ERR_MTLS_INVALID);
	refuse(deregister_p384(&approval), ERR_MTLS_UNKNOWN);
	refuse(enforce(&approval), ERR_MTLS_CONNECTION);
	ck_assert_uint_eq(count_tokens(&admin), 1);
	succeed(register_ca(&approval));
	approval_done(&approval);
}
END_TEST

/* Copies */

static struct partition copy_of_hsm(void)
{
	struct partition copy;

	succeed(partition_copy(store, hsm.row.id, HSM_TYPE_HSM2M_MEDIUM, &copy, &err));
	succeed(partition_open(store, copy.row.id, &copy, &err));
	return copy;
}

START_TEST(a_copy_has_anchors_level_and_values)
{
	struct partition copy;

	succeed(add_anchor(&admin, 1, client_ca));
	admin.mtls = true;
	succeed(partition_mtls_set_level(&hsm, &admin, MTLS_CLUSTER, NULL, &err));
	succeed(set_value(&admin, QUORUM_CLUSTER, 2));
	succeed(set_value(&admin, QUORUM_USER, 2));
	copy = copy_of_hsm();
	expect_anchors(&copy, (const char *const[]){client_ca}, 1);
	ck_assert_int_eq(copy.row.mtls_level, MTLS_CLUSTER);
	ck_assert_uint_eq(copy.row.quorum[QUORUM_USER], 2);
	ck_assert_uint_eq(copy.row.quorum[QUORUM_QUORUM], QUORUM_OFF);
	ck_assert_uint_eq(copy.row.quorum[QUORUM_CLUSTER], 2);
	/* And its own from then on. */
	hsm = copy;
	expect_taken(client_pem, true);
}
END_TEST

START_TEST(a_copy_has_no_tokens_and_an_audit_log_of_its_own)
{
	unsigned char record[TOKEN_RECORD_LEN];
	struct token_row *tokens = NULL;
	struct audit_row *rows = NULL;
	size_t count = 9;
	struct partition copy;
	bool found = false;

	succeed(generate(&admin, QUORUM_USER, 0, record));
	copy = copy_of_hsm();
	succeed(store_token_list(store, copy.row.id, &tokens, &count, &err));
	ck_assert_uint_eq(count, 0);
	free(tokens);
	succeed(store_audit_stream_put(store, copy.row.id, "cluster-1", "hsm-2", &err));
	succeed(store_audit_list(store, "cluster-1", NULL, &rows, &count, &found, &err));
	ck_assert(found);
	ck_assert_uint_eq(count, 0);
	free(rows);
}
END_TEST

START_TEST(a_copy_has_the_public_keys_of_its_users)
{
	struct partition original = hsm;
	struct user_row before = row_of("carol"), after;

	hsm = copy_of_hsm();
	after = row_of("carol");
	ck_assert(after.quorum && !after.mfa);
	ck_assert_uint_eq(after.public_key_len, before.public_key_len);
	ck_assert_mem_eq(after.public_key, before.public_key, before.public_key_len);
	hsm = original;
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, anchors_come_and_go);
	tcase_add_test(tests, only_admins_change_anchors);
	tcase_add_test(tests, an_anchor_is_registered_once);
	tcase_add_test(tests, an_hsm_holds_two_anchors);
	tcase_add_test(tests, an_anchor_has_6980_bytes_at_the_most);
	tcase_add_test(tests, a_certificate_that_breaks_a_rule_is_refused_with_the_rule);
	tcase_add_test(tests, an_anchor_is_valid_by_the_clock_of_the_estate);
	tcase_add_test(tests, what_is_not_registered_cannot_be_deregistered);
	tcase_add_test(tests, hsm1_knows_no_mutual_tls);
	tcase_add_test(tests, without_an_anchor_no_certificate_is_looked_at);
	tcase_add_test(tests, with_an_anchor_a_certificate_has_to_verify);
	tcase_add_test(tests, either_anchor_will_do);
	tcase_add_test(tests, at_level_cluster_a_certificate_is_a_must);
	tcase_add_test(tests, the_level_is_told_to_who_is_logged_in);
	tcase_add_test(tests, the_user_admin_alone_sets_the_level);
	tcase_add_test(tests, the_level_is_set_over_a_connection_with_a_certificate);
	tcase_add_loop_test(tests, a_quorum_guards_each_change, 0, ARRAY_LENGTH(guarded));
	tcase_add_test(tests, a_change_that_cannot_be_leaves_the_token);
	tcase_add_test(tests, a_copy_has_anchors_level_and_values);
	tcase_add_test(tests, a_copy_has_no_tokens_and_an_audit_log_of_its_own);
	tcase_add_test(tests, a_copy_has_the_public_keys_of_its_users);
}

int main(void)
{
	Suite *suite = suite_create("partition-mtls");
	TCase *tests = tcase_create("tests");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, setup_anchors, teardown_quorum);
	add_tests(tests);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
