/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include_next <linux/capability.h>
#include <linux/cred.h>
