/* The values of shared options. */
#include "options.h"

#include "args.h"
#include "error.h"
#include "quorum.h"
#include "secret.h"

const struct option_choice role_choices[ROLE_CHOICES] = {
    {.value = "crypto-user", .help = "A CryptoUser has the ability to manage and use keys"},
    {.value = "admin", .help = "An Admin has the ability to manage user accounts"},
};

enum user_role option_role(const struct args *args, unsigned option)
{
	return user_role_from_name(args_text(args, option));
}

int option_approval(
    const struct args *args, unsigned option, struct quorum_approval **approval, struct error *err)
{
	const char *path = args_text(args, option);

	*approval = NULL;
	return path ? quorum_approval_read(path, approval, err) : 0;
}

int option_password(struct command_context *context, const struct args *args, unsigned option,
    enum ask ask, struct secret *password, struct error *err)
{
	const struct secret *given = args_secret(args, option);

	if (!given)
		return context_ask_password(context, ask == ASK_TWICE, "--password", password, err);
	if (secret_copy(password, given) != 0)
		return error_raise(err, ERR_MEMORY);
	return 0;
}
