/* Where things lie on this machine, from the environment and the place of the program itself. */
#include "home.h"

#include "error.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char config_below_prefix[] = "etc/cloudhsm-cli.cfg";

/* NULL for a variable that is empty, too: nobody means the root directory by that. */
static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? value : NULL;
}

/* A user or group number; false for anything else. */
static bool number_of(const char *text, unsigned *number)
{
	unsigned long value;
	char *end;

	if (!text || text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno != 0 || *end || value >= UINT_MAX)
		return false;
	*number = (unsigned)value;
	return true;
}

/* The home directory of the user who called sudo, if somebody did; home->owner is set with it. */
static const char *home_of_caller(struct home *home)
{
	unsigned user, group;
	const struct passwd *entry;

	if (geteuid() != 0 || !number_of(getenv("SUDO_UID"), &user) ||
	    !number_of(getenv("SUDO_GID"), &group) || user == 0)
		return NULL;
	entry = getpwuid((uid_t)user);
	if (!entry || !entry->pw_dir || entry->pw_dir[0] != '/')
		return NULL;
	home->has_owner = true;
	home->owner = (struct file_owner){.user = (uid_t)user, .group = (gid_t)group};
	return entry->pw_dir;
}

static int absolute(const char *path, char **result, struct error *err)
{
	*result = path_absolute(path);
	if (*result)
		return 0;
	if (errno == ENOMEM)
		return error_raise(err, ERR_MEMORY);
	return error_raise(err, ERR_HOME_UNUSABLE, path, strerror(errno));
}

static int joined(const char *dir, const char *name, char **result, struct error *err)
{
	*result = path_join(dir, name);
	return *result ? 0 : error_raise(err, ERR_MEMORY);
}

static int find_estate(struct home *home, struct error *err)
{
	const char *named = variable("LOCALHSM_HOME"), *state = variable("XDG_STATE_HOME"),
		   *of_user;

	if (named)
		return absolute(named, &home->estate, err);
	of_user = home_of_caller(home);
	/* The XDG Base Directory Specification: a relative path here is to be ignored. */
	if (state && state[0] == '/')
		return joined(state, "localhsm", &home->estate, err);
	if (!of_user)
		of_user = variable("HOME");
	if (!of_user || of_user[0] != '/')
		return error_raise(err, ERR_HOME_UNKNOWN);
	return joined(of_user, ".local/state/localhsm", &home->estate, err);
}

/* Takes the last component off; false when it is not name (where one is given) or there is none. */
static bool strip_component(char *path, const char *name)
{
	char *slash = strrchr(path, '/');

	if (!slash || (name && strcmp(slash + 1, name) != 0))
		return false;
	*slash = '\0';
	return true;
}

/* <prefix> of a program that lies at <prefix>/bin/, links followed; false for any other place. */
static bool find_prefix(char prefix[PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", prefix, PATH_MAX - 1);

	if (len <= 0)
		return false;
	prefix[len] = '\0';
	if (!strip_component(prefix, NULL) || !strip_component(prefix, "bin"))
		return false;
	if (!prefix[0])
		memcpy(prefix, "/", sizeof("/"));
	return true;
}

static int find_client(struct home *home, struct error *err)
{
	const char *named = variable("LOCALHSM_CLIENT");
	char prefix[PATH_MAX], *config;
	bool configured = false;
	int rc;

	if (named)
		return absolute(named, &home->client, err);
	if (find_prefix(prefix)) {
		rc = joined(prefix, config_below_prefix, &config, err);
		if (rc != 0)
			return rc;
		configured = file_exists(config);
		free(config);
	}
	if (configured)
		return absolute(prefix, &home->client, err);
	return joined(home->estate, "client", &home->client, err);
}

int home_find(struct home *home, struct error *err)
{
	int rc;

	*home = (struct home){.has_owner = false};
	rc = find_estate(home, err);
	if (rc == 0)
		rc = find_client(home, err);
	if (rc != 0)
		home_done(home);
	return rc;
}

void home_done(struct home *home)
{
	free(home->estate);
	free(home->client);
	*home = (struct home){.has_owner = false};
}

const struct file_owner *home_owner(const struct home *home)
{
	return home->has_owner ? &home->owner : NULL;
}
