/* Lists every fault of one program's tables, and fails if there is one. PROGRAM names the program. */
#include "table.h"

#include "command.h"

#include <stdio.h>

static void print_fault(void *to, const char *fault)
{
	(void)to;
	printf("%s\n", fault);
}

int main(void)
{
	size_t count = program_faults(&PROGRAM, print_fault, NULL);

	printf("%zu fault(s)\n", count);
	return count == 0 ? 0 : 1;
}
