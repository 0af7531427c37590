/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#define struct_size(p, member, n) \
	(sizeof(*(p)) + (n) * sizeof((p)->member[0]))
