/* Who may do what: that the table is whole, and what it says of those who stand for the others. */
#include "error.h"
#include "permission.h"
#include "unit.h"

#include <string.h>

#define BIT(caller) (1U << (caller))

/* The table */

START_TEST(every_rule_has_a_command_and_somebody_who_may)
{
	const struct permission_rule *rule = permission_rule((enum permission)_i);

	ck_assert_ptr_nonnull(rule->command);
	ck_assert_str_ne(rule->command, "");
	ck_assert_uint_ne(rule->who, 0);
	ck_assert_uint_lt(rule->who, BIT(CALLERS));
	if (rule->what)
		ck_assert_str_ne(rule->what, "");
}
END_TEST

START_TEST(a_rule_is_guarded_by_a_service_or_not_at_all)
{
	const struct permission_rule *rule = permission_rule((enum permission)_i);

	ck_assert_msg(
	    (rule->guarded == 0) == (rule->service == QUORUM_SERVICES), "%s", rule->command);
	/* Whoever may not do it needs no approval. */
	ck_assert_msg((rule->guarded & ~rule->who) == 0, "%s", rule->command);
	if (rule->service == QUORUM_KEY_USAGE || rule->service == QUORUM_KEY_MANAGEMENT)
		ck_assert_msg(rule->about == ABOUT_KEY, "%s", rule->command);
	else if (rule->guarded)
		ck_assert_msg(rule->about != ABOUT_KEY, "%s", rule->command);
	ck_assert_msg(rule->service != QUORUM_REGISTRATION, "%s", rule->command);
}
END_TEST

/* Only what everybody may do has no refusal. */
START_TEST(a_rule_that_shuts_somebody_out_says_so)
{
	const struct permission_rule *rule = permission_rule((enum permission)_i);
	bool shuts_out = false;

	for (enum caller caller = CALLER_NOBODY; caller < CALLERS; caller++)
		shuts_out = shuts_out ||
			    (caller_is_about(caller, rule->about) && !(rule->who & BIT(caller)));
	ck_assert_msg(shuts_out == (rule->refusal != ERR_OK), "%s", rule->command);
	ck_assert_msg(shuts_out == (rule->role_refusal != ERR_OK), "%s", rule->command);
	ck_assert_msg(shuts_out == (rule->unseen != ERR_OK), "%s", rule->command);
}
END_TEST

/* Where a command has two rules, what tells them apart, and they stand together. */
START_TEST(rules_of_one_command_are_told_apart)
{
	const struct permission_rule *rule = permission_rule((enum permission)_i);

	for (enum permission p = PERMIT_ACTIVATE; p < PERMISSIONS; p++) {
		const struct permission_rule *other = permission_rule(p);

		if (other == rule || strcmp(other->command, rule->command) != 0)
			continue;
		ck_assert_msg(rule->what && other->what, "%s", rule->command);
		ck_assert_str_ne(rule->what, other->what);
	}
}
END_TEST

START_TEST(an_answer_is_0_for_those_who_may_and_a_refusal_for_others)
{
	const enum permission permission = (enum permission)_i;
	const struct permission_rule *rule = permission_rule(permission);

	for (enum caller caller = CALLER_NOBODY; caller < CALLERS; caller++) {
		enum error_code answer;

		if (!caller_is_about(caller, rule->about))
			continue;
		answer = permission_check(permission, caller);
		if (rule->who & BIT(caller))
			ck_assert_msg(answer == ERR_OK, "%s", rule->command);
		else if (caller == CALLER_STRANGER)
			ck_assert_msg(answer == rule->unseen, "%s", rule->command);
		else
			ck_assert_msg(answer == rule->refusal || answer == rule->role_refusal,
			    "%s: %s", rule->command, caller_name(caller));
		ck_assert_int_eq(
		    permission_is_guarded(permission, caller), (rule->guarded & BIT(caller)) != 0);
	}
}
END_TEST

START_TEST(whoever_may_could_by_their_role)
{
	const enum permission permission = (enum permission)_i;
	const struct permission_rule *rule = permission_rule(permission);

	for (enum caller caller = CALLER_NOBODY; caller < CALLERS; caller++) {
		enum error_code role = permission_check_role(permission, caller);

		if (!caller_is_about(caller, rule->about))
			continue;
		if (rule->who & BIT(caller))
			ck_assert_msg(role == ERR_OK, "%s: %s", rule->command, caller_name(caller));
		else if (role != ERR_OK && caller != CALLER_STRANGER)
			ck_assert_int_eq(role, permission_check(permission, caller));
	}
}
END_TEST

/* Answers */

static const struct {
	enum permission permission;
	enum caller caller;
	enum error_code answer;
} answers[] = {
    {PERMIT_ACTIVATE, CALLER_UNACTIVATED_ADMIN, ERR_OK},
    {PERMIT_ACTIVATE, CALLER_NOBODY, ERR_ALREADY_ACTIVATED},
    {PERMIT_ACTIVATE, CALLER_FIRST_ADMIN, ERR_ALREADY_ACTIVATED},
    {PERMIT_LOGIN, CALLER_NOBODY, ERR_OK},
    {PERMIT_LOGOUT, CALLER_NOBODY, ERR_NOT_LOGGED_IN},
    {PERMIT_USER_LIST, CALLER_NOBODY, ERR_OK},
    {PERMIT_USER_CREATE, CALLER_ADMIN, ERR_OK},
    {PERMIT_USER_CREATE, CALLER_FIRST_ADMIN, ERR_OK},
    {PERMIT_USER_CREATE, CALLER_CRYPTO_USER, ERR_ADMIN_REQUIRED},
    {PERMIT_USER_CREATE, CALLER_NOBODY, ERR_ADMIN_REQUIRED},
    {PERMIT_USER_CHANGE_PASSWORD, CALLER_SELF, ERR_OK},
    {PERMIT_USER_CHANGE_PASSWORD, CALLER_ADMIN, ERR_OK},
    {PERMIT_USER_CHANGE_PASSWORD, CALLER_CRYPTO_USER, ERR_ADMIN_REQUIRED},
    {PERMIT_USER_CHANGE_PASSWORD, CALLER_NOBODY, ERR_USER_REQUIRED},
    {PERMIT_USER_CHANGE_MFA, CALLER_CRYPTO_USER, ERR_ADMIN_REQUIRED},
    {PERMIT_USER_CHANGE_MFA, CALLER_NOBODY, ERR_USER_REQUIRED},
    {PERMIT_USER_REGISTER, CALLER_SELF, ERR_OK},
    {PERMIT_USER_REGISTER, CALLER_ADMIN, ERR_USER_REQUIRED},
    {PERMIT_MTLS_SET_LEVEL, CALLER_FIRST_ADMIN, ERR_OK},
    {PERMIT_MTLS_SET_LEVEL, CALLER_ADMIN, ERR_MTLS_ADMIN},
    {PERMIT_MTLS_SET_LEVEL, CALLER_CRYPTO_USER, ERR_MTLS_ADMIN},
    {PERMIT_MTLS_REGISTER, CALLER_ADMIN, ERR_OK},
    {PERMIT_MTLS_LIST, CALLER_NOBODY, ERR_OK},
    {PERMIT_MTLS_GET_LEVEL, CALLER_NOBODY, ERR_USER_REQUIRED},
    {PERMIT_SIGN, CALLER_OWNER, ERR_OK},
    {PERMIT_SIGN, CALLER_SHAREE, ERR_OK},
    {PERMIT_SIGN, CALLER_STRANGER, ERR_KEY_NOT_SINGLE},
    {PERMIT_SIGN, CALLER_READER, ERR_KEY_NOT_SINGLE},
    {PERMIT_SIGN, CALLER_ADMIN, ERR_CRYPTO_USER_REQUIRED},
    {PERMIT_SIGN, CALLER_NOBODY, ERR_CRYPTO_USER_REQUIRED},
    {PERMIT_VERIFY, CALLER_READER, ERR_OK},
    {PERMIT_VERIFY, CALLER_STRANGER, ERR_KEY_NOT_SINGLE},
    {PERMIT_KEY_DELETE, CALLER_SHAREE, ERR_KEY_NOT_OWNER},
    {PERMIT_KEY_DELETE, CALLER_STRANGER, ERR_KEY_NOT_SINGLE},
    {PERMIT_KEY_DELETE, CALLER_ADMIN, ERR_CRYPTO_USER_REQUIRED},
    {PERMIT_KEY_SEE, CALLER_ADMIN, ERR_OK},
    {PERMIT_KEY_SEE, CALLER_STRANGER, ERR_KEY_NOT_SINGLE},
    {PERMIT_KEY_SEE, CALLER_NOBODY, ERR_USER_REQUIRED},
    {PERMIT_KEY_SET_TRUSTED, CALLER_ADMIN, ERR_OK},
    {PERMIT_KEY_SET_TRUSTED, CALLER_OWNER, ERR_ATTRIBUTE_VALUE},
    {PERMIT_KEY_SET_ATTRIBUTE, CALLER_ADMIN, ERR_KEY_NOT_OWNER},
    {PERMIT_KEY_WRAP, CALLER_SHAREE, ERR_KEY_NOT_OWNER},
    {PERMIT_KEY_WRAP_UNDER, CALLER_READER, ERR_OK},
    {PERMIT_KEY_UNWRAP_WITH, CALLER_READER, ERR_KEY_NOT_SINGLE},
    {PERMIT_KEY_EXTRACT, CALLER_SHAREE, ERR_KEY_NOT_OWNER},
    {PERMIT_KEY_EXTRACT, CALLER_NOBODY, ERR_USER_REQUIRED},
    {PERMIT_TOKEN_ADMIN, CALLER_CRYPTO_USER, ERR_ADMIN_REQUIRED},
    {PERMIT_TOKEN_KEY, CALLER_SHAREE, ERR_OK},
    {PERMIT_TOKEN_KEY, CALLER_READER, ERR_KEY_NOT_SINGLE},
    {PERMIT_TOKEN_KEY, CALLER_ADMIN, ERR_CRYPTO_USER_REQUIRED},
    {PERMIT_TOKEN_REGISTRATION, CALLER_CRYPTO_USER, ERR_OK},
    {PERMIT_TOKEN_REGISTRATION, CALLER_NOBODY, ERR_USER_REQUIRED},
    {PERMIT_QUORUM_SET_VALUE, CALLER_CRYPTO_USER, ERR_ADMIN_REQUIRED},
    {PERMIT_QUORUM_LIST_VALUES, CALLER_NOBODY, ERR_OK},
    {PERMIT_USER_INSERT, CALLER_CRYPTO_USER, ERR_ADMIN_REQUIRED},
};

START_TEST(callers_are_answered)
{
	ck_assert_msg(
	    permission_check(answers[_i].permission, answers[_i].caller) == answers[_i].answer,
	    "%s: %s", permission_rule(answers[_i].permission)->command,
	    caller_name(answers[_i].caller));
}
END_TEST

static const struct {
	enum permission permission;
	enum caller caller;
	enum error_code answer;
} role_answers[] = {
    /* A crypto user of whom nothing else is known could be the key's owner, */
    {PERMIT_SIGN, CALLER_CRYPTO_USER, ERR_OK},
    {PERMIT_KEY_DELETE, CALLER_CRYPTO_USER, ERR_OK},
    {PERMIT_KEY_WRAP, CALLER_STRANGER, ERR_OK},
    {PERMIT_KEY_SEE, CALLER_ADMIN, ERR_OK},
    /* an admin could not, and nobody is nobody. */
    {PERMIT_SIGN, CALLER_ADMIN, ERR_CRYPTO_USER_REQUIRED},
    {PERMIT_SIGN, CALLER_NOBODY, ERR_CRYPTO_USER_REQUIRED},
    {PERMIT_KEY_SEE, CALLER_NOBODY, ERR_USER_REQUIRED},
    {PERMIT_KEY_SET_TRUSTED, CALLER_CRYPTO_USER, ERR_ATTRIBUTE_VALUE},
    /* Any user may be the one who is asked about. */
    {PERMIT_USER_CHANGE_PASSWORD, CALLER_CRYPTO_USER, ERR_OK},
    {PERMIT_USER_CHANGE_PASSWORD, CALLER_NOBODY, ERR_USER_REQUIRED},
};

START_TEST(callers_are_answered_by_their_role)
{
	ck_assert_msg(permission_check_role(role_answers[_i].permission, role_answers[_i].caller) ==
			  role_answers[_i].answer,
	    "%s: %s", permission_rule(role_answers[_i].permission)->command,
	    caller_name(role_answers[_i].caller));
}
END_TEST

START_TEST(quorums_guard_what_is_done_to_others)
{
	ck_assert(permission_is_guarded(PERMIT_USER_CHANGE_PASSWORD, CALLER_ADMIN));
	ck_assert(!permission_is_guarded(PERMIT_USER_CHANGE_PASSWORD, CALLER_SELF));
	ck_assert(permission_is_guarded(PERMIT_USER_CHANGE_MFA, CALLER_FIRST_ADMIN));
	ck_assert(!permission_is_guarded(PERMIT_USER_CHANGE_MFA, CALLER_SELF));
	ck_assert(permission_is_guarded(PERMIT_SIGN, CALLER_SHAREE));
	ck_assert(permission_is_guarded(PERMIT_KEY_WRAP_UNDER, CALLER_SHAREE));
	ck_assert(!permission_is_guarded(PERMIT_KEY_WRAP_UNDER, CALLER_READER));
	ck_assert(!permission_is_guarded(PERMIT_VERIFY, CALLER_OWNER));
	ck_assert(!permission_is_guarded(PERMIT_KEY_DELETE, CALLER_OWNER));
	ck_assert(!permission_is_guarded(PERMIT_USER_INSERT, CALLER_ADMIN));
	ck_assert_int_eq(permission_rule(PERMIT_SIGN)->service, QUORUM_KEY_USAGE);
	ck_assert_int_eq(permission_rule(PERMIT_KEY_SHARE)->service, QUORUM_KEY_MANAGEMENT);
	ck_assert_int_eq(permission_rule(PERMIT_QUORUM_SET_VALUE)->service, QUORUM_QUORUM);
	ck_assert_int_eq(permission_rule(PERMIT_MTLS_SET_LEVEL)->service, QUORUM_CLUSTER);
}
END_TEST

/* Commands */

static const struct {
	const char *path;
	size_t count;
	enum permission rules[2];
} commands[] = {
    {"user create", 1, {PERMIT_USER_CREATE}},
    {"cluster mtls set-enforcement", 1, {PERMIT_MTLS_SET_LEVEL}},
    {"key wrap rsa-aes", 2, {PERMIT_KEY_WRAP, PERMIT_KEY_WRAP_UNDER}},
    {"key set-attribute", 2, {PERMIT_KEY_SET_ATTRIBUTE, PERMIT_KEY_SET_TRUSTED}},
    {"key generate-symmetric aes", 1, {PERMIT_KEY_MAKE}},
    /* The longer one, not both. */
    {"key generate-file", 1, {PERMIT_KEY_EXPORT}},
    {"logout", 1, {PERMIT_LOGOUT}},
    {"login mfa-token-sign", 1, {PERMIT_LOGIN}},
    {"quorum token-sign list", 1, {PERMIT_TOKEN_LIST}},
    {"quorum token-sign list-quorum-values", 1, {PERMIT_QUORUM_LIST_VALUES}},
    {"help", 0, {0}},
    {"", 0, {0}},
};

START_TEST(a_command_has_the_rules_of_the_longest_beginning)
{
	enum permission list[PERMISSIONS];
	size_t count = permissions_of(commands[_i].path, list);

	ck_assert_msg(count == commands[_i].count, "%s: %zu", commands[_i].path, count);
	for (size_t i = 0; i < count; i++)
		ck_assert_msg(list[i] == commands[_i].rules[i], "%s", commands[_i].path);
}
END_TEST

/* Callers */

START_TEST(callers_have_names_of_their_own)
{
	const char *name = caller_name((enum caller)_i);

	ck_assert_ptr_nonnull(name);
	for (enum caller other = CALLER_NOBODY; other < (enum caller)_i; other++)
		ck_assert_str_ne(name, caller_name(other));
}
END_TEST

START_TEST(callers_stand_to_what_they_can_stand_to)
{
	static const char expected[CALLERS][4] = {
	    [CALLER_NOBODY] = "huk",
	    [CALLER_UNACTIVATED_ADMIN] = "h--",
	    [CALLER_ADMIN] = "huk",
	    [CALLER_FIRST_ADMIN] = "huk",
	    [CALLER_CRYPTO_USER] = "hu-",
	    [CALLER_SELF] = "-u-",
	    [CALLER_OWNER] = "--k",
	    [CALLER_SHAREE] = "--k",
	    [CALLER_READER] = "--k",
	    [CALLER_STRANGER] = "--k",
	};
	const enum caller caller = (enum caller)_i;

	ck_assert_int_eq(caller_is_about(caller, ABOUT_HSM), expected[caller][0] == 'h');
	ck_assert_int_eq(caller_is_about(caller, ABOUT_USER), expected[caller][1] == 'u');
	ck_assert_int_eq(caller_is_about(caller, ABOUT_KEY), expected[caller][2] == 'k');
}
END_TEST

/* Limited-write mode */

START_TEST(what_reads_is_never_limited)
{
	static const enum permission reads[] = {PERMIT_HSM_INFO, PERMIT_MTLS_GET_LEVEL,
	    PERMIT_MTLS_LIST, PERMIT_SIGN, PERMIT_VERIFY, PERMIT_KEY_EXPORT, PERMIT_KEY_SEE,
	    PERMIT_KEY_EXTRACT, PERMIT_KEY_UNWRAP_WITH, PERMIT_KEY_WRAP, PERMIT_KEY_WRAP_UNDER,
	    PERMIT_LOGIN, PERMIT_LOGOUT, PERMIT_TOKEN_LIST, PERMIT_QUORUM_LIST_VALUES,
	    PERMIT_USER_LIST, PERMIT_USER_EXTRACT};
	size_t limited = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(reads); i++)
		ck_assert(!permission_is_limited(reads[i], true));
	for (enum permission p = PERMIT_ACTIVATE; p < PERMISSIONS; p++)
		limited += permission_is_limited(p, true);
	ck_assert_uint_eq(limited, PERMISSIONS - ARRAY_LENGTH(reads));
}
END_TEST

START_TEST(keys_of_a_session_are_not_limited)
{
	static const enum permission keys[] = {PERMIT_KEY_DELETE, PERMIT_KEY_MAKE,
	    PERMIT_KEY_IMPORT, PERMIT_KEY_INSERT, PERMIT_KEY_SET_ATTRIBUTE, PERMIT_KEY_SET_TRUSTED,
	    PERMIT_KEY_SHARE, PERMIT_KEY_UNSHARE, PERMIT_KEY_UNWRAP};
	size_t spared = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
		ck_assert(!permission_is_limited(keys[i], false));
	for (enum permission p = PERMIT_ACTIVATE; p < PERMISSIONS; p++)
		spared += permission_is_limited(p, true) && !permission_is_limited(p, false);
	ck_assert_uint_eq(spared, ARRAY_LENGTH(keys));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("permission");
	TCase *table = tcase_create("table");
	TCase *people = tcase_create("callers");

	tcase_add_loop_test(table, every_rule_has_a_command_and_somebody_who_may, 0, PERMISSIONS);
	tcase_add_loop_test(table, a_rule_is_guarded_by_a_service_or_not_at_all, 0, PERMISSIONS);
	tcase_add_loop_test(table, a_rule_that_shuts_somebody_out_says_so, 0, PERMISSIONS);
	tcase_add_loop_test(table, rules_of_one_command_are_told_apart, 0, PERMISSIONS);
	tcase_add_loop_test(
	    table, an_answer_is_0_for_those_who_may_and_a_refusal_for_others, 0, PERMISSIONS);
	tcase_add_loop_test(table, whoever_may_could_by_their_role, 0, PERMISSIONS);
	tcase_add_loop_test(
	    table, a_command_has_the_rules_of_the_longest_beginning, 0, ARRAY_LENGTH(commands));
	tcase_add_test(table, what_reads_is_never_limited);
	tcase_add_test(table, keys_of_a_session_are_not_limited);
	suite_add_tcase(suite, table);
	tcase_add_loop_test(people, callers_are_answered, 0, ARRAY_LENGTH(answers));
	tcase_add_loop_test(
	    people, callers_are_answered_by_their_role, 0, ARRAY_LENGTH(role_answers));
	tcase_add_test(people, quorums_guard_what_is_done_to_others);
	tcase_add_loop_test(people, callers_have_names_of_their_own, 0, CALLERS);
	tcase_add_loop_test(people, callers_stand_to_what_they_can_stand_to, 0, CALLERS);
	suite_add_tcase(suite, people);
	return unit_run(suite);
}
