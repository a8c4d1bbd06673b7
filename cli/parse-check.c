/* What must be given, and what must or must not be given together. */
#include "parse.h"

#include "bytes.h"

static bool find_conflict(const struct args *args, struct usage *usage)
{
	for (size_t i = 0; i < args->n_values; i++) {
		const struct option_spec *first = table_option(args->command, i);

		if (!args->values[i].given || first->one_of == 0)
			continue;
		for (size_t j = i + 1; j < args->n_values; j++) {
			const struct option_spec *second = table_option(args->command, j);

			if (!args->values[j].given || second->one_of != first->one_of)
				continue;
			*usage = (struct usage){.fault = USAGE_CONFLICT,
			    .option = first,
			    .other = second,
			    .at = args->values[j].at};
			return true;
		}
	}
	return false;
}

/* Whether any alternative of the option at index is given; *first: whether it leads its group. */
static bool alternative_given(const struct args *args, size_t index, bool *first)
{
	const struct option_spec *option = table_option(args->command, index);
	bool given = false;

	*first = true;
	for (size_t i = 0; i < args->n_values; i++) {
		if (table_option(args->command, i)->one_of != option->one_of)
			continue;
		given = given || args->values[i].given;
		*first = *first && i >= index;
	}
	return given;
}

static bool companion_given(const struct args *args, const struct option_spec *option)
{
	for (size_t i = 0; i < args->n_values; i++) {
		if (table_option(args->command, i)->together == option->together &&
		    args->values[i].given)
			return true;
	}
	return false;
}

bool args_option_missing(const struct args *args, size_t index)
{
	const struct option_spec *option = table_option(args->command, index);
	bool first;

	if (args->values[index].given)
		return false;
	if ((option->flags & OPTION_REQUIRED) != 0)
		return true;
	if (option->one_of != 0 && !alternative_given(args, index, &first) && first)
		return true;
	return option->together != 0 && companion_given(args, option);
}

int option_refuse_later(const struct option_spec *option, const char *choice, struct error *err)
{
	struct bytes what = BYTES_INIT;
	int rc;

	option_append_flag(option, &what);
	if (choice)
		bytes_append_format(&what, " %s", choice);
	rc = error_raise(err, ERR_NOT_SIMULATED, bytes_text(&what));
	bytes_done(&what);
	return rc;
}

static bool nothing_required(const struct args *args)
{
	for (size_t i = 0; i < args->n_values; i++) {
		if (args->values[i].given &&
		    (table_option(args->command, i)->flags & OPTION_SUFFICES) != 0)
			return true;
	}
	return false;
}

int args_check(const struct args *args, struct usage *usage, struct error *err)
{
	/* First: what such an option asks for may do without those that are required. */
	for (size_t i = 0; i < args->n_values; i++) {
		const struct option_spec *option = table_option(args->command, i);

		if (args->values[i].given && (option->flags & OPTION_LATER) != 0)
			return option_refuse_later(option, NULL, err);
	}
	if (find_conflict(args, usage))
		return ERR_USAGE;
	for (size_t i = 0; i < args->n_values && !nothing_required(args); i++) {
		if (args_option_missing(args, i)) {
			*usage = (struct usage){.fault = USAGE_REQUIRED_MISSING};
			return ERR_USAGE;
		}
	}
	return 0;
}
