// SPDX-License-Identifier: Apache-2.0
// LeakSanitizer asks the program itself what other people's libraries keep until the end and never
// give back: fontconfig, which Qt uses to find fonts.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: the name is the sanitizer's
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
