/* Every command of cloudhsm-cli, each in the file of its name, and what else the table joins. */
#ifndef LOCALHSM_COMMANDS_H
#define LOCALHSM_COMMANDS_H

#include "command.h"

extern const struct command command_interactive;
extern const struct command command_login, command_login_mfa_token_sign, command_logout;
extern const struct command command_cluster_activate, command_cluster_hsm_info,
    command_cluster_mtls_deregister_trust_anchor, command_cluster_mtls_get_enforcement,
    command_cluster_mtls_list_trust_anchors, command_cluster_mtls_register_trust_anchor,
    command_cluster_mtls_set_enforcement;
extern const struct command command_crypto_sign_ecdsa, command_crypto_sign_ed25519,
    command_crypto_sign_ed25519ph, command_crypto_sign_ml_dsa, command_crypto_sign_rsa_pkcs,
    command_crypto_sign_rsa_pkcs_pss, command_crypto_verify_ecdsa, command_crypto_verify_ed25519,
    command_crypto_verify_ed25519ph, command_crypto_verify_ml_dsa, command_crypto_verify_rsa_pkcs,
    command_crypto_verify_rsa_pkcs_pss;
extern const struct command command_quorum_token_sign_delete, command_quorum_token_sign_generate,
    command_quorum_token_sign_list, command_quorum_token_sign_list_quorum_values,
    command_quorum_token_sign_set_quorum_value;
extern const struct command command_user_change_mfa_token_sign, command_user_change_password,
    command_user_change_quorum_token_sign_register, command_user_create, command_user_delete,
    command_user_list, command_user_replicate;
extern const struct command command_key_delete, command_key_generate_asymmetric_pair_ec,
    command_key_generate_asymmetric_pair_ml_dsa, command_key_generate_asymmetric_pair_rsa,
    command_key_generate_file, command_key_generate_symmetric_aes,
    command_key_generate_symmetric_generic_secret, command_key_import_pem, command_key_list,
    command_key_replicate, command_key_set_attribute, command_key_share, command_key_unshare,
    command_key_unwrap_aes_gcm, command_key_unwrap_aes_no_pad, command_key_unwrap_aes_pkcs5_pad,
    command_key_unwrap_aes_zero_pad, command_key_unwrap_cloudhsm_aes_gcm,
    command_key_unwrap_rsa_aes, command_key_unwrap_rsa_oaep, command_key_unwrap_rsa_pkcs,
    command_key_wrap_aes_gcm, command_key_wrap_aes_no_pad, command_key_wrap_aes_pkcs5_pad,
    command_key_wrap_aes_zero_pad, command_key_wrap_cloudhsm_aes_gcm, command_key_wrap_rsa_aes,
    command_key_wrap_rsa_oaep, command_key_wrap_rsa_pkcs;

/* Words that people try, and what they meant: as many rows as mistakes.c has. */
#define MISTAKES 126
extern const struct mistake mistakes[MISTAKES];

/* Sections of the manual page that no table can tell. */
#define MANUAL_SECTIONS 7
extern const struct manual_section manual_sections[MANUAL_SECTIONS];

#endif
