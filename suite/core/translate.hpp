// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libintl.h>

namespace etalon {

/// A sentence for people in the language of the user (GNU gettext, domain "etalon"). Codes, units,
/// keys and machine output are never translated.
inline const char* tr(const char* sentence) { return dgettext("etalon", sentence); }

}  // namespace etalon
