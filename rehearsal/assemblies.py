"""What a rehearsal reads in, and does to, a synthesized assembly of one environment.

    assemblies.py shipped FROM TO              writes TO, a cdk.json of dev alone, in the emulator's account and in REGION
    assemblies.py image FROM TO IMAGE          the same file with another frontend image
    assemblies.py coverage ASSEMBLY            what is stood in for; fails on a type that nobody knows
    assemblies.py break ASSEMBLY TO            a copy in which an output that the services stack reads has another name
"""

import collections
import hashlib
import json
import logging
import pathlib
import re
import shutil
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

    def template(self) -> dict:
        return json.loads(self.file.read_text())


def stacks(assembly: str) -> list[Stack]:
    """The environment's stacks, in the manifest's order."""
    folder = pathlib.Path(assembly) / f"assembly-{ENVIRONMENT}"
    artifacts = json.loads((folder / "manifest.json").read_text())["artifacts"]
    found = {key: it for key, it in artifacts.items() if it["type"] == "aws:cloudformation:stack"}
    name = {key: it["properties"]["stackName"] for key, it in found.items()}
    return [Stack(key, name[key], it["environment"].rsplit("/", 1)[1], folder / it["properties"]["templateFile"],
                  tuple(name[on] for on in it.get("dependencies", []) if on in name))
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


def coverage(assembly: str) -> None:
    """Prints what is stood in for, most used first. Everything else in the templates is a type the emulator knows."""
    logging.disable(logging.WARNING)  # on import it complains of what else could be installed
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS as known

    transforms = {"AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"}
    used: collections.Counter[str] = collections.Counter()
    allowed = stand_ins.read()
    read: dict[str, set[str]] = collections.defaultdict(set)
    for stack in stacks(assembly):
        template = stack.template()
        used.update(listed_as(resource, allowed) for resource in template["Resources"].values())
        for name, attribute in attributes(template):
            read[template["Resources"][name]["Type"]].add(attribute)
        declared = template.get("Transform", [])
        used.update(stand_ins.TRANSFORM + it for it in ([declared] if isinstance(declared, str) else declared)
                    if it not in transforms)
        used[stand_ins.FUNCTION + "Fn::GetStackOutput"] += len(references(template))
    unlisted = [name for name in sorted(used)
                if used[name] and name not in known and name not in allowed and not name.startswith("Custom::")]
    if unlisted:
        print(f"The emulator knows nothing of these. If they are to be stood in for, add to rehearsal/{stand_ins.PATH.name}:\n")
        print("\n".join(stand_ins.line_for(name, sorted(read[name])) for name in unlisted))
        raise SystemExit(1)
    for name, count in used.most_common():
        if name in allowed:
            print(f"  {count:3} {name:<48} {allowed[name].why}")
    resources = {name: count for name, count in used.items() if not name.startswith(stand_ins.NOT_TYPES)}
    total, stood = sum(resources.values()), sum(count for name, count in resources.items() if name in allowed)
    print(f"  {stood} of {total} resources are stood in for; the emulator keeps a record of the others, and runs none of them"
          " but the custom resources' functions")


def break_reference(assembly: str, to: str) -> None:
    """Renames one output that the services stack reads, for something that is made late: much has to be undone then."""
    shutil.copytree(assembly, to, ignore=shutil.ignore_patterns(".cache"))
    by_name = {stack.name: stack for stack in stacks(to)}
    late = ["AWS::ECS::TaskDefinition", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"]
    earliest: dict[Reference, int] = {}
    for resource in by_name[f"kasha-{ENVIRONMENT}-services"].template()["Resources"].values():
        place = late.index(resource["Type"]) if resource["Type"] in late else -1
        for read in references(resource):
            earliest[read] = min(place, earliest.get(read, place))
    chosen = max(sorted(earliest), key=lambda read: earliest[read])
    stack = by_name[chosen.stack]
    template = stack.template()
    template["Outputs"]["Renamed" + chosen.output] = template["Outputs"].pop(chosen.output)
    stack.file.write_text(json.dumps(template, indent=1))
    rename_template(stack)
    print(chosen.output)


def rename_template(stack: Stack) -> None:
    """Gives a changed template another name among the assets: the CDK uploads nothing twice under one name."""
    fresh = hashlib.sha256(stack.file.read_bytes()).hexdigest()
    folder = stack.file.parent
    manifest = (folder / "manifest.json").read_text()
    url = json.loads(manifest)["artifacts"][stack.artifact]["properties"]["stackTemplateAssetObjectUrl"]
    stale = re.search(r"([0-9a-f]{64})\.json$", url)[1]
    for file in (folder / "manifest.json", folder / f"{stack.artifact}.assets.json"):
        file.write_text(file.read_text().replace(stale, fresh))


def shipped(source: str, to: str) -> None:
    """The shipped configuration's dev, alone, in the emulator's account and another region. Nothing else is different."""
    document = json.loads(pathlib.Path(source).read_text())
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
    {"shipped": shipped, "image": image, "coverage": coverage, "break": break_reference}[sys.argv[1]](*sys.argv[2:])
