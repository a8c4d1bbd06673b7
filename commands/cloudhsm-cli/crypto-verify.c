/* Verifies a signature with a public key, by whatever mechanism. */
#include "crypto-verify.h"

#include "app.h"
#include "args.h"
#include "bytes.h"
#include "key-reply.h"

/* The longest signature, of ML-DSA-87, has 4627 bytes. */
#define SIGNATURE_MAX ((size_t)64 * 1024)

int crypto_verify_check(const struct args *args, struct error *err)
{
	return option_filter_check(args, OPT_KEY_FILTER, err);
}

int crypto_verify_run(struct command_context *context, const struct args *args,
    enum sign_mechanism mechanism, struct reply *reply, struct error *err)
{
	const struct app *app = context->app;
	struct sign_parameters parameters;
	struct key_filter filter = KEY_FILTER_INIT;
	struct bytes data = BYTES_INIT, signature = BYTES_INIT;
	int rc = signature_parameters(args, mechanism, OPT_OWN, &parameters, err);

	if (rc == 0)
		rc = option_filter(args, OPT_KEY_FILTER, &filter, err);
	if (rc == 0)
		rc = option_data(args, OPT_DATA, OPT_DATA_PATH, MESSAGE_MAX, &data, err);
	if (rc == 0)
		rc = option_data(
		    args, OPT_SIGNATURE, OPT_SIGNATURE_PATH, SIGNATURE_MAX, &signature, err);
	if (rc == 0)
		rc = key_verify(app->connection, &parameters, &filter, data.data, data.len,
		    signature.data, signature.len, err);
	if (rc == 0)
		message_reply_fill(reply, "Signature verified successfully");
	bytes_done(&signature);
	bytes_done(&data);
	key_filter_done(&filter);
	return rc;
}
