/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _TOOLS_SECCOMP_CONVERT_OCI_H
#define _TOOLS_SECCOMP_CONVERT_OCI_H

#include <stddef.h>

struct json_object;

/* An array of the documents of @text; reject()s what is not YAML. */
struct json_object *read_yaml(const char *text, size_t len, const char *file);

#endif /* _TOOLS_SECCOMP_CONVERT_OCI_H */
