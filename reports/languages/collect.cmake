# SPDX-License-Identifier: Apache-2.0
# cmake -D XGETTEXT=... -D ROOT=... -D VERSION=... -P collect.cmake: writes etalon.pot, sorted by file, so
# that it changes only when a sentence does.
cmake_policy(VERSION 3.22)
set(sources "")
foreach(room suite targets hardware protocols reports)
  file(GLOB_RECURSE found RELATIVE "${ROOT}" "${ROOT}/${room}/*.cpp" "${ROOT}/${room}/*.hpp")
  list(APPEND sources ${found})
endforeach()
list(REMOVE_ITEM sources suite/core/translate.hpp)
list(SORT sources)
set(pot reports/languages/etalon.pot)
execute_process(
  COMMAND "${XGETTEXT}" --language=C++ --keyword=tr --from-code=UTF-8 --add-location=file
          --package-name=Etalon "--package-version=${VERSION}" "--copyright-holder=The Etalon authors"
          "--output=${pot}" ${sources}
  WORKING_DIRECTORY "${ROOT}"
  COMMAND_ERROR_IS_FATAL ANY)
file(READ "${ROOT}/${pot}" text)
string(REGEX REPLACE "\"POT-Creation-Date:[^\n]*\n" "" text "${text}")
string(REPLACE "charset=CHARSET" "charset=UTF-8" text "${text}")
file(WRITE "${ROOT}/${pot}" "${text}")
