/* Asks where the signed form of a token file is. */
#include "signed-token.h"

#include "error.h"

#include <stdlib.h>
#include <string.h>

int signed_token_ask(
    struct command_context *context, const char *unsigned_path, char **path, struct error *err)
{
	char *line = NULL;
	int rc = context_ask_line(context,
	    "Enter signed token file path (press enter if same as the unsigned token file):", &line,
	    err);

	if (rc == 0 && *line == '\0') {
		free(line);
		line = strdup(unsigned_path);
		if (!line)
			rc = error_raise(err, ERR_MEMORY);
	}
	if (rc == 0)
		*path = line;
	return rc;
}
