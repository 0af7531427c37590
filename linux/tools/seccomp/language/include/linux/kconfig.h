/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

/* For options that are on: the tool's Makefile sets them to 1. */
#define IS_ENABLED(option)	(option)
