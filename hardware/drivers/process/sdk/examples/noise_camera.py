#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A camera that sees an even field and makes noise: no hardware is needed, anyone can try it.

    camera: {driver: process, command: [python3, noise_camera.py]}
"""

import array
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import etalon_driver  # noqa: E402  (found beside the examples)

WIDTH, HEIGHT, BITS = 320, 240, 12
ELECTRONS_PER_SECOND = 200000.0
DN_PER_ELECTRON = 0.25
READ_NOISE_E = 3.0
BLACK_LEVEL = 100


class NoiseCamera(etalon_driver.Instrument):
    def __init__(self):
        super().__init__()
        self.seconds = 0.01
        self.level = 1.0

    def hello(self):
        return {"manufacturer": "Etalon", "model": "noise camera",
                "camera": {"model": "noise", "exposure_s": [1e-5, 1.0], "binning": "1 x 1"},
                "light": {}}

    def set_exposure(self, seconds):
        self.seconds = min(max(seconds, 1e-5), 1.0)
        return self.seconds

    def exposure(self):
        return self.seconds

    def set_light(self, level):
        self.level = level
        return self.level

    def snap(self, longest_s):
        if self.aborted.wait(self.seconds):
            raise etalon_driver.Aborted()
        electrons = ELECTRONS_PER_SECOND * self.seconds * self.level
        mean = BLACK_LEVEL + DN_PER_ELECTRON * electrons
        sigma = DN_PER_ELECTRON * (electrons + READ_NOISE_E ** 2) ** 0.5
        top = 2 ** BITS - 1
        samples = array.array("H", (min(max(round(random.gauss(mean, sigma)), 0), top)
                                    for _ in range(WIDTH * HEIGHT)))
        if sys.byteorder == "big":
            samples.byteswap()
        return etalon_driver.Frame(samples.tobytes(), WIDTH, HEIGHT, BITS, "words", "linear",
                                   lossy=False, black_level=BLACK_LEVEL)


if __name__ == "__main__":
    etalon_driver.serve(NoiseCamera())
