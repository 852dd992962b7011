# SPDX-License-Identifier: Apache-2.0
"""What a program needs to drive a device for Etalon: derive from Instrument, and call serve().

Protocol 1 of docs/hardware/process_protocol.md. Needs Python 3.8 and nothing else.
"""

import json
import os
import queue
import signal
import sys
import threading


class Refused(Exception):
    """The device cannot do what was asked; the text is shown to the user."""


class Aborted(Exception):
    """The call was ended by stop()."""


class Frame:
    """Bytes, and what they mean. `more`: black_level, processed, stride, number, complete."""

    def __init__(self, data, width, height, bits, packing, transfer, lossy,
                 channels=1, mosaic="none", **more):
        self.data = bytes(data)
        self.result = dict(width=width, height=height, bits=bits, packing=packing,
                           transfer=transfer, lossy=lossy, channels=channels, mosaic=mosaic,
                           binary=len(self.data), **more)


class Instrument:
    """A device. Calls come one after the other; stop() comes from another thread, at any time."""

    def __init__(self):
        self.aborted = threading.Event()  # set once the pending call is to end: raise Aborted then

    def hello(self):
        """Opens the device and says what it is: the result of "hello" without its version.

        {"model": "M", "camera": {"exposure_s": [1e-5, 1], "binning": "1 x 1"}, "light": {}}
        """
        raise NotImplementedError

    def close(self):
        """The end: the light goes off, and the device is left as it may stand alone."""

    def stop(self):
        """Ends all motion and a pending exposure, as soon as it can be."""

    def automatic(self):
        """What changes images by itself and is on; must end up empty."""
        return []

    def actual(self):
        """Settings as they are: {"gain": "0 dB"}."""
        return {}

    def set_exposure(self, seconds):
        """Returns what the exposure is then."""
        raise Refused("its exposure cannot be set.")

    def exposure(self):
        return 0

    def snap(self, longest_s):
        """A Frame whose exposure began after the call."""
        raise Refused("it has no camera.")

    def position(self):
        """Steps along x, y, z."""
        raise Refused("it has no motors.")

    def moving(self):
        return False

    def move(self, by, longest_s):
        """Begins a move, or carries it out: then stop() must end it."""
        raise Refused("it has no motors.")

    def set_light(self, level):
        """A light that can tell at which level it is then returns that, 0 to 1."""
        raise Refused("it has no light.")


class _Server:
    def __init__(self, instrument):
        self.instrument = instrument
        self.calls = queue.Queue()
        self.writing = threading.Lock()
        # Whatever else writes to stdout would break the protocol: it goes to stderr.
        self.output = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        sys.stdout = sys.stderr

    def run(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        threading.Thread(target=self.listen, daemon=True).start()
        try:
            while self.carry_out(self.calls.get()):
                pass
        finally:
            self.end_what_is_pending()
            self.instrument.close()

    def end_what_is_pending(self):
        self.instrument.aborted.set()
        self.instrument.stop()

    def listen(self):
        """Reads in a thread of its own, so that an order to abort is heard at any time."""
        try:
            for line in sys.stdin.buffer:
                call = json.loads(line)
                if call["method"] == "abort":
                    self.end_what_is_pending()
                    self.write({"id": call["id"], "result": {}})
                    continue
                self.instrument.aborted.clear()
                self.calls.put(call)
        finally:
            self.end_what_is_pending()
            self.calls.put({"method": "bye"})

    def carry_out(self, call):
        if call["method"] == "bye":
            return False
        data = b""
        try:
            result, data = self.result_of(call["method"], call.get("params", {}))
            reply = {"result": result}
        except Aborted:
            reply = {"error": {"code": 2, "message": "aborted"}}
        except Refused as problem:
            reply = {"error": {"code": 1, "message": str(problem)}}
        except Exception as problem:  # whatever it is, whoever called must hear of it
            reply = {"error": {"code": 3, "message": "%s: %s" % (type(problem).__name__, problem)}}
        self.write({"id": call["id"], **reply}, data)
        return True

    def result_of(self, method, wanted):
        instrument = self.instrument
        if method == "hello":
            return {**instrument.hello(), "protocol": 1}, b""
        if method == "camera.settings":
            exposure = (instrument.set_exposure(wanted["exposure_s"])
                        if "exposure_s" in wanted else instrument.exposure())
            return {"exposure_s": exposure, "automatic": instrument.automatic(),
                    "actual": instrument.actual()}, b""
        if method == "camera.snap":
            frame = instrument.snap(wanted["longest_s"])
            return frame.result, frame.data
        if method == "stage.position":
            # Asked in this order, so that a motion which ends meanwhile is told of at its end.
            moving = instrument.moving()
            return {"steps": list(instrument.position()), "moving": moving}, b""
        if method == "stage.move":
            instrument.move(wanted["by"], wanted["longest_s"])
        elif method == "stage.stop":
            instrument.stop()
        elif method == "light.set":
            level = instrument.set_light(wanted["level"])
            return ({} if level is None else {"level": level}), b""
        else:
            raise Refused("it does not know %s." % method)
        return {}, b""

    def write(self, reply, data=b""):
        line = json.dumps({"jsonrpc": "2.0", **reply}).encode() + b"\n"
        with self.writing:
            self.output.write(line)
            self.output.write(data)
            self.output.flush()


def serve(instrument):
    """Answers Etalon's calls until it says goodbye."""
    _Server(instrument).run()
