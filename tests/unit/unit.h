/* What all unit tests need: Check, and the main that runs one suite. */
#ifndef LOCALHSM_UNIT_H
#define LOCALHSM_UNIT_H

#include <check.h>
#include <stdlib.h>

/* For main to return: runs the suite, each test in a process of its own, and prints Check's
 * summary. */
static inline int unit_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
