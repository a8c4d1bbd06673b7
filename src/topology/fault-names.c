/* The words for faults, in commands and in the store. */
#include "fault.h"

static const char *const names[FAULT_KINDS] = {
    [FAULT_UNREACHABLE] = "unreachable",
    [FAULT_LOST_WRITE] = "lost-write",
    [FAULT_SLOW] = "slow",
    [FAULT_TAMPER] = "tamper",
};

const char *fault_kind_name(enum fault_kind kind)
{
	return names[kind];
}
