/* Initialisers for the nodes of declared answers that have others below them. */
#ifndef LOCALHSM_REPLY_NODES_H
#define LOCALHSM_REPLY_NODES_H

#include "attributes.h"
#include "command.h"

/* An object with the fields of an array; "" for the root and for the elements of a list. */
#define OBJECT_NODE(node_name, fields)                                                             \
	{                                                                                          \
		.name = (node_name), .type = REPLY_OBJECT, .children = (fields),                   \
		.n_children = ARRAY_LENGTH(fields),                                                \
	}

/* A list; element points to the node of each of its elements. */
#define LIST_NODE(node_name, element)                                                              \
	{                                                                                          \
		.name = (node_name), .type = REPLY_ARRAY, .children = (element), .n_children = 1,  \
	}

#endif
