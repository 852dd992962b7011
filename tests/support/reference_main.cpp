// SPDX-License-Identifier: Apache-2.0
// main() of the tests that need the reference images: without them the program ends with 77, which
// CTest counts as skipped; with a wrong folder it fails.

#define CATCH_CONFIG_RUNNER
#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include "tests/support/reference_data.hpp"

#include <iostream>

int main(int argc, char** argv) {
  constexpr int kSkipped = 77;
  const auto folder = etalon::test::reference_data();
  if (folder.empty()) {
    std::cout
        << "skipped: ETALON_REFERENCE_DATA is not set (docs/reference_data.md says how to get "
           "the reference images)\n";
    return kSkipped;
  }
  if (!std::filesystem::is_directory(folder)) {
    std::cerr << "ETALON_REFERENCE_DATA is " << folder << ", which is not a folder\n";
    return 1;
  }
  return Catch::Session().run(argc, argv);
}
