"""Reads the list stand-ins.txt, and has the handlers for the resource types on it."""

import json
import pathlib
import re
import typing

PATH = pathlib.Path(__file__).with_name("stand-ins.txt")
TRANSFORM, FUNCTION, MENDED = "Transform ", "Function ", "Mended "
INVENTED = "stand-in-"  # the prefix of the names that stand-ins return
NOT_TYPES = (TRANSFORM, FUNCTION, MENDED)


class StandIn(typing.NamedTuple):
    name: str  # a resource type, alone or with one of its properties; or one of NOT_TYPES and a name
    why: str
    attributes: tuple[str, ...]


def read(path: pathlib.Path = PATH) -> dict[str, StandIn]:
    """Returns the list by name. A line without a reason is an error, because the reasons are the purpose of the list."""
    found: dict[str, StandIn] = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not parts[0] or not parts[1]:
            raise SystemExit(f"{path.name}:{number}: the line is not complete;"
                             " fix: write the type, the reason and the attributes, separated by |.")
        if parts[0] in found:
            raise SystemExit(f"{path.name}:{number}: {parts[0]} is listed twice.")
        found[parts[0]] = StandIn(parts[0], parts[1], tuple(parts[2].split()))
    return found


def line_for(name: str, attributes: list[str]) -> str:
    """Returns the line to add to the list for a missing type."""
    return f"{name:<48} | no such type in the emulator; WHAT IS NOT PROVED | {' '.join(attributes)}".rstrip()


class Recorder:
    """Stands in for one resource type. It records what CloudFormation requests, as one JSON object on each line."""

    def __init__(self, stand_in: StandIn, log: pathlib.Path):
        self.stand_in, self.log = stand_in, log

    def handlers(self) -> dict:
        return {"create": self.create, "update": self.update, "delete": self.delete}

    def beside(self, native: dict, part: str) -> dict:
        """Returns handlers that stand in for the resources with a property, and leave the others of the type to the emulator."""
        def create(logical_id, properties, stack):
            chosen = self.create if part in properties else native["create"]
            return chosen(logical_id, properties, stack)

        def update(physical_id, *rest):
            chosen = self.update if physical_id.startswith(INVENTED) else native["update"]
            return chosen(physical_id, *rest)

        def delete(physical_id, *rest):
            chosen = self.delete if physical_id.startswith(INVENTED) else native["delete"]
            return chosen(physical_id, *rest)

        return {**native, "create": create, "update": update, "delete": delete}

    def create(self, logical_id, properties, stack):
        return self.answer("create", f"{INVENTED}{stack}-{logical_id}", properties)

    def update(self, physical_id, _before, properties, *_where):
        return self.answer("update", physical_id, properties)

    def delete(self, physical_id, _properties):
        self.record("delete", physical_id)

    def answer(self, did, physical_id, properties):
        left = unresolved(properties)
        if left:
            raise ValueError(f"{self.stand_in.name} received {left}, which should be resolved")
        self.record(did, physical_id)
        return physical_id, {name: f"{physical_id}-{name}" for name in self.stand_in.attributes}

    def record(self, did, physical_id):
        with self.log.open("a") as file:
            file.write(json.dumps({"did": did, "type": self.stand_in.name, "id": physical_id}) + "\n")


def unresolved(value) -> str:
    """Returns the first unresolved function of CloudFormation, or an empty string."""
    if isinstance(value, dict):
        if len(value) == 1 and re.match(r"Ref$|Fn::", next(iter(value))):
            return json.dumps(value)
        value = list(value.values())
    if isinstance(value, list):
        return next((left for left in map(unresolved, value) if left), "")
    return ""
