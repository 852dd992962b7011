# SPDX-License-Identifier: Apache-2.0
# How libraries, programs and tests of Etalon are made. Each folder has one CMakeLists.txt that calls
# one of these with its sources named one by one.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")

# The same digits on every machine: no fused multiply-add behind our back, no -march=native, no
# -ffast-math.
add_compile_options(-ffp-contract=off)

find_program(ETALON_CCACHE ccache)
mark_as_advanced(ETALON_CCACHE)
if(ETALON_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${ETALON_CCACHE}")
endif()

add_library(etalon_warnings INTERFACE)
target_compile_options(etalon_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  # GCC 12 and 13 warn of "text" + std::string inside their own <string> (GCC bug 105651).
  "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,14>>:-Wno-restrict>")

# ccache serves what was compiled before, in any folder; precompiled headers would keep it from that.
if(ETALON_CCACHE)
  set(without_ccache OFF)
else()
  set(without_ccache ON)
endif()
option(ETALON_PRECOMPILE_HEADERS "Read suite/core/precompiled.hpp once, not in each source" ${without_ccache})

set(ETALON_GENERATED_DIR "${PROJECT_BINARY_DIR}/generated")
foreach(header version data_dirs)
  configure_file("${PROJECT_SOURCE_DIR}/suite/core/${header}.hpp.in"
                 "${ETALON_GENERATED_DIR}/suite/core/${header}.hpp" @ONLY)
endforeach()

# etalon_precompile(target FILE [OPTION ...]): the target, compiled with these options, takes that header
# precompiled. GCC accepts it only where all is defined that was when it was made; so targets without
# definitions make them.
function(etalon_precompile target header)
  if(NOT ETALON_PRECOMPILE_HEADERS)
    return()
  endif()
  string(MAKE_C_IDENTIFIER "etalon_precompiled_${header}" maker)
  if(NOT TARGET ${maker})
    set(empty "${PROJECT_BINARY_DIR}/generated/${maker}.cpp")
    file(GENERATE OUTPUT "${empty}" CONTENT "")
    add_library(${maker} OBJECT "${empty}")
    target_include_directories(${maker} PRIVATE "${PROJECT_SOURCE_DIR}" "${ETALON_GENERATED_DIR}")
    target_compile_features(${maker} PRIVATE cxx_std_20)
    target_compile_options(${maker} PRIVATE ${ARGN})
    target_link_libraries(${maker} PRIVATE Eigen3::Eigen tl::expected fmt::fmt etalon_warnings)
    if(ETALON_BUILD_TESTS)
      target_link_libraries(${maker} PRIVATE Catch2::Catch2)
    endif()
    target_precompile_headers(${maker} PRIVATE "${PROJECT_SOURCE_DIR}/${header}")
  endif()
  target_precompile_headers(${target} REUSE_FROM ${maker})
  # GCC 12 warns of its own <string>, precompiled and optimised.
  target_compile_options(${target} PRIVATE
    "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread>")
endfunction()

# etalon_add_library(core SOURCES quantity.cpp ... [PUBLIC <targets>] [PRIVATE <targets>])
# makes the static library etalon_core with the alias etalon::core.
function(etalon_add_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;PUBLIC;PRIVATE")
  set(target etalon_${name})
  add_library(${target} STATIC ${arg_SOURCES})
  add_library(etalon::${name} ALIAS ${target})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PUBLIC
    "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>"
    "$<BUILD_INTERFACE:${ETALON_GENERATED_DIR}>")
  target_link_libraries(${target}
    PUBLIC ${arg_PUBLIC}
    PRIVATE ${arg_PRIVATE} fmt::fmt $<BUILD_INTERFACE:etalon_warnings>)
  if(NOT "${arg_PUBLIC};${arg_PRIVATE}" MATCHES "Qt6")
    etalon_precompile(${target} suite/core/precompiled.hpp)
  endif()
endfunction()

# etalon_add_program(etalon SOURCES main.cpp ... LINK <targets>)
# All programs stand in one folder: they find each other there.
function(etalon_add_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK} etalon_warnings)
  if(NOT "${arg_LINK}" MATCHES "Qt6|charts")
    etalon_precompile(${name} suite/core/precompiled.hpp)
  endif()
endfunction()

option(ETALON_TESTS_BY_FILE "Run the test cases of a file in one process, for programs that are slow to start" OFF)

# etalon_discover_by_file(unit_core SOURCE ...): a test for each file, of its cases that are not [long].
function(etalon_discover_by_file name)
  foreach(source IN LISTS ARGN)
    file(READ "${source}" text)
    string(REGEX MATCHALL "\n(TEMPLATE_)?TEST_CASE" cases "${text}")
    string(REGEX MATCHALL "\\[long\\]" long "${text}")
    list(LENGTH cases all)
    list(LENGTH long left_out)
    if(all GREATER left_out)
      get_filename_component(file "${source}" NAME_WE)
      add_test(NAME "${name}: ${file}" COMMAND ${name} -\# "[\#${file}]~[long]" -w NoTests)
      list(APPEND tests "${name}: ${file}")
    endif()
  endforeach()
  set(tests "${tests}" PARENT_SCOPE)
endfunction()

# etalon_compile_test(target LINK): with the options of all tests. They know ETALON_PROGRAM_DIR (where etalon stands)
# and ETALON_SOURCE_DIR as string constants.
function(etalon_compile_test target)
  target_compile_definitions(${target} PRIVATE
    ETALON_PROGRAM_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}"
    ETALON_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  # A test runs once: time spent on optimising it would not come back.
  set(once "$<$<CONFIG:Release>:-O1>")
  target_compile_options(${target} PRIVATE ${once})
  target_link_libraries(${target} PRIVATE ${ARGN} etalon::core fmt::fmt etalon_warnings)
  if(NOT "${ARGN}" MATCHES "Qt6")
    etalon_precompile(${target} tests/support/precompiled.hpp ${once})
  endif()
endfunction()

# etalon_compile_once(result SOURCES LINK): what many test programs share is compiled for the first of them, which links all
# that it needs; the others take that.
function(etalon_compile_once result sources link)
  foreach(source IN LISTS sources)
    get_filename_component(file "${source}" ABSOLUTE)
    if(file MATCHES "/tests/(support|conformance)/[^/]+\\.cpp$" AND NOT file MATCHES "_test\\.cpp$")
      get_filename_component(name "${file}" NAME_WE)
      set(target "shared_${name}")
      if(NOT TARGET ${target})
        add_library(${target} OBJECT "${file}")
        etalon_compile_test(${target} ${link} Catch2::Catch2)
      endif()
      set(source "$<TARGET_OBJECTS:${target}>")
    endif()
    list(APPEND compiled "${source}")
  endforeach()
  set(${result} "${compiled}" PARENT_SCOPE)
endfunction()

# What the sanitizers look at (./run test).
add_custom_target(etalon_unit_tests)

# etalon_add_test(unit_core LABEL unit SOURCES a_test.cpp ... LINK <targets> [REFERENCE] [LONG] [TIMEOUT s]
#                 [ALONE_WITH thing])
# Every TEST_CASE is a test of its own (with ETALON_TESTS_BY_FILE every file). With LONG there are tests tagged [long]: many draws, or many images, of
# what other tests do once. They bear the label long, and are not run under the sanitizers. With REFERENCE the
# tests need the reference images (docs/reference_data.md): the program is one test, skipped when
# ETALON_REFERENCE_DATA is not set.
# Of tests that are ALONE_WITH a thing (the one port of a kind of camera) no two run at once.
function(etalon_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "REFERENCE;LONG" "LABEL;TIMEOUT;ALONE_WITH" "SOURCES;LINK")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  etalon_compile_once(sources "${arg_SOURCES}" "${arg_LINK}")
  add_executable(${name} ${sources})
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests/bin")
  etalon_compile_test(${name} ${arg_LINK})
  if(arg_LABEL STREQUAL "unit")
    add_dependencies(etalon_unit_tests ${name})
  endif()
  # What takes long begins first, or one processor would wait for it at the end.
  if(arg_LABEL STREQUAL "integration")
    set(cost 10)
  else()
    set(cost 1)
  endif()
  # Protocols and slides come from this tree, never from an older installation.
  set(properties LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT} COST ${cost}
      ENVIRONMENT "ETALON_DATA=${PROJECT_SOURCE_DIR}")
  if(arg_ALONE_WITH)
    list(APPEND properties RESOURCE_LOCK ${arg_ALONE_WITH})
  endif()
  target_link_libraries(${name} PRIVATE Catch2::Catch2WithMain)
  if(arg_REFERENCE)
    add_test(NAME ${name} COMMAND "${PROJECT_SOURCE_DIR}/tests/support/with_reference_data.sh" $<TARGET_FILE:${name}>)
    set_tests_properties(${name} PROPERTIES ${properties} SKIP_RETURN_CODE 77)
  else()
    if(ETALON_TESTS_BY_FILE)
      etalon_discover_by_file(${name} ${arg_SOURCES})
      list(TRANSFORM properties REPLACE "^${arg_TIMEOUT}$" 900)
      set_tests_properties(${tests} PROPERTIES ${properties})
      return()
    endif()
    catch_discover_tests(${name} TEST_SPEC "~[long]" TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST
                         PROPERTIES ${properties})
    if(arg_LONG)
      list(TRANSFORM properties REPLACE "^${arg_LABEL}$" long)
      list(TRANSFORM properties REPLACE "^${cost}$" 20)
      catch_discover_tests(${name} TEST_SPEC "[long]" TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST
                           PROPERTIES ${properties})
    endif()
  endif()
endfunction()

# etalon_skip_test(unit_genicam "libaravis-dev is missing"): stands for tests that could not be built here, so
# that they are counted among the skipped ones.
function(etalon_skip_test name reason)
  message(STATUS "Skipped: the tests ${name}, for ${reason}.")
  add_test(NAME ${name} COMMAND "${CMAKE_COMMAND}" -E echo "SKIPPED: ${reason}")
  set_tests_properties(${name} PROPERTIES LABELS unit SKIP_REGULAR_EXPRESSION "SKIPPED")
endfunction()
