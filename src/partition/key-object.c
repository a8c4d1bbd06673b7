/* A key inside an HSM: its material and what is derived from it, and its one serialised form. */
#include "key-object.h"

#include "crypto.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

#define KEY_OBJECT_FORMAT 1

void key_object_init(struct key_object *key)
{
	memset(key, 0, sizeof(*key));
}

void key_object_done(struct key_object *key)
{
	key_view_done(&key->view);
	secret_done(&key->material);
	bytes_done(&key->public_material);
	memset(key, 0, sizeof(*key));
}

int key_object_copy(struct key_object *to, const struct key_object *from, struct error *err)
{
	int rc;

	key_object_init(to);
	memcpy(to->lineage, from->lineage, sizeof(to->lineage));
	rc = key_view_copy(&to->view, &from->view, err);
	if (!rc && secret_copy(&to->material, &from->material))
		rc = error_raise(err, ERR_MEMORY);
	bytes_append(&to->public_material, from->public_material.data, from->public_material.len);
	if (!rc && bytes_failed(&to->public_material))
		rc = error_raise(err, ERR_MEMORY);
	if (rc)
		key_object_done(to);
	return rc;
}

static int derive_public(struct key_object *key, struct error *err)
{
	struct crypto_public_info info;
	struct key_view *view = &key->view;
	int rc =
	    crypto_public_info(key->public_material.data, key->public_material.len, &info, err);

	if (rc)
		return rc;
	view->curve = info.curve;
	view->ec_point = info.ec_point;
	view->public_exponent = info.public_exponent;
	view->modulus = info.modulus;
	view->modulus_size_bits = info.modulus_bits;
	view->mldsa_algorithm = info.mldsa_algorithm;
	view->key_length_bytes = info.length_bytes;
	bytes_init(&info.ec_point);
	bytes_init(&info.public_exponent);
	bytes_init(&info.modulus);
	crypto_public_info_done(&info);
	view->has_check_value = true;
	rc = crypto_check_value_public(
	    key->public_material.data, key->public_material.len, view->check_value, err);
	if (!rc && view->class == KEY_CLASS_PRIVATE)
		rc = crypto_private_length(&key->material, &view->key_length_bytes, err);
	return rc;
}

int key_object_set_material(struct key_object *key, struct secret *material,
    struct bytes *public_material, struct error *err)
{
	struct key_view *view = &key->view;

	if (material)
		secret_move(&key->material, material);
	if (public_material) {
		bytes_done(&key->public_material);
		key->public_material = *public_material;
		bytes_init(public_material);
	}
	if (view->class != KEY_CLASS_SECRET)
		return derive_public(key, err);
	view->key_length_bytes = (uint32_t)key->material.len;
	view->has_check_value = view->type != KEY_GENERIC_SECRET;
	return view->has_check_value ? crypto_check_value_symmetric(
					   view->type, &key->material, view->check_value, err)
				     : 0;
}

bool key_object_is_shared_with(const struct key_object *key, const char *username)
{
	for (size_t i = 0; i < key->view.n_sharees; i++) {
		if (strcmp(key->view.sharees[i].username, username) == 0)
			return true;
	}
	return false;
}

int key_object_add_sharee(struct key_object *key, const char *username, struct error *err)
{
	struct key_view *view = &key->view;
	struct key_sharee *grown = reallocarray(view->sharees, view->n_sharees + 1, sizeof(*grown));

	if (!grown)
		return error_raise(err, ERR_MEMORY);
	view->sharees = grown;
	memset(&grown[view->n_sharees], 0, sizeof(*grown));
	strncpy(grown[view->n_sharees].username, username, USERNAME_MAX);
	view->n_sharees++;
	return 0;
}

void key_object_remove_sharee(struct key_object *key, const char *username)
{
	struct key_view *view = &key->view;

	for (size_t i = 0; i < view->n_sharees; i++) {
		if (strcmp(view->sharees[i].username, username) != 0)
			continue;
		memmove(&view->sharees[i], &view->sharees[i + 1],
		    (view->n_sharees - i - 1) * sizeof(*view->sharees));
		view->n_sharees--;
		return;
	}
}

/* Serialised form: big-endian integers and length-prefixed bytes, in this order. */

static bool put_u32(struct secret *out, uint32_t value)
{
	unsigned char data[4] = {(unsigned char)(value >> 24), (unsigned char)(value >> 16),
	    (unsigned char)(value >> 8), (unsigned char)value};

	return secret_append(out, data, sizeof(data)) == 0;
}

static bool put_u64(struct secret *out, uint64_t value)
{
	return put_u32(out, (uint32_t)(value >> 32)) && put_u32(out, (uint32_t)value);
}

static bool put_blob(struct secret *out, const void *data, size_t len)
{
	return put_u32(out, (uint32_t)len) && (len == 0 || secret_append(out, data, len) == 0);
}

static bool put_text(struct secret *out, const char *text)
{
	return put_blob(out, text, strlen(text));
}

/* One slot holds what the type has: the curve of EC keys, or the parameter set of ML-DSA keys. */
static uint32_t parameters_of(const struct key_view *view)
{
	return view->type == KEY_ML_DSA ? (uint32_t)view->mldsa_algorithm : (uint32_t)view->curve;
}

static bool put_sharees(struct secret *out, const struct key_view *view)
{
	bool good = put_u32(out, (uint32_t)view->n_sharees);

	for (size_t i = 0; good && i < view->n_sharees; i++)
		good = put_text(out, view->sharees[i].username);
	return good;
}

int key_object_write(const struct key_object *key, struct secret *plain, struct error *err)
{
	const struct key_view *v = &key->view;
	bool good = put_u32(plain, KEY_OBJECT_FORMAT) &&
		    put_blob(plain, key->lineage, sizeof(key->lineage)) &&
		    put_u64(plain, v->reference) && put_text(plain, v->owner) &&
		    put_sharees(plain, v) && put_u32(plain, v->manage_quorum) &&
		    put_u32(plain, v->use_quorum) && put_u32(plain, (uint32_t)v->type) &&
		    put_u32(plain, (uint32_t)v->class) && put_text(plain, v->label) &&
		    put_blob(plain, v->id, v->id_len) && put_u32(plain, v->has_check_value) &&
		    put_blob(plain, v->check_value, sizeof(v->check_value)) &&
		    put_u64(plain, v->flags) && put_u32(plain, v->key_length_bytes) &&
		    put_u32(plain, parameters_of(v)) &&
		    put_blob(plain, v->ec_point.data, v->ec_point.len) &&
		    put_blob(plain, v->public_exponent.data, v->public_exponent.len) &&
		    put_blob(plain, v->modulus.data, v->modulus.len) &&
		    put_u32(plain, v->modulus_size_bits) &&
		    put_blob(plain, key->material.data, key->material.len) &&
		    put_blob(plain, key->public_material.data, key->public_material.len);

	return good ? 0 : error_raise(err, ERR_MEMORY);
}

static void get_fixed(struct bytes_reader *in, void *out, size_t size)
{
	size_t len = 0;
	const unsigned char *data = bytes_read_blob(in, &len);

	if (len != size)
		in->failed = true;
	else
		memcpy(out, data, size);
}

/* At most size bytes into out, which stays zero-filled behind them. */
static size_t get_limited(struct bytes_reader *in, void *out, size_t size)
{
	size_t len = 0;
	const unsigned char *data = bytes_read_blob(in, &len);

	if (len > size) {
		in->failed = true;
		return 0;
	}
	if (len)
		memcpy(out, data, len);
	return len;
}

static void get_bytes(struct bytes_reader *in, struct bytes *out)
{
	size_t len = 0;
	const unsigned char *data = bytes_read_blob(in, &len);

	if (len)
		bytes_append(out, data, len);
	if (bytes_failed(out))
		in->failed = true;
}

static void get_sharees(struct bytes_reader *in, struct key_object *key)
{
	uint32_t count = bytes_read_u32(in);
	char name[USERNAME_MAX + 1];

	if (count > KEY_SHAREES_MAX)
		in->failed = true;
	for (uint32_t i = 0; !in->failed && i < count; i++) {
		memset(name, 0, sizeof(name));
		get_limited(in, name, USERNAME_MAX);
		if (key_object_add_sharee(key, name, NULL))
			in->failed = true;
	}
}

static void get_attributes(struct bytes_reader *in, struct key_object *key)
{
	struct key_view *v = &key->view;
	uint32_t parameters;

	v->type = (enum key_type)bytes_read_u32(in);
	v->class = (enum key_class)bytes_read_u32(in);
	get_limited(in, v->label, KEY_LABEL_SIZE - 1);
	v->id_len = get_limited(in, v->id, sizeof(v->id));
	v->has_check_value = bytes_read_u32(in) != 0;
	get_fixed(in, v->check_value, sizeof(v->check_value));
	v->flags = bytes_read_u64(in);
	v->key_length_bytes = bytes_read_u32(in);
	parameters = bytes_read_u32(in);
	get_bytes(in, &v->ec_point);
	get_bytes(in, &v->public_exponent);
	get_bytes(in, &v->modulus);
	v->modulus_size_bits = bytes_read_u32(in);
	if (v->type == KEY_ML_DSA)
		v->mldsa_algorithm = (enum mldsa_algorithm)parameters;
	else
		v->curve = (enum key_curve)parameters;
	/* Names are looked up by these. */
	if (v->type > KEY_ML_DSA || v->class > KEY_CLASS_PRIVATE || v->curve > CURVE_ED25519 ||
	    v->mldsa_algorithm > MLDSA_87)
		in->failed = true;
}

int key_object_read(const struct secret *plain, struct key_object *key, struct error *err)
{
	struct bytes_reader in;
	const unsigned char *material;
	size_t len = 0;

	key_object_init(key);
	bytes_reader_init(&in, plain->data, plain->len);
	if (bytes_read_u32(&in) != KEY_OBJECT_FORMAT)
		in.failed = true;
	get_fixed(&in, key->lineage, sizeof(key->lineage));
	key->view.reference = bytes_read_u64(&in);
	get_limited(&in, key->view.owner, USERNAME_MAX);
	get_sharees(&in, key);
	key->view.manage_quorum = bytes_read_u32(&in);
	key->view.use_quorum = bytes_read_u32(&in);
	get_attributes(&in, key);
	material = bytes_read_blob(&in, &len);
	if (material && secret_set(&key->material, material, len))
		in.failed = true;
	get_bytes(&in, &key->public_material);
	if (bytes_reader_at_end(&in))
		return 0;
	key_object_done(key);
	return error_raise(err, ERR_ESTATE_ALTERED, "the contents of a key");
}
