/* cloudhsmv2 create-hsm: CreateHsm. */
#include "commands.h"

#include "args.h"
#include "aws-call.h"
#include "aws-options.h"
#include "aws-reply.h"
#include "error.h"
#include "roles.h"

enum option { OPT_CLUSTER_ID, OPT_AVAILABILITY_ZONE, OPT_IP_ADDRESS, AWS_GLOBAL_INDEXES };

static const struct option_spec options[] = {
    [OPT_CLUSTER_ID] = CLUSTER_ID_OPTION("Cluster that gets the HSM"),
    [OPT_AVAILABILITY_ZONE] = {.name = "availability-zone",
	.type = OPTION_STRING,
	.flags = OPTION_REQUIRED,
	.help = "Zone of the HSM: one in which the cluster has a subnet"},
    [OPT_IP_ADDRESS] = {.name = "ip-address",
	.type = OPTION_STRING,
	.help = "Address of the HSM, a free one of the zone's subnet. Left out, one is chosen"},
    AWS_GLOBAL_OPTIONS,
};

static const struct example examples[] = {
    {"Add an HSM to a cluster",
	"cloudhsmv2 create-hsm --cluster-id <CLUSTER_ID> --availability-zone us-east-1a"},
};

static const struct reply_node members[] = {
    {.name = "Hsm", .type = REPLY_OBJECT, .children = aws_hsm_fields, .n_children = AWS_HSM_FIELDS},
};

static const struct reply_node answer = {
    .name = "", .type = REPLY_OBJECT, .children = members, .n_children = 1};

static const struct aws_member parameters[] = {
    {AWS_TEXT, {OPT_CLUSTER_ID, "--cluster-id", "ClusterId"}, NULL},
    {AWS_TEXT, {OPT_AVAILABILITY_ZONE, "--availability-zone", "AvailabilityZone"}, NULL},
    {AWS_TEXT, {OPT_IP_ADDRESS, "--ip-address", "IpAddress"}, NULL},
};

static const struct aws_operation operation = {
    .name = "CreateHsm",
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

const struct command command_cloudhsmv2_create_hsm = {
    .path = "cloudhsmv2 create-hsm",
    .summary = "Add an HSM to a cluster",
    .description =
	"Adds an HSM to a cluster. The first HSM of a new cluster makes the cluster's key and its "
	"certificate signing request, which describe-clusters then shows as ClusterCsr. A second "
	"one is refused until the cluster is active.\n\n"
	"An HSM that joins an active cluster gets what one of the others holds: that HSM is backed "
	"up, and the backup restored to the new one. If there is no other, the newest backup is "
	"taken. What is written to the others behind that moment it does not have: token keys are "
	"brought to it by themselves, users and policies are not. With set lag realistic the "
	"snapshot is taken after 49 seconds and the HSM ACTIVE after 313.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .style = ANSWER_AWS,
    .needs = NEEDS_ESTATE,
    .run = run,
};
