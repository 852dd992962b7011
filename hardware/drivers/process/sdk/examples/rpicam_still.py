#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The camera of a Raspberry Pi, raw, by rpicam-still. Not tested on a Raspberry Pi.

    camera: {driver: process, command: [python3, rpicam_still.py, --gain, "1.0"]}

Needs rpicam-apps and python3-tifffile. rpicam-still writes a DNG beside its JPEG: a TIFF whose
colour filter array lies there as it was read out, before any processing. The JPEG is thrown away.
"""

import argparse
import os
import subprocess
import sys
import tempfile

import tifffile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import etalon_driver  # noqa: E402  (found beside the examples)

COLOUR_FILTER_ARRAY = 32803  # PhotometricInterpretation of DNG
COLOURS = "rgb"  # of CFAPattern: 0 red, 1 green, 2 blue
CFA_PATTERN, BLACK_LEVEL, WHITE_LEVEL = 33422, 50714, 50717


def raw_page(dng):
    """The page with the colour filter array; the first one is a small picture of it."""
    for page in dng.pages:
        for candidate in [page, *(page.pages or [])]:
            if candidate.photometric == COLOUR_FILTER_ARRAY:
                return candidate
    raise etalon_driver.Refused("rpicam-still has written a DNG without raw data.")


def number(tags, code, otherwise):
    """The first number of a tag, also where it is written as a fraction."""
    if code not in tags:
        return otherwise
    value = tags[code].value
    if tags[code].dtype.name == "RATIONAL":
        return value[0] / value[1]
    return value if isinstance(value, (int, float)) else value[0]


class RaspberryPiCamera(etalon_driver.Instrument):
    def __init__(self, program, gain):
        super().__init__()
        self.program, self.gain, self.seconds = program, gain, 0.01
        self.running = None

    def hello(self):
        return {"camera": {"manufacturer": "Raspberry Pi", "exposure_s": [1e-4, 5.0]}}

    def exposure(self):
        return self.seconds

    def set_exposure(self, seconds):
        # rpicam-still rounds to rows of the sensor; what it did is not told before a picture.
        self.seconds = round(seconds * 1e6) / 1e6
        return self.seconds

    def actual(self):
        return {"analogue gain requested": "%g" % self.gain}

    def stop(self):
        running = self.running
        if running is not None:
            running.terminate()

    def take(self, folder):
        picture = os.path.join(folder, "frame.jpg")
        self.running = subprocess.Popen(
            [self.program, "--nopreview", "--immediate", "--raw", "--output", picture,
             "--shutter", "%d" % round(self.seconds * 1e6), "--gain", "%g" % self.gain,
             "--awbgains", "1,1", "--denoise", "off", "--sharpness", "0"],
            stdout=sys.stderr)
        code = self.running.wait()
        self.running = None
        if self.aborted.is_set():
            raise etalon_driver.Aborted()
        if code != 0:
            raise etalon_driver.Refused("rpicam-still ended with code %d. Is the camera "
                                        "connected (rpicam-hello --list-cameras)?" % code)
        return os.path.join(folder, "frame.dng")

    def snap(self, longest_s):
        with tempfile.TemporaryDirectory() as folder, \
                tifffile.TiffFile(self.take(folder)) as dng:
            page = raw_page(dng)
            samples = page.asarray().astype("<u2")
            tags = {tag.code: tag for tag in page.tags}
            mosaic = "".join(COLOURS[i] for i in bytes(tags[CFA_PATTERN].value))
            bits = int(number(tags, WHITE_LEVEL, 65535)).bit_length()
            black_level = number(tags, BLACK_LEVEL, 0)
        height, width = samples.shape
        return etalon_driver.Frame(samples.tobytes(), width, height, bits, "words", "linear",
                                   lossy=False, mosaic=mosaic, processed=False, black_level=black_level)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--gain", type=float, default=1.0, help="analogue gain")
    arguments.add_argument("--program", default="rpicam-still")
    chosen = arguments.parse_args()
    etalon_driver.serve(RaspberryPiCamera(chosen.program, chosen.gain))
