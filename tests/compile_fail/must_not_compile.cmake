# SPDX-License-Identifier: Apache-2.0
# cmake -DCOMPILER= -DSOURCE= -DCONTROL= -DINCLUDE= -P must_not_compile.cmake

set(flags -std=c++20 -fsyntax-only)
foreach(folder IN LISTS INCLUDE)
  # The system's own folder as -isystem would come before the compiler's; it is searched anyway.
  if(NOT folder STREQUAL "/usr/include")
    list(APPEND flags "-I${folder}")
  endif()
endforeach()

execute_process(COMMAND "${COMPILER}" ${flags} "${CONTROL}"
                RESULT_VARIABLE status ERROR_VARIABLE message)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "The control ${CONTROL} must compile, but does not:\n${message}")
endif()

execute_process(COMMAND "${COMPILER}" ${flags} "${SOURCE}"
                RESULT_VARIABLE status ERROR_VARIABLE message)
if(status EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiles, and must not: a confusion of quantities goes unnoticed.")
endif()
if(NOT message MATCHES "Quantity")
  message(FATAL_ERROR "${SOURCE} is refused for another reason than its quantities:\n${message}")
endif()
