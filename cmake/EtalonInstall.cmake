# SPDX-License-Identifier: Apache-2.0
# Two packages: Core (Apache-2.0: vocabulary, quantities, uncertainty; no Qt) as a library for other
# programs, Charts (GPL-3.0 as a binary, because of Qt Charts) as the program etalon-report.
include(CMakePackageConfigHelpers)

set(etalon_config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Etalon")

target_include_directories(etalon_core INTERFACE
  "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/etalon>")
set_target_properties(etalon_core PROPERTIES EXPORT_NAME Core)
install(TARGETS etalon_core EXPORT EtalonCore
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT core)
install(EXPORT EtalonCore NAMESPACE Etalon:: FILE EtalonCoreTargets.cmake
        DESTINATION "${etalon_config_dir}" COMPONENT core)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/suite/core"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/etalon/suite" COMPONENT core
        FILES_MATCHING PATTERN "*.hpp")
install(FILES "${ETALON_GENERATED_DIR}/suite/core/version.hpp"
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/etalon/suite/core" COMPONENT core)

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/EtalonConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/EtalonConfig.cmake" INSTALL_DESTINATION "${etalon_config_dir}"
  NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/EtalonConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/EtalonConfig.cmake"
              "${PROJECT_BINARY_DIR}/EtalonConfigVersion.cmake"
        DESTINATION "${etalon_config_dir}" COMPONENT core)

install(TARGETS etalon RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT programs)
# Where etalon looks for them: beside itself (hardware/driver_module.hpp).
get_property(driver_modules GLOBAL PROPERTY etalon_driver_modules)
if(driver_modules)
  install(TARGETS ${driver_modules}
          LIBRARY DESTINATION "${CMAKE_INSTALL_BINDIR}/../lib/etalon/drivers" COMPONENT programs)
endif()
if(ETALON_BUILD_CHARTS)
  install(TARGETS etalon-report EXPORT EtalonCharts
          RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT charts)
  install(EXPORT EtalonCharts NAMESPACE Etalon:: FILE EtalonChartsTargets.cmake
          DESTINATION "${etalon_config_dir}" COMPONENT charts)
endif()

install(DIRECTORY "${PROJECT_SOURCE_DIR}/protocols/library" "${PROJECT_SOURCE_DIR}/protocols/profiles"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/etalon/protocols" COMPONENT programs
        FILES_MATCHING PATTERN "*.yaml")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/targets/catalogue"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/etalon/targets" COMPONENT programs
        FILES_MATCHING PATTERN "*.yaml")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/hardware/simulator/scopes"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/etalon/hardware/simulator" COMPONENT programs
        FILES_MATCHING PATTERN "*.yaml")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/hardware/drivers/process/sdk"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/etalon" COMPONENT programs
        PATTERN "__pycache__" EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
        DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT core)
