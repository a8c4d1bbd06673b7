/* Signing and verifying, on one HSM that holds the key. */
#include "client-private.h"

#include "crypto.h"

/* What the modelled client leaves in its log where the answer says little. */
static void log_weak_hash(
    const struct connection *connection, enum hash_function hash, unsigned key_strength)
{
	ports_log(connection->client->ports, LOG_LEVEL_ERROR, "client::sign",
	    "Digest security strength (%u) is weaker than the key security strength (%u)",
	    crypto_hash_strength(hash), key_strength);
}

/* connection_fan_out itself uses approvals up. */
static int spend_nothing(struct hsm_link *link, void *context, struct error *err)
{
	(void)link;
	(void)context;
	(void)err;
	return 0;
}

/* Behind the work, which may take long, and before anybody has what came of it. */
static int spend(struct connection *connection, const struct quorum_approval *approval,
    struct bytes *signature, struct error *err)
{
	struct fan_out fan_out = {
	    .each = spend_nothing, .approvals = {approval}, .durability = STORE_NO_FLUSH};
	int rc = approval ? connection_fan_out(connection, &fan_out, err) : 0;

	if (rc)
		bytes_clear(signature);
	return rc;
}

int key_sign(struct connection *connection, const struct sign_parameters *parameters,
    const struct key_filter *filter, const void *data, size_t data_len,
    const struct quorum_approval *approval, uint64_t *reference, struct bytes *signature,
    struct error *err)
{
	bool weak_hash = config_ecdsa_weak_hash(connection->client->config, connection->index);
	struct selected_key key;
	struct hsm_link *link;
	unsigned key_strength = 0;
	int rc = begin_use_one(connection, filter, &key, &link, err);

	if (rc)
		return rc;
	rc = partition_sign(&link->partition, &link->session, parameters, weak_hash, key.handle,
	    data, data_len, approval, signature, &key_strength, err);
	connection_end_read(connection);
	if (rc == ERR_MECHANISM)
		log_weak_hash(connection, parameters->hash, key_strength);
	if (!rc)
		rc = spend(connection, approval, signature, err);
	if (!rc)
		*reference = key.handle;
	return rc;
}

int key_verify(struct connection *connection, const struct sign_parameters *parameters,
    const struct key_filter *filter, const void *data, size_t data_len, const void *signature,
    size_t signature_len, struct error *err)
{
	struct selected_key key;
	struct hsm_link *link;
	int rc = begin_use_one(connection, filter, &key, &link, err);

	if (rc)
		return rc;
	rc = partition_verify(&link->partition, &link->session, parameters, key.handle, data,
	    data_len, signature, signature_len, err);
	connection_end_read(connection);
	return rc;
}
