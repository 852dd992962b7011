// SPDX-License-Identifier: Apache-2.0
#include "suite/core/frame_place.hpp"

#include "tests/support/catch.hpp"

using namespace etalon;

TEST_CASE("Files that are joined follow one another in time") {
  std::vector<FramePlace> places;
  append_later(places, {{.z = 0}, {.z = 1}});
  append_later(places, {{.z = 0}, {.z = 1}});
  CHECK(places == std::vector<FramePlace>{{.z = 0}, {.z = 1}, {.z = 0, .t = 1}, {.z = 1, .t = 1}});
  CHECK(is_complete(places));
}

TEST_CASE("A stack with a plane missing, or twice there, is not complete") {
  CHECK_FALSE(is_complete({}));
  CHECK_FALSE(is_complete({{.z = 0}, {.z = 2}}));
  CHECK_FALSE(is_complete({{.z = 0}, {.z = 0}}));
  CHECK_FALSE(is_complete({{.z = 1}, {.z = 2}}));
  CHECK_FALSE(is_complete({{.z = -1}, {.z = 0}, {.z = 1}}));
  CHECK(is_complete({{.z = 1, .c = 0}, {.z = 0, .c = 1}, {.z = 1, .c = 1}, {.z = 0, .c = 0}}));
}

TEST_CASE("Planes and channels are counted; nothing stated is one of each") {
  CHECK(plane_count_z({}) == 1);
  CHECK(channel_count({}) == 1);
  CHECK(plane_count_z({{.z = 4, .c = 1}}) == 5);
  CHECK(channel_count({{.z = 4, .c = 1}}) == 2);
}
