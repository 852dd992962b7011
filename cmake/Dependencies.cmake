# SPDX-License-Identifier: Apache-2.0
# Everything that is found outside this repository, and nowhere else. Why each: docs/dependencies.md.

# find_package that says what to do when the package is missing.
macro(etalon_need package debian_package)
  find_package(${package} ${ARGN} QUIET)
  if(NOT ${package}_FOUND)
    message(FATAL_ERROR
      "Etalon needs ${package} (Debian package ${debian_package}), which was not found here. "
      "./run demo and ./run test install all that is missing on Debian 12; elsewhere, "
      "docs/dependencies.md lists what is needed.")
  endif()
endmacro()

etalon_need(Eigen3 libeigen3-dev CONFIG)
etalon_need(tl-expected libexpected-dev CONFIG)
etalon_need(fmt libfmt-dev CONFIG)
etalon_need(Boost libboost-dev)
etalon_need(TIFF libtiff-dev)
etalon_need(PNG libpng-dev)
etalon_need(JPEG libjpeg62-turbo-dev)
etalon_need(pugixml libpugixml-dev CONFIG)
etalon_need(OpenSSL libssl-dev COMPONENTS Crypto)
etalon_need(SQLite3 libsqlite3-dev)
etalon_need(nlohmann_json nlohmann-json3-dev CONFIG)
etalon_need(yaml-cpp libyaml-cpp-dev CONFIG)
etalon_need(CLI11 libcli11-dev CONFIG)
etalon_need(Threads libc6-dev)

# OpenCV's core alone (Fourier transforms). Debian has OpenCVConfig.cmake only in libopencv-dev, which brings
# 670 MB with it; so where that is missing the one library is looked for by name.
find_package(OpenCV QUIET COMPONENTS core)
if(OpenCV_FOUND)
  set(etalon_opencv_library opencv_core)
  set(etalon_opencv_include ${OpenCV_INCLUDE_DIRS})
else()
  find_library(etalon_opencv_library opencv_core)
  find_path(etalon_opencv_include opencv2/core.hpp PATH_SUFFIXES opencv4)
  if(NOT etalon_opencv_library OR NOT etalon_opencv_include)
    message(FATAL_ERROR
      "Etalon needs OpenCV's core (Debian package libopencv-core-dev), which was not found here. "
      "./run demo and ./run test install all that is missing on Debian 12; elsewhere, "
      "docs/dependencies.md lists what is needed.")
  endif()
endif()
add_library(etalon_opencv_core INTERFACE)
target_link_libraries(etalon_opencv_core INTERFACE ${etalon_opencv_library})
target_include_directories(etalon_opencv_core SYSTEM INTERFACE ${etalon_opencv_include})

# LibRaw is optional: without it raw photographs (DNG, CR2, NEF ...) are refused by name.
find_library(etalon_libraw_library raw_r)
find_path(etalon_libraw_include libraw/libraw.h)
if(etalon_libraw_library AND etalon_libraw_include)
  add_library(etalon_libraw INTERFACE)
  target_link_libraries(etalon_libraw INTERFACE ${etalon_libraw_library})
  target_include_directories(etalon_libraw SYSTEM INTERFACE ${etalon_libraw_include})
  set(ETALON_LIBRAW etalon_libraw)
else()
  set(ETALON_LIBRAW "")
  message(STATUS "Built without LibRaw (Debian package libraw-dev): raw photographs are not read")
endif()

if(ETALON_BUILD_CHARTS)
  # Debian: libqt6opengl6-dev is only recommended by qt6-charts-dev, yet Charts is not found without it.
  etalon_need(Qt6 "qt6-base-dev qt6-charts-dev qt6-svg-dev libqt6opengl6-dev"
              COMPONENTS Widgets Charts Svg)
endif()

if(ETALON_BUILD_TESTS)
  # No version here: neither 2.x nor 3.x accepts a range over both. Both work.
  etalon_need(Catch2 catch2 CONFIG)
  if(Catch2_VERSION VERSION_LESS 2.13.9)
    message(FATAL_ERROR "Etalon's tests need Catch2 2.13.9 or newer; found ${Catch2_VERSION}.")
  endif()
endif()

if(ETALON_BUILD_BENCHMARKS)
  etalon_need(benchmark libbenchmark-dev CONFIG)
endif()
