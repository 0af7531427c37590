/* SPDX-License-Identifier: GPL-2.0 */
/* An emulated machine takes longer for some of mainline's tests than they allow. */
#include <kselftest_harness.h>

#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	400
