/*
 * Keys that come into being: generated, imported. What is slow happens first; then one short
 * transaction gives the finished keys to every HSM or, if they are session keys, to one.
 */
#include "client-private.h"

#include "crypto.h"

#include <stdlib.h>
#include <string.h>

/* A key, or the two halves of a pair, on the way to the HSMs. */
struct making {
	struct key_object *keys[2];
	size_t count;
	const struct unwrapping *unwrapping; /* NULL: they do not come out of another key */
	size_t placed;                       /* HSMs that have taken them */
};

/* References are scattered, so that clones that both make keys rarely choose the same. */
#define HANDLE_MASK 0x7fffffffU
#define HANDLE_MIN 16

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
		number &= HANDLE_MASK;
		is_free = number >= HANDLE_MIN;
		for (size_t i = 0; !rc && is_free && i < connection->n_links; i++)
			rc = partition_handle_is_free(&connection->links[i].partition,
			    &connection->links[i].session, number, &is_free, err);
	}
	if (!rc)
		*handle = number;
	return rc;
}

static bool is_session(const struct key_object *key)
{
	return !key_view_flag(&key->view, ATTR_TOKEN);
}

/* The first HSM that has room for all of the keys: session keys that belong together lie together.
 */
static int find_room(struct connection *connection, const struct key_counts *more,
    struct hsm_link **holder, struct error *err)
{
	struct error refusal = ERROR_INIT;

	error_raise(&refusal, ERR_USER_REQUIRED);
	for (size_t i = 0; i < connection->n_links; i++) {
		struct hsm_link *link = &connection->links[i];
		int rc;

		if (link->session.role == ROLE_NONE)
			continue;
		rc = partition_check_room(&link->partition, &link->session, more, &refusal);
		if (rc == ERR_KEY_LIMIT)
			continue;
		if (rc)
			break;
		*holder = link;
		return 0;
	}
	*err = refusal;
	return (int)refusal.code;
}

static int place_before(struct connection *connection, struct fan_out *fan_out, struct error *err)
{
	struct making *making = fan_out->context;
	struct key_counts more = {0};
	int rc;

	for (size_t i = 0; i < making->count; i++) {
		more.total++;
		more.asymmetric += making->keys[i]->view.class != KEY_CLASS_SECRET;
	}
	rc = is_session(making->keys[0]) ? find_room(connection, &more, &fan_out->only, err)
					 : connection_check_availability(connection, err);
	for (size_t i = 0; !rc && i < making->count; i++) {
		do {
			rc = choose_handle(connection, &making->keys[i]->view.reference, err);
		} while (!rc && i == 1 &&
			 making->keys[0]->view.reference == making->keys[1]->view.reference);
	}
	return rc;
}

/* The first HSM makes them, and the others get them from there. */
static int insert_each(struct hsm_link *link, void *context, struct error *err)
{
	struct making *making = context;
	enum key_arrival arrival = making->placed ? KEY_COPIED_HERE : KEY_MADE_HERE;
	int rc = 0;

	if (making->unwrapping && !making->placed)
		rc = partition_unwrapped(&link->partition, &link->session,
		    making->unwrapping->handle, making->unwrapping->approval, err);
	for (size_t i = 0; !rc && i < making->count; i++)
		rc = partition_key_insert(
		    &link->partition, &link->session, making->keys[i], arrival, err);
	making->placed += !rc;
	return rc;
}

/* A session key that went in before its other half failed does not stay. */
static void undo_session_keys(struct hsm_link *link, const struct making *making)
{
	struct error ignored = ERROR_INIT;

	for (size_t i = 0; link && i < making->count; i++) {
		if (partition_session_key_remove(
			&link->session, making->keys[i]->view.reference, &ignored) != 0)
			error_clear(&ignored);
	}
}

static int place(struct connection *connection, struct making *making, struct error *err)
{
	struct fan_out fan_out = {
	    .before = place_before,
	    .each = insert_each,
	    .context = making,
	    .durability = is_session(making->keys[0]) ? STORE_NO_FLUSH : STORE_FLUSH,
	    .approvals = {making->unwrapping ? making->unwrapping->approval : NULL},
	};
	int rc = connection_fan_out(connection, &fan_out, err);

	if (rc)
		undo_session_keys(fan_out.only, making);
	for (size_t i = 0; !rc && i < making->count; i++)
		set_coverage(&making->keys[i]->view,
		    fan_out.only || fan_out.accepted == connection->n_hsms ? COVERAGE_FULL
									   : COVERAGE_INCONSISTENT);
	return rc;
}

static void hand_over(struct key_object *key, struct key_view *view)
{
	*view = key->view;
	memset(&key->view, 0, sizeof(key->view));
}

static int try_prepare(struct connection *connection, enum key_origin origin,
    const struct key_kind *kind, const struct key_template *template, struct key_object *key,
    struct error *err)
{
	struct hsm_link *link;
	int rc = connection_begin_read(connection, err);

	if (rc)
		return rc;
	link = connection_first_login(connection);
	if (!link)
		rc = error_raise(err, ERR_USER_REQUIRED);
	if (!rc && !template->session)
		rc = connection_check_availability(connection, err);
	if (!rc)
		rc = partition_key_prepare(
		    &link->partition, &link->session, origin, kind, template, key, err);
	connection_end_read(connection);
	return rc;
}

int make_prepare(struct connection *connection, enum key_origin origin, const struct key_kind *kind,
    const struct key_template *template, struct key_object *key, struct error *err)
{
	unsigned waited = 0;
	int rc;

	do {
		rc = try_prepare(connection, origin, kind, template, key, err);
	} while (connection_try_again(connection, rc, &waited, err));
	return rc;
}

int make_finish(struct connection *connection, struct key_object *key, struct secret *material,
    struct bytes *public_material, const struct unwrapping *unwrapping, struct key_view *view,
    struct error *err)
{
	struct making making = {.keys = {key, NULL}, .count = 1, .unwrapping = unwrapping};
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
	const struct key_kind kind = {
	    .type = type,
	    .class = KEY_CLASS_SECRET,
	    .length_bytes = length,
	    .is_whole = true,
	};
	struct secret material = SECRET_INIT;
	struct key_object key;
	int rc;

	key_object_init(&key);
	rc = make_prepare(connection, KEY_GENERATED, &kind, template, &key, err);
	if (!rc && secret_resize(&material, (size_t)length))
		rc = error_raise(err, ERR_MEMORY);
	if (!rc)
		rc = crypto_random(material.data, material.len, err);
	if (!rc)
		rc = make_finish(connection, &key, &material, NULL, NULL, view, err);
	secret_done(&material);
	key_object_done(&key);
	return rc;
}

int key_generate_aes(struct connection *connection, const struct key_template *template,
    uint64_t length_bytes, struct key_view *key, struct error *err)
{
	return generate_symmetric(connection, KEY_AES, template, length_bytes, key, err);
}

int key_generate_generic_secret(struct connection *connection, const struct key_template *template,
    uint64_t length_bytes, struct key_view *key, struct error *err)
{
	return generate_symmetric(connection, KEY_GENERIC_SECRET, template, length_bytes, key, err);
}

/* Pairs */

struct pair_kind {
	struct key_kind key; /* of either half, but for the class */
	enum mldsa_algorithm mldsa_algorithm;
};

static int generate_material(const struct pair_kind *kind, struct secret *private_material,
    struct bytes *public_material, struct error *err)
{
	if (kind->key.type == KEY_RSA)
		return crypto_generate_rsa(kind->key.modulus_bits, kind->key.public_exponent,
		    private_material, public_material, err);
	if (kind->key.type == KEY_ML_DSA)
		return crypto_generate_ml_dsa(
		    kind->mldsa_algorithm, private_material, public_material, err);
	return crypto_generate_ec(kind->key.curve, private_material, public_material, err);
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

static int check_room(
    struct connection *connection, bool session, const struct key_counts *more, struct error *err)
{
	struct hsm_link *holder = NULL;
	int rc = 0;

	if (session)
		return find_room(connection, more, &holder, err);
	for (size_t i = 0; !rc && i < connection->n_links; i++) {
		struct hsm_link *link = &connection->links[i];

		if (link->session.role != ROLE_NONE)
			rc = partition_check_room(&link->partition, &link->session, more, err);
	}
	return rc;
}

/* A pair takes long to make: there had better be room for both of its halves. */
static int check_room_for_pair(
    struct connection *connection, const struct key_template *template, struct error *err)
{
	static const struct key_counts pair = {.total = 2, .asymmetric = 2};
	int rc = connection_begin_read(connection, err);

	if (rc)
		return rc;
	rc = check_room(connection, template->session, &pair, err);
	connection_end_read(connection);
	return rc;
}

static int prepare_half(struct connection *connection, const struct pair_kind *pair,
    enum key_class class, const struct key_template *template, struct key_object *key,
    struct error *err)
{
	struct key_kind kind = pair->key;

	kind.class = class;
	return make_prepare(connection, KEY_GENERATED, &kind, template, key, err);
}

static int generate_pair(struct connection *connection, const struct pair_kind *kind,
    const struct key_template *public_template, const struct key_template *private_template,
    struct key_view *public_view, struct key_view *private_view, struct error *err)
{
	struct key_object public_key, private_key;
	struct making making = {.keys = {&public_key, &private_key}, .count = 2};
	int rc;

	key_object_init(&public_key);
	key_object_init(&private_key);
	rc = prepare_half(connection, kind, KEY_CLASS_PUBLIC, public_template, &public_key, err);
	if (!rc)
		rc = prepare_half(
		    connection, kind, KEY_CLASS_PRIVATE, private_template, &private_key, err);
	if (!rc)
		rc = check_room_for_pair(connection, private_template, err);
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
	const struct pair_kind kind = {
	    .key = {.type = KEY_RSA,
		.modulus_bits = modulus_bits,
		.public_exponent = exponent,
		.is_whole = true},
	};

	return generate_pair(
	    connection, &kind, public_template, private_template, public_key, private_key, err);
}

int key_generate_ec(struct connection *connection, const struct key_template *public_template,
    const struct key_template *private_template, enum key_curve curve, struct key_view *public_key,
    struct key_view *private_key, struct error *err)
{
	const struct pair_kind kind = {.key = {.type = KEY_EC, .curve = curve}};

	return generate_pair(
	    connection, &kind, public_template, private_template, public_key, private_key, err);
}

int key_generate_ml_dsa(struct connection *connection, const struct key_template *public_template,
    const struct key_template *private_template, enum mldsa_algorithm algorithm,
    struct key_view *public_key, struct key_view *private_key, struct error *err)
{
	const struct pair_kind kind = {
	    .key = {.type = KEY_ML_DSA},
	    .mldsa_algorithm = algorithm,
	};

	return generate_pair(
	    connection, &kind, public_template, private_template, public_key, private_key, err);
}

/* From outside */

static int kind_of_imported(const struct bytes *public_material, enum key_type type,
    struct key_kind *kind, struct error *err)
{
	struct crypto_public_info info;
	int rc = crypto_public_info(public_material->data, public_material->len, &info, err);

	if (rc)
		return rc;
	if (info.type != type)
		rc = error_raise(err, ERR_KEY_TYPE_MISMATCH,
		    type == KEY_RSA ? "the file does not hold an RSA key"
				    : "the file does not hold an EC key");
	*kind = (struct key_kind){.type = type,
	    .class = KEY_CLASS_PUBLIC,
	    .curve = info.curve,
	    .modulus_bits = info.modulus_bits};
	crypto_public_info_done(&info);
	return rc;
}

int key_import_pem(struct connection *connection, const struct key_template *template,
    enum key_type type, const char *path, const void *pem, size_t pem_len, struct key_view *view,
    struct error *err)
{
	struct bytes public_material = BYTES_INIT;
	struct key_object key;
	struct key_kind kind;
	int rc;

	key_object_init(&key);
	rc = crypto_public_from_pem(path, pem, pem_len, &public_material, err);
	if (!rc)
		rc = kind_of_imported(&public_material, type, &kind, err);
	if (!rc)
		rc = make_prepare(connection, KEY_IMPORTED, &kind, template, &key, err);
	if (!rc)
		rc = make_finish(connection, &key, NULL, &public_material, NULL, view, err);
	bytes_done(&public_material);
	key_object_done(&key);
	return rc;
}
