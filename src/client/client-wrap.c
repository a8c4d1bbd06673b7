/* Wrapping, where an HSM holds both keys, and unwrapping, which makes a key on each HSM. */
#include "client-private.h"

#include "crypto.h"

struct wrapping {
	const struct wrap_parameters *parameters;
	const struct key_filter *payload, *wrapping;
	const struct wrap_approvals *approvals;
	struct wrapped_key *wrapped;
};

static int wrap_before(struct connection *connection, struct fan_out *fan_out, struct error *err)
{
	struct wrapping *wrapping = fan_out->context;
	struct selected_key payload_key = {0}, wrapping_key = {0};
	int rc = select_one(connection, wrapping->payload, &payload_key, err);

	if (!rc)
		rc = select_one(connection, wrapping->wrapping, &wrapping_key, err);
	if (rc)
		return rc;
	/* Two session keys on two HSMs have none in common either. */
	fan_out->only = common_holder(connection, &payload_key, &wrapping_key);
	if (!fan_out->only)
		return error_raise(err, ERR_KEY_NOT_SYNCHRONIZED);
	wrapping->wrapped->payload_reference = payload_key.handle;
	wrapping->wrapped->wrapping_reference = wrapping_key.handle;
	return 0;
}

static int wrap_each(struct hsm_link *link, void *context, struct error *err)
{
	struct wrapping *wrapping = context;

	return partition_wrap(&link->partition, &link->session, wrapping->parameters,
	    wrapping->wrapped->payload_reference, wrapping->wrapped->wrapping_reference,
	    wrapping->approvals, wrapping->wrapped, err);
}

/* A write, though no key changes: that one has left is written down, and an approval used up. */
int key_wrap(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *payload, const struct key_filter *wrapping,
    const struct wrap_approvals *approvals, struct wrapped_key *wrapped, struct error *err)
{
	static const struct wrap_approvals none = {NULL, NULL};
	struct wrapped_key made = WRAPPED_KEY_INIT;
	struct wrapping context = {
	    parameters, payload, wrapping, approvals ? approvals : &none, &made};
	struct fan_out fan_out = {.before = wrap_before,
	    .each = wrap_each,
	    .context = &context,
	    .durability = STORE_NO_FLUSH,
	    .approvals = {context.approvals->payload, context.approvals->wrapping}};
	int rc = connection_fan_out(connection, &fan_out, err);

	if (rc) {
		wrapped_key_done(&made);
		return rc;
	}
	wrapped_key_done(wrapped);
	*wrapped = made;
	return 0;
}

static int unwrap_material(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *filter, enum key_type type, enum key_class class, const void *wrapped,
    size_t wrapped_len, struct unwrapping *unwrapping, struct secret *material, struct error *err)
{
	struct selected_key selected;
	struct hsm_link *link;
	int rc = begin_use_one(connection, filter, &selected, &link, err);

	if (rc)
		return rc;
	unwrapping->handle = selected.handle;
	rc = partition_unwrap(&link->partition, &link->session, parameters, selected.handle, type,
	    class, wrapped, wrapped_len, unwrapping->approval, material, err);
	connection_end_read(connection);
	return rc;
}

int key_unwrap(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *filter, enum key_type type, enum key_class class,
    const struct key_template *template, const void *wrapped, size_t wrapped_len,
    const struct quorum_approval *approval, struct key_view *view, struct error *err)
{
	struct unwrapping unwrapping = {.approval = approval};
	struct secret material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	const struct key_kind kind = {.type = type, .class = class};
	struct key_object key;
	int rc;

	key_object_init(&key);
	rc = make_prepare(connection, KEY_UNWRAPPED, &kind, template, &key, err);
	if (!rc)
		rc = unwrap_material(connection, parameters, filter, type, class, wrapped,
		    wrapped_len, &unwrapping, &material, err);
	if (!rc && class == KEY_CLASS_PRIVATE)
		rc = crypto_public_of_private(&material, &public_material, err);
	if (!rc)
		rc = make_finish(connection, &key, &material,
		    class == KEY_CLASS_PRIVATE ? &public_material : NULL, &unwrapping, view, err);
	secret_done(&material);
	bytes_done(&public_material);
	key_object_done(&key);
	return rc;
}
