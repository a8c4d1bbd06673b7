/* Mutual TLS over the HSMs of a cluster: trust anchors, enforcement, and the client's own
 * certificate. */
#include "client-quorum-fixture.h"
#include "mtls-certificates.h"
#include "mtls.h"

/* The certificates were made in 2026 and last for a hundred years. */
#define IN_2030 INT64_C(1893456000)

static void setup_2030(void)
{
	setup();
	machine.now = IN_2030 * SECOND;
	log_in("admin", ROLE_ADMIN);
}

static void set_fault(const char *hsm_id, bool set)
{
	fault(hsm_id, set);
	look();
}

/* Trust anchors */

/* Registers an anchor, which must get that number on so many HSMs. */
static void add_anchor(const char *pem, unsigned reference, enum coverage coverage)
{
	struct mtls_anchor anchor;

	succeed(mtls_register(connection, pem, NULL, &anchor, &err));
	ck_assert_uint_eq(anchor.reference, reference);
	ck_assert_str_eq(anchor.certificate, pem);
	ck_assert_int_eq(anchor.cluster_coverage, coverage);
	free(anchor.certificate);
}

static int try_anchor(const char *pem)
{
	struct mtls_anchor anchor;

	return mtls_register(connection, pem, NULL, &anchor, &err);
}

static void expect_anchor(
    size_t at, size_t of, const char *pem, unsigned reference, enum coverage coverage)
{
	struct mtls_anchor *anchors = NULL;
	size_t count = 0;

	succeed(mtls_list(connection, &anchors, &count, &err));
	ck_assert_uint_eq(count, of);
	if (at < count) {
		ck_assert_str_eq(anchors[at].certificate, pem);
		ck_assert_uint_eq(anchors[at].reference, reference);
		ck_assert_int_eq(anchors[at].cluster_coverage, coverage);
	}
	mtls_anchors_free(anchors, count);
}

START_TEST(an_anchor_is_on_every_hsm_under_the_lowest_free_number)
{
	add_anchor(client_ca, 1, COVERAGE_FULL);
	add_anchor(p384_root, 2, COVERAGE_FULL);
	refuse(try_anchor(p521_root), ERR_MTLS_LIMIT, "Maximum number");
	succeed(mtls_deregister(connection, 1, NULL, &err));
	add_anchor(p521_root, 1, COVERAGE_FULL);
	expect_anchor(0, 2, p521_root, 1, COVERAGE_FULL);
	expect_anchor(1, 2, p384_root, 2, COVERAGE_FULL);
	refuse(mtls_deregister(connection, 7, NULL, &err), ERR_MTLS_UNKNOWN, "0x07");
}
END_TEST

START_TEST(an_anchor_that_every_hsm_has_is_not_registered_again)
{
	add_anchor(client_ca, 1, COVERAGE_FULL);
	refuse(try_anchor(client_ca), ERR_MTLS_EXISTS, "already exists");
	refuse(try_anchor("nonsense"), ERR_MTLS_INVALID, "is not a PEM certificate");
	expect_anchor(0, 1, client_ca, 1, COVERAGE_FULL);
}
END_TEST

START_TEST(an_anchor_that_some_hsms_lack_is_mended_and_told)
{
	set_fault(second.hsm_id, true);
	add_anchor(client_ca, 1, COVERAGE_INCONSISTENT);
	set_fault(second.hsm_id, false);
	expect_anchor(0, 1, client_ca, 1, COVERAGE_INCONSISTENT);
	refuse(try_anchor(client_ca), ERR_MTLS_INSTALLED, "already installed");
	expect_anchor(0, 1, client_ca, 1, COVERAGE_FULL);
}
END_TEST

START_TEST(an_anchor_goes_where_it_is)
{
	set_fault(first.hsm_id, true);
	refuse(try_anchor("nonsense"), ERR_MTLS_INVALID, "");
	add_anchor(client_ca, 1, COVERAGE_INCONSISTENT);
	set_fault(first.hsm_id, false);
	succeed(mtls_deregister(connection, 1, NULL, &err));
	expect_anchor(0, 0, NULL, 0, COVERAGE_FULL);
}
END_TEST

START_TEST(an_approval_is_used_up_where_there_was_nothing_to_do)
{
	struct quorum_approval *approval = NULL;
	struct mtls_anchor anchor;

	succeed(client_logout(connection, &err));
	teardown();
	setup_people();
	machine.now = IN_2030 * SECOND;
	set_fault(second.hsm_id, true);
	add_anchor(client_ca, 1, COVERAGE_INCONSISTENT);
	set_fault(second.hsm_id, false);
	succeed(set_value(QUORUM_CLUSTER, 2));
	refuse(try_anchor(client_ca), ERR_QUORUM_REQUIRED, "");
	succeed(generate(QUORUM_CLUSTER, "token"));
	approve("token", "admin", ADMIN_KEY);
	approve("token", "carol", CAROL_KEY);
	succeed(quorum_approval_read(path_of("token"), &approval, &err));
	refuse(
	    mtls_register(connection, client_ca, approval, &anchor, &err), ERR_MTLS_INSTALLED, "");
	expect_no_token();
	quorum_approval_free(approval);
}
END_TEST

/* The client's certificate */

static void configure(const char *certificate, const char *key)
{
	char certificate_path[96];

	write_file("client.crt", certificate, strlen(certificate));
	write_file("client.key", key, strlen(key));
	strcpy(certificate_path, path_of("client.crt"));
	succeed(config_set_mtls(config, 0, certificate_path, path_of("client.key"), &err));
}

/* Another program, with the configuration that there is. */
static int start_anew(void)
{
	client_free(client);
	client = NULL;
	connection = NULL;
	succeed(client_new(estate_store(estate), config, &ports, &client, &err));
	return client_connect(client, NULL, &connection, &err);
}

static void start_with_certificate(void)
{
	configure(client_pem, client_key);
	succeed(start_anew());
	succeed(client_login(connection, "admin", ROLE_ADMIN, &password, &err));
}

static enum mtls_level level(void)
{
	enum mtls_level said = MTLS_NONE;

	succeed(mtls_get_level(connection, &said, &err));
	return said;
}

START_TEST(the_level_is_set_over_a_connection_with_a_certificate)
{
	refuse(mtls_set_level(connection, MTLS_CLUSTER, NULL, &err), ERR_MTLS_CONNECTION, "");
	configure(client_pem, client_key);
	succeed(start_anew());
	log_in("admin", ROLE_ADMIN);
	/* Without an anchor a certificate does not count. */
	refuse(mtls_set_level(connection, MTLS_CLUSTER, NULL, &err), ERR_MTLS_CONNECTION, "");
	add_anchor(client_ca, 1, COVERAGE_FULL);
	/* A connection stays what it was when it was made. */
	refuse(mtls_set_level(connection, MTLS_CLUSTER, NULL, &err), ERR_MTLS_CONNECTION, "");
	start_with_certificate();
	ck_assert_int_eq(level(), MTLS_NONE);
	succeed(mtls_set_level(connection, MTLS_CLUSTER, NULL, &err));
	ck_assert_int_eq(level(), MTLS_CLUSTER);
	succeed(mtls_set_level(connection, MTLS_NONE, NULL, &err));
	ck_assert_int_eq(level(), MTLS_NONE);
}
END_TEST

/* A configuration of another client host, which has no certificate. */
static struct config *plain_config(void)
{
	struct config *plain = NULL;
	const char *address = first.eni_ip;
	char ca[96];

	write_ca(first.cluster_id, ca, sizeof(ca));
	succeed(config_new(client_dir, &plain, &err));
	succeed(config_set_cluster(plain, first.cluster_id, &address, 1, &err));
	succeed(config_set_ca_file(plain, 0, ca, &err));
	return plain;
}

START_TEST(clients_without_a_certificate_are_dropped_when_it_is_enforced)
{
	struct config *plain = plain_config();
	struct client *other = NULL;
	struct connection *theirs = NULL;
	struct user_view *users = NULL;
	size_t count = 0;

	add_anchor(client_ca, 1, COVERAGE_FULL);
	succeed(client_new(estate_store(estate), plain, &ports, &other, &err));
	succeed(client_connect(other, NULL, &theirs, &err));
	start_with_certificate();
	succeed(mtls_set_level(connection, MTLS_CLUSTER, NULL, &err));
	/* The connection that there was, and a new one. */
	refuse(user_list(theirs, &users, &count, &err), ERR_HSM_DISCONNECTED, "");
	refuse(client_connect(other, NULL, &theirs, &err), ERR_HSM_DISCONNECTED, "");
	ck_assert_int_eq(level(), MTLS_CLUSTER);
	succeed(mtls_set_level(connection, MTLS_NONE, NULL, &err));
	succeed(client_connect(other, NULL, &theirs, &err));
	client_free(other);
	config_free(plain);
}
END_TEST

START_TEST(a_login_ends_where_its_certificate_counts_no_more)
{
	enum mtls_level said;

	add_anchor(client_ca, 1, COVERAGE_FULL);
	start_with_certificate();
	ck_assert_int_eq(level(), MTLS_NONE);
	succeed(mtls_deregister(connection, 1, NULL, &err));
	refuse(mtls_get_level(connection, &said, &err), ERR_USER_REQUIRED, "");
	ck_assert_int_eq(connection_role(connection), ROLE_NONE);
	/* As one without it there can be another. */
	log_in("admin", ROLE_ADMIN);
	ck_assert_int_eq(level(), MTLS_NONE);
}
END_TEST

START_TEST(a_certificate_of_another_root_is_not_taken)
{
	add_anchor(p384_root, 1, COVERAGE_FULL);
	configure(client_pem, client_key);
	refuse(start_anew(), ERR_HSM_DISCONNECTED, "HSM is disconnected");
}
END_TEST

START_TEST(levels_that_differ_are_told)
{
	add_anchor(client_ca, 1, COVERAGE_FULL);
	start_with_certificate();
	set_fault(second.hsm_id, true);
	succeed(mtls_set_level(connection, MTLS_CLUSTER, NULL, &err));
	ck_assert_int_eq(level(), MTLS_CLUSTER);
	set_fault(second.hsm_id, false);
	ck_assert_int_eq(level(), MTLS_INCONSISTENT);
	succeed(mtls_set_level(connection, MTLS_NONE, NULL, &err));
	ck_assert_int_eq(level(), MTLS_NONE);
}
END_TEST

static const struct {
	const char *certificate, *key, *part;
} identities[] = {
    {client_pem, server_key, "client_key_hsm_tls_path"},
    {client_pem, locked_key, "without a passphrase"},
    {client_pem, "nonsense", "client_key_hsm_tls_path"},
    {"nonsense", client_key, "client_cert_hsm_tls_path"},
    {client_key, client_key, "client_cert_hsm_tls_path"},
};

START_TEST(files_that_do_not_belong_together_are_told)
{
	configure(identities[_i].certificate, identities[_i].key);
	refuse(start_anew(), ERR_CONFIG_CERTIFICATE, identities[_i].part);
}
END_TEST

START_TEST(a_file_that_is_missing_is_told)
{
	configure(client_pem, client_key);
	ck_assert_int_eq(unlink(path_of("client.key")), 0);
	refuse(start_anew(), ERR_CONFIG_FILE, "client.key");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client-mtls");
	TCase *tests = tcase_create("tests");

	tcase_set_timeout(tests, 60);
	add_fixtures(tests, prepare, setup_2030);
	tcase_add_test(tests, an_anchor_is_on_every_hsm_under_the_lowest_free_number);
	tcase_add_test(tests, an_anchor_that_every_hsm_has_is_not_registered_again);
	tcase_add_test(tests, an_anchor_that_some_hsms_lack_is_mended_and_told);
	tcase_add_test(tests, an_anchor_goes_where_it_is);
	tcase_add_test(tests, an_approval_is_used_up_where_there_was_nothing_to_do);
	tcase_add_test(tests, the_level_is_set_over_a_connection_with_a_certificate);
	tcase_add_test(tests, clients_without_a_certificate_are_dropped_when_it_is_enforced);
	tcase_add_test(tests, a_login_ends_where_its_certificate_counts_no_more);
	tcase_add_test(tests, a_certificate_of_another_root_is_not_taken);
	tcase_add_test(tests, levels_that_differ_are_told);
	tcase_add_loop_test(
	    tests, files_that_do_not_belong_together_are_told, 0, ARRAY_LENGTH(identities));
	tcase_add_test(tests, a_file_that_is_missing_is_told);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
