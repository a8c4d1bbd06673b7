/* cloudhsm-cli: its commands, in the order of its help. */
#include "table.h"

#include "app.h"
#include "commands.h"

static const struct command *const commands[] = {
    &command_cluster_activate,
    &command_cluster_hsm_info,
    &command_interactive,
    &command_key_delete,
    &command_key_generate_asymmetric_pair_ec,
    &command_key_generate_asymmetric_pair_rsa,
    &command_key_generate_file,
    &command_key_generate_symmetric_aes,
    &command_key_generate_symmetric_generic_secret,
    &command_key_import_pem,
    &command_key_list,
    &command_key_replicate,
    &command_key_set_attribute,
    &command_key_share,
    &command_key_unshare,
    &command_key_unwrap_rsa_aes,
    &command_key_unwrap_rsa_oaep,
    &command_key_wrap_rsa_aes,
    &command_key_wrap_rsa_oaep,
    &command_login,
    &command_login_mfa_token_sign,
    &command_logout,
    &command_user_change_password,
    &command_user_create,
    &command_user_delete,
    &command_user_list,
};

static const struct command_group groups[] = {
    {"cluster", "Manage a cluster and its HSMs"},
    {"key", "Manage keys in the HSM cluster"},
    {"key generate-asymmetric-pair", "Generate an asymmetric key pair"},
    {"key generate-symmetric", "Generate a symmetric key"},
    {"key import", "Import a key"},
    {"key unwrap", "Unwrap a key into the HSM cluster"},
    {"key wrap", "Wrap a key out of the HSM cluster"},
    {"user", "Manage users in your cluster"},
};

const struct program cloudhsm_cli = {
    .name = "cloudhsm-cli",
    .version = "cloudhsm-cli 5.18.0 (localhsm " LOCALHSM_VERSION ")",
    .about = "Manage users and keys of AWS CloudHSM clusters, as localhsm simulates them",
    .commands = commands,
    .n_commands = ARRAY_LENGTH(commands),
    .groups = groups,
    .n_groups = ARRAY_LENGTH(groups),
    .mistakes = mistakes,
    .n_mistakes = MISTAKES,
    .repl_prompt = APP_PROMPT,
    .prepare = app_prepare,
    .prompt = app_prompt,
    .history_path = app_history_path,
    .manual = manual_sections,
    .n_manual = MANUAL_SECTIONS,
};
