/*
 * Keys that come into being: generated, imported, unwrapped. What is slow happens first; then one
 * short transaction gives the finished keys to every HSM.
 */
#include "client-private.h"

#include "crypto.h"

#include <stdlib.h>
#include <string.h>

/* A key, or the two halves of a pair, on the way to the HSMs. */
struct making {
	struct key_object *keys[2];
	size_t count;
};

/* References are scattered, so that clones that both make keys rarely choose the same. */
#define HANDLE_MASK 0x7fffffffU

static int choose_handle(struct connection *connection, uint64_t *handle, struct error *err)
{
	const struct ports *ports = connection->client->ports;
	bool is_free = false;
	uint32_t number = 0;
	int rc = 0;

	while (!rc && !is_free) {
		rc = ports_random(ports, &number, sizeof(number), err);
		if (rc)
			break;
		*handle = number & HANDLE_MASK;
		is_free = *handle >= 16;
		for (size_t i = 0; !rc && is_free && i < connection->n_links; i++)
			rc = partition_handle_is_free(&connection->links[i].partition,
			    &connection->links[i].session, *handle, &is_free, err);
	}
	return rc;
}

static int handles_before(struct connection *connection, void *context, struct error *err)
{
	struct making *making = context;
	int rc = 0;

	for (size_t i = 0; !rc && i < making->count; i++) {
		do {
			rc = choose_handle(connection, &making->keys[i]->view.reference, err);
		} while (!rc && i == 1 &&
			 making->keys[0]->view.reference == making->keys[1]->view.reference);
	}
	return rc;
}

static int insert_each(struct hsm_link *link, void *context, struct error *err)
{
	struct making *making = context;
	int rc = 0;

	for (size_t i = 0; !rc && i < making->count; i++)
		rc = partition_key_insert(&link->partition, &link->session, making->keys[i], err);
	return rc;
}

static bool is_session(const struct key_object *key)
{
	return !key_view_flag(&key->view, ATTR_TOKEN);
}

/* A session key that went in before its other half failed does not stay. */
static void undo_session_keys(struct connection *connection, const struct making *making)
{
	struct hsm_link *link = connection_first_login(connection);
	struct error ignored = ERROR_INIT;

	for (size_t i = 0; link && i < making->count; i++) {
		if (is_session(making->keys[i]) &&
		    partition_session_key_remove(
			&link->session, making->keys[i]->view.reference, &ignored) != 0)
			error_clear(&ignored);
	}
}

static int place(struct connection *connection, struct making *making, struct error *err)
{
	struct fan_out fan_out = {.before = handles_before,
	    .each = insert_each,
	    .context = making,
	    .first_only = is_session(making->keys[0])};
	int rc = connection_fan_out(connection, &fan_out, err);

	if (rc)
		undo_session_keys(connection, making);
	for (size_t i = 0; !rc && i < making->count; i++)
		set_coverage(&making->keys[i]->view,
		    is_session(making->keys[i]) || fan_out.accepted == connection->n_hsms
			? COVERAGE_FULL
			: COVERAGE_INCONSISTENT);
	return rc;
}

static void hand_over(struct key_object *key, struct key_view *view)
{
	*view = key->view;
	memset(&key->view, 0, sizeof(key->view));
}

/* Asks the HSM whether it would make such a key, before any work is spent on it. */
static int prepare(struct connection *connection, enum key_origin origin, enum key_type type,
    enum key_class class, const struct key_template *template, struct key_object *key,
    struct error *err)
{
	struct store *store = connection->client->store;
	struct hsm_link *link = connection_first_login(connection);
	int rc = link ? 0 : error_raise(err, ERR_USER_REQUIRED);

	if (!rc && !template->session)
		rc = connection_check_availability(connection, err);
	if (!rc)
		rc = store_begin_read(store, err);
	if (rc)
		return rc;
	rc = partition_key_prepare(
	    &link->partition, &link->session, origin, type, class, template, key, err);
	/* A pair takes long to make: there had better be room for it. */
	if (!rc && class != KEY_CLASS_SECRET)
		rc = partition_check_room(&link->partition, &link->session, class, err);
	store_end_read(store);
	return rc;
}

static int finish_one(struct connection *connection, struct key_object *key,
    struct secret *material, struct bytes *public_material, struct key_view *view,
    struct error *err)
{
	struct making making = {{key, NULL}, 1};
	int rc = key_object_set_material(key, material, public_material, err);

	if (!rc)
		rc = place(connection, &making, err);
	if (!rc)
		hand_over(key, view);
	return rc;
}

static int generate_symmetric(struct connection *connection, enum key_type type,
    const struct key_template *template, uint64_t length, struct key_view *view, struct error *err)
{
	struct secret material = SECRET_INIT;
	struct key_object key;
	int rc;

	key_object_init(&key);
	rc = prepare(connection, KEY_GENERATED, type, KEY_CLASS_SECRET, template, &key, err);
	if (!rc && secret_resize(&material, (size_t)length))
		rc = error_raise(err, ERR_MEMORY);
	if (!rc)
		rc = crypto_random(material.data, material.len, err);
	if (!rc)
		rc = finish_one(connection, &key, &material, NULL, view, err);
	secret_done(&material);
	key_object_done(&key);
	return rc;
}

int key_generate_aes(struct connection *connection, const struct key_template *template,
    uint64_t length_bytes, struct key_view *key, struct error *err)
{
	if (length_bytes != 16 && length_bytes != 24 && length_bytes != 32)
		return error_raise(err, ERR_KEY_SIZE, "an AES key has 16, 24 or 32 bytes");
	return generate_symmetric(connection, KEY_AES, template, length_bytes, key, err);
}

int key_generate_generic_secret(struct connection *connection, const struct key_template *template,
    uint64_t length_bytes, struct key_view *key, struct error *err)
{
	if (length_bytes < 1 || length_bytes > 800)
		return error_raise(err, ERR_KEY_SIZE, "a generic secret has 1 to 800 bytes");
	return generate_symmetric(connection, KEY_GENERIC_SECRET, template, length_bytes, key, err);
}

/* Pairs */

struct pair_kind {
	enum key_type type;
	uint64_t modulus_bits, exponent;
	enum key_curve curve;
};

static int generate_material(const struct pair_kind *kind, struct secret *private_material,
    struct bytes *public_material, struct error *err)
{
	return kind->type == KEY_RSA
		   ? crypto_generate_rsa(
			 kind->modulus_bits, kind->exponent, private_material, public_material, err)
		   : crypto_generate_ec(kind->curve, private_material, public_material, err);
}

static int set_pair_material(const struct pair_kind *kind, struct key_object *public_key,
    struct key_object *private_key, struct error *err)
{
	struct secret private_material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT, copy = BYTES_INIT;
	int rc = generate_material(kind, &private_material, &public_material, err);

	bytes_append(&copy, public_material.data, public_material.len);
	if (!rc && bytes_failed(&copy))
		rc = error_raise(err, ERR_MEMORY);
	if (!rc)
		rc = key_object_set_material(public_key, NULL, &public_material, err);
	if (!rc)
		rc = key_object_set_material(private_key, &private_material, &copy, err);
	secret_done(&private_material);
	bytes_done(&public_material);
	bytes_done(&copy);
	return rc;
}

static int generate_pair(struct connection *connection, const struct pair_kind *kind,
    const struct key_template *public_template, const struct key_template *private_template,
    struct key_view *public_view, struct key_view *private_view, struct error *err)
{
	struct key_object public_key, private_key;
	struct making making = {{&public_key, &private_key}, 2};
	int rc;

	key_object_init(&public_key);
	key_object_init(&private_key);
	rc = prepare(connection, KEY_GENERATED, kind->type, KEY_CLASS_PUBLIC, public_template,
	    &public_key, err);
	if (!rc)
		rc = prepare(connection, KEY_GENERATED, kind->type, KEY_CLASS_PRIVATE,
		    private_template, &private_key, err);
	if (!rc)
		rc = set_pair_material(kind, &public_key, &private_key, err);
	if (!rc)
		rc = place(connection, &making, err);
	if (!rc) {
		hand_over(&public_key, public_view);
		hand_over(&private_key, private_view);
	}
	key_object_done(&public_key);
	key_object_done(&private_key);
	return rc;
}

int key_generate_rsa(struct connection *connection, const struct key_template *public_template,
    const struct key_template *private_template, uint64_t modulus_bits, uint64_t exponent,
    struct key_view *public_key, struct key_view *private_key, struct error *err)
{
	struct pair_kind kind = {KEY_RSA, modulus_bits, exponent, CURVE_NONE};

	if (modulus_bits < 2048 || modulus_bits > 4096 || modulus_bits % 256 != 0)
		return error_raise(
		    err, ERR_KEY_SIZE, "an RSA modulus has 2048 to 4096 bits, in steps of 256");
	if (exponent < 65537 || exponent % 2 == 0)
		return error_raise(err, ERR_PUBLIC_EXPONENT);
	return generate_pair(
	    connection, &kind, public_template, private_template, public_key, private_key, err);
}

int key_generate_ec(struct connection *connection, const struct key_template *public_template,
    const struct key_template *private_template, enum key_curve curve, struct key_view *public_key,
    struct key_view *private_key, struct error *err)
{
	struct pair_kind kind = {KEY_EC, 0, 0, curve};

	return generate_pair(
	    connection, &kind, public_template, private_template, public_key, private_key, err);
}

/* From outside */

static int check_imported_type(
    const struct bytes *public_material, enum key_type type, struct error *err)
{
	struct crypto_public_info info;
	int rc = crypto_public_info(public_material->data, public_material->len, &info, err);

	if (rc)
		return rc;
	if (info.type != type)
		rc = error_raise(err, ERR_KEY_TYPE_MISMATCH,
		    type == KEY_RSA ? "the file does not hold an RSA key"
				    : "the file does not hold an EC key");
	else if (type == KEY_RSA && (info.modulus_bits < 2048 || info.modulus_bits > 4096))
		rc = error_raise(err, ERR_KEY_SIZE, "an RSA modulus has 2048 to 4096 bits");
	crypto_public_info_done(&info);
	return rc;
}

int key_import_pem(struct connection *connection, const struct key_template *template,
    enum key_type type, const char *path, const void *pem, size_t pem_len, struct key_view *view,
    struct error *err)
{
	struct bytes public_material = BYTES_INIT;
	struct key_object key;
	int rc;

	key_object_init(&key);
	rc = crypto_public_from_pem(path, pem, pem_len, &public_material, err);
	if (!rc)
		rc = check_imported_type(&public_material, type, err);
	if (!rc)
		rc = prepare(connection, KEY_IMPORTED, type, KEY_CLASS_PUBLIC, template, &key, err);
	if (!rc)
		rc = finish_one(connection, &key, NULL, &public_material, view, err);
	bytes_done(&public_material);
	key_object_done(&key);
	return rc;
}

static int unwrap_material(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *unwrapping, enum key_type type, enum key_class class,
    const void *wrapped, size_t wrapped_len, struct secret *material, struct error *err)
{
	struct store *store = connection->client->store;
	struct selected_key selected;
	struct hsm_link *link;
	int rc = store_begin_read(store, err);

	if (rc)
		return rc;
	rc = select_one(connection, unwrapping, &selected, err);
	if (!rc) {
		link = holder_of(connection, &selected);
		rc = partition_unwrap(&link->partition, &link->session, parameters, selected.handle,
		    type, class, wrapped, wrapped_len, material, err);
	}
	store_end_read(store);
	return rc;
}

int key_unwrap(struct connection *connection, const struct wrap_parameters *parameters,
    const struct key_filter *unwrapping, enum key_type type, enum key_class class,
    const struct key_template *template, const void *wrapped, size_t wrapped_len,
    struct key_view *view, struct error *err)
{
	struct secret material = SECRET_INIT;
	struct bytes public_material = BYTES_INIT;
	struct key_object key;
	int rc;

	key_object_init(&key);
	rc = prepare(connection, KEY_UNWRAPPED, type, class, template, &key, err);
	if (!rc)
		rc = unwrap_material(connection, parameters, unwrapping, type, class, wrapped,
		    wrapped_len, &material, err);
	if (!rc && class == KEY_CLASS_PRIVATE)
		rc = crypto_public_of_private(&material, &public_material, err);
	if (!rc)
		rc = finish_one(connection, &key, &material,
		    class == KEY_CLASS_PRIVATE ? &public_material : NULL, view, err);
	secret_done(&material);
	bytes_done(&public_material);
	key_object_done(&key);
	return rc;
}
