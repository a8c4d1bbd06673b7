/*
 * A client over a cluster of two HSMs: with faults that come and go as the test says, and the steps
 * that its tests are made of.
 */
#ifndef LOCALHSM_CLIENT_FIXTURE_H
#define LOCALHSM_CLIENT_FIXTURE_H

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

static inline void write_ca(const char *cluster_id, char *path, size_t size)
{
	struct bytes ca = BYTES_INIT;

	snprintf(path, size, "%s/customerCA.crt", client_dir);
	succeed(estate_trust_anchor(estate, cluster_id, &ca, &err));
	succeed(file_write(path, ca.data, ca.len, 0600, NULL, &err));
	bytes_done(&ca);
}

static inline void open_client(void)
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

static inline void make_client_dir(void)
{
	strcpy(client_dir, "/tmp/test-client-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(client_dir));
}

static inline void remove_dir(const char *dir)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

static inline void close_client(void)
{
	secret_done(&password);
	client_free(client);
	config_free(config);
	remove_dir(client_dir);
}

static inline void make_estate(const char *mode)
{
	const struct create_cluster_request request = request_of("hsm2m.medium", mode);
	struct bytes ca = BYTES_INIT, certificate = BYTES_INIT;
	char id[RESOURCE_ID_MAX + 1];

	open_estate();
	make_client_dir();
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
	close_client();
	estate_close(estate);
	estate = NULL;
}

/*
 * The keys of a cluster take longer to make than most tests: an estate is made once for a test
 * case, before its tests have processes of their own, and each of them begins with a copy.
 */
static char original[sizeof(home)];
static struct fixed original_machine;

static inline void prepare_in(const char *mode)
{
	make_estate(mode);
	memcpy(original, home, sizeof(home));
	original_machine = machine;
}

static inline void prepare(void)
{
	prepare_in("FIPS");
}

static inline void prepare_non_fips(void)
{
	prepare_in("NON_FIPS");
}

static inline void discard(void)
{
	remove_dir(original);
}

static inline void setup(void)
{
	char command[128];

	memcpy(home + strlen(home) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(home));
	snprintf(command, sizeof(command), "cp -a %s/. %s", original, home);
	ck_assert_int_eq(system(command), 0);
	machine = original_machine;
	succeed(estate_open(home, false, NULL, &ports, &estate, &err));
	make_client_dir();
	open_client();
	ck_assert_int_eq(secret_set_text(&password, "Passw0rd!"), 0);
}

static inline void teardown(void)
{
	close_client();
	close_estate();
}

/* A test case over clusters of that kind: setup_each begins with setup. */
static inline void add_fixtures(TCase *tests, void (*prepare_all)(void), void (*setup_each)(void))
{
	tcase_add_unchecked_fixture(tests, prepare_all, discard);
	tcase_add_checked_fixture(tests, setup_each, teardown);
}

/* From outside the program. */
static inline void run_sql(const char *sql)
{
	char path[600];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/estate.db", home);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_msg(
	    sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static inline void fault(const char *hsm_id, bool set)
{
	char sql[128];

	snprintf(sql, sizeof(sql),
	    set ? "INSERT INTO fault (hsm_id, kind) VALUES ('%s', 'unreachable')"
		: "DELETE FROM fault WHERE hsm_id = '%s'",
	    hsm_id);
	run_sql(sql);
}

static inline void look(void)
{
	succeed(client_connect(client, NULL, &connection, &err));
}

static inline void log_in(const char *name, enum user_role role)
{
	look();
	succeed(client_login(connection, name, role, &password, &err));
}

static inline struct user_view view_of(const char *name)
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

static inline int make_aes(const char *label, struct key_view *key)
{
	struct key_template template = {.label = label};

	return key_generate_aes(connection, &template, 32, key, &err);
}

static inline void make_alice(void)
{
	log_in("admin", ROLE_ADMIN);
	succeed(user_create(connection, "alice", ROLE_CRYPTO_USER, &password, NULL, &err));
	succeed(client_logout(connection, &err));
	log_in("alice", ROLE_CRYPTO_USER);
}

static inline struct key_filter filter_of(const char *word)
{
	struct key_filter filter = KEY_FILTER_INIT;

	succeed(key_filter_parse(&word, 1, &filter, &err));
	return filter;
}

static inline struct key_page list_keys(const char *word)
{
	struct key_filter filter = filter_of(word);
	struct key_page page;

	succeed(key_list(connection, &filter, 0, 10, &page, &err));
	key_filter_done(&filter);
	return page;
}

static inline uint64_t count_keys(const char *word)
{
	struct key_page page = list_keys(word);
	uint64_t total = page.total;

	key_page_done(&page);
	return total;
}

/* An EC pair to sign and to verify with; both halves have the label. */
static inline int make_pair(const char *label, enum key_curve curve, bool session)
{
	static const char *const words[] = {"verify=true", "sign=true"};
	struct attribute_list lists[2] = {ATTRIBUTE_LIST_INIT, ATTRIBUTE_LIST_INIT};
	struct key_template templates[2];
	struct key_view public_key, private_key;
	int rc;

	for (size_t i = 0; i < 2; i++) {
		succeed(attribute_list_parse(&words[i], 1, &lists[i], &err));
		templates[i] = (struct key_template){
		    .label = label, .attributes = &lists[i], .session = session};
	}
	rc = key_generate_ec(
	    connection, &templates[0], &templates[1], curve, &public_key, &private_key, &err);
	for (size_t i = 0; i < 2; i++)
		attribute_list_done(&lists[i]);
	if (!rc) {
		key_view_done(&public_key);
		key_view_done(&private_key);
	}
	return rc;
}

#endif
