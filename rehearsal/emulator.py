"""Runs MiniStack with what stand-ins.txt lists: a recorded stand-in for every type, and what is mended.

    emulator.py LOG    serves on BIND_HOST:GATEWAY_PORT until it is told to stop, and records the stand-ins' work in LOG
"""

import pathlib
import sys

from ministack.app import main as serve
from ministack.core import responses
from ministack.services import s3
from ministack.services.cloudformation import engine, provisioners

import stand_ins


def register(log: pathlib.Path) -> None:
    """Adds the stand-ins to the emulator's own table of resource types, and replaces one that is there only in part."""
    for stand_in in stand_ins.read().values():
        if stand_in.name.startswith(stand_ins.NOT_TYPES):
            continue  # it passes over transforms that it does not know; the others are mended below
        recorder = stand_ins.Recorder(stand_in, log)
        kind, _, part = stand_in.name.partition(" ")
        native = provisioners._RESOURCE_HANDLERS.get(kind)
        if (native is None) == bool(part):
            raise SystemExit(f"The emulator {'does not know' if native is None else 'knows'} {kind}: remove the line {stand_in.name} from"
                             f" rehearsal/{stand_ins.PATH.name}, or mend it.")
        provisioners._RESOURCE_HANDLERS[kind] = recorder.beside(native, part) if part else recorder.handlers()


def keep_tags() -> None:
    """Has buckets keep the tags that a template gives them: make destroy finds what is left of an environment by them."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    native = handlers["create"]

    def create(logical_id, properties, stack):
        physical_id, attributes = native(logical_id, properties, stack)
        if physical_id in s3._bucket_tags:
            raise ValueError("The emulator keeps a bucket's tags by now: remove what keeps them, and its line on the list.")
        s3._bucket_tags[physical_id] = {it["Key"]: it["Value"] for it in properties.get("Tags", [])}
        return physical_id, attributes

    handlers["create"] = create


def honour_regions() -> None:
    """Has Fn::GetStackOutput look in the region that it names: the emulator looks in the reader's, and finds nothing there."""
    original = engine._resolve_refs

    def resolve(value, *rest):
        read = value.get("Fn::GetStackOutput") if isinstance(value, dict) else None
        if not isinstance(read, dict) or "Region" not in read:
            return original(value, *rest)
        literal = {"Fn::GetStackOutput": {key: original(read[key], *rest) for key in ("StackName", "OutputName")}}
        region, here = original(read["Region"], *rest), responses.get_region()
        responses.set_request_region(region)
        try:
            return original(literal, *rest)
        finally:
            responses.set_request_region(here)

    for name, module in list(sys.modules.items()):
        if name.startswith("ministack.services.cloudformation") and getattr(module, "_resolve_refs", None) is original:
            module._resolve_refs = resolve


if __name__ == "__main__":
    honour_regions()
    keep_tags()
    register(pathlib.Path(sys.argv.pop(1)))
    serve()
