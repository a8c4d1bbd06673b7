/* cloudhsmv2 delete-hsm: DeleteHsm. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "error.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, OPT_HSM_ID, OPT_ENI_ID, OPT_ENI_IP, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION("Cluster that loses the HSM"),
    [OPT_HSM_ID] = {.name = "hsm-id", .type = OPTION_STRING, .help = "The HSM, by its id"},
    [OPT_ENI_ID] = {.name = "eni-id",
	.type = OPTION_STRING,
	.help = "The HSM, by the id of its network interface"},
    [OPT_ENI_IP] = {.name = "eni-ip", .type = OPTION_STRING, .help = "The HSM, by its address"},
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Delete the HSM at an address",
	"cloudhsmv2 delete-hsm --cluster-id <CLUSTER_ID> --eni-ip 10.0.2.4"},
};

static const struct reply_node members[] = {{.name = "HsmId", .type = REPLY_STRING}};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = 1};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_CLUSTER_ID, "--cluster-id", "ClusterId"}, NULL},
    {AWS_TEXT, {OPT_HSM_ID, "--hsm-id", "HsmId"}, NULL},
    {AWS_TEXT, {OPT_ENI_ID, "--eni-id", "EniId"}, NULL},
    {AWS_TEXT, {OPT_ENI_IP, "--eni-ip", "EniIp"}, NULL},
};

static const struct aws_operation operation = {
    .name = "DeleteHsm",
    .options = options,
    .members = parameters,
    .n_members = ARRAY_LENGTH(parameters),
    .answer = &answer,
};

static int run(struct command_context *context, const struct args *args, struct reply *reply,
    struct error *err)
{
	return aws_call(context, &operation, args, reply, err);
}

const struct command command_cloudhsmv2_delete_hsm = {
    .path = "cloudhsmv2 delete-hsm",
    .summary = "Delete an HSM",
    .description =
	"Deletes one HSM of a cluster, which is named by exactly one of --hsm-id, --eni-id and "
	"--eni-ip. If the cluster is active, what the HSM holds is backed up first, so that a "
	"cluster can lose its last HSM and be given a new one later.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
