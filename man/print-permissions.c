/* Prints localhsm-permissions(7) in mdoc, from the table of who may do what in an HSM. */
#include "bytes.h"
#include "command.h"
#include "error.h"
#include "man-text.h"
#include "man.h"
#include "permission.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

static const char *const subjects[] = {
    [ABOUT_HSM] = "of the HSM",
    [ABOUT_USER] = "of users",
    [ABOUT_KEY] = "of keys",
};

static const char *const limits[] = {
    [READS] = "",
    [WRITES] = ";\nnot in limited\\-write mode",
    [WRITES_TOKEN_KEYS] = ";\ntoken keys not in limited\\-write mode",
};

/* Callers whom the predicate holds for, divided by commas; "nobody else" is left to the reader. */
static void put_callers(const struct permission_rule *rule, unsigned bits, struct bytes *out)
{
	const char *comma = "";

	for (enum caller caller = 0; caller < CALLERS; caller++) {
		if (!((bits >> caller) & 1U) || !caller_is_about(caller, rule->about))
			continue;
		bytes_append_text(out, comma);
		man_escape(caller_name(caller), out);
		comma = ", ";
	}
}

static bool allows_everybody(const struct permission_rule *rule)
{
	for (enum caller caller = 0; caller < CALLERS; caller++) {
		if (caller_is_about(caller, rule->about) && !((rule->who >> caller) & 1U))
			return false;
	}
	return true;
}

static void put_rule(const struct permission_rule *rule, struct bytes *out)
{
	if (rule->what) {
		bytes_append_text(out, ".Em ");
		man_argument(rule->what, out);
		bytes_append_text(out, " :\n");
	}
	if (allows_everybody(rule))
		bytes_append_text(out, "everybody");
	else
		put_callers(rule, rule->who, out);
	if (rule->guarded) {
		bytes_append_text(out, "; quorum ");
		man_escape(quorum_service_name(rule->service), out);
		if ((rule->guarded & rule->who) != rule->who) {
			bytes_append_text(out, " for ");
			put_callers(rule, rule->guarded, out);
		}
	}
	bytes_append_text(out, limits[rule->writes]);
	bytes_append_char(out, '\n');
}

/* Commands that share a rule, such as those of all mechanisms, are told once. */
static bool is_told(const char *path, size_t before)
{
	enum permission own[PERMISSIONS], other[PERMISSIONS];
	size_t count = permissions_of(path, own);

	for (size_t i = 0; i < before; i++) {
		if (permissions_of(PROGRAM.commands[i]->path, other) == count && count > 0 &&
		    other[0] == own[0])
			return true;
	}
	return false;
}

static void put_command(const char *path, struct bytes *out)
{
	enum permission rules[PERMISSIONS];
	size_t count = permissions_of(path, rules);
	const char *command = permission_rule(rules[0])->command;

	bytes_append_text(out, ".It Ic ");
	/* "key generate-" stands for more than one command. */
	man_argument(command, out);
	if (command[strlen(command) - 1] == '-')
		bytes_append_text(out, " Ns ...");
	bytes_append_char(out, '\n');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			bytes_append_text(out, ".br\n");
		put_rule(permission_rule(rules[i]), out);
	}
}

static void print_about(enum permission_subject about, struct bytes *out)
{
	bytes_append_format(out, ".Ss Commands %s\n.Bl -tag -width Ds\n", subjects[about]);
	for (size_t i = 0; i < PROGRAM.n_commands; i++) {
		const char *path = PROGRAM.commands[i]->path;
		enum permission rules[PERMISSIONS];

		if (permissions_of(path, rules) > 0 && !is_told(path, i) &&
		    permission_rule(rules[0])->about == about)
			put_command(path, out);
	}
	bytes_append_text(out, ".El\n");
}

int main(void)
{
	struct bytes page = BYTES_INIT;
	int rc;

	bytes_append_text(&page,
	    ".Dd " MAN_DATE "\n.Dt LOCALHSM-PERMISSIONS 7\n.Os\n.Sh NAME\n"
	    ".Nm localhsm-permissions\n.Nd who may do what in an HSM\n.Sh DESCRIPTION\n");
	man_sentences(
	    "The HSM decides who may do what, and refuses whoever may not, whichever program "
	    "asks. cloudhsm-cli looks at the role of whoever is logged in before it asks, for the "
	    "sake of the message.",
	    &page);
	bytes_append_text(&page, ".Pp\n");
	man_sentences(
	    "Who asks is nobody (not logged in), an unactivated admin (the same, before cluster "
	    "activate), an admin, the user admin (the admin of that name, whom activation made), "
	    "or a crypto user. To a user they may be the user themself. To a key a crypto user is "
	    "its owner, a sharee (whom it is shared with), a reader of a public key (which every "
	    "crypto user sees), or a stranger, who does not see the key: it is as if there were "
	    "none.",
	    &page);
	bytes_append_text(&page, ".Pp\n");
	man_sentences(
	    "Where a quorum is named, the command takes the approval of as many users as the value "
	    "of that service says, if it is above 1: quorum token-sign list-quorum-values shows "
	    "the values of user, quorum and cluster, key list --verbose those of keys. What admins "
	    "do is approved by admins, what is done with a key by its owner and its sharees; by "
	    "each of them once, and by those who have registered a public key.",
	    &page);
	bytes_append_text(&page, ".Pp\n");
	man_sentences(
	    "While a cluster is migrated to another HSM type, its HSMs are in limited-write mode: "
	    "they refuse what changes users, token keys, quorums and trust anchors, whoever asks. "
	    "Logins, lists, session keys, and the use of every key go on. Whoever may not do it "
	    "anyway is told that instead.",
	    &page);
	for (enum permission_subject about = ABOUT_HSM; about <= ABOUT_KEY; about++)
		print_about(about, &page);
	bytes_append_text(&page, ".Sh SEE ALSO\n");
	man_reference("cloudhsm-cli", &page);
	bytes_append_text(
	    &page, " ,\n.No localhsm\\-errors Ns (7) ,\n.No localhsm\\-policy Ns (7)\n");
	rc = bytes_failed(&page) || fwrite(page.data, 1, page.len, stdout) != page.len;
	bytes_done(&page);
	return rc || fflush(stdout) != 0;
}
