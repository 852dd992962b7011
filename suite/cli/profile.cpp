// SPDX-License-Identifier: Apache-2.0
#include "protocols/profile_file.hpp"
#include "reports/grade_wording.hpp"
#include "reports/number_format.hpp"
#include "reports/wording.hpp"
#include "suite/cli/command.hpp"
#include "suite/cli/command_line.hpp"
#include "suite/cli/hints.hpp"
#include "suite/core/error.hpp"
#include "suite/core/translate.hpp"
#include "suite/grading/decision.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iostream>

namespace etalon::cli {
namespace {

std::string described(const Limit& limit) {
  const bool value = limit.judged == Judged::value;
  const auto shown = [](const std::string& text) { return reports::printable(text); };
  std::string text = fmt::format(
      fmt::runtime(tr("  {}: {} of {}, {}{}\n")), shown(limit.label),
      value ? limit.measurand
            : fmt::format(fmt::runtime(tr("relative expanded uncertainty of {}")), limit.measurand),
      limit.metric, reports::limit_text(limit), limit.required ? "" : tr(" (optional)"));
  text += fmt::format(fmt::runtime(tr("     method {}\n")), fmt::join(limit.methods, tr(" or ")));
  text += limit.source.empty()
              ? std::string(tr("     proposed\n"))
              : fmt::format(fmt::runtime(tr("     published by {}\n")), shown(limit.source));
  if (!limit.remark.empty()) {
    text += fmt::format(fmt::runtime(tr("     remark: {}\n")), shown(limit.remark));
  }
  if (value) {
    text +=
        fmt::format(fmt::runtime(tr("     judged with an expanded uncertainty of at most {}\n")),
                    reports::significant(grading::largest_expanded_uncertainty(limit), 3) +
                        reports::unit_suffix(limit.unit));
  }
  return text;
}

void print(const protocols::ProfileFile& file) {
  const auto& profile = file.profile;
  std::cout << fmt::format(fmt::runtime(tr("✔ {}: {}, version {}: {}\n")), file.path, profile.id,
                           profile.version, reports::printable(profile.title));
  std::cout << fmt::format(fmt::runtime(tr("  fit for: {}\n")),
                           reports::printable(fmt::format("{}", fmt::join(profile.fit_for, ", "))));
  for (const auto& limit : profile.limits) std::cout << described(limit);
}

}  // namespace

int profile_command(const Arguments& arguments) {
  std::string action;
  std::string name;
  CommandLine line("profile", tr("Show the limits of a profile, with their sources."));
  line.positional("ACTION", action, "show");
  line.positional("PROFILE", name, tr("name (see: etalon list profiles) or file"));
  line.footer(
      tr("Examples:\n"
         "  etalon profile show screening\n"
         "  etalon profile show my-profile.yaml\n\n"
         "An error names file, line, column and key. Exit code: 0, 64 usage, 74 there is none, or "
         "it is wrong."));
  if (!line.parse(arguments)) return kOk;
  if (action != "show") {
    throw UsageError(fmt::format(fmt::runtime(tr("profile: unknown action {}{}{}")), action,
                                 did_you_mean(action, {"show"}), see_help("profile")));
  }
  print(protocols::read_profile(protocols::find_profile(name)));
  return kOk;
}

}  // namespace etalon::cli
