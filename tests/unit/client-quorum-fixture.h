/*
 * Users of the cluster of client-fixture.h who sign: the admins admin and carol and the crypto
 * users alice and bob, who have registered; their tokens, and the files that go out to be signed.
 */
#ifndef LOCALHSM_CLIENT_QUORUM_FIXTURE_H
#define LOCALHSM_CLIENT_QUORUM_FIXTURE_H

#include "client-fixture.h"
#include "quorum.h"
#include "user-signing.h"

/* Whose key is which. */
enum { ADMIN_KEY, CAROL_KEY, ALICE_KEY, BOB_KEY };

/* A file of the client host. */
static inline const char *path_of(const char *name)
{
	static char path[96];

	snprintf(path, sizeof(path), "%s/%s", client_dir, name);
	return path;
}

static inline void read_file(const char *name, struct bytes *text)
{
	bytes_clear(text);
	succeed(file_read(path_of(name), 1000000, text, &err));
}

static inline void write_file(const char *name, const char *text, size_t len)
{
	succeed(file_write(path_of(name), text, len, 0600, NULL, &err));
}

/* Puts a text into the file, behind the first place where the other one stands. */
static inline void insert_behind(const char *name, const char *place, const struct bytes *inserted)
{
	struct bytes text = BYTES_INIT, edited = BYTES_INIT;
	const char *found;
	size_t before;

	read_file(name, &text);
	found = strstr(bytes_text(&text), place);
	ck_assert_msg(found != NULL, "%s", bytes_text(&text));
	before = (size_t)(found - bytes_text(&text)) + strlen(place);
	bytes_append(&edited, text.data, before);
	bytes_append(&edited, inserted->data, inserted->len);
	bytes_append(&edited, text.data + before, text.len - before);
	write_file(name, bytes_text(&edited), edited.len);
	bytes_done(&text);
	bytes_done(&edited);
}

/* The bytes that a member of the file has in base64, the first of that name behind a place. */
static inline struct bytes value_in(const char *name, const char *place, const char *member)
{
	struct bytes text = BYTES_INIT, value = BYTES_INIT;
	const char *start, *end;

	read_file(name, &text);
	start = strstr(bytes_text(&text), place);
	start = start ? strstr(start, member) : NULL;
	ck_assert_msg(start != NULL, "%s", bytes_text(&text));
	start += strlen(member) + strlen("\": \"");
	end = strchr(start, '"');
	ck_assert(bytes_from_base64(&value, start, (size_t)(end - start)));
	bytes_done(&text);
	return value;
}

/* One more approval in the file of a service token. */
static inline void approve(const char *name, const char *username, size_t number)
{
	struct bytes data = value_in(name, "", "approval_data"), text = BYTES_INIT;
	struct bytes signature = sign_data(number, &data), whole = BYTES_INIT;

	read_file(name, &whole);
	bytes_append_format(&text, "{\"username\": \"%s\", \"signature\": \"", username);
	bytes_append_base64(&text, signature.data, signature.len);
	bytes_append_text(&text, strstr(bytes_text(&whole), "\"username\"") ? "\"}," : "\"}");
	insert_behind(name, "\"signatures\": [", &text);
	bytes_done(&data);
	bytes_done(&text);
	bytes_done(&signature);
	bytes_done(&whole);
}

/* Signs what is unsigned in a file of one token. */
static inline void sign_token(const char *name, size_t number)
{
	struct bytes digest = value_in(name, "", "unsigned"), text = BYTES_INIT;
	struct bytes signature;

	ck_assert_uint_eq(digest.len, CRYPTO_SHA256_LEN);
	signature = sign_digest(number, digest.data);
	bytes_append_base64(&text, signature.data, signature.len);
	insert_behind(name, "\"signed\": \"", &text);
	bytes_done(&digest);
	bytes_done(&signature);
	bytes_done(&text);
}

static inline void write_public_key(const char *name, size_t number)
{
	struct bytes spki = public_key(number), pem = BYTES_INIT;

	succeed(crypto_public_to_pem(spki.data, spki.len, &pem, &err));
	write_file(name, bytes_text(&pem), pem.len);
	bytes_done(&spki);
	bytes_done(&pem);
}

/* Registers the key of who is logged in. */
static inline int register_key(size_t number)
{
	char key[96], token[96];

	strcpy(key, path_of("user.pub"));
	strcpy(token, path_of("registration"));
	succeed(quorum_generate(connection, QUORUM_REGISTRATION, NULL, token, &err));
	sign_token("registration", number);
	write_public_key("user.pub", number);
	return quorum_register(connection, key, token, &err);
}

static inline void switch_to(const char *name, enum user_role role)
{
	if (connection_role(connection) != ROLE_NONE)
		succeed(client_logout(connection, &err));
	log_in(name, role);
}

static inline int create(const char *name, enum user_role role, const char *approval_file)
{
	struct quorum_approval *approval = NULL;
	int rc;

	if (approval_file)
		succeed(quorum_approval_read(path_of(approval_file), &approval, &err));
	rc = user_create(connection, name, role, &password, approval, &err);
	quorum_approval_free(approval);
	return rc;
}

static inline void setup_people(void)
{
	setup();
	log_in("admin", ROLE_ADMIN);
	succeed(register_key(ADMIN_KEY));
	succeed(create("carol", ROLE_ADMIN, NULL));
	succeed(create("alice", ROLE_CRYPTO_USER, NULL));
	succeed(create("bob", ROLE_CRYPTO_USER, NULL));
	switch_to("carol", ROLE_ADMIN);
	succeed(register_key(CAROL_KEY));
	switch_to("alice", ROLE_CRYPTO_USER);
	succeed(register_key(ALICE_KEY));
	switch_to("bob", ROLE_CRYPTO_USER);
	succeed(register_key(BOB_KEY));
	switch_to("admin", ROLE_ADMIN);
}

static inline int set_value(enum quorum_service service, unsigned value)
{
	return quorum_set_value(connection, service, value, NULL, &err);
}

static inline int generate(enum quorum_service service, const char *name)
{
	return quorum_generate(connection, service, NULL, path_of(name), &err);
}

/* A token of the service user, that two have approved. */
static inline void generate_approved(const char *name)
{
	succeed(generate(QUORUM_USER, name));
	approve(name, "admin", ADMIN_KEY);
	approve(name, "carol", CAROL_KEY);
}

/* The only token, if there is one; service QUORUM_SERVICES: none. */
static inline struct quorum_token_view only_token(void)
{
	struct quorum_token_view *tokens = NULL, token = {.service = QUORUM_SERVICES};
	size_t count = 0;

	succeed(quorum_tokens(connection, &tokens, &count, &err));
	ck_assert_uint_le(count, 1);
	if (count)
		token = tokens[0];
	free(tokens);
	return token;
}

static inline void expect_no_token(void)
{
	ck_assert_int_eq(only_token().service, QUORUM_SERVICES);
}

#endif
