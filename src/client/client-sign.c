/* Signing and verifying, on one HSM that holds the key. */
#include "client-private.h"

#include "crypto.h"

/* What the modelled client leaves in its log where the answer says little. */
static void log_weak_hash(
    struct connection *connection, const struct selected_key *selected, enum hash_function hash)
{
	struct error ignored = ERROR_INIT;
	struct key_object key;

	if (load_selected(connection, selected, &key, &ignored) != 0)
		return;
	ports_log(connection->client->ports, LOG_LEVEL_ERROR, "client::sign",
	    "Digest security strength (%u) is weaker than the key security strength (%u)",
	    crypto_hash_strength(hash), crypto_curve_strength(key.view.curve));
	key_object_done(&key);
}

static int sign_selected(struct connection *connection, const struct sign_parameters *parameters,
    const struct selected_key *key, const void *data, size_t data_len, struct bytes *signature,
    struct error *err)
{
	bool weak_hash = config_ecdsa_weak_hash(connection->client->config, connection->index);
	struct hsm_link *link = holder_of(connection, key);
	int rc = partition_sign(&link->partition, &link->session, parameters, weak_hash,
	    key->handle, data, data_len, signature, err);

	if (rc == ERR_MECHANISM)
		log_weak_hash(connection, key, parameters->hash);
	return rc;
}

int key_sign(struct connection *connection, const struct sign_parameters *parameters,
    const struct key_filter *filter, const void *data, size_t data_len, uint64_t *reference,
    struct bytes *signature, struct error *err)
{
	struct store *store = connection->client->store;
	struct selected_key key;
	int rc = store_begin_read(store, err);

	if (rc)
		return rc;
	rc = select_one(connection, filter, &key, err);
	if (!rc)
		rc = sign_selected(connection, parameters, &key, data, data_len, signature, err);
	if (!rc)
		*reference = key.handle;
	store_end_read(store);
	return rc;
}

int key_verify(struct connection *connection, const struct sign_parameters *parameters,
    const struct key_filter *filter, const void *data, size_t data_len, const void *signature,
    size_t signature_len, struct error *err)
{
	struct store *store = connection->client->store;
	struct selected_key key;
	struct hsm_link *link;
	int rc = store_begin_read(store, err);

	if (rc)
		return rc;
	rc = select_one(connection, filter, &key, err);
	if (!rc) {
		link = holder_of(connection, &key);
		rc = partition_verify(&link->partition, &link->session, parameters, key.handle,
		    data, data_len, signature, signature_len, err);
	}
	store_end_read(store);
	return rc;
}
