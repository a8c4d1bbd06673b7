/* Wrapping, where an HSM holds both keys, and unwrapping, which makes a key on each HSM. */
#include "client-private.h"

#include "crypto.h"

static int wrap_selected(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *payload, const struct key_filter *wrapping,
    struct wrapped_key *wrapped, struct error *err)
{
	struct selected_key payload_key = {0}, wrapping_key = {0};
	struct hsm_link *link;
	int rc = select_one(connection, payload, &payload_key, err);

	if (!rc)
		rc = select_one(connection, wrapping, &wrapping_key, err);
	if (rc)
		return rc;
	/* Two session keys on two HSMs have none in common either. */
	link = common_holder(connection, &payload_key, &wrapping_key);
	if (!link)
		return error_raise(err, ERR_KEY_NOT_SYNCHRONIZED);
	wrapped->payload_reference = payload_key.handle;
	wrapped->wrapping_reference = wrapping_key.handle;
	return partition_wrap(&link->partition, &link->session, parameters, payload_key.handle,
	    wrapping_key.handle, wrapped, err);
}

int key_wrap(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *payload, const struct key_filter *wrapping,
    struct wrapped_key *wrapped, struct error *err)
{
	struct wrapped_key made = WRAPPED_KEY_INIT;
	int rc = connection_begin_read(connection, err);

	if (rc)
		return rc;
	rc = wrap_selected(connection, parameters, payload, wrapping, &made, err);
	connection_end_read(connection);
	if (rc) {
		wrapped_key_done(&made);
		return rc;
	}
	wrapped_key_done(wrapped);
	*wrapped = made;
	return 0;
}

static int unwrap_material(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *unwrapping, enum key_type type, enum key_class class,
    const void *wrapped, size_t wrapped_len, struct secret *material, struct error *err)
{
	struct selected_key selected;
	struct hsm_link *link;
	int rc = begin_use_one(connection, unwrapping, &selected, &link, err);

	if (rc)
		return rc;
	rc = partition_unwrap(&link->partition, &link->session, parameters, selected.handle, type,
	    class, wrapped, wrapped_len, material, err);
	connection_end_read(connection);
	return rc;
}

int key_unwrap(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *unwrapping, enum key_type type, enum key_class class,
    const struct key_template *template, const void *wrapped, size_t wrapped_len,
    struct key_view *view, struct error *err)
{
	struct secret material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	const struct key_kind kind = {.type = type, .class = class};
	struct key_object key;
	int rc;

	key_object_init(&key);
	rc = make_prepare(connection, KEY_UNWRAPPED, &kind, template, &key, err);
	if (!rc)
		rc = unwrap_material(connection, parameters, unwrapping, type, class, wrapped,
		    wrapped_len, &material, err);
	if (!rc && class == KEY_CLASS_PRIVATE)
		rc = crypto_public_of_private(&material, &public_material, err);
	if (!rc)
		rc = make_finish(connection, &key, &material,
		    class == KEY_CLASS_PRIVATE ? &public_material : NULL, view, err);
	secret_done(&material);
	bytes_done(&public_material);
	key_object_done(&key);
	return rc;
}
