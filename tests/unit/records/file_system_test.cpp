// SPDX-License-Identifier: Apache-2.0
#include "suite/records/file_system.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace etalon;

TEST_CASE("Network file systems are known by their magic numbers") {
  CHECK(records::network_file_system(0x6969, "") == "NFS");
  CHECK(records::network_file_system(0xfe534d42, "") == "SMB2");
  CHECK_FALSE(records::network_file_system(0xef53, ""));      // ext4
  CHECK_FALSE(records::network_file_system(0x01021994, ""));  // tmpfs
}

TEST_CASE("FUSE is a network or not depending on what is mounted") {
  CHECK(records::network_file_system(0x65735546, "fuse.sshfs") == "fuse.sshfs");
  CHECK_FALSE(records::network_file_system(0x65735546, "fuseblk"));  // a USB stick with NTFS
  CHECK_FALSE(records::network_file_system(0x65735546, ""));
}

TEST_CASE("The type of a mount is found by its device, behind any number of optional fields") {
  const std::string mountinfo =
      "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
      "90 22 0:45 / /mnt/ssh rw,nosuid shared:7 master:3 - fuse.sshfs me@host:/data rw\n"
      "91 22 0:46 / /mnt/usb rw - fuseblk /dev/sdb1 rw\n";
  CHECK(records::type_in_mountinfo(mountinfo, "0:45") == "fuse.sshfs");
  CHECK(records::type_in_mountinfo(mountinfo, "0:46") == "fuseblk");
  CHECK(records::type_in_mountinfo(mountinfo, "0:47").empty());
  CHECK(records::type_in_mountinfo("", "0:45").empty());
}

TEST_CASE("A local folder is neither a network nor read-only") {
  const test::TemporaryFolder folder;
  CHECK_FALSE(records::network_file_system_of(folder.path()));
  CHECK_FALSE(records::mounted_read_only(folder.path()));
  CHECK(records::may_write(folder.path()));
  CHECK_FALSE(records::may_write(folder.path() / "absent"));
}

TEST_CASE("A bare name lies in the working folder") {
  CHECK(records::folder_of("lab.etalon") == ".");
  CHECK(records::folder_of("/a/lab.etalon") == "/a");
}
