// SPDX-License-Identifier: Apache-2.0
#include "suite/cli/option_help.hpp"

#include <algorithm>

namespace etalon::cli {

std::string flag_names(const std::string& option) {
  std::string hyphens = option;
  std::replace(hyphens.begin(), hyphens.end(), '_', '-');
  return hyphens == option ? "--" + option : "--" + option + ",--" + hyphens;
}

std::string meaning_with_default(const OptionDeclaration& option) {
  return option.default_value.empty() ? option.meaning
                                      : option.meaning + " [" + option.default_value + "]";
}

}  // namespace etalon::cli
