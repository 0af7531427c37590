/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _KERNEL_TRACE_FILTER_REDUCE_H
#define _KERNEL_TRACE_FILTER_REDUCE_H

#include <linux/gfp_types.h>

struct trace_filter;

struct trace_filter *trace_filter_reduce(const struct trace_filter *filter,
					 gfp_t gfp);

#endif /* _KERNEL_TRACE_FILTER_REDUCE_H */
