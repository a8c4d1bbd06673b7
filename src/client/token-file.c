/* Token files: JSON that goes out to be signed, and comes back. Nothing in it is believed. */
#include "token-file.h"

#include "approval.h"
#include "error.h"
#include "files.h"
#include "json.h"
#include "partition.h"
#include "quorum.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION "2.0"
#define MODE 0600
#define INDENT 2
#define HSMS_MAX 28
/* What 1,024 users could put into one. */
#define FILE_MAX ((size_t)1024 * 1024)
#define SIGNATURES_MAX 1024
#define PEM_MAX ((size_t)64 * 1024)

/* The service's words; all but those of user and key-usage are guesses. */
static const char *const service_words[QUORUM_SERVICES] = {
    [QUORUM_USER] = "user-management",
    [QUORUM_QUORUM] = "quorum-management",
    [QUORUM_CLUSTER] = "cluster-management",
    [QUORUM_KEY_USAGE] = "key-usage",
    [QUORUM_KEY_MANAGEMENT] = "key-management",
};

/* Writing */

static bool put_text(struct json *object, const char *name, const char *text)
{
	return json_set(object, name, json_new_string(text));
}

static bool put_base64(struct json *object, const char *name, const void *data, size_t len)
{
	struct bytes text = BYTES_INIT;
	bool good;

	bytes_append_base64(&text, data, len);
	good = !bytes_failed(&text) && put_text(object, name, bytes_text(&text));
	bytes_done(&text);
	return good;
}

/* Takes the tree over. good: whether it could be made. */
static int write_tree(const char *path, struct json *root, bool good, struct error *err)
{
	struct bytes text = BYTES_INIT;
	int rc;

	if (good)
		json_print(root, INDENT, &text);
	bytes_append_char(&text, '\n');
	rc = good && !bytes_failed(&text) ? file_write(path, text.data, text.len, MODE, NULL, err)
					  : error_raise(err, ERR_MEMORY);
	bytes_done(&text);
	json_free(root);
	return rc;
}

static bool put_reference(struct json *root, uint64_t handle)
{
	char reference[24];

	snprintf(reference, sizeof(reference), "0x%016" PRIx64, handle);
	return put_text(root, "key_reference", reference);
}

int token_file_write_service(
    const char *path, enum quorum_service service, const struct bytes *records, struct error *err)
{
	unsigned char digest[CRYPTO_SHA256_LEN];
	enum quorum_service recorded;
	uint64_t handle = 0;
	struct json *root;
	bool good;
	int rc = crypto_sha256(records->data, records->len, digest, err);

	if (rc)
		return rc;
	root = json_new_object();
	good = root && put_text(root, "version", VERSION) &&
	       put_text(root, "service", service_words[service]);
	if (good && partition_record_read(records->data, &recorded, &handle) && handle)
		good = put_reference(root, handle);
	good = good && put_base64(root, "approval_data", records->data, records->len) &&
	       put_base64(root, "token", digest, sizeof(digest)) &&
	       json_set(root, "signatures", json_new_array());
	return write_tree(path, root, good, err);
}

/* Adds an object to the list of that name; NULL without memory. Borrowed. */
static struct json *add_object(struct json *root, const char *name)
{
	struct json *list = json_member_mutable(root, name);

	if (!list && !json_set(root, name, json_new_array()))
		return NULL;
	list = json_member_mutable(root, name);
	return json_append(list, json_new_object()) ? json_at_mutable(list, json_count(list) - 1)
						    : NULL;
}

static bool put_token(struct json *root, const void *data, size_t len, const unsigned char *digest)
{
	struct json *token = add_object(root, "tokens");

	return token && (!len || put_base64(token, "approval_data", data, len)) &&
	       put_base64(token, "unsigned", digest, CRYPTO_SHA256_LEN) &&
	       put_text(token, "signed", "");
}

int token_file_write_registration(const char *path, const void *data, size_t len,
    const char *username, enum user_role role, struct error *err)
{
	unsigned char digest[CRYPTO_SHA256_LEN];
	struct json *root, *signature = NULL;
	bool good;
	int rc = crypto_sha256(data, len, digest, err);

	if (rc)
		return rc;
	root = json_new_object();
	good = root && put_text(root, "version", VERSION) && put_token(root, data, len, digest);
	if (good)
		signature = add_object(root, "signatures");
	good = signature && put_text(signature, "username", username) &&
	       put_text(signature, "role", user_role_name(role)) &&
	       put_text(signature, "signature", "");
	return write_tree(path, root, good, err);
}

int token_file_write_mfa(const char *path, const struct bytes *challenges, struct error *err)
{
	struct json *root = json_new_object();
	bool good = root && put_text(root, "version", VERSION);

	for (size_t at = 0; good && at < challenges->len; at += CRYPTO_SHA256_LEN)
		good = put_token(root, NULL, 0, challenges->data + at);
	return write_tree(path, root, good, err);
}

/* Reading */

static int refuse(const char *path, const char *reason, struct error *err)
{
	return error_raise(err, ERR_TOKEN_FILE, path, reason);
}

static int read_tree(const char *path, struct json **root, struct error *err)
{
	struct bytes text = BYTES_INIT;
	char reason[160] = "";
	const char *version;
	int rc = file_read_regular(path, FILE_MAX, &text, err);

	if (rc)
		return rc;
	*root = json_parse(bytes_text(&text), text.len, reason, sizeof(reason));
	bytes_done(&text);
	if (!*root)
		return refuse(path, reason, err);
	version =
	    json_type_of(*root) == JSON_OBJECT ? json_string(json_member(*root, "version")) : NULL;
	if (version && strcmp(version, VERSION) == 0)
		return 0;
	json_free(*root);
	*root = NULL;
	return refuse(path, "it is not a token of version 2.0", err);
}

/* The bytes of a member; false unless it is a string in base64. */
static bool get_base64(const struct json *object, const char *name, struct bytes *data)
{
	const struct json *member = json_member(object, name);
	const char *text = member ? json_string(member) : NULL;

	return text && bytes_from_base64(data, text, strlen(text)) && !bytes_failed(data);
}

/* Whether a member is a string of exactly so many bytes in base64. */
static bool get_digest(
    const struct json *object, const char *name, unsigned char digest[CRYPTO_SHA256_LEN])
{
	struct bytes data = BYTES_INIT;
	bool good = get_base64(object, name, &data) && data.len == CRYPTO_SHA256_LEN;

	if (good)
		memcpy(digest, data.data, CRYPTO_SHA256_LEN);
	bytes_done(&data);
	return good;
}

static bool is_list(const struct json *value)
{
	return value && json_type_of(value) == JSON_ARRAY;
}

/* Service tokens */

static bool is_blank(const struct json *signature)
{
	const struct json *member = json_member(signature, "signature");
	const char *text = member ? json_string(member) : NULL;

	return text && !*text;
}

static bool all_blank(const struct json *signatures)
{
	for (const struct json *s = json_first(signatures); s; s = json_next(s)) {
		if (json_type_of(s) != JSON_OBJECT || !is_blank(s))
			return false;
	}
	return true;
}

/* A name, role or signature that cannot be anybody's is left to the HSM to refuse. */
static int read_signature(const char *path, const struct json *object,
    struct approval_signature *signature, struct error *err)
{
	const struct json *username, *role;
	struct error ignored = ERROR_INIT;

	if (json_type_of(object) != JSON_OBJECT)
		return refuse(path, "a signature is no object", err);
	username = json_member(object, "username");
	role = json_member(object, "role");
	if (!username || !json_string(username) || !json_member(object, "signature"))
		return refuse(path, "a signature lacks its username or signature", err);
	if (user_name_normalise(json_string(username), signature->username, &ignored) != 0)
		signature->username[0] = '\0';
	signature->role = ROLE_NONE;
	if (role) {
		signature->role =
		    json_string(role) ? user_role_from_name(json_string(role)) : ROLE_NONE;
		if (signature->role == ROLE_NONE)
			signature->role = ROLE_INCONSISTENT;
	}
	if (!get_base64(object, "signature", &signature->signature))
		bytes_clear(&signature->signature);
	return 0;
}

static int read_signatures(
    const char *path, const struct json *root, struct quorum_approval *approval, struct error *err)
{
	const struct json *list = json_member(root, "signatures");
	int rc = 0;

	if (!is_list(list) || all_blank(list))
		return error_raise(err, ERR_QUORUM_NO_SIGNATURES);
	if (json_count(list) > SIGNATURES_MAX)
		return refuse(path, "it has more signatures than an HSM has users", err);
	approval->signatures = calloc(json_count(list), sizeof(*approval->signatures));
	if (!approval->signatures)
		return error_raise(err, ERR_MEMORY);
	for (const struct json *s = json_first(list); !rc && s; s = json_next(s))
		rc = read_signature(path, s, &approval->signatures[approval->n_signatures++], err);
	return rc;
}

/* What the file says in clear must be what a record says. */
static bool agrees(const struct json *root, const unsigned char *record)
{
	const struct json *word = json_member(root, "service");
	const struct json *reference = json_member(root, "key_reference");
	enum quorum_service service;
	uint64_t handle = 0;

	if (!partition_record_read(record, &service, &handle))
		return false;
	if (word && (!json_string(word) || strcmp(json_string(word), service_words[service]) != 0))
		return false;
	return !reference ||
	       (json_string(reference) && strtoull(json_string(reference), NULL, 16) == handle);
}

static int read_records(
    const char *path, const struct json *root, struct quorum_approval *approval, struct error *err)
{
	unsigned char said[CRYPTO_SHA256_LEN], digest[CRYPTO_SHA256_LEN];
	int rc;

	if (!get_base64(root, "approval_data", &approval->data) || !approval->data.len ||
	    approval->data.len % TOKEN_RECORD_LEN != 0 ||
	    approval->data.len > (size_t)HSMS_MAX * TOKEN_RECORD_LEN)
		return refuse(path, "its approval_data is not that of a service token", err);
	rc = crypto_sha256(approval->data.data, approval->data.len, digest, err);
	if (rc)
		return rc;
	if (!get_digest(root, "token", said) || memcmp(said, digest, sizeof(said)) != 0)
		return refuse(path, "its token is not the SHA-256 of its approval_data", err);
	for (size_t at = 0; at < approval->data.len; at += TOKEN_RECORD_LEN) {
		if (!agrees(root, approval->data.data + at))
			return refuse(path,
			    "its service or key_reference is not that of its approval_data", err);
	}
	return 0;
}

int quorum_approval_read(const char *path, struct quorum_approval **out, struct error *err)
{
	struct quorum_approval *approval = calloc(1, sizeof(*approval));
	struct json *root = NULL;
	int rc = approval ? read_tree(path, &root, err) : error_raise(err, ERR_MEMORY);

	if (!rc)
		rc = read_signatures(path, root, approval, err);
	if (!rc)
		rc = read_records(path, root, approval, err);
	json_free(root);
	if (rc)
		quorum_approval_free(approval);
	else
		*out = approval;
	return rc;
}

void quorum_approval_free(struct quorum_approval *approval)
{
	if (!approval)
		return;
	for (size_t i = 0; i < approval->n_signatures; i++)
		bytes_done(&approval->signatures[i].signature);
	free(approval->signatures);
	bytes_done(&approval->data);
	free(approval);
}

/* Proofs */

static int read_proof(
    const char *path, const struct json *object, struct token_proof *proof, struct error *err)
{
	unsigned char digest[CRYPTO_SHA256_LEN];
	int rc = 0;

	if (json_type_of(object) != JSON_OBJECT || !get_digest(object, "unsigned", proof->digest))
		return refuse(path, "a token in it has no unsigned value of 32 bytes", err);
	if (!get_base64(object, "signed", &proof->signature))
		return refuse(path, "a token in it has no signed value in base64", err);
	if (!json_member(object, "approval_data"))
		return 0;
	if (!get_base64(object, "approval_data", &proof->data))
		return refuse(path, "a token in it has no approval_data in base64", err);
	rc = crypto_sha256(proof->data.data, proof->data.len, digest, err);
	if (!rc && memcmp(digest, proof->digest, sizeof(digest)) != 0)
		rc = refuse(path, "an unsigned value is not the SHA-256 of its approval_data", err);
	return rc;
}

static bool any_signed(const struct token_proofs *proofs)
{
	for (size_t i = 0; i < proofs->count; i++) {
		if (proofs->proofs[i].signature.len)
			return true;
	}
	return false;
}

static int read_tokens(
    const char *path, const struct json *list, struct token_proofs *proofs, struct error *err)
{
	int rc = 0;

	if (!is_list(list) || !json_count(list) || json_count(list) > HSMS_MAX)
		return refuse(path, "it has no list of tokens to sign", err);
	proofs->proofs = calloc(json_count(list), sizeof(*proofs->proofs));
	if (!proofs->proofs)
		return error_raise(err, ERR_MEMORY);
	for (const struct json *t = json_first(list); !rc && t; t = json_next(t))
		rc = read_proof(path, t, &proofs->proofs[proofs->count++], err);
	return rc || any_signed(proofs) ? rc : error_raise(err, ERR_QUORUM_NO_SIGNATURES);
}

int token_file_read_proofs(const char *path, struct token_proofs *proofs, struct error *err)
{
	struct json *root = NULL;
	int rc = read_tree(path, &root, err);

	*proofs = (struct token_proofs){NULL, 0};
	if (!rc)
		rc = read_tokens(path, json_member(root, "tokens"), proofs, err);
	json_free(root);
	if (rc)
		token_proofs_done(proofs);
	return rc;
}

void token_proofs_done(struct token_proofs *proofs)
{
	for (size_t i = 0; i < proofs->count; i++) {
		bytes_done(&proofs->proofs[i].data);
		bytes_done(&proofs->proofs[i].signature);
	}
	free(proofs->proofs);
	*proofs = (struct token_proofs){NULL, 0};
}

const struct bytes *token_proof_for(
    const struct token_proofs *proofs, const unsigned char challenge[CRYPTO_SHA256_LEN])
{
	for (size_t i = 0; proofs && i < proofs->count; i++) {
		if (memcmp(proofs->proofs[i].digest, challenge, CRYPTO_SHA256_LEN) == 0 &&
		    proofs->proofs[i].signature.len)
			return &proofs->proofs[i].signature;
	}
	return NULL;
}

int token_key_read(const char *path, struct bytes *spki, struct error *err)
{
	struct bytes pem = BYTES_INIT;
	int rc = file_read_regular(path, PEM_MAX, &pem, err);

	if (!rc)
		rc = crypto_public_from_pem(path, bytes_text(&pem), pem.len, spki, err);
	bytes_done(&pem);
	return rc ? rc : partition_check_user_key(spki->data, spki->len, err);
}
