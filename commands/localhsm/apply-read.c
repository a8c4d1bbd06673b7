/* Reads a declared estate: clusters and users. */
#include "apply-plan.h"

#include "error.h"
#include "files.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 64
#define REASON_MAX 200

static const struct place clusters_place = {.name = "clusters"};

static void key_done(struct apply_key *key)
{
	for (size_t i = 0; i < key->n_halves; i++)
		attribute_list_done(&key->halves[i].attributes);
	free(key->sharees);
}

static void cluster_done(struct apply_cluster *cluster)
{
	secret_done(&cluster->admin_password);
	for (size_t i = 0; i < cluster->n_users; i++)
		secret_done(&cluster->users[i].password);
	for (size_t i = 0; i < cluster->n_keys; i++)
		key_done(&cluster->keys[i]);
	free(cluster->users);
	free(cluster->keys);
	free(cluster->ca_file);
}

void apply_plan_done(struct apply_plan *plan)
{
	for (size_t i = 0; i < plan->n_clusters; i++)
		cluster_done(&plan->clusters[i]);
	free(plan->clusters);
	document_free(plan->document);
	*plan = (struct apply_plan)APPLY_PLAN_INIT;
}

size_t apply_find_user(const struct apply_cluster *cluster, const char *username)
{
	for (size_t i = 0; i < cluster->n_users; i++) {
		if (strcmp(cluster->users[i].username, username) == 0)
			return i;
	}
	return APPLY_NONE;
}

/* Passwords */

/* One of the two members is there: the password itself, or the variable that holds it. */
static int read_password(const struct place *place, const char *member,
    const struct document *given, const struct document *variable, struct secret *password,
    struct error *err)
{
	const char *text = given ? document_string(given) : NULL;

	if (given && variable)
		return place_refuse(
		    place, err, "%s and %s-env cannot both be given", member, member);
	if (!given && !variable)
		return place_refuse_member(place, member, err, "it is missing");
	if (variable)
		text = getenv(document_string(variable));
	if (!text)
		return place_refuse(place, err,
		    "%s-env: there is no variable %s in the environment", member,
		    document_string(variable));
	if (secret_set_text(password, text) != 0)
		return error_raise(err, ERR_MEMORY);
	return user_password_check(password, err) == 0 ? 0 : place_blame(place, member, err);
}

/* Users */

enum { USER_NAME, USER_ROLE, USER_PASSWORD, USER_PASSWORD_ENV, USER_MEMBERS };
static const struct member user_members[USER_MEMBERS] = {
    [USER_NAME] = {"username", DOCUMENT_STRING, true},
    [USER_ROLE] = {"role", DOCUMENT_STRING, true},
    [USER_PASSWORD] = {"password", DOCUMENT_STRING, false},
    [USER_PASSWORD_ENV] = {"password-env", DOCUMENT_STRING, false},
};

static int read_username(const struct apply_cluster *cluster, const char *text,
    struct apply_user *user, struct error *err)
{
	char name[USERNAME_MAX + 1];

	if (user_name_normalise(text, name, err) != 0)
		return place_blame(&user->place, "username", err);
	if (strcmp(name, "admin") == 0)
		return place_refuse_member(&user->place, "username", err,
		    "admin is there in every cluster, with its admin-password");
	if (strcmp(name, "app_user") == 0)
		return place_refuse_member(
		    &user->place, "username", err, "app_user is the HSMs' own");
	if (apply_find_user(cluster, name) != APPLY_NONE)
		return place_refuse_member(
		    &user->place, "username", err, "%s is there twice", name);
	memcpy(user->username, name, sizeof(name));
	return 0;
}

static int read_user(const struct apply_cluster *cluster, const struct document *value,
    struct apply_user *user, struct error *err)
{
	const struct document *values[USER_MEMBERS];
	int rc = place_read_object(&user->place, value, user_members, USER_MEMBERS, values, err);

	if (rc == 0)
		rc = read_username(cluster, document_string(values[USER_NAME]), user, err);
	if (rc != 0)
		return rc;
	user->role = user_role_from_name(document_string(values[USER_ROLE]));
	if (user->role == ROLE_NONE)
		return place_refuse_member(
		    &user->place, "role", err, "it must be admin or crypto-user");
	return read_password(&user->place, "password", values[USER_PASSWORD],
	    values[USER_PASSWORD_ENV], &user->password, err);
}

static int check_count(
    const struct place *place, const struct document *array, size_t max, struct error *err)
{
	return document_count(array) <= max
		   ? 0
		   : place_refuse(place, err, "there are more than %zu", max);
}

static int read_users(
    struct apply_cluster *cluster, const struct document *array, struct error *err)
{
	int rc = check_count(&cluster->users_place, array, APPLY_USERS_MAX, err);

	if (rc != 0)
		return rc;
	cluster->users = calloc(document_count(array) + 1, sizeof(*cluster->users));
	if (!cluster->users)
		return error_raise(err, ERR_MEMORY);
	for (const struct document *value = document_first(array); rc == 0 && value;
	     value = document_next(value)) {
		struct apply_user *user = &cluster->users[cluster->n_users];

		user->place =
		    (struct place){.within = &cluster->users_place, .index = cluster->n_users};
		rc = read_user(cluster, value, user, err);
		cluster->n_users++;
	}
	return rc;
}

static int read_keys(struct apply_cluster *cluster, const struct document *array, struct error *err)
{
	int rc = check_count(&cluster->keys_place, array, APPLY_KEYS_MAX, err);

	if (rc != 0)
		return rc;
	cluster->keys = calloc(document_count(array) + 1, sizeof(*cluster->keys));
	if (!cluster->keys)
		return error_raise(err, ERR_MEMORY);
	for (const struct document *value = document_first(array); rc == 0 && value;
	     value = document_next(value)) {
		struct apply_key *key = &cluster->keys[cluster->n_keys];

		key->place =
		    (struct place){.within = &cluster->keys_place, .index = cluster->n_keys};
		rc = apply_read_key(cluster, value, key, err);
		cluster->n_keys++;
	}
	return rc;
}

/* Clusters */

enum {
	CLUSTER_NAME,
	CLUSTER_HSM_TYPE,
	CLUSTER_MODE,
	CLUSTER_HSMS,
	CLUSTER_PASSWORD,
	CLUSTER_PASSWORD_ENV,
	CLUSTER_SOURCE,
	CLUSTER_QUORUM,
	CLUSTER_USERS,
	CLUSTER_KEYS,
	CLUSTER_MEMBERS
};
static const struct member cluster_members[CLUSTER_MEMBERS] = {
    [CLUSTER_NAME] = {"name", DOCUMENT_STRING, true},
    [CLUSTER_HSM_TYPE] = {"hsm-type", DOCUMENT_STRING, false},
    [CLUSTER_MODE] = {"mode", DOCUMENT_STRING, false},
    [CLUSTER_HSMS] = {"hsms", DOCUMENT_NUMBER, false},
    [CLUSTER_PASSWORD] = {"admin-password", DOCUMENT_STRING, false},
    [CLUSTER_PASSWORD_ENV] = {"admin-password-env", DOCUMENT_STRING, false},
    [CLUSTER_SOURCE] = {"source", DOCUMENT_STRING, false},
    [CLUSTER_QUORUM] = {"quorum-values", DOCUMENT_OBJECT, false},
    [CLUSTER_USERS] = {"users", DOCUMENT_ARRAY, false},
    [CLUSTER_KEYS] = {"keys", DOCUMENT_ARRAY, false},
};

static size_t find_cluster(const struct apply_plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->n_clusters; i++) {
		if (strcmp(plan->clusters[i].name, name) == 0)
			return i;
	}
	return APPLY_NONE;
}

static bool is_name(const char *name)
{
	size_t len =
	    strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	return len > 0 && len <= NAME_MAX_LEN && name[len] == '\0';
}

static int read_name(const struct apply_plan *plan, const struct document *value,
    struct apply_cluster *cluster, struct error *err)
{
	const char *name = document_string(value);

	if (!is_name(name))
		return place_refuse_member(&cluster->place, "name", err,
		    "it must be 1 to %d letters, digits, _ and -", NAME_MAX_LEN);
	if (find_cluster(plan, name) != APPLY_NONE)
		return place_refuse_member(
		    &cluster->place, "name", err, "a cluster %s is there twice", name);
	cluster->name = name;
	return 0;
}

/* Type and mode, which a clone has from its source. */
static int read_shape(const struct apply_plan *plan, const struct document *const *values,
    struct apply_cluster *cluster, struct error *err)
{
	const struct document *type = values[CLUSTER_HSM_TYPE], *mode = values[CLUSTER_MODE];
	const struct apply_cluster *source =
	    cluster->source == APPLY_NONE ? NULL : &plan->clusters[cluster->source];

	cluster->type = HSM_TYPE_HSM2M_MEDIUM;
	cluster->mode = source ? source->mode : CLUSTER_MODE_FIPS;
	if (type && !hsm_type_from_name(document_string(type), &cluster->type))
		return place_refuse_member(
		    &cluster->place, "hsm-type", err, "it must be hsm1.medium or hsm2m.medium");
	if (mode && !cluster_mode_from_name(document_string(mode), &cluster->mode))
		return place_refuse_member(
		    &cluster->place, "mode", err, "it must be FIPS or NON_FIPS");
	if (cluster->type == HSM_TYPE_HSM1_MEDIUM && cluster->mode == CLUSTER_MODE_NON_FIPS)
		return place_refuse_member(
		    &cluster->place, "mode", err, "hsm1.medium has no mode but FIPS");
	if (source && source->type > cluster->type)
		return place_refuse_member(&cluster->place, "hsm-type", err,
		    "a cluster of hsm2m.medium cannot become one of hsm1.medium");
	if (source && source->mode != cluster->mode)
		return place_refuse_member(&cluster->place, "mode", err,
		    "it must be that of the source, %s", cluster_mode_name(source->mode));
	return 0;
}

static int read_source(const struct apply_plan *plan, const struct document *value,
    struct apply_cluster *cluster, struct error *err)
{
	cluster->source = value ? find_cluster(plan, document_string(value)) : APPLY_NONE;
	return !value || cluster->source != APPLY_NONE
		   ? 0
		   : place_refuse_member(&cluster->place, "source", err,
			 "no cluster before this one has the name %s", document_string(value));
}

static int read_hsms(const struct document *value, struct apply_cluster *cluster, struct error *err)
{
	cluster->hsms = APPLY_HSMS_DEFAULT;
	if (!value)
		return 0;
	if (!document_number(value, &cluster->hsms) || cluster->hsms < 1 ||
	    cluster->hsms > APPLY_HSMS_MAX)
		return place_refuse_member(&cluster->place, "hsms", err,
		    "it must be a whole number from 1 to %d", APPLY_HSMS_MAX);
	return 0;
}

static int read_quorum_value(struct apply_cluster *cluster, const struct place *place,
    enum quorum_service service, const struct document *value, struct error *err)
{
	const char *name = quorum_service_name(service);
	uint64_t number = 0;

	if (!document_number(value, &number) || number < QUORUM_OFF || number > QUORUM_MAX)
		return place_refuse_member(
		    place, name, err, "it must be a whole number from 1 to %d", QUORUM_MAX);
	if (service == QUORUM_CLUSTER && cluster->type == HSM_TYPE_HSM1_MEDIUM)
		return place_refuse_member(place, name, err, "hsm1.medium has no such service");
	cluster->quorum[service] = (unsigned)number;
	return 0;
}

static int read_quorum(
    const struct document *object, struct apply_cluster *cluster, struct error *err)
{
	const struct place place = {.within = &cluster->place, .name = "quorum-values"};
	struct member members[QUORUM_VALUES];
	const struct document *values[QUORUM_VALUES];
	int rc;

	for (enum quorum_service i = 0; i < QUORUM_VALUES; i++)
		members[i] = (struct member){quorum_service_name(i), DOCUMENT_NUMBER, false};
	rc = place_read_object(&place, object, members, QUORUM_VALUES, values, err);
	for (enum quorum_service i = 0; rc == 0 && i < QUORUM_VALUES; i++) {
		if (values[i])
			rc = read_quorum_value(cluster, &place, i, values[i], err);
	}
	return rc;
}

static int read_contents(
    struct apply_cluster *cluster, const struct document *const *values, struct error *err)
{
	int rc = 0;

	if (values[CLUSTER_QUORUM])
		rc = read_quorum(values[CLUSTER_QUORUM], cluster, err);
	if (rc == 0 && values[CLUSTER_USERS])
		rc = read_users(cluster, values[CLUSTER_USERS], err);
	if (rc == 0 && values[CLUSTER_KEYS])
		rc = read_keys(cluster, values[CLUSTER_KEYS], err);
	return rc;
}

static int read_cluster(const struct apply_plan *plan, const struct document *value,
    struct apply_cluster *cluster, struct error *err)
{
	const struct document *values[CLUSTER_MEMBERS];
	int rc = place_read_object(
	    &cluster->place, value, cluster_members, CLUSTER_MEMBERS, values, err);

	if (rc == 0)
		rc = read_name(plan, values[CLUSTER_NAME], cluster, err);
	if (rc == 0)
		rc = read_source(plan, values[CLUSTER_SOURCE], cluster, err);
	if (rc == 0)
		rc = read_shape(plan, values, cluster, err);
	if (rc == 0)
		rc = read_hsms(values[CLUSTER_HSMS], cluster, err);
	if (rc == 0)
		rc = read_password(&cluster->place, "admin-password", values[CLUSTER_PASSWORD],
		    values[CLUSTER_PASSWORD_ENV], &cluster->admin_password, err);
	if (rc == 0)
		rc = read_contents(cluster, values, err);
	if (rc == 0 && cluster->source != APPLY_NONE)
		rc = apply_check_copies(cluster, &plan->clusters[cluster->source], err);
	return rc;
}

/* The file */

static int read_clusters(struct apply_plan *plan, const struct document *array, struct error *err)
{
	int rc = check_count(&clusters_place, array, APPLY_CLUSTERS_MAX, err);

	if (rc != 0)
		return rc;
	plan->clusters = calloc(document_count(array) + 1, sizeof(*plan->clusters));
	if (!plan->clusters)
		return error_raise(err, ERR_MEMORY);
	for (const struct document *value = document_first(array); rc == 0 && value;
	     value = document_next(value)) {
		struct apply_cluster *cluster = &plan->clusters[plan->n_clusters];

		cluster->place =
		    (struct place){.within = &clusters_place, .index = plan->n_clusters};
		cluster->users_place = (struct place){.within = &cluster->place, .name = "users"};
		cluster->keys_place = (struct place){.within = &cluster->place, .name = "keys"};
		rc = read_cluster(plan, value, cluster, err);
		plan->n_clusters++;
	}
	return rc;
}

enum { ROOT_SCHEMA, ROOT_CLUSTERS, ROOT_MEMBERS };
static const struct member root_members[ROOT_MEMBERS] = {
    [ROOT_SCHEMA] = {"$schema", DOCUMENT_STRING, false},
    [ROOT_CLUSTERS] = {"clusters", DOCUMENT_ARRAY, true},
};

static int read_text(const struct secret *text, struct apply_plan *plan, struct error *err)
{
	const struct document *values[ROOT_MEMBERS];
	char reason[REASON_MAX];
	int rc;

	if (text->len > 0 && memchr(text->data, '\0', text->len))
		return error_raisef(err, ERR_LAB, "there is a NUL byte in it");
	plan->document = document_read(secret_text(text), reason, sizeof(reason));
	if (!plan->document)
		return error_raisef(err, ERR_LAB, "%s", reason);
	rc = place_read_object(NULL, plan->document, root_members, ROOT_MEMBERS, values, err);
	return rc == 0 ? read_clusters(plan, values[ROOT_CLUSTERS], err) : rc;
}

int apply_read(const char *path, struct apply_plan *plan, struct error *err)
{
	struct secret text = SECRET_INIT;
	int rc = file_read_secret(path, APPLY_FILE_MAX, &text, err);

	if (rc != 0)
		return rc;
	rc = read_text(&text, plan, err);
	secret_done(&text);
	if (rc != 0) {
		error_prefix(err, path);
		apply_plan_done(plan);
	}
	return rc;
}
