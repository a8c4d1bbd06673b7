/*
 * One HSM to test on, in a store of its own: with an admin and the crypto users alice and bob
 * logged in, a clock that the test sets, and the steps that tests of keys are made of.
 */
#ifndef LOCALHSM_PARTITION_FIXTURE_H
#define LOCALHSM_PARTITION_FIXTURE_H

#include "bytes.h"
#include "crypto.h"
#include "error.h"
#include "fixed-ports.h"
#include "key-object.h"
#include "partition.h"
#include "secret.h"
#include "store-estate.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char home[64];
static struct fixed fixed;
static struct ports ports;
static struct store *store;
static struct error err;
static struct partition hsm;
static struct partition_session admin, alice, bob;

static const unsigned char lineage[16] = {1, 2, 3};

#define succeed(call) ck_assert_msg((call) == 0, "%s", err.text)
#define refuse(call, number)                                                                       \
	ck_assert_msg((call) == (int)(number), "%d: %s", (int)err.code, err.text)

static inline struct password_verifier verifier(unsigned char byte)
{
	struct password_verifier v = {.cost = 1024};

	memset(v.hash, byte, sizeof(v.hash));
	return v;
}

static inline void login(const char *name, enum user_role role, struct partition_session *session)
{
	struct password_verifier v = verifier(9);

	succeed(partition_login(&hsm, name, role, &v, NULL, session, &err));
}

static inline void make_hsm(enum hsm_type type, enum cluster_mode mode)
{
	struct password_verifier v = verifier(9);

	succeed(partition_create(store, type, mode, lineage, &hsm, &err));
	succeed(partition_activate(&hsm, &v, &err));
	login("admin", ROLE_ADMIN, &admin);
	succeed(partition_user_create(&hsm, &admin, "alice", ROLE_CRYPTO_USER, &v, NULL, &err));
	succeed(partition_user_create(&hsm, &admin, "bob", ROLE_CRYPTO_USER, &v, NULL, &err));
	login("alice", ROLE_CRYPTO_USER, &alice);
	login("bob", ROLE_CRYPTO_USER, &bob);
}

static inline void setup(void)
{
	strcpy(home, "/tmp/test-partition-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	ports = fixed_ports(&fixed);
	err = (struct error)ERROR_INIT;
	succeed(store_open(home, true, NULL, &ports, &store, &err));
	succeed(store_begin(store, STORE_NO_FLUSH, &err));
	make_hsm(HSM_TYPE_HSM2M_MEDIUM, CLUSTER_MODE_FIPS);
}

static inline void teardown(void)
{
	char command[128];

	partition_session_done(&admin);
	partition_session_done(&alice);
	partition_session_done(&bob);
	store_close(store);
	snprintf(command, sizeof(command), "rm -rf %s", home);
	ck_assert_int_eq(system(command), 0);
}

static inline void other_hsm(enum hsm_type type, enum cluster_mode mode)
{
	partition_session_done(&admin);
	partition_session_done(&alice);
	partition_session_done(&bob);
	make_hsm(type, mode);
}

/* The store looks at the clock once a transaction. */
static inline void set_date(int64_t seconds)
{
	succeed(store_commit(store, &err));
	fixed.now = seconds * 1000000;
	succeed(store_begin(store, STORE_NO_FLUSH, &err));
}

/* The kind of key that tests ask for where nothing but type and class matters. */
static inline struct key_kind kind_of(enum key_type type, enum key_class class)
{
	return (struct key_kind){.type = type, .class = class};
}

/* words: attributes, NULL-terminated; NULL for none. Not initialised on failure. */
static inline int prepare(struct partition_session *owner, enum key_origin origin,
    struct key_kind kind, const char *const *words, bool session, struct key_object *key)
{
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	struct key_template template = {.label = "k", .attributes = &list, .session = session};
	size_t count = 0;
	int rc;

	while (words && words[count])
		count++;
	succeed(attribute_list_parse(words, count, &list, &err));
	rc = partition_key_prepare(&hsm, owner, origin, &kind, &template, key, &err);
	attribute_list_done(&list);
	return rc;
}

/* Gives the key its reference and the HSM the key, which is freed. */
static inline uint64_t insert(
    struct partition_session *owner, struct key_object *key, uint64_t handle)
{
	key->view.reference = handle;
	succeed(partition_key_insert(&hsm, owner, key, KEY_MADE_HERE, &err));
	key_object_done(key);
	return handle;
}

static inline uint64_t make_secret(struct partition_session *owner, enum key_type type,
    size_t length, uint64_t handle, const char *const *words)
{
	struct secret material = SECRET_INIT;
	struct key_object key;

	succeed(prepare(owner, KEY_GENERATED, kind_of(type, KEY_CLASS_SECRET), words, false, &key));
	ck_assert_int_eq(secret_resize(&material, length), 0);
	for (size_t i = 0; i < length; i++)
		material.data[i] = (unsigned char)(handle + i);
	succeed(key_object_set_material(&key, &material, NULL, &err));
	return insert(owner, &key, handle);
}

static inline uint64_t make_aes(struct partition_session *owner, uint64_t handle, bool session)
{
	struct secret material = SECRET_INIT;
	struct key_object key;

	succeed(
	    prepare(owner, KEY_GENERATED, kind_of(KEY_AES, KEY_CLASS_SECRET), NULL, session, &key));
	ck_assert_int_eq(secret_resize(&material, 16), 0);
	material.data[0] = (unsigned char)handle;
	succeed(key_object_set_material(&key, &material, NULL, &err));
	return insert(owner, &key, handle);
}

/* A pair: the public half at handle, the private one behind it. */
static inline void insert_pair(struct partition_session *owner, struct key_kind kind,
    struct secret *private_material, struct bytes *public_material, uint64_t handle,
    const char *const *public_words, const char *const *private_words)
{
	struct bytes copy = BYTES_INIT;
	struct key_object key;

	bytes_append(&copy, public_material->data, public_material->len);
	kind.class = KEY_CLASS_PUBLIC;
	succeed(prepare(owner, KEY_GENERATED, kind, public_words, false, &key));
	succeed(key_object_set_material(&key, NULL, public_material, &err));
	insert(owner, &key, handle);
	kind.class = KEY_CLASS_PRIVATE;
	succeed(prepare(owner, KEY_GENERATED, kind, private_words, false, &key));
	succeed(key_object_set_material(&key, private_material, &copy, &err));
	insert(owner, &key, handle + 1);
}

static inline void make_ec(struct partition_session *owner, enum key_curve curve, uint64_t handle,
    const char *const *public_words, const char *const *private_words)
{
	const struct key_kind kind = {.type = KEY_EC, .curve = curve};
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;

	succeed(crypto_generate_ec(curve, &private_material, &public_material, &err));
	insert_pair(
	    owner, kind, &private_material, &public_material, handle, public_words, private_words);
}

static inline void make_rsa(struct partition_session *owner, uint64_t handle,
    const char *const *public_words, const char *const *private_words)
{
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;

	succeed(crypto_generate_rsa(2048, 65537, &private_material, &public_material, &err));
	insert_pair(owner, kind_of(KEY_RSA, KEY_CLASS_PUBLIC), &private_material, &public_material,
	    handle, public_words, private_words);
}

static inline int set_one(struct partition_session *who, uint64_t handle, const char *word)
{
	struct attribute_list list = ATTRIBUTE_LIST_INIT;
	int rc;

	succeed(attribute_list_parse(&word, 1, &list, &err));
	rc = partition_key_set_attribute(&hsm, who, handle, &list.values[0], NULL, &err);
	attribute_list_done(&list);
	return rc;
}

static inline struct key_object load(struct partition_session *who, uint64_t handle)
{
	struct key_object key;

	succeed(partition_key_load(&hsm, who, handle, &key, &err));
	return key;
}

#endif
