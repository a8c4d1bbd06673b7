/* localhsm: its commands, in the order of its help. */
#include "table.h"

#include "api.h"
#include "app.h"
#include "commands.h"

static const struct command *const commands[] = {
    &command_up,
    &command_apply,
    &command_status,
    &command_audit_log,
    &command_compare,
    &command_api_log,
    &command_snapshot_save,
    &command_snapshot_load,
    &command_destroy,
    &command_clock_show,
    &command_clock_set,
    &command_clock_advance,
    &command_clock_reset,
    &command_fault_set,
    &command_fault_list,
    &command_fault_clear,
    &command_set_lag_none,
    &command_set_lag_realistic,
    &command_set_password_cost_fast,
    &command_set_password_cost_standard,
    &command_set_quota_clusters,
    &command_set_quota_hsms,
    &command_set_quota_hsms_per_cluster,
    &command_cloudhsmv2_copy_backup_to_region,
    &command_cloudhsmv2_create_cluster,
    &command_cloudhsmv2_create_hsm,
    &command_cloudhsmv2_delete_backup,
    &command_cloudhsmv2_delete_cluster,
    &command_cloudhsmv2_delete_hsm,
    &command_cloudhsmv2_delete_resource_policy,
    &command_cloudhsmv2_describe_backups,
    &command_cloudhsmv2_describe_clusters,
    &command_cloudhsmv2_get_resource_policy,
    &command_cloudhsmv2_initialize_cluster,
    &command_cloudhsmv2_list_tags,
    &command_cloudhsmv2_modify_backup_attributes,
    &command_cloudhsmv2_modify_cluster,
    &command_cloudhsmv2_put_resource_policy,
    &command_cloudhsmv2_restore_backup,
    &command_cloudhsmv2_tag_resource,
    &command_cloudhsmv2_untag_resource,
};

static const struct command_group groups[] = {
    {"snapshot", "Write the estate to a file, and make one of a file"},
    {"clock", "Show and set the time of the estate"},
    {"fault", "Make trouble for HSMs"},
    {"set", "Change a setting of the estate"},
    {"set lag", "Choose whether the control plane takes its time"},
    {"set password-cost", "Choose how much time it takes to check a password"},
    {"cloudhsmv2", "Operations of the AWS CloudHSM control plane, as AWS CLI has them"},
};

static const struct mistake mistakes[] = {
    {"audit", "audit-log"},
    {"diff", "compare"},
    {"cloudtrail", "api-log"},
    {"time", "clock show"},
    {"save", "snapshot save"},
    {"restore", "snapshot load"},
    {"reset", "destroy --yes"},
    {"clock forward", "clock advance --by 10m"},
    {"down", "cloudhsmv2 delete-hsm and cloudhsmv2 delete-cluster"},
    {"create-cluster", "cloudhsmv2 create-cluster"},
    {"describe-clusters", "cloudhsmv2 describe-clusters"},
    {"cloudhsm", "cloudhsmv2"},
};

const struct program localhsm = {
    .name = "localhsm",
    .version = "localhsm " LOCALHSM_VERSION,
    .about = "An AWS CloudHSM estate on this machine",
    .commands = commands,
    .n_commands = ARRAY_LENGTH(commands),
    .groups = groups,
    .n_groups = ARRAY_LENGTH(groups),
    .mistakes = mistakes,
    .n_mistakes = ARRAY_LENGTH(mistakes),
    .prepare = app_prepare,
    .finish = app_finish,
    .exception_name = api_exception_name,
    .manual = manual_sections,
    .n_manual = MANUAL_SECTIONS,
};
