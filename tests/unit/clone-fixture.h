/* A cluster of two HSMs and its clone, also of two, both configured; the users are those of the
 * first. */
#ifndef LOCALHSM_CLONE_FIXTURE_H
#define LOCALHSM_CLONE_FIXTURE_H

#include "client-fixture.h"
#include "store.h"

/* The clone, and its HSMs. */
static struct connection *destination;
static struct hsm_view third, fourth;

static inline void make_clone(void)
{
	struct create_cluster_request request = request_of("hsm2m.medium", "FIPS");
	char backup[RESOURCE_ID_MAX + 1], id[RESOURCE_ID_MAX + 1];

	ck_assert_uint_ge(list_backups(first.cluster_id, backup), 1);
	request.source_backup_id = backup;
	create_cluster(&request, id);
	third = create_hsm(id, "us-east-1a");
	fourth = create_hsm(id, "us-east-1b");
}

/* Once for a test case, as prepare. */
static inline void prepare_clones(void)
{
	prepare();
	succeed(estate_open(home, false, NULL, &ports, &estate, &err));
	make_clone();
	estate_close(estate);
	estate = NULL;
	original_machine = machine;
}

static inline void connect_both(void)
{
	succeed(client_connect(client, first.cluster_id, &connection, &err));
	succeed(client_connect(client, third.cluster_id, &destination, &err));
}

static inline int log_in_to(struct connection *where, const char *name, enum user_role role)
{
	return client_login(where, name, role, &password, &err);
}

static inline void setup_clone(void)
{
	const char *address = third.eni_ip;
	char ca[96];

	setup();
	write_ca(third.cluster_id, ca, sizeof(ca));
	succeed(config_add_cluster(config, third.cluster_id, &address, 1, ca, &err));
	client_free(client);
	succeed(client_new(estate_store(estate), config, &ports, &client, &err));
	connect_both();
}

/* HSMs of the clone, each with what it holds, in the hands of the test. */
static inline void change_clone(void (*change)(struct partition *partition))
{
	const char *const addresses[] = {third.eni_ip, fourth.eni_ip};
	struct store *store = estate_store(estate);
	struct partition partition;
	struct hsm_row hsm;
	bool found;

	succeed(store_begin(store, STORE_FLUSH, &err));
	for (size_t i = 0; i < ARRAY_LENGTH(addresses); i++) {
		succeed(store_hsm_by_ip(store, addresses[i], &hsm, &found, &err));
		succeed(partition_open(store, hsm.partition, &partition, &err));
		change(&partition);
		hsm.partition = partition.row.id;
		succeed(store_hsm_put(store, &hsm, &err));
	}
	succeed(store_commit(store, &err));
}

static inline void limit_writes(struct partition *partition)
{
	partition->row.limited_write = true;
	succeed(store_partition_update(partition->store, &partition->row, &err));
}

static inline void make_hsm1(struct partition *partition)
{
	succeed(partition_copy(
	    partition->store, partition->row.id, HSM_TYPE_HSM1_MEDIUM, partition, &err));
}

/* The clone as if it were of hsm1.medium, which it was made from; nobody is logged in to it. */
static inline void make_clone_hsm1(void)
{
	struct store *store = estate_store(estate);
	struct cluster_row row;
	bool found;

	change_clone(make_hsm1);
	succeed(store_begin(store, STORE_FLUSH, &err));
	succeed(store_cluster_get(store, third.cluster_id, &row, &found, &err));
	row.type = HSM_TYPE_HSM1_MEDIUM;
	succeed(store_cluster_put(store, &row, &err));
	cluster_row_done(&row);
	succeed(store_commit(store, &err));
	succeed(client_logout(destination, &err));
	connect_both();
}

static inline void set_fault(const char *hsm_id, bool set)
{
	fault(hsm_id, set);
	connect_both();
}

#endif
