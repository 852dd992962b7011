// SPDX-License-Identifier: Apache-2.0
#include "tests/support/emulated_gige.hpp"

#include <arv.h>
#include <fmt/format.h>

#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>
#include <variant>

namespace etalon::test {
namespace {

constexpr std::uint32_t kSensorHeight = 0x118;
constexpr std::uint32_t kSensorWidth = 0x11c;
constexpr std::uint32_t kWidth = 0x100;
constexpr std::uint32_t kHeight = 0x104;
constexpr std::uint32_t kFormat = 0x128;

std::string register_named(const std::string& name, std::uint32_t address) {
  return fmt::format(
      "<IntReg Name=\"{}\"><Address>{}</Address><Length>4</Length><AccessMode>RW</AccessMode>"
      "<pPort>Device</pPort><Sign>Unsigned</Sign><Endianess>BigEndian</Endianess></IntReg>\n",
      name, address);
}

std::string entry(const std::string& name, std::uint32_t value) {
  return fmt::format("<EnumEntry Name=\"{}\"><Value>{}</Value></EnumEntry>", name, value);
}

std::string choice(const std::string& name, const std::string& value, const std::string& entries) {
  return fmt::format("<Enumeration Name=\"{}\">{}<pValue>{}</pValue></Enumeration>\n", name,
                     entries, value);
}

std::string command(const std::string& name, const std::string& value, int number) {
  return fmt::format(
      "<Command Name=\"{}\"><pValue>{}</pValue><CommandValue>{}</CommandValue></Command>\n", name,
      value, number);
}

std::string limited(const std::string& name, const std::string& value, const std::string& limits) {
  return fmt::format("<Integer Name=\"{}\"><pValue>{}</pValue>{}</Integer>\n", name, value, limits);
}

std::string text(const std::string& name, std::uint32_t address) {
  return fmt::format(
      "<StringReg Name=\"{}\"><Address>{}</Address><Length>32</Length><AccessMode>RO</AccessMode>"
      "<pPort>Device</pPort></StringReg>\n",
      name, address);
}

std::string geometry() {
  return register_named("SensorHeight", kSensorHeight) +
         register_named("SensorWidth", kSensorWidth) + register_named("W", kWidth) +
         register_named("H", kHeight) + register_named("X", 0x130) + register_named("Y", 0x134) +
         limited("Width", "W", "<Min>1</Min><pMax>SensorWidth</pMax>") +
         limited("Height", "H", "<Min>1</Min><pMax>SensorHeight</pMax>") +
         limited("OffsetX", "X", "<Min>0</Min><pMax>SensorWidth</pMax>") +
         limited("OffsetY", "Y", "<Min>0</Min><pMax>SensorHeight</pMax>");
}

std::string triggers() {
  return register_named("TriggerModeValue", 0x300) + register_named("TriggerSourceValue", 0x304) +
         register_named("TriggerSoftwareValue", 0x30c) +
         choice("TriggerMode", "TriggerModeValue", entry("Off", 0) + entry("On", 1)) +
         choice("TriggerSource", "TriggerSourceValue", entry("Line0", 0) + entry("Software", 1)) +
         command("TriggerSoftware", "TriggerSoftwareValue", 1);
}

std::string acquisition() {
  return register_named("AcquisitionValue", 0x124) + register_named("ModeValue", 0x12c) +
         command("AcquisitionStart", "AcquisitionValue", 1) +
         command("AcquisitionStop", "AcquisitionValue", 0) +
         choice("AcquisitionMode", "ModeValue", entry("Continuous", 1) + entry("SingleFrame", 2)) +
         register_named("ExposureValue", 0x120) +
         "<Float Name=\"ExposureTime\"><pValue>ExposureNumber</pValue><Min>20</Min>"
         "<Max>10000000</Max></Float>\n"
         "<Converter Name=\"ExposureNumber\"><FormulaTo>FROM</FormulaTo><FormulaFrom>TO"
         "</FormulaFrom><pValue>ExposureValue</pValue></Converter>\n";
}

std::string described(const GigeDescription& camera) {
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<RegisterDescription ModelName=\"Emulated\" "
         "VendorName=\"Etalon\" StandardNameSpace=\"None\" SchemaMajorVersion=\"1\" "
         "SchemaMinorVersion=\"1\" SchemaSubMinorVersion=\"0\" MajorVersion=\"1\" "
         "MinorVersion=\"0\" SubMinorVersion=\"0\" "
         "xmlns=\"http://www.genicam.org/GenApi/Version_1_1\">\n"
         "<Category Name=\"Root\"><pFeature>Width</pFeature></Category>\n"
         "<Port Name=\"Device\"></Port>\n" +
         text("DeviceVendorName", 0x48) + text("DeviceModelName", 0x68) + text("DeviceID", 0xd8) +
         geometry() + acquisition() + (camera.software_trigger ? triggers() : "") +
         register_named("FormatValue", kFormat) +
         choice("PixelFormat", "FormatValue",
                entry(camera.format, camera.code) + entry("YUV422", 0x0210001f)) +
         register_named("GainRegister", 0x110) +
         limited("GainRaw", "GainRegister", "<Min>0</Min><Max>10</Max>") +
         "<IntSwissKnife Name=\"PayloadSize\"><pVariable Name=\"A\">W</pVariable><pVariable "
         "Name=\"B\">H</pVariable><pVariable Name=\"C\">FormatValue</pVariable><Formula>A * B * "
         "((C &gt;&gt; 16) &amp; 255) / 8</Formula></IntSwissKnife>\n" +
         camera.features + "</RegisterDescription>\n";
}

}  // namespace

std::string whole_number_feature(const std::string& name, std::uint32_t address) {
  return register_named(name + "Value", address) + limited(name, name + "Value", "");
}

std::string switch_feature(const std::string& name, std::uint32_t address) {
  return register_named(name + "Value", address) +
         fmt::format(
             "<Boolean Name=\"{0}\"><pValue>{0}Value</pValue><OnValue>1</OnValue>"
             "<OffValue>0</OffValue></Boolean>\n",
             name);
}

std::string auto_feature(const std::string& name, std::uint32_t address, bool stuck) {
  return register_named(name + "Register", address) +
         fmt::format(
             "<IntConverter Name=\"{0}Value\"><FormulaTo>FROM</FormulaTo><FormulaFrom>{1}"
             "</FormulaFrom><pValue>{0}Register</pValue></IntConverter>\n",
             name, stuck ? "TO * 0 + 1" : "TO") +
         choice(name, name + "Value", entry("Off", 0) + entry("Continuous", 1));
}

std::string stuck_number_feature(const std::string& name, const std::string& value) {
  return register_named(name + "Register", 0x3000) +
         fmt::format(
             "<Converter Name=\"{0}\"><FormulaTo>FROM * 0</FormulaTo><FormulaFrom>TO * 0 + "
             "{1}</FormulaFrom><pValue>{0}Register</pValue></Converter>\n",
             name, value);
}

GigePort::GigePort() {
  const auto path = std::filesystem::temp_directory_path() / "etalon-test-gige-port";
  file_ = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
  if (file_ < 0 || flock(file_, LOCK_EX) != 0) throw std::runtime_error("cannot wait for the port");
}

GigePort::~GigePort() { close(file_); }

struct EmulatedGige::Parts {
  GigePort port;
  ArvGvFakeCamera* camera = nullptr;
  ~Parts() {
    if (camera != nullptr) g_object_unref(camera);
  }
  ArvFakeCamera* memory() const { return arv_gv_fake_camera_get_fake_camera(camera); }
};

EmulatedGige::EmulatedGige(int width, int height, const GigeDescription& description)
    : parts_(std::make_unique<Parts>()) {
  const auto path = folder_.path() / "camera.xml";
  std::ofstream(path) << described(description);
  parts_->camera = arv_gv_fake_camera_new_full("127.0.0.1", "E1", path.c_str());
  if (!arv_gv_fake_camera_is_running(parts_->camera)) {
    throw std::runtime_error("the port of GigE Vision is taken: does a camera run here?");
  }
  for (const std::uint32_t address : {kSensorWidth, kWidth}) {
    set_value(address, static_cast<std::uint32_t>(width));
  }
  for (const std::uint32_t address : {kSensorHeight, kHeight}) {
    set_value(address, static_cast<std::uint32_t>(height));
  }
  set_value(kFormat, description.code);
  arv_fake_camera_set_trigger_frequency(parts_->memory(), 1000);
  arv_fake_camera_set_fill_pattern(
      parts_->memory(),
      [](ArvBuffer* buffer, void* self, guint32 exposure_us, guint32, ArvPixelFormat) {
        fill(buffer, self, exposure_us);
      },
      this);
}

EmulatedGige::~EmulatedGige() { vanish(); }

void EmulatedGige::fall_silent() {
  // One thread of Aravis does it all: while it waits here, it hears nothing either.
  std::unique_lock lock(mutex_);
  gone_.wait(lock, [this] { return vanished_; });
}

void EmulatedGige::lose(double share) {
  g_object_set(parts_->camera, "gvsp-lost-ratio", share, nullptr);
}

void EmulatedGige::vanish() {
  {
    const std::lock_guard lock(mutex_);
    vanished_ = true;
  }
  gone_.notify_all();
  if (parts_->camera != nullptr) g_object_unref(parts_->camera);
  parts_->camera = nullptr;
}

std::uint32_t EmulatedGige::value_at(std::uint32_t address) const {
  std::uint32_t value = 0;
  arv_fake_camera_read_register(parts_->memory(), address, &value);
  return value;
}

void EmulatedGige::set_value(std::uint32_t address, std::uint32_t value) {
  arv_fake_camera_write_register(parts_->memory(), address, value);
}

void EmulatedGige::fill(void* buffer, void* self, std::uint32_t exposure_us) {
  auto& emulated = *static_cast<EmulatedGige*>(self);
  ++emulated.pictures_;
  if (!emulated.picture) return;
  const Frame frame = emulated.picture(us(exposure_us));
  const std::size_t room = arv_fake_camera_get_payload(emulated.parts_->memory());
  // The buffer is the emulator's own.
  void* data = const_cast<void*>(  // NOLINT
      arv_buffer_get_data(static_cast<ArvBuffer*>(buffer), nullptr));
  std::visit(
      [&](const auto& samples) {
        const std::size_t bytes = std::min(room, samples.size() * sizeof(samples[0]));
        if (bytes > 0) std::memcpy(data, samples.data(), bytes);
      },
      frame.samples);
}

}  // namespace etalon::test
