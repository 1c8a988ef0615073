"""Reads and changes the synthesized assembly of a rehearsal, which has one environment.

    assemblies.py one FROM TO                  writes a cdk.json of one environment, in the emulator's account and in REGION
    assemblies.py production FROM TO           writes the same environment as production, with a pipeline
    assemblies.py untag ASSEMBLY               removes a tag from what the pipeline's actions read
    assemblies.py image FROM TO DEFAULT        writes the same file with another tag of the frontend's image
    assemblies.py coverage ASSEMBLY TO         writes the stand-ins that are used; fails on types that are neither supported nor listed
    assemblies.py break ASSEMBLY               renames an output that the services stack reads, and prints the old name
    assemblies.py unlisted ASSEMBLY            adds a resource of an unknown type
    assemblies.py replace ASSEMBLY PRODUCER    changes a create-only property of a producer: its load balancer or its security group
    assemblies.py origin ASSEMBLY              prints the kind of the distribution's origin, public or vpc
"""

import collections
import hashlib
import json
import logging
import pathlib
import re
import sys
import typing

import origins
import stand_ins

ACCOUNT = "000000000000"  # the emulator's only account
REGION = "eu-west-1"  # not us-east-1, where the edge stack always is: it must read across regions
ENVIRONMENT = "dev"
TAG = "rehearsed"


class Stack(typing.NamedTuple):
    artifact: str
    name: str
    region: str
    file: pathlib.Path
    dependencies: tuple[str, ...]  # names of stacks
    bootstrap: int  # the required version of the bootstrap stack

    def template(self) -> dict:
        return json.loads(self.file.read_text())


def stacks(assembly: str) -> list[Stack]:
    """Returns the environment's stacks, in the order of the manifest."""
    folder = pathlib.Path(assembly) / f"assembly-{ENVIRONMENT}"
    artifacts = json.loads((folder / "manifest.json").read_text())["artifacts"]
    found = {key: it for key, it in artifacts.items() if it["type"] == "aws:cloudformation:stack"}
    name = {key: it["properties"]["stackName"] for key, it in found.items()}
    return [Stack(key, name[key], it["environment"].rsplit("/", 1)[1], folder / it["properties"]["templateFile"],
                  tuple(name[on] for on in it.get("dependencies", []) if on in name),
                  it["properties"].get("requiresBootstrapStackVersion", 0))
            for key, it in found.items()]


def stack_of(assembly: str, part: str) -> Stack:
    return next(it for it in stacks(assembly) if it.name == f"kasha-{ENVIRONMENT}-{part}")


def origin(assembly: str) -> origins.Origin:
    return origins.of(stack_of(assembly, "edge").template())


class Reference(typing.NamedTuple):
    stack: str
    output: str


def references(value) -> list[Reference]:
    """Returns the outputs of other stacks that a part of a template reads, weakly or strongly."""
    if isinstance(value, list):
        return [found for item in value for found in references(item)]
    if not isinstance(value, dict):
        return []
    if "Fn::GetStackOutput" in value:
        read = value["Fn::GetStackOutput"]
        return [Reference(read["StackName"], read["OutputName"])]
    if "Fn::ImportValue" in value:
        stack, _, output = value["Fn::ImportValue"].partition(":")  # the CDK's name for an export
        return [Reference(stack, output)]
    return [found for item in value.values() for found in references(item)]


def attributes(value) -> list[tuple[str, str]]:
    """Returns the resources and attributes that Fn::GetAtt reads in a part of a template."""
    if isinstance(value, list):
        return [found for item in value for found in attributes(item)]
    if not isinstance(value, dict):
        return []
    if "Fn::GetAtt" in value:
        name, attribute = value["Fn::GetAtt"]
        return [(name, attribute)]
    return [found for item in value.values() for found in attributes(item)]


def listed_as(resource: dict, allowed: dict) -> str:
    """Returns the resource's type, with a property if the list has a line for the type with that property."""
    cases = [f"{resource['Type']} {name}" for name in resource.get("Properties", {})]
    return next((case for case in cases if case in allowed), resource["Type"])


def functions(value) -> collections.Counter[str]:
    """Counts the calls of each CloudFormation function in a part of a template."""
    found: collections.Counter[str] = collections.Counter()
    if isinstance(value, list):
        for item in value:
            found += functions(item)
    elif isinstance(value, dict):
        found.update(key for key in value if key.startswith("Fn::"))
        for item in value.values():
            found += functions(item)
    return found


# The functions that the emulator resolves as AWS does: engine._resolve_refs and, in rules, engine._evaluate_rules of the pinned release.
# It passes on any other function unresolved, without an error.
RESOLVED = {"Fn::" + name for name in ("And", "Cidr", "Contains", "Equals", "FindInMap", "GetAZs", "GetAtt", "If", "Join",
                                       "Not", "Or", "Select", "Split", "Sub", "ToJsonString")}
APPLIED = {"AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"}  # the transforms that it supports


class Coverage(typing.NamedTuple):
    used: collections.Counter[str]  # types, transforms and functions, by their name on the list
    read: dict[str, set[str]]  # the attributes that templates read, by the same names


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
    """Returns what is neither supported nor listed, as lines for the list, and attributes that a stand-in does not return."""
    lines = [stand_ins.line_for(name, sorted(found.read[name])) for name in sorted(found.used)
             if name not in allowed and name not in known and not name.startswith("Custom::")]
    for name in sorted(set(found.used) & set(allowed)):
        unanswered = found.read[name] - set(allowed[name].attributes)
        if unanswered and not name.startswith(stand_ins.NOT_TYPES):
            lines.append(f"{name}: templates read {' '.join(sorted(unanswered))} of it; fix: add that to its line")
    return lines


# What checks each text of each shape, one a line: type, path and checks. TestEveryTextIsChecked of ./tests writes it.
CHECKED = pathlib.Path(__file__).resolve().parent.parent / "lib" / "texts" / "checked.txt"


def text_checks(lines: typing.Iterable[str]) -> dict[str, str]:
    """Returns, for each resource type, what checks its texts, names and enumerations in a synthesis. The emulator checks none."""
    counts: dict[str, collections.Counter[str]] = {}
    for line in lines:
        kind, path, check = line.split()[:3]
        found = counts.setdefault(kind, collections.Counter())
        if path != "-":
            found["CloudFormation's schema" if check.startswith("schema") else "lib/texts"] += 1
    return {kind: ", ".join(f"{count} by {by}" for by, count in found.most_common()) or "none to check"
            for kind, found in counts.items()}


def unchecked(used: typing.Iterable[str], checks: dict[str, str]) -> list[str]:
    """Returns the resource types whose texts nothing checks: neither the emulator nor a synthesis."""
    return sorted({name.split()[0] for name in used if not name.startswith(stand_ins.NOT_TYPES)} - set(checks))


def coverage(assembly: str, to: str) -> None:
    """Writes the stand-ins that are used, most used first, and what checks the texts of each type instead of the emulator. The emulator
    supports every other type in the templates."""
    logging.disable(logging.WARNING)  # on import it warns about optional packages
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS as known

    allowed = stand_ins.read()
    found = examine([stack.template() for stack in stacks(assembly)], allowed)
    wrong = problems(found, known, allowed)
    if wrong:
        print(f"The emulator does not support these types. For stand-ins, add to rehearsal/{stand_ins.PATH.name}:\n")
        print("\n".join(wrong))
        raise SystemExit(1)
    checks = text_checks(CHECKED.read_text().splitlines())
    if wrong := unchecked(found.used, checks):
        print("Nothing checks the texts of these types: " + ", ".join(wrong) + "; fix: give a shape of testdata/shapes.json such a"
              " resource, and run KASHA_UPDATE=1 go test -count=1 -run '^TestEveryTextIsChecked$' ./tests")
        raise SystemExit(1)
    lines = []
    for name, count in found.used.most_common():
        if name in allowed:
            texts = "" if name.startswith(stand_ins.NOT_TYPES) else f"; texts: {checks[name.split()[0]]}"
            lines.append(f"{count:5} {name:<48} {allowed[name].why}{texts}")
    resources = {name: count for name, count in found.used.items() if not name.startswith(stand_ins.NOT_TYPES)}
    total, stood = sum(resources.values()), sum(count for name, count in resources.items() if name in allowed)
    lines.append(f"  {stood} of {total} resources; the emulator records the others, and of these it only runs the functions of custom"
                 " resources")
    lines.append("  It checks no text, name or enumeration of those either. A synthesis does:")
    lines += [f"{count:5} {name:<48} texts: {checks[name]}" for name, count in sorted(resources.items()) if name not in allowed]
    pathlib.Path(to).write_text("\n".join(lines) + "\n")


def break_reference(assembly: str) -> None:
    """Renames an output that the services stack reads for one of its last resources, so that the rollback has much to delete."""
    logging.disable(logging.WARNING)
    from ministack.services.cloudformation.engine import _topological_sort as in_order  # the emulator's order

    by_name = {stack.name: stack for stack in stacks(assembly)}
    resources = by_name[f"kasha-{ENVIRONMENT}-services"].template()["Resources"]
    earliest: dict[Reference, int] = {}
    for place, key in enumerate(in_order(resources, {})):
        for read in references(resources[key]):
            if "Export" not in by_name[read.stack].template()["Outputs"][read.output]:  # an export keeps its name under another key
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


# What "replace" changes: the stack, the beginning of the logical id, the type, and a create-only property with its new value. The load
# balancer is the one of the distribution's origin.
PRODUCERS = {
    "followed": ("services", "", "AWS::ElasticLoadBalancingV2::LoadBalancer", "Name", "kasha-dev-replaced"),
    "locked": ("data", "DatabaseSecurityGroup", "AWS::EC2::SecurityGroup", "GroupDescription", "MySQL, described anew"),
}


def replace(assembly: str, producer: str) -> None:
    part, prefix, kind, name, value = PRODUCERS[producer]
    stack = stack_of(assembly, part)
    template = stack.template()
    prefix = prefix or origins.BALANCER[origin(assembly).kind]
    [key] = [key for key, it in template["Resources"].items() if it["Type"] == kind and key.startswith(prefix)]
    template["Resources"][key]["Properties"][name] = value
    rewrite(stack, template)


def rewrite(stack: Stack, template: dict) -> None:
    """Writes a changed template under a new asset name, because the CDK uploads an asset name only once."""
    stack.file.write_text(json.dumps(template, indent=1))
    fresh = hashlib.sha256(stack.file.read_bytes()).hexdigest()
    folder = stack.file.parent
    manifest = (folder / "manifest.json").read_text()
    url = json.loads(manifest)["artifacts"][stack.artifact]["properties"]["stackTemplateAssetObjectUrl"]
    stale = re.search(r"([0-9a-f]{64})\.json$", url)[1]
    for file in (folder / "manifest.json", folder / f"{stack.artifact}.assets.json"):
        file.write_text(file.read_text().replace(stale, fresh))


def one(source: str, to: str) -> None:
    """The configuration's first nonproduction environment alone, under the name dev, in the emulator's account and another region.
    Production cannot be deleted, and the rehearsal deletes. cdk finds the assembly in the folder out and builds nothing."""
    document = json.loads(pathlib.Path(source).read_text("utf-8-sig"))
    del document["build"]
    document["app"] = "out"
    kasha = document["context"]["kasha"]
    kasha.pop("pipeline", None)
    chosen = next((it for it in kasha["environments"] if it["tier"] == "nonproduction"), None)
    if chosen is None:
        raise SystemExit(f"{source} has no nonproduction environment, and production cannot be deleted; fix: add one")
    zones = [REGION + zone for zone in "ab"]
    if chosen.get("region") != REGION:
        chosen.get("edge", {}).pop("originPrefixList", None)  # the same list has another id in each region
    chosen = moved(chosen, chosen.get("account", ""), chosen.get("region", ""))
    kasha["environments"] = [{**chosen, "name": ENVIRONMENT, "account": ACCOUNT, "region": REGION, "availabilityZones": zones}]
    pathlib.Path(to).write_text(json.dumps(document, indent=2))


def moved(value, account: str, region: str, field: str = ""):
    """Returns a part of the configuration with the emulator's account and REGION in the ARNs that have the environment's own. Otherwise a
    certificate would be in another account. CloudFront's stays in its region."""
    if isinstance(value, dict):
        return {key: moved(it, account, region, key) for key, it in value.items()}
    if isinstance(value, list):
        return [moved(it, account, region, field) for it in value]
    if not isinstance(value, str) or not value.startswith("arn:"):
        return value
    parts = value.split(":")
    if len(parts) > 4 and parts[4] == account:
        parts[4] = ACCOUNT
        if parts[3] == region and field != "certificateArn":
            parts[3] = REGION
    return ":".join(parts)


def production(source: str, to: str) -> None:
    """The same environment as production, because the pipeline protects only stacks of production. The pipeline itself is not deployed, so
    its account need not exist. It gets every default."""
    document = json.loads(pathlib.Path(source).read_text("utf-8-sig"))
    kasha = document["context"]["kasha"]
    [environment] = kasha["environments"]
    environment.pop("schedule", None)  # only nonproduction environments are switched off
    environment["tier"] = "production"
    kasha["pipeline"] = {"repository": "example/kasha", "account": "444444444444", "region": REGION, "connectionArn":
                         f"arn:aws:codeconnections:{REGION}:444444444444:connection/00000000-0000-0000-0000-000000000000"}
    pathlib.Path(to).write_text(json.dumps(document, indent=2))


def untag(assembly: str) -> None:
    stack = stack_of(assembly, "services")
    file = stack.file.with_name(stack.file.name + ".config.json")
    read = json.loads(file.read_text())
    del read["Tags"]["component"]
    file.write_text(json.dumps(read))


def image(source: str, to: str, default: str) -> None:
    """Another tag in the repository that the frontend has already: another repository would change permissions as well."""
    document = json.loads(pathlib.Path(source).read_text("utf-8-sig"))
    frontend = document["context"]["kasha"]["environments"][0].setdefault("frontend", {})
    frontend["image"] = re.sub(r"(:[^:/@]+)?(@.*)?$", f":{TAG}", frontend.get("image", default), count=1)
    pathlib.Path(to).write_text(json.dumps(document, indent=2))


if __name__ == "__main__":
    {"one": one, "image": image, "coverage": coverage, "break": break_reference, "unlisted": add_unlisted, "replace": replace,
     "production": production, "untag": untag, "origin": lambda assembly: print(origin(assembly).kind)}[sys.argv[1]](*sys.argv[2:])
