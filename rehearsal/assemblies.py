"""What a rehearsal reads in, and does to, a synthesized assembly of one environment.

    assemblies.py shipped FROM TO              writes TO, a cdk.json of dev alone, in the emulator's account and in REGION
    assemblies.py image FROM TO IMAGE          the same file with another frontend image
    assemblies.py coverage ASSEMBLY TO         writes to TO what is stood in for; fails on what nobody knows
    assemblies.py break ASSEMBLY               gives an output that the services stack reads another name, and prints the old one
    assemblies.py unlisted ASSEMBLY            adds a resource of a type that nobody knows
"""

import collections
import hashlib
import json
import logging
import pathlib
import re
import sys
import typing

import stand_ins

ACCOUNT = "000000000000"  # the emulator's only one
REGION = "eu-west-1"  # not us-east-1: there the edge, which is always in us-east-1, would read nothing across regions
ENVIRONMENT = "dev"


class Stack(typing.NamedTuple):
    artifact: str
    name: str
    region: str
    file: pathlib.Path
    dependencies: tuple[str, ...]  # names of stacks
    bootstrap: int  # the version of the bootstrap stack that it requires

    def template(self) -> dict:
        return json.loads(self.file.read_text())


def stacks(assembly: str) -> list[Stack]:
    """The environment's stacks, in the manifest's order."""
    folder = pathlib.Path(assembly) / f"assembly-{ENVIRONMENT}"
    artifacts = json.loads((folder / "manifest.json").read_text())["artifacts"]
    found = {key: it for key, it in artifacts.items() if it["type"] == "aws:cloudformation:stack"}
    name = {key: it["properties"]["stackName"] for key, it in found.items()}
    return [Stack(key, name[key], it["environment"].rsplit("/", 1)[1], folder / it["properties"]["templateFile"],
                  tuple(name[on] for on in it.get("dependencies", []) if on in name),
                  it["properties"].get("requiresBootstrapStackVersion", 0))
            for key, it in found.items()]


class Reference(typing.NamedTuple):
    stack: str
    output: str


def references(value) -> list[Reference]:
    """The outputs of other stacks that a part of a template reads."""
    if isinstance(value, list):
        return [found for item in value for found in references(item)]
    if not isinstance(value, dict):
        return []
    if "Fn::GetStackOutput" in value:
        read = value["Fn::GetStackOutput"]
        return [Reference(read["StackName"], read["OutputName"])]
    return [found for item in value.values() for found in references(item)]


def attributes(value) -> list[tuple[str, str]]:
    """The resources and attributes that Fn::GetAtt reads in a part of a template."""
    if isinstance(value, list):
        return [found for item in value for found in attributes(item)]
    if not isinstance(value, dict):
        return []
    if "Fn::GetAtt" in value:
        name, attribute = value["Fn::GetAtt"]
        return [(name, attribute)]
    return [found for item in value.values() for found in attributes(item)]


def listed_as(resource: dict, allowed: dict) -> str:
    """The resource's type, with the property that makes it a case of its own on the list if it has one."""
    cases = [f"{resource['Type']} {name}" for name in resource.get("Properties", {})]
    return next((case for case in cases if case in allowed), resource["Type"])


def functions(value) -> collections.Counter[str]:
    """How often a part of a template calls each of CloudFormation's functions."""
    found: collections.Counter[str] = collections.Counter()
    if isinstance(value, list):
        for item in value:
            found += functions(item)
    elif isinstance(value, dict):
        found.update(key for key in value if key.startswith("Fn::"))
        for item in value.values():
            found += functions(item)
    return found


# What the emulator resolves as AWS does (engine._resolve_refs and, in rules, engine._evaluate_rules of the pinned release). It
# hands on anything else as it stands, without a word.
RESOLVED = {"Fn::" + name for name in ("And", "Cidr", "Contains", "Equals", "FindInMap", "GetAZs", "GetAtt", "If", "ImportValue", "Join",
                                       "Not", "Or", "Select", "Split", "Sub", "ToJsonString")}
APPLIED = {"AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"}  # the transforms that it knows


class Coverage(typing.NamedTuple):
    used: collections.Counter[str]  # types, transforms and functions, by the name that the list would have them under
    read: dict[str, set[str]]  # the attributes that templates read, by the same name


def examine(templates: typing.Iterable[dict], allowed: dict) -> Coverage:
    used: collections.Counter[str] = collections.Counter()
    read: dict[str, set[str]] = collections.defaultdict(set)
    for template in templates:
        names = {key: listed_as(resource, allowed) for key, resource in template["Resources"].items()}
        used.update(names.values())
        used.update(name for name in (stand_ins.MENDED + it for it in names.values()) if name in allowed)
        for key, attribute in attributes(template):
            read[names[key]].add(attribute)
        declared = template.get("Transform", [])
        used.update(stand_ins.TRANSFORM + it for it in ([declared] if isinstance(declared, str) else declared) if it not in APPLIED)
        for name, count in functions(template).items():
            if name not in RESOLVED:
                used[stand_ins.FUNCTION + name] += count
    return Coverage(used, read)


def problems(found: Coverage, known: typing.Container[str], allowed: dict) -> list[str]:
    """What is neither known nor listed, as lines for the list; and attributes that a stand-in would not answer."""
    lines = [stand_ins.line_for(name, sorted(found.read[name])) for name in sorted(found.used)
             if name not in allowed and name not in known and not name.startswith("Custom::")]
    for name in sorted(set(found.used) & set(allowed)):
        unanswered = found.read[name] - set(allowed[name].attributes)
        if unanswered and not name.startswith(stand_ins.NOT_TYPES):
            lines.append(f"{name}: templates read {' '.join(sorted(unanswered))} of it; add that to its line")
    return lines


def coverage(assembly: str, to: str) -> None:
    """Writes what is stood in for, most used first. Everything else in the templates is a type the emulator knows."""
    logging.disable(logging.WARNING)  # on import it complains of what else could be installed
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS as known

    allowed = stand_ins.read()
    found = examine([stack.template() for stack in stacks(assembly)], allowed)
    wrong = problems(found, known, allowed)
    if wrong:
        print(f"The emulator knows nothing of these. If they are to be stood in for, add to rehearsal/{stand_ins.PATH.name}:\n")
        print("\n".join(wrong))
        raise SystemExit(1)
    lines = [f"{count:5} {name:<48} {allowed[name].why}" for name, count in found.used.most_common() if name in allowed]
    resources = {name: count for name, count in found.used.items() if not name.startswith(stand_ins.NOT_TYPES)}
    total, stood = sum(resources.values()), sum(count for name, count in resources.items() if name in allowed)
    lines.append(f"  {stood} of {total} resources; the emulator keeps a record of the others, and runs none of them but the custom"
                 " resources' functions")
    pathlib.Path(to).write_text("\n".join(lines) + "\n")


def break_reference(assembly: str) -> None:
    """Renames one output that the services stack reads, for something that is made late: much has to be undone then."""
    logging.disable(logging.WARNING)
    from ministack.services.cloudformation.engine import _topological_sort as in_order  # one after the other, as the emulator goes

    by_name = {stack.name: stack for stack in stacks(assembly)}
    resources = by_name[f"kasha-{ENVIRONMENT}-services"].template()["Resources"]
    earliest: dict[Reference, int] = {}
    for place, key in enumerate(in_order(resources, {})):
        for read in references(resources[key]):
            earliest.setdefault(read, place)
    chosen = max(sorted(earliest), key=lambda read: earliest[read])
    stack = by_name[chosen.stack]
    template = stack.template()
    template["Outputs"]["Renamed" + chosen.output] = template["Outputs"].pop(chosen.output)
    rewrite(stack, template)
    print(chosen.output)


def add_unlisted(assembly: str) -> None:
    stack = stacks(assembly)[0]
    template = stack.template()
    template["Resources"]["Unlisted"] = {"Type": "AWS::Kasha::Unlisted"}
    rewrite(stack, template)


def rewrite(stack: Stack, template: dict) -> None:
    """Writes a changed template, under another name among the assets: the CDK uploads nothing twice under one name."""
    stack.file.write_text(json.dumps(template, indent=1))
    fresh = hashlib.sha256(stack.file.read_bytes()).hexdigest()
    folder = stack.file.parent
    manifest = (folder / "manifest.json").read_text()
    url = json.loads(manifest)["artifacts"][stack.artifact]["properties"]["stackTemplateAssetObjectUrl"]
    stale = re.search(r"([0-9a-f]{64})\.json$", url)[1]
    for file in (folder / "manifest.json", folder / f"{stack.artifact}.assets.json"):
        file.write_text(file.read_text().replace(stale, fresh))


def shipped(source: str, to: str) -> None:
    """The shipped configuration's dev, alone, in the emulator's account and another region. Nothing else is different, but
    that cdk finds the assembly in the folder out and builds nothing."""
    document = json.loads(pathlib.Path(source).read_text())
    del document["build"]
    document["app"] = "out"
    kasha = document["context"]["kasha"]
    kasha.pop("pipeline", None)
    dev = next(it for it in kasha["environments"] if it["name"] == ENVIRONMENT)
    zones = [REGION + zone for zone in "ab"]
    kasha["environments"] = [{**dev, "account": ACCOUNT, "region": REGION, "availabilityZones": zones}]
    pathlib.Path(to).write_text(json.dumps(document, indent=2))


def image(source: str, to: str, name: str) -> None:
    document = json.loads(pathlib.Path(source).read_text())
    document["context"]["kasha"]["environments"][0].setdefault("frontend", {})["image"] = name
    pathlib.Path(to).write_text(json.dumps(document, indent=2))


if __name__ == "__main__":
    {"shipped": shipped, "image": image, "coverage": coverage, "break": break_reference,
     "unlisted": add_unlisted}[sys.argv[1]](*sys.argv[2:])
