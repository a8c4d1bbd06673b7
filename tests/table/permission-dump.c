/*
 * Prints who may run what, one line a command and role, from the tables of the shell and of the
 * HSM: "command (what) | role | yes", with the quorum that guards it and
 * whether limited-write mode refuses it, or the name of the refusal.
 */
#include "table.h"

#include "command.h"
#include "error.h"
#include "permission.h"

#include <stdio.h>

static const char *const limits[] = {
    [READS] = "",
    [WRITES] = ", not in limited-write mode",
    [WRITES_TOKEN_KEYS] = ", token keys not in limited-write mode",
};

static void print_rule(const char *path, enum permission permission)
{
	const struct permission_rule *rule = permission_rule(permission);

	for (enum caller caller = 0; caller < CALLERS; caller++) {
		enum error_code refusal = permission_check(permission, caller);

		if (!caller_is_about(caller, rule->about))
			continue;
		printf("%s%s%s%s | %s | ", path, rule->what ? " (" : "",
		    rule->what ? rule->what : "", rule->what ? ")" : "", caller_name(caller));
		if (refusal != ERR_OK) {
			printf("%s\n", error_name(refusal));
			continue;
		}
		printf("yes");
		if (permission_is_guarded(permission, caller))
			printf(", quorum %s", quorum_service_name(rule->service));
		printf("%s\n", limits[rule->writes]);
	}
}

int main(void)
{
	for (size_t i = 0; i < PROGRAM.n_commands; i++) {
		const struct command *command = PROGRAM.commands[i];
		enum permission rules[PERMISSIONS];
		size_t count = permissions_of(command->path, rules);

		if (count == 0)
			printf("%s | anybody | yes, no HSM is asked\n", command->path);
		for (size_t j = 0; j < count; j++)
			print_rule(command->path, rules[j]);
	}
	return fflush(stdout) != 0;
}
