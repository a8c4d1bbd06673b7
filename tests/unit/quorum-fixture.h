/*
 * What a quorum is made of, on the HSM of partition-fixture.h: users who register keys, tokens, and
 * the signatures that approve them.
 */
#ifndef LOCALHSM_QUORUM_FIXTURE_H
#define LOCALHSM_QUORUM_FIXTURE_H

#include "approval.h"
#include "partition-fixture.h"
#include "user-signing.h"

#include <sys/wait.h>
#include <unistd.h>

/* Whose key is which; carol is another admin. */
enum { ADMIN_KEY, CAROL_KEY, ALICE_KEY, BOB_KEY };

static struct partition_session carol;

/* Registers a public key with the proof that signer's private key makes of it. */
static inline int register_by(struct partition_session *who, size_t number, size_t signer)
{
	static const unsigned char digest[CRYPTO_SHA256_LEN] = "what is proven";
	struct bytes spki = public_key(number), proof = sign_digest(signer, digest);
	int rc = partition_user_register(&hsm, who, spki.data, spki.len, digest, &proof, &err);

	bytes_done(&spki);
	bytes_done(&proof);
	return rc;
}

static inline void register_key(struct partition_session *who, size_t number)
{
	succeed(register_by(who, number, number));
}

static inline void make_user(const char *name, enum user_role role)
{
	struct password_verifier v = verifier(9);

	succeed(partition_user_create(&hsm, &admin, name, role, &v, NULL, &err));
}

static inline struct user_row row_of(const char *name)
{
	struct user_row row;
	bool found = false;

	succeed(store_user_get(store, hsm.row.id, name, &row, &found, &err));
	ck_assert(found);
	return row;
}

/* Two admins and two crypto users who have registered. */
static inline void setup_quorum(void)
{
	setup();
	make_user("carol", ROLE_ADMIN);
	login("carol", ROLE_ADMIN, &carol);
	register_key(&admin, ADMIN_KEY);
	register_key(&carol, CAROL_KEY);
	register_key(&alice, ALICE_KEY);
	register_key(&bob, BOB_KEY);
}

static inline void teardown_quorum(void)
{
	partition_session_done(&carol);
	teardown();
}

static inline int set_value(
    struct partition_session *who, enum quorum_service service, unsigned value)
{
	return partition_quorum_set_value(&hsm, who, service, value, NULL, &err);
}

/* Tokens and approvals */

static inline int generate(struct partition_session *who, enum quorum_service service,
    uint64_t handle, unsigned char record[TOKEN_RECORD_LEN])
{
	return partition_token_generate(&hsm, who, service, handle, record, &err);
}

/* How many tokens there are that can still be used. */
static inline size_t count_tokens(struct partition_session *who)
{
	struct token_row *rows = NULL;
	size_t count = 0;

	succeed(partition_token_list(&hsm, who, &rows, &count, &err));
	free(rows);
	return count;
}

/* What the token file of a new token holds, with no signature yet; for approval_done. */
static inline struct quorum_approval token_for(
    struct partition_session *who, enum quorum_service service, uint64_t handle)
{
	struct quorum_approval approval = {.data = BYTES_INIT};
	unsigned char record[TOKEN_RECORD_LEN];

	succeed(generate(who, service, handle, record));
	bytes_append(&approval.data, record, sizeof(record));
	return approval;
}

static inline void add_signature(struct quorum_approval *approval, const char *username,
    enum user_role role, struct bytes signature)
{
	struct approval_signature *grown =
	    reallocarray(approval->signatures, approval->n_signatures + 1, sizeof(*grown));

	ck_assert_ptr_nonnull(grown);
	approval->signatures = grown;
	grown += approval->n_signatures++;
	*grown = (struct approval_signature){.role = role, .signature = signature};
	strcpy(grown->username, username);
}

/* Signs data, and says that it were an approval by that user. */
static inline void sign_as(struct quorum_approval *approval, const struct bytes *data,
    const char *username, enum user_role role, size_t number)
{
	add_signature(approval, username, role, sign_data(number, data));
}

static inline void approve(
    struct quorum_approval *approval, const char *username, enum user_role role, size_t number)
{
	sign_as(approval, &approval->data, username, role, number);
}

static inline void approve_by_admins(struct quorum_approval *approval)
{
	approve(approval, "admin", ROLE_ADMIN, ADMIN_KEY);
	approve(approval, "carol", ROLE_ADMIN, CAROL_KEY);
}

static inline void approve_by_crypto_users(struct quorum_approval *approval)
{
	approve(approval, "alice", ROLE_CRYPTO_USER, ALICE_KEY);
	approve(approval, "bob", ROLE_CRYPTO_USER, BOB_KEY);
}

static inline void drop_signatures(struct quorum_approval *approval)
{
	for (size_t i = 0; i < approval->n_signatures; i++)
		bytes_done(&approval->signatures[i].signature);
	free(approval->signatures);
	approval->signatures = NULL;
	approval->n_signatures = 0;
}

static inline void approval_done(struct quorum_approval *approval)
{
	drop_signatures(approval);
	bytes_done(&approval->data);
}

/* Another process does that with the HSM, and ends without logging out. */
static inline void in_another_process(void (*work)(void))
{
	int status = 0;
	pid_t child;

	succeed(store_commit(store, &err));
	child = fork();
	if (child == 0) {
		fixed.seed = 99;
		if (store_open(home, false, NULL, &ports, &store, &err) ||
		    store_begin(store, STORE_NO_FLUSH, &err))
			_exit(1);
		hsm.store = store;
		work();
		_exit(store_commit(store, &err) ? 1 : 0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	succeed(store_begin(store, STORE_NO_FLUSH, &err));
	succeed(partition_open(store, hsm.row.id, &hsm, &err));
}

#endif
