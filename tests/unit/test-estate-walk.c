/*
 * A random walk of the control plane: operations in any order, allowed or refused, and what must
 * hold of the whole estate after each. LOCALHSM_TEST_SEED repeats a walk, LOCALHSM_TEST_STEPS makes
 * it longer.
 */
#include "estate-fixture.h"

#include "fault.h"

#include <sqlite3.h>
#include <time.h>

#define HOUR (3600 * SECOND)
#define DAY (24 * HOUR)
#define STEPS 150

/* xorshift64*: the walk is the seed's alone. */
static uint64_t chance;

static unsigned below(unsigned limit)
{
	chance ^= chance >> 12;
	chance ^= chance << 25;
	chance ^= chance >> 27;
	return (unsigned)((chance * UINT64_C(2685821657736338717)) >> 33) % limit;
}

static const char *const regions[] = {"us-east-1", "eu-west-1"};
static const char *step_name;
static unsigned accepted;

/* An operation may be refused; it may not fail. */
static bool done(int rc)
{
	accepted += rc == 0;
	ck_assert_msg(rc == 0 || (rc >= ERR_API_INVALID_REQUEST && rc <= ERR_API_TAG), "%s: %d: %s",
	    step_name, rc, err.text);
	error_clear(&err);
	return rc == 0;
}

/* What there is to choose from: rows as they are, of all regions. */
static bool pick_cluster(struct cluster_row *picked)
{
	struct store *store = estate_store(estate);
	struct cluster_row *rows = NULL;
	size_t count = 0, n;

	succeed(store_begin_read(store, &err));
	succeed(store_cluster_list(store, &rows, &count, &err));
	store_end_read(store);
	if (count == 0)
		return false;
	/* Seldom one that has gone. */
	n = below((unsigned)count);
	for (int tries = 0; tries < 8 && rows[n].state == CLUSTER_DELETED; tries++)
		n = below((unsigned)count);
	*picked = rows[n];
	memset(&rows[n], 0, sizeof(rows[n]));
	cluster_rows_free(rows, count);
	return true;
}

static bool pick_hsm(struct hsm_row *picked)
{
	struct store *store = estate_store(estate);
	struct hsm_row *rows = NULL;
	size_t count = 0;

	succeed(store_begin_read(store, &err));
	succeed(store_hsm_list(store, NULL, &rows, &count, &err));
	store_end_read(store);
	if (count > 0)
		*picked = rows[below((unsigned)count)];
	free(rows);
	return count > 0;
}

static bool pick_backup(struct backup_row *picked)
{
	struct store *store = estate_store(estate);
	struct backup_row *rows = NULL;
	size_t count = 0;

	succeed(store_begin_read(store, &err));
	succeed(store_backup_list(store, &rows, &count, &err));
	store_end_read(store);
	if (count > 0)
		*picked = rows[count - 1 - below(count > 12 ? 12 : (unsigned)count)];
	free(rows);
	return count > 0;
}

static void go_to(const char *region)
{
	succeed(estate_choose_region(estate, region, &err));
}

/* The operations */

static void make_cluster(void)
{
	static const char *const types[] = {"hsm1.medium", "hsm2m.medium"};
	static const char *const modes[] = {"FIPS", "NON_FIPS"};
	struct create_cluster_request request = request_of(types[below(2)], modes[below(3) == 0]);
	struct subnet_view *subnets = NULL;
	const char *ids[3];
	struct backup_row backup;
	struct cluster_view view;
	size_t count = 0;

	go_to(regions[below(4) == 0]);
	/* A new cluster makes keys, which takes time. */
	if (below(4) && pick_backup(&backup)) {
		request.source_backup_id = backup.backup_id;
		go_to(backup.region);
	}
	succeed(estate_subnets(estate, &subnets, &count, &err));
	for (size_t i = 0; i < count && i < 3; i++)
		ids[i] = subnets[i].subnet_id;
	request.subnet_ids = ids;
	request.n_subnet_ids = 1 + below(3);
	if (done(estate_create_cluster(estate, &request, &view, &err)))
		cluster_view_done(&view);
	free(subnets);
}

static void make_hsm(void)
{
	struct cluster_row cluster;
	char zone[40];
	struct hsm_view hsm;

	if (!pick_cluster(&cluster))
		return;
	go_to(cluster.region);
	(void)snprintf(zone, sizeof(zone), "%s%c", cluster.region, 'a' + (int)below(3));
	(void)done(estate_create_hsm(estate, cluster.cluster_id, zone, NULL, &hsm, &err));
	cluster_row_done(&cluster);
}

static void drop_hsm(void)
{
	struct store *store = estate_store(estate);
	struct cluster_row cluster;
	struct hsm_row hsm;
	bool found = false;

	if (!pick_hsm(&hsm))
		return;
	succeed(store_begin_read(store, &err));
	succeed(store_cluster_get(store, hsm.cluster_id, &cluster, &found, &err));
	store_end_read(store);
	go_to(cluster.region);
	(void)done(delete_hsm(hsm.cluster_id, hsm.hsm_id));
	cluster_row_done(&cluster);
}

static void drop_cluster(void)
{
	struct cluster_row cluster;
	struct cluster_view view;

	if (!pick_cluster(&cluster))
		return;
	go_to(cluster.region);
	if (done(estate_delete_cluster(estate, cluster.cluster_id, &view, &err)))
		cluster_view_done(&view);
	cluster_row_done(&cluster);
}

/* An activation takes its time to be noticed, and does not happen twice. */
static bool is_activated(const char *cluster_id)
{
	struct store *store = estate_store(estate);
	struct task_row task;
	bool found = false;

	succeed(store_begin_read(store, &err));
	succeed(store_task_get(store, TASK_CLUSTER_ACTIVATED, cluster_id, &task, &found, &err));
	store_end_read(store);
	return found;
}

/* The next step towards an active cluster, whichever that is. */
static void claim(void)
{
	struct bytes ca = BYTES_INIT, certificate = BYTES_INIT;
	struct cluster_row cluster;
	struct cluster_view view;

	if (!pick_cluster(&cluster))
		return;
	go_to(cluster.region);
	if (cluster.state != CLUSTER_DELETED) {
		view = describe(cluster.cluster_id);
		if (view.csr) {
			succeed(estate_sign_csr(estate, view.csr, &ca, &certificate, &err));
			(void)done(initialize(cluster.cluster_id, &certificate, &ca));
		} else if (view.state == CLUSTER_INITIALIZED && view.n_hsms > 0 &&
			   view.hsms[0].state == HSM_ACTIVE && !is_activated(cluster.cluster_id)) {
			activate(view.hsms[0].eni_ip);
		}
		cluster_view_done(&view);
	}
	bytes_done(&ca);
	bytes_done(&certificate);
	cluster_row_done(&cluster);
}

static void modify_cluster(void)
{
	static const char *const types[] = {"hsm1.medium", "hsm2m.medium"};
	struct modify_cluster_request request = {.hsm_type = types[below(2)]};
	struct cluster_row cluster;
	struct cluster_view view;

	if (!pick_cluster(&cluster))
		return;
	go_to(cluster.region);
	request.cluster_id = cluster.cluster_id;
	if (below(4) == 0) {
		request.retention_type = "DAYS";
		request.retention_value = below(2) ? "7" : "20";
	}
	if (done(estate_modify_cluster(estate, &request, &view, &err)))
		cluster_view_done(&view);
	cluster_row_done(&cluster);
}

static void change_backup(void)
{
	struct backup_row backup;
	struct backup_view view;
	int rc = 0;

	if (!pick_backup(&backup))
		return;
	go_to(backup.region);
	switch (below(4)) {
	case 0:
		rc = estate_delete_backup(estate, backup.backup_id, &view, &err);
		break;
	case 1:
		rc = estate_restore_backup(estate, backup.backup_id, &view, &err);
		break;
	case 2:
		rc = estate_modify_backup_attributes(
		    estate, backup.backup_id, below(2), &view, &err);
		break;
	default:
		rc = estate_copy_backup_to_region(
		    estate, regions[below(2)], backup.backup_id, NULL, 0, &view, &err);
		break;
	}
	if (done(rc))
		backup_view_done(&view);
}

static void add_somebody(void)
{
	char name[16];
	struct hsm_row hsm;

	(void)snprintf(name, sizeof(name), "u%u", below(1000000));
	if (pick_hsm(&hsm) && hsm.state == HSM_ACTIVE)
		add_user(hsm.ip, name);
}

static void pass_time(void)
{
	static const int64_t spans[] = {
	    SECOND, 60 * SECOND, 400 * SECOND, 30 * 60 * SECOND, 4 * HOUR, DAY, 3 * DAY, 40 * DAY};

	machine.now += spans[below(below(4) ? 6 : 8)];
}

static void set_clock(void)
{
	if (below(3))
		succeed(estate_clock_reset(estate, &err));
	else if (below(2))
		succeed(estate_clock_advance(estate, (int64_t)below(100) * DAY, &err));
	else
		succeed(estate_clock_set(estate, machine.now - (int64_t)below(100) * DAY, &err));
}

static void set_lag(void)
{
	succeed(estate_set(estate, "lag", below(3) ? "realistic" : "none", &err));
}

static void break_hsm(void)
{
	struct hsm_row hsm;
	size_t cleared = 0;

	if (below(2))
		succeed(estate_fault_clear(estate, NULL, FAULT_UNREACHABLE, &cleared, &err));
	else if (!pick_hsm(&hsm))
		return;
	else if (below(3))
		succeed(estate_fault_set(estate, hsm.hsm_id, FAULT_UNREACHABLE, &err));
	else if (hsm.state == HSM_ACTIVE)
		succeed(estate_fault_set(estate, hsm.hsm_id, FAULT_TAMPER, &err));
	else if (hsm.state != HSM_DEGRADED)
		refuse(estate_fault_set(estate, hsm.hsm_id, FAULT_TAMPER, &err), ERR_LAB, "ACTIVE");
}

static const struct {
	const char *name;
	void (*run)(void);
	unsigned weight;
} steps[] = {
    {"create a cluster", make_cluster, 6},
    {"create an HSM", make_hsm, 10},
    {"delete an HSM", drop_hsm, 4},
    {"delete a cluster", drop_cluster, 2},
    {"claim a cluster", claim, 12},
    {"modify a cluster", modify_cluster, 5},
    {"change a backup", change_backup, 6},
    {"add a user", add_somebody, 3},
    {"pass the time", pass_time, 14},
    {"set the clock", set_clock, 3},
    {"set the lag", set_lag, 2},
    {"break an HSM", break_hsm, 3},
};

static void take_step(void)
{
	unsigned total = 0, n;

	for (size_t i = 0; i < ARRAY_LENGTH(steps); i++)
		total += steps[i].weight;
	n = below(total);
	for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
		if (n < steps[i].weight) {
			step_name = steps[i].name;
			steps[i].run();
			return;
		}
		n -= steps[i].weight;
	}
}

/* What must hold. Each question counts rows that must not be there. */
static const struct {
	const char *what, *sql;
} laws[] = {
    {"an HSM belongs to a cluster that has not been deleted",
	"SELECT count(*) FROM hsm LEFT JOIN cluster USING (cluster_id)"
	" WHERE cluster.state IS NULL OR cluster.state = 9"},
    {"an HSM that serves, or breaks, or goes, holds something, unless nobody ever filled it",
	"SELECT count(*) FROM hsm WHERE partition IS NULL AND state NOT IN (0, 3)"},
    {"an HSM is of the lineage and the mode of its cluster",
	"SELECT count(*) FROM hsm JOIN cluster USING (cluster_id) JOIN partition ON"
	" partition.id = hsm.partition WHERE partition.lineage <> cluster.lineage"
	" OR partition.mode <> cluster.mode"},
    {"an HSM is of its cluster's type, unless the cluster is being migrated",
	"SELECT count(*) FROM hsm JOIN cluster USING (cluster_id) JOIN partition ON"
	" partition.id = hsm.partition WHERE partition.type <> cluster.type"
	" AND cluster.state NOT IN (6, 7, 11)"},
    {"changes are limited in a migration, and only there",
	"SELECT count(*) FROM hsm JOIN cluster USING (cluster_id) JOIN partition ON"
	" partition.id = hsm.partition"
	" WHERE partition.limited_write <> (cluster.state IN (6, 7, 11))"},
    {"an HSM is in a zone of its cluster",
	"SELECT count(*) FROM hsm WHERE subnet_id NOT IN (SELECT subnet_id FROM cluster_subnet"
	" WHERE cluster_subnet.cluster_id = hsm.cluster_id)"},
    {"two HSMs do not hold the same partition, and no backup's",
	"SELECT count(*) FROM hsm WHERE partition IN (SELECT partition FROM backup"
	" WHERE partition IS NOT NULL UNION ALL SELECT other.partition FROM hsm AS other"
	" WHERE other.hsm_id <> hsm.hsm_id AND other.partition IS NOT NULL)"},
    {"a partition is an HSM's or a backup's",
	"SELECT count(*) FROM partition WHERE id NOT IN (SELECT partition FROM hsm WHERE"
	" partition IS NOT NULL UNION SELECT partition FROM backup WHERE partition IS NOT NULL)"},
    {"a backup holds something until it is deleted for good",
	"SELECT count(*) FROM backup WHERE (partition IS NULL) <> (state = 2)"},
    {"a backup is of the lineage and the mode of its cluster",
	"SELECT count(*) FROM backup JOIN cluster USING (cluster_id) JOIN partition ON"
	" partition.id = backup.partition WHERE partition.lineage <> cluster.lineage"
	" OR partition.mode <> cluster.mode OR backup.type <> partition.type"},
    {"a task is about something that there is",
	"SELECT count(*) FROM task WHERE resource_id NOT IN (SELECT cluster_id FROM cluster UNION"
	" SELECT hsm_id FROM hsm UNION SELECT backup_id FROM backup)"},
    {"what is under way comes to its end",
	"SELECT count(*) FROM cluster WHERE state IN (0, 2, 6, 7, 8, 11) AND NOT EXISTS"
	" (SELECT 1 FROM task WHERE resource_id = cluster.cluster_id)"},
    {"an HSM that is under way comes to its end",
	"SELECT count(*) FROM hsm WHERE state IN (0, 2, 3) AND NOT EXISTS"
	" (SELECT 1 FROM task WHERE resource_id = hsm.hsm_id OR resource_id = hsm.cluster_id)"},
    {"a backup that is under way comes to its end",
	"SELECT count(*) FROM backup WHERE state IN (0, 3) AND NOT EXISTS"
	" (SELECT 1 FROM task WHERE resource_id = backup.backup_id)"},
    {"a cluster serves, once it has a certificate",
	"SELECT count(*) FROM cluster WHERE state IN (4, 5, 6, 7, 10, 11)"
	" AND (cluster_certificate IS NULL OR trust_anchor IS NULL)"},
    {"a cluster is DEGRADED as long as one of its HSMs is",
	"SELECT count(*) FROM cluster WHERE state IN (4, 10) AND (state = 10) <> EXISTS"
	" (SELECT 1 FROM hsm WHERE hsm.cluster_id = cluster.cluster_id AND hsm.state = 2)"},
    {"a region has no more clusters than its quota",
	"SELECT count(*) FROM (SELECT region FROM cluster WHERE state <> 9 GROUP BY region"
	" HAVING count(*) > 4)"},
    {"a region has no more HSMs than its quota",
	"SELECT count(*) FROM (SELECT region FROM hsm JOIN cluster USING (cluster_id)"
	" GROUP BY region HAVING count(*) > 6)"},
    {"a fault is an HSM's",
	"SELECT count(*) FROM fault WHERE hsm_id NOT IN (SELECT hsm_id FROM hsm)"},
    {"a user, a key or a stream is a partition's",
	"SELECT (SELECT count(*) FROM user WHERE partition NOT IN (SELECT id FROM partition))"
	" + (SELECT count(*) FROM key WHERE partition NOT IN (SELECT id FROM partition))"
	" + (SELECT count(*) FROM event WHERE partition NOT IN (SELECT id FROM partition))"},
};

static int64_t ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t answer;

	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, "%s",
	    sqlite3_errmsg(db));
	ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
	answer = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return answer;
}

static void check_laws(sqlite3 *db, uint64_t seed, int step)
{
	succeed(estate_settle(estate, &err));
	for (size_t i = 0; i < ARRAY_LENGTH(laws); i++)
		ck_assert_msg(ask(db, laws[i].sql) == 0, "seed %llu, step %d (%s): broken law: %s",
		    (unsigned long long)seed, step, step_name, laws[i].what);
}

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
	const char *text = getenv(variable);

	return text && *text ? strtoull(text, NULL, 10) : otherwise;
}

START_TEST(what_must_hold_holds_whatever_is_asked_for)
{
	uint64_t seed = number_from("LOCALHSM_TEST_SEED", (uint64_t)time(NULL));
	int n_steps = (int)number_from("LOCALHSM_TEST_STEPS", STEPS);
	const struct create_cluster_request old = request_of("hsm1.medium", NULL);
	const struct create_cluster_request new = request_of("hsm2m.medium", "NON_FIPS");
	char path[96];
	sqlite3 *db = NULL;

	(void)printf("seed %llu\n", (unsigned long long)seed);
	(void)fflush(stdout);
	chance = seed * 2 + 1;
	machine.now = INT64_C(1796000000) * SECOND;
	(void)snprintf(path, sizeof(path), "%s/estate.db", home);
	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	make_active(&old);
	make_active(&new);
	for (int step = 0; step < n_steps; step++) {
		take_step();
		check_laws(db, seed, step);
	}
	sqlite3_close(db);
	/* A walk on which all is refused proves nothing. */
	ck_assert_msg(accepted >= (unsigned)n_steps / 10,
	    "seed %llu: only %u of %d steps were taken", (unsigned long long)seed, accepted,
	    n_steps);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("estate-walk");
	TCase *tests = tcase_create("estate-walk");

	tcase_add_checked_fixture(tests, open_estate, close_estate);
	tcase_set_timeout(tests, 240);
	tcase_add_test(tests, what_must_hold_holds_whatever_is_asked_for);
	suite_add_tcase(suite, tests);
	return unit_run(suite);
}
