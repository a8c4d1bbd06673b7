/* The values of shared key options. */
#include "key-options.h"

#include "args.h"
#include "bytes.h"
#include "error.h"
#include "files.h"

#include <string.h>

/* The spellings of runbooks beside the documented ones: AWS KMS writes SHA-256 for both options. */
#define ALIASES(...)                                                                               \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}

/* In the order of enum hash_function. */
#define HASH_CHOICE(constant, number)                                                              \
	[constant] = {.value = "sha" number, .aliases = ALIASES("sha-" number)},
const struct option_choice hash_choices[HASH_CHOICES] = {EACH_HASH_FUNCTION(HASH_CHOICE)};

#define MGF_CHOICE(constant, number)                                                               \
	[constant] = {.value = "mgf1-sha" number,                                                  \
	    .aliases = ALIASES("mgf1-sha-" number, "sha" number, "sha-" number)},
const struct option_choice mgf_choices[HASH_CHOICES] = {EACH_HASH_FUNCTION(MGF_CHOICE)};

void option_quorum(const struct args *args, unsigned manage_option, unsigned use_option,
    struct key_template *template)
{
	template->has_quorum = args_has(args, manage_option);
	template->manage_quorum = (unsigned)args_number(args, manage_option, 0);
	template->use_quorum = (unsigned)args_number(args, use_option, 0);
}

int option_filter(
    const struct args *args, unsigned option, struct key_filter *filter, struct error *err)
{
	size_t count;
	const char *const *words = args_list(args, option, &count);

	return key_filter_parse(words, count, filter, err);
}

int option_filter_check(const struct args *args, unsigned option, struct error *err)
{
	struct key_filter filter = KEY_FILTER_INIT;
	int rc = option_filter(args, option, &filter, err);

	key_filter_done(&filter);
	return rc;
}

int option_attributes(
    const struct args *args, unsigned option, struct attribute_list *attributes, struct error *err)
{
	size_t count;
	const char *const *words = args_list(args, option, &count);

	return attribute_list_parse(words, count, attributes, err);
}

int option_attributes_check(const struct args *args, unsigned option, struct error *err)
{
	struct attribute_list attributes = ATTRIBUTE_LIST_INIT;
	int rc = option_attributes(args, option, &attributes, err);

	attribute_list_done(&attributes);
	return rc;
}

int option_hashes(const struct args *args, unsigned hash_option, unsigned mgf_option,
    enum hash_function *hash, enum hash_function *mgf, struct error *err)
{
	*hash = (enum hash_function)args_choice(args, hash_option);
	*mgf = (enum hash_function)args_choice(args, mgf_option);
	return *hash == *mgf ? 0 : error_raise(err, ERR_WRAP_HASH);
}

int option_data(const struct args *args, unsigned data_option, unsigned path_option, size_t max,
    struct bytes *data, struct error *err)
{
	const char *text = args_text(args, data_option);

	if (!text)
		return file_read(args_text(args, path_option), max, data, err);
	if (!bytes_from_base64(data, text, strlen(text)))
		return error_raise(err, ERR_DATA_BASE64);
	return bytes_failed(data) ? error_raise(err, ERR_MEMORY) : 0;
}

int option_hex(const struct args *args, unsigned option, struct bytes *data, struct error *err)
{
	const char *text = args_text(args, option);

	if (text && !bytes_from_hex(data, text, strlen(text)))
		return error_raise(err, ERR_INTERNAL, "an option in hex was not checked");
	return bytes_failed(data) ? error_raise(err, ERR_MEMORY) : 0;
}
