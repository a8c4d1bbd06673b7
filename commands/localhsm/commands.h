/* Every command of localhsm, each in the file of its name, and what else the table joins. */
#ifndef LOCALHSM_COMMANDS_H
#define LOCALHSM_COMMANDS_H

#include "command.h"

extern const struct command command_up, command_apply, command_status, command_audit_log,
    command_compare, command_api_log;
extern const struct command command_clock_show, command_clock_set, command_clock_advance,
    command_clock_reset;
extern const struct command command_fault_set, command_fault_list, command_fault_clear;
extern const struct command command_set_lag_none, command_set_lag_realistic;
extern const struct command command_snapshot_save, command_snapshot_load, command_destroy;
extern const struct command command_set_password_cost_fast, command_set_password_cost_standard;
extern const struct command command_set_quota_clusters, command_set_quota_hsms,
    command_set_quota_hsms_per_cluster;
extern const struct command command_cloudhsmv2_create_cluster, command_cloudhsmv2_create_hsm,
    command_cloudhsmv2_delete_cluster, command_cloudhsmv2_delete_hsm,
    command_cloudhsmv2_describe_backups, command_cloudhsmv2_describe_clusters,
    command_cloudhsmv2_initialize_cluster, command_cloudhsmv2_list_tags,
    command_cloudhsmv2_tag_resource, command_cloudhsmv2_untag_resource,
    command_cloudhsmv2_put_resource_policy, command_cloudhsmv2_get_resource_policy,
    command_cloudhsmv2_delete_resource_policy, command_cloudhsmv2_modify_cluster,
    command_cloudhsmv2_delete_backup, command_cloudhsmv2_restore_backup,
    command_cloudhsmv2_modify_backup_attributes, command_cloudhsmv2_copy_backup_to_region;

/* Sections of the manual page that no table can tell. */
#define MANUAL_SECTIONS 3
extern const struct manual_section manual_sections[MANUAL_SECTIONS];

#endif
