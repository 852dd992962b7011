// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtWidgets/QApplication>

namespace etalon::test {

/// The one QApplication of a test program, without a screen; charts need it.
inline void need_qt_application() {
  static int argc = 1;
  static char name[] = "test";
  static char* argv[] = {name, nullptr};
  if (QApplication::instance() != nullptr) return;
  qputenv("QT_QPA_PLATFORM", "offscreen");
  // Never destroyed: Catch2's main() has no place for it, and Qt wants to be first and last.
  static auto* application = new QApplication(argc, argv);
  static_cast<void>(application);
}

}  // namespace etalon::test
