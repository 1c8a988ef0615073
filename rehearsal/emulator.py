"""Runs MiniStack with the stand-ins and corrections that stand-ins.txt lists.

    emulator.py LOG    serves on BIND_HOST:GATEWAY_PORT until it is stopped, and records what the stand-ins do in LOG
"""

import inspect
import pathlib
import sys

from ministack.app import main as serve
from ministack.core import responses
from ministack.services import cloudfront, s3
from ministack.services import cloudformation as formation
from ministack.services.cloudformation import engine, handlers, provisioners, stacks

import stand_ins
import vpc_origins


def register(log: pathlib.Path) -> None:
    """Adds the stand-ins to the emulator's table of resource types. For a type with a property, it replaces a part of the type."""
    for stand_in in stand_ins.read().values():
        if stand_in.name.startswith(stand_ins.NOT_TYPES):
            continue  # the emulator ignores unknown transforms; the others are corrected below
        recorder = stand_ins.Recorder(stand_in, log)
        kind, _, part = stand_in.name.partition(" ")
        native = provisioners._RESOURCE_HANDLERS.get(kind)
        if (native is None) == bool(part):
            raise SystemExit(f"The emulator {'does not support' if native is None else 'supports'} {kind}; fix: remove or correct the line"
                             f" {stand_in.name} in rehearsal/{stand_ins.PATH.name}.")
        handled = vpc_origins.handlers(recorder, cloudfront) if kind == vpc_origins.TYPE else recorder.handlers()
        provisioners._RESOURCE_HANDLERS[kind] = recorder.beside(native, part) if part else handled


def keep_tags() -> None:
    """Keeps the tags that a template gives to buckets: make destroy finds the buckets of an environment by them."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    native = handlers["create"]

    def create(logical_id, properties, stack):
        physical_id, attributes = native(logical_id, properties, stack)
        if physical_id in s3._bucket_tags:
            raise ValueError("The emulator keeps the tags of buckets; fix: remove keep_tags, and its line in stand-ins.txt.")
        s3._bucket_tags[physical_id] = {it["Key"]: it["Value"] for it in properties.get("Tags", [])}
        return physical_id, attributes

    handlers["create"] = create


def honour_regions() -> None:
    """Makes Fn::GetStackOutput read the region that it names. The emulator reads the region of the reading stack, and finds nothing."""
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


def refuse_exports_in_use() -> None:
    """Makes a stack's update fail if it changes or removes an export that another stack imports. The emulator makes the change.

    "You can't modify or remove an output value that is referenced by another stack." Source: CloudFormation user guide, "Get exported
    outputs from a deployed CloudFormation stack"."""
    if "is in use by" in inspect.getsource(stacks):
        raise SystemExit("The emulator refuses to change exports in use by now: remove what refuses it, and its line on the list.")
    original = stacks._resolve_stack_outputs

    def resolve(*arguments):
        outputs, exports = original(*arguments)
        stack_id = arguments[-1]
        for name, export in list(formation._exports.items()):
            if export["StackId"] != stack_id or exports.get(name, {}).get("Value") == export["Value"]:
                continue
            readers = sorted(other for other, stack in formation._stacks.items() if "DELETE" not in stack.get("StackStatus", "")
                             and stack["StackId"] != stack_id and name in handlers._imported_export_names(stack, other))
            if readers:
                did = "updated" if name in exports else "deleted"
                raise ValueError(f"Export {name} cannot be {did} as it is in use by {' and '.join(readers)}")
        return outputs, exports

    stacks._resolve_stack_outputs = resolve


if __name__ == "__main__":
    honour_regions()
    refuse_exports_in_use()
    keep_tags()
    register(pathlib.Path(sys.argv.pop(1)))
    serve()
