# SPDX-License-Identifier: Apache-2.0
# Run by CTest; the variables are set in CMakeLists.txt.

function(must_succeed)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "This failed with ${status}: ${command}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

set(configure "${CMAKE_COMMAND}" -S "${PROJECT}" -B "${WORK}/build" -G "${GENERATOR}"
    "-DCMAKE_BUILD_TYPE=Release" "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_FLAGS=${FLAGS}"
    "-DCMAKE_PREFIX_PATH=${WORK}/prefix")

file(REMOVE_RECURSE "${WORK}")
must_succeed("${CMAKE_COMMAND}" --install "${ETALON_BUILD}" --component core --prefix "${WORK}/prefix")
must_succeed(${configure})
must_succeed("${CMAKE_COMMAND}" --build "${WORK}/build")
must_succeed("${WORK}/build/consumer")
if(NOT output MATCHES "etalon ${VERSION}: 6.5 um, 95 % interval \\[6\\.30[0-9]*, 6\\.69[0-9]*\\]")
  message(FATAL_ERROR "The consumer printed something else than expected:\n${output}")
endif()

must_succeed("${READELF}" --dynamic "${WORK}/build/consumer")
if(NOT output MATCHES "NEEDED.*libc\\.so")
  message(FATAL_ERROR "readelf shows no libraries at all:\n${output}")
endif()
if(output MATCHES "libQt[^\n]*")
  message(FATAL_ERROR "Etalon::Core must not link Qt, but does: ${CMAKE_MATCH_0}")
endif()

# The other component says what its licence is; one that does not exist is refused by name.
if(CHARTS)
  must_succeed("${CMAKE_COMMAND}" --install "${ETALON_BUILD}" --component charts --prefix "${WORK}/prefix")
  must_succeed(${configure} -DMORE=Charts)
  if(NOT output MATCHES "GPL-3.0" OR NOT output MATCHES "etalon-report: ${WORK}/prefix")
    message(FATAL_ERROR "The component Charts does not say what it is:\n${output}")
  endif()
endif()
execute_process(COMMAND ${configure} -DMORE=Camera
                RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE output)
if(status EQUAL 0 OR NOT output MATCHES "no component Camera")
  message(FATAL_ERROR "An unknown component is not refused:\n${output}")
endif()
