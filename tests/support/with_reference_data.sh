#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with_reference_data.sh TEST: without the reference images it ends with 77, which CTest counts as skipped; with a
# wrong folder it fails.
if [ -z "${ETALON_REFERENCE_DATA:-}" ]; then
  echo "skipped: ETALON_REFERENCE_DATA is not set (docs/reference_data.md says how to get the reference images)"
  exit 77
fi
if [ ! -d "$ETALON_REFERENCE_DATA" ]; then
  echo "ETALON_REFERENCE_DATA is $ETALON_REFERENCE_DATA, which is not a folder" >&2
  exit 1
fi
exec "$@"
