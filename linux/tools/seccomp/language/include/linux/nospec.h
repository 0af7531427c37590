/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#define array_index_nospec(index, size)	(index)
