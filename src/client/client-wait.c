/* Waiting, outside of transactions: for HSMs that answer late, and until there are enough of them.
 */
#include "client-private.h"

#include <stdlib.h>
#include <string.h>

/* Milliseconds. */
#define LATENESS 1000 /* of a slow HSM */
#define RETRY_EVERY 1000
#define RETRY_FOR 87200 /* how long the modelled tool was seen to go on */

void connection_wait_for_slow(struct connection *connection)
{
	bool is_slow = false;

	for (size_t i = 0; i < connection->n_links; i++)
		is_slow = is_slow || connection->links[i].hsm.is_slow;
	if (is_slow)
		ports_sleep(connection->client->ports, LATENESS);
}

void connection_answered(struct connection *connection)
{
	if (!connection->has_answered)
		connection_wait_for_slow(connection);
	connection->has_answered = true;
}

/* An estate that answers as late as the service does; one that cannot say so does not. */
static bool lag_is_realistic(struct store *store)
{
	struct error ignored = ERROR_INIT;
	char *value = NULL;
	bool is_realistic = false;
	int rc = store_begin_read(store, &ignored);

	if (!rc) {
		rc = store_setting_get(store, "lag", &value, &ignored);
		store_end_read(store);
	}
	is_realistic = !rc && value && strcmp(value, "realistic") == 0;
	free(value);
	return is_realistic;
}

/* Those that came meanwhile count only when they know the login. What fails, the next try meets. */
static void join(struct connection *connection)
{
	struct error ignored = ERROR_INIT;

	if (connection_begin_read(connection, &ignored) != 0)
		return;
	connection_end_read(connection);
	if (connection->role != ROLE_NONE && connection_login_joined(connection, &ignored) != 0)
		error_clear(&ignored);
}

bool connection_try_again(
    struct connection *connection, int rc, unsigned *waited, struct error *err)
{
	unsigned left = RETRY_FOR - *waited;
	unsigned pause = left < RETRY_EVERY ? left : RETRY_EVERY;

	if (rc != ERR_KEY_AVAILABILITY || !left || !lag_is_realistic(connection->client->store) ||
	    !ports_sleep(connection->client->ports, pause))
		return false;
	*waited += pause;
	join(connection);
	error_clear(err);
	return true;
}
