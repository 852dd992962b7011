// SPDX-License-Identifier: Apache-2.0
// Refused, but not because of its quantities.
int main() { return no_such_name; }
