/*
 * An estate to test on: in a directory of its own, with a clock that the test sets and chance that
 * is the same in each run; and the steps that its tests are made of.
 */
#ifndef LOCALHSM_ESTATE_FIXTURE_H
#define LOCALHSM_ESTATE_FIXTURE_H

#include "error.h"
#include "estate.h"
#include "fixed-ports.h"
#include "partition.h"
#include "store-estate.h"
#include "unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)
#define SUBNET_A "subnet-0000000000000001a"
#define SUBNET_B "subnet-0000000000000001b"
#define SUBNET_C "subnet-0000000000000001c"

static char home[] = "/tmp/localhsm-estate-XXXXXX";
static struct estate *estate;
static struct error err;

static struct fixed machine;
static struct ports ports;

static inline void open_estate(void)
{
	memcpy(home + strlen(home) - 6, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(home));
	ports = fixed_ports(&machine);
	error_clear(&err);
	ck_assert_msg(estate_open(home, true, NULL, &ports, &estate, &err) == 0, "%s", err.text);
}

static inline void close_estate(void)
{
	struct dirent *entry;
	char path[512];
	DIR *dir;

	estate_close(estate);
	dir = opendir(home);
	while (dir && (entry = readdir(dir)) != NULL) {
		(void)snprintf(path, sizeof(path), "%s/%s", home, entry->d_name);
		(void)unlink(path);
	}
	if (dir)
		closedir(dir);
	ck_assert_int_eq(rmdir(home), 0);
}

#define succeed(call) ck_assert_msg((call) == 0, "%s", err.text)

static inline void refuse(int rc, enum error_code code, const char *part)
{
	ck_assert_msg(rc == (int)code, "%d: %s", rc, err.text);
	ck_assert_msg(strstr(err.text, part) != NULL, "'%s' is not in '%s'", part, err.text);
}

static const char *const two_subnets[] = {SUBNET_A, SUBNET_B};

static inline struct create_cluster_request request_of(const char *type, const char *mode)
{
	return (struct create_cluster_request){
	    .hsm_type = type,
	    .mode = mode,
	    .subnet_ids = two_subnets,
	    .n_subnet_ids = 2,
	};
}

static inline void create_cluster(
    const struct create_cluster_request *request, char id[RESOURCE_ID_MAX + 1])
{
	struct cluster_view view;

	succeed(estate_create_cluster(estate, request, &view, &err));
	memcpy(id, view.cluster_id, sizeof(view.cluster_id));
	cluster_view_done(&view);
}

static inline struct cluster_view describe(const char *id)
{
	const struct describe_clusters_request request = {.cluster_ids = &id, .n_cluster_ids = 1};
	struct cluster_view *views = NULL, view;
	size_t count = 0;
	char *token = NULL;

	succeed(estate_describe_clusters(estate, &request, &views, &count, &token, &err));
	ck_assert_uint_eq(count, 1);
	ck_assert_ptr_null(token);
	view = views[0];
	free(views);
	return view;
}

static inline enum cluster_state state_of(const char *id)
{
	struct cluster_view view = describe(id);
	enum cluster_state state = view.state;

	cluster_view_done(&view);
	return state;
}

static inline struct hsm_view create_hsm(const char *cluster_id, const char *zone)
{
	struct hsm_view hsm;

	succeed(estate_create_hsm(estate, cluster_id, zone, NULL, &hsm, &err));
	return hsm;
}

static inline int delete_hsm(const char *cluster_id, const char *hsm_id)
{
	char deleted[RESOURCE_ID_MAX + 1];

	return estate_delete_hsm(estate, cluster_id, hsm_id, NULL, NULL, deleted, &err);
}

static inline void sign(const char *cluster_id, struct bytes *ca, struct bytes *certificate)
{
	struct cluster_view view = describe(cluster_id);

	ck_assert_ptr_nonnull(view.csr);
	succeed(estate_sign_csr(estate, view.csr, ca, certificate, &err));
	cluster_view_done(&view);
}

static inline int initialize(
    const char *id, const struct bytes *certificate, const struct bytes *ca)
{
	enum cluster_state state;
	char message[301];

	return estate_initialize_cluster(
	    estate, id, bytes_text(certificate), bytes_text(ca), &state, message, &err);
}

/* What `cluster activate` does on the HSM with this address. */
static inline void activate(const char *ip)
{
	const struct password_verifier verifier = {.cost = 1024, .salt = {1}, .hash = {2}};
	struct store *store = estate_store(estate);
	struct partition partition;
	struct hsm_row hsm;
	bool found;

	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_hsm_by_ip(store, ip, &hsm, &found, &err));
	ck_assert(found);
	succeed(partition_open(store, hsm.partition, &partition, &err));
	succeed(partition_activate(&partition, &verifier, &err));
	succeed(store_commit(store, &err));
}

/* A cluster with one HSM, whose admin has a password. */
static inline struct hsm_view make_active(const struct create_cluster_request *request)
{
	struct bytes ca = BYTES_INIT, certificate = BYTES_INIT;
	char id[RESOURCE_ID_MAX + 1];
	struct hsm_view hsm;

	create_cluster(request, id);
	hsm = create_hsm(id, "us-east-1a");
	sign(id, &ca, &certificate);
	succeed(initialize(id, &certificate, &ca));
	activate(hsm.eni_ip);
	bytes_done(&ca);
	bytes_done(&certificate);
	return hsm;
}

static inline size_t list_backups(const char *cluster_id, char newest[RESOURCE_ID_MAX + 1])
{
	const struct describe_backups_request request = {
	    .cluster_ids = &cluster_id, .n_cluster_ids = 1};
	struct backup_view *views = NULL;
	size_t count = 0;
	char *token = NULL;

	succeed(estate_describe_backups(estate, &request, &views, &count, &token, &err));
	if (count > 0)
		memcpy(newest, views[0].backup_id, sizeof(views[0].backup_id));
	backup_views_free(views, count);
	free(token);
	return count;
}

/* Adds a user straight to the HSM's partition, as a client that reached only this one would. */
static inline void add_user(const char *ip, const char *name)
{
	struct user_row user = {.role = ROLE_CRYPTO_USER};
	struct store *store = estate_store(estate);
	struct hsm_row hsm;
	bool found;

	memcpy(user.name, name, strlen(name) + 1);
	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_hsm_by_ip(store, ip, &hsm, &found, &err));
	succeed(store_user_add(store, hsm.partition, &user, &err));
	succeed(store_commit(store, &err));
}

static inline bool has_user(const char *ip, const char *name)
{
	struct store *store = estate_store(estate);
	struct user_row user;
	struct hsm_row hsm;
	bool found;

	succeed(store_begin_read(store, &err));
	succeed(store_hsm_by_ip(store, ip, &hsm, &found, &err));
	ck_assert(found);
	succeed(store_user_get(store, hsm.partition, name, &user, &found, &err));
	store_end_read(store);
	return found;
}

static inline void refuse_creation(
    const struct create_cluster_request *request, enum error_code code, const char *part)
{
	struct cluster_view view;

	refuse(estate_create_cluster(estate, request, &view, &err), code, part);
}

#endif
