/* cluster hsm-info */
#include "commands.h"

#include "app.h"
#include "client.h"
#include "options.h"
#include "reply-nodes.h"
#include "reply.h"
#include "roles.h"

#include <stdlib.h>

static const struct option_spec options[] = {CLUSTER_ID_OPTION};

static const struct example examples[] = {
    {"See what the HSMs of the cluster are", "cluster hsm-info"},
};

static const struct reply_node hsm_fields[] = {
    {.name = "vendor", .type = REPLY_STRING},
    {.name = "model", .type = REPLY_STRING},
    {.name = "serial-number", .type = REPLY_STRING},
    {.name = "hardware-version-major", .type = REPLY_STRING},
    {.name = "hardware-version-minor", .type = REPLY_STRING},
    {.name = "firmware-version-major", .type = REPLY_STRING},
    {.name = "firmware-version-minor", .type = REPLY_STRING},
    {.name = "firmware-build-number", .type = REPLY_STRING},
    {.name = "firmware-id", .type = REPLY_STRING},
    {.name = "fips-state", .type = REPLY_STRING},
};

static const struct reply_node hsm_node = OBJECT_NODE("", hsm_fields);

static const struct reply_node answer_fields[] = {
    LIST_NODE("hsms", &hsm_node),
};

static const struct reply_node answer = OBJECT_NODE("", answer_fields);

static void reply_hsm(struct reply *reply, const struct hsm_info *hsm)
{
	reply_object(reply, NULL);
	reply_string(reply, "vendor", hsm->vendor);
	reply_string(reply, "model", hsm->model);
	reply_string(reply, "serial-number", hsm->serial_number);
	reply_string(reply, "hardware-version-major", hsm->hardware_version_major);
	reply_string(reply, "hardware-version-minor", hsm->hardware_version_minor);
	reply_string(reply, "firmware-version-major", hsm->firmware_version_major);
	reply_string(reply, "firmware-version-minor", hsm->firmware_version_minor);
	reply_string(reply, "firmware-build-number", hsm->firmware_build_number);
	reply_string(reply, "firmware-id", hsm->firmware_id);
	reply_string(reply, "fips-state", hsm->fips_state);
	reply_end(reply);
}

static int run(struct command_context *context, const struct args *args UNUSED, struct reply *reply,
    struct error *err)
{
	const struct app *app = context->app;
	struct hsm_info *hsms = NULL;
	size_t count = 0;
	int rc = client_hsm_info(app->connection, &hsms, &count, err);

	if (rc != 0)
		return rc;
	reply_object(reply, NULL);
	reply_array(reply, "hsms");
	for (size_t i = 0; i < count; i++)
		reply_hsm(reply, &hsms[i]);
	reply_end(reply);
	reply_end(reply);
	free(hsms);
	return 0;
}

const struct command command_cluster_hsm_info = {
    .path = "cluster hsm-info",
    .summary = "List info about each HSM in the cluster",
    .description =
	"Lists make, versions and FIPS state of each HSM of the cluster that answers. Nobody has "
	"to "
	"be logged in.\n\n"
	"All values are strings. The service shows neither the HSM's id nor its address here; "
	"localhsm status does. What an hsm2m.medium says of its make and versions is not "
	"published: "
	"those values are our guess, and scripts should not depend on them.",
    .options = options,
    .n_options = ARRAY_LENGTH(options),
    .examples = examples,
    .n_examples = ARRAY_LENGTH(examples),
    .reply = &answer,
    .needs = NEEDS_CLUSTER | MAY_LOGIN,
    .run = run,
};
