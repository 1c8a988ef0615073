"""Rolls a stage of the synthesized pipeline out as CodePipeline would, and compares what two rollouts leave.

    pipeline.py deploy ASSEMBLY ROOT    runs the pipeline's actions in order: publishes assets, makes and executes change sets, protects
    pipeline.py state ASSEMBLY TO       writes what a rollout left
    pipeline.py same HAND PIPELINE      fails if the two rollouts left different things

Everything comes from the pipeline's template: stack names, roles, regions, capabilities, templates, tags and commands. An action or a
setting that this program does not know is an error, because it would not be rehearsed.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import time
import typing

import botocore.session

import account
import assemblies

# Actions that deploy nothing, by provider and the beginning of their name.
NOT_REHEARSED = {
    ("CodeStarSourceConnection", ""): "no source is fetched",
    ("Manual", ""): "nobody is asked",
    ("CodeBuild", "Synth"): "the assembly is there already",
    ("CodeBuild", "SelfMutate"): "the pipeline itself is not deployed",
    ("CodeBuild", "Permissions-of-"): "it compares permissions for an approval",
    ("CodeBuild", "Smoke-"): "no site answers",
}
REHEARSED = ("Protect-",)  # build projects in a stage of an environment that change it
PREPARED = {"StackName", "ActionMode", "ChangeSetName", "Capabilities", "RoleArn", "TemplatePath", "TemplateConfiguration"}
EXECUTED = {"StackName", "ActionMode", "ChangeSetName"}
ARTIFACTS = "pipeline-artifacts"  # the bucket that stands for CodePipeline's
PATIENCE = 240  # seconds for one stack


class Action(typing.NamedTuple):
    stage: str
    name: str
    provider: str
    region: str
    role: str
    configuration: dict


def literal(value):
    """Returns a text of the pipeline's template in which only the partition is left to the deployment."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return separator.join(literal(part) for part in parts)
    if value == {"Ref": "AWS::Partition"}:
        return "aws"
    raise SystemExit(f"rehearse: the pipeline has the value {value}, which this rehearsal cannot resolve.")


def template(assembly: str) -> dict:
    return json.loads((pathlib.Path(assembly) / "kasha-pipeline.template.json").read_text())


def actions(written: dict) -> list[Action]:
    """Returns the actions of the pipeline in the order in which CodePipeline runs them."""
    [pipeline] = [it["Properties"] for it in written["Resources"].values() if it["Type"] == "AWS::CodePipeline::Pipeline"]
    found = []
    for stage in pipeline["Stages"]:
        for it in sorted(stage["Actions"], key=lambda it: it.get("RunOrder", 1)):
            provider = it["ActionTypeId"]["Provider"]
            role = literal(it["RoleArn"]) if provider == "CloudFormation" else ""  # other roles are the pipeline's own
            region, configuration = it.get("Region", assemblies.REGION), it.get("Configuration", {})
            found.append(Action(stage["Name"], it["Name"], provider, region, role, configuration))
    return found


def deploy(assembly: str, root: str) -> None:
    written, done = template(assembly), []
    s3 = account.client("s3")
    s3.create_bucket(Bucket=ARTIFACTS, CreateBucketConfiguration={"LocationConstraint": assemblies.REGION})
    for action in actions(written):
        if action.provider == "CloudFormation":
            act(action, pathlib.Path(assembly), s3)
        elif action.stage == "Assets" or action.name.startswith(REHEARSED):
            build(project(written, action), assembly if action.stage == "Assets" else root)
        elif not any(action.provider == provider and action.name.startswith(prefix) for provider, prefix in NOT_REHEARSED):
            raise SystemExit(f"rehearse: the action {action.stage}/{action.name} ({action.provider}) is not rehearsed; fix: run it in"
                             " rehearsal/pipeline.py, or say there why it deploys nothing.")
        else:
            continue
        done.append(action.name)
    s3_empty(s3)
    require_all(assembly, done)
    print(f"  {len(done)} actions of the pipeline: {', '.join(it for it in done if not it.endswith('.Prepare'))}")


def s3_empty(s3) -> None:
    for found in s3.list_objects_v2(Bucket=ARTIFACTS).get("Contents", []):
        s3.delete_object(Bucket=ARTIFACTS, Key=found["Key"])
    s3.delete_bucket(Bucket=ARTIFACTS)


def require_all(assembly: str, done: list[str]) -> None:
    missing = [it.name for it in assemblies.stacks(assembly) if f"{it.name}.Prepare" not in done or f"{it.name}.Deploy" not in done]
    account.require(not missing, f"the pipeline has no actions for {missing}.")


def act(action: Action, assembly: pathlib.Path, s3) -> None:
    """Makes or executes a change set, with the action's role and in its region."""
    configuration = {key: literal(value) for key, value in action.configuration.items()}
    mode = configuration["ActionMode"]
    known = {"CHANGE_SET_REPLACE": PREPARED, "CHANGE_SET_EXECUTE": EXECUTED}.get(mode, set())
    unknown = set(configuration) - known
    account.require(not unknown, f"{action.name} has settings that are not rehearsed: {mode} with {sorted(unknown)}.")
    formation = assumed("cloudformation", action)
    names = {"StackName": configuration["StackName"], "ChangeSetName": configuration["ChangeSetName"]}
    if mode == "CHANGE_SET_EXECUTE":
        formation.execute_change_set(**names)
        wait(formation, configuration["StackName"])
        return
    text = of_artifact(assembly, configuration["TemplatePath"]).read_text()
    settings = json.loads(of_artifact(assembly, configuration["TemplateConfiguration"]).read_text())
    account.require(set(settings) <= {"Tags", "Parameters"}, f"{action.name} has the template configuration {sorted(settings)}.")
    key = configuration["StackName"] + ".json"
    s3.put_object(Bucket=ARTIFACTS, Key=key, Body=text.encode())
    exists = stack_of(formation, configuration["StackName"]) is not None
    formation.create_change_set(
        **names, ChangeSetType="UPDATE" if exists else "CREATE", RoleARN=configuration["RoleArn"],
        TemplateURL=f"{os.environ['AWS_ENDPOINT_URL']}/{ARTIFACTS}/{key}", Capabilities=configuration["Capabilities"].split(","),
        Tags=[{"Key": key, "Value": value} for key, value in settings.get("Tags", {}).items()],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in settings.get("Parameters", {}).items()])
    ready(formation, names)


def assumed(service: str, action: Action):
    """Returns a client with the credentials of the action's role."""
    sts = account.client("sts")
    given = sts.assume_role(RoleArn=action.role, RoleSessionName="rehearsal")["Credentials"]
    session = botocore.session.get_session()
    session.set_credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    return session.create_client(service, region_name=action.region, endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def of_artifact(assembly: pathlib.Path, place: str) -> pathlib.Path:
    """Returns the file of a path such as Synth_Output::assembly-dev/data.template.json."""
    return assembly / place.split("::", 1)[1]


def stack_of(formation, name: str):
    try:
        return formation.describe_stacks(StackName=name)["Stacks"][0]
    except formation.exceptions.ClientError:
        return None


def ready(formation, names: dict) -> None:
    until(lambda: formation.describe_change_set(**names)["Status"], "CREATE_COMPLETE", f"the change set of {names['StackName']}")


def wait(formation, name: str) -> None:
    until(lambda: stack_of(formation, name)["StackStatus"], r"(CREATE|UPDATE)_COMPLETE", name)


def until(status: typing.Callable[[], str], wanted: str, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not re.fullmatch(wanted, now := status()):
        account.require("ROLLBACK" not in now and "FAILED" not in now, f"{what} is {now}.")
        account.require(time.monotonic() < end, f"{what} is {now} after {PATIENCE} s.")
        time.sleep(0.2)


def project(written: dict, action: Action) -> dict:
    return written["Resources"][action.configuration["ProjectName"]["Ref"]]["Properties"]


def build(properties: dict, folder: str) -> None:
    """Runs the commands of a build project in a folder. What its phase install fetches is there already, in the same version."""
    spec = json.loads(literal(properties["Source"]["BuildSpec"]))
    unknown = set(spec["phases"]) - {"install", "build"}
    account.require(not unknown, f"a build has phases that are not rehearsed: {sorted(unknown)}.")
    variables = {it["Name"]: literal(it["Value"]) for it in properties["Environment"].get("EnvironmentVariables", [])}
    for command in spec["phases"]["build"]["commands"]:
        run = subprocess.run(["bash", "-c", command], cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True)
        account.require(run.returncode == 0, f"{command} ended with {run.returncode}: {(run.stderr or run.stdout)[-2000:]}")


def acknowledged(capabilities):
    """CAPABILITY_NAMED_IAM acknowledges what CAPABILITY_IAM does, and more. Source: CloudFormation API, CreateStack, Capabilities. The CDK
    passes both, and the pipeline's actions pass one."""
    return sorted(set(capabilities) - ({"CAPABILITY_IAM"} if "CAPABILITY_NAMED_IAM" in capabilities else set()))


def state(assembly: str, to: str) -> None:
    """Writes what a rollout left. A physical id that differs in each rollout is written as its stack and logical id."""
    stacks, physical = {}, {}
    described = {it.name: it for it in assemblies.stacks(assembly)}
    for name, stack in described.items():
        formation = account.client("cloudformation", stack.region)
        pages = formation.get_paginator("list_stack_resources").paginate(StackName=name)
        for resource in pages.build_full_result()["StackResourceSummaries"]:
            physical[resource.get("PhysicalResourceId", "")] = f"<{name}/{resource['LogicalResourceId']}>"
            stacks.setdefault(name, {"resources": {}})["resources"][resource["LogicalResourceId"]] = (
                f"{resource['ResourceType']} {resource['ResourceStatus']}")
        found = formation.describe_stacks(StackName=name)["Stacks"][0]
        body = formation.get_template(StackName=name)["TemplateBody"]
        stacks[name].update({
            "status": found["StackStatus"], "protection": found["EnableTerminationProtection"],
            "tags": {it["Key"]: it["Value"] for it in found["Tags"]}, "capabilities": acknowledged(found.get("Capabilities", [])),
            "parameters": {it["ParameterKey"]: it["ParameterValue"] for it in found.get("Parameters", [])},
            "outputs": {it["OutputKey"]: [it["OutputValue"], it.get("ExportName")] for it in found["Outputs"]},
            "template": json.loads(body) if isinstance(body, str) else body,
        })
    written = " ".join(json.dumps(it["template"]) for it in stacks.values())
    for stack in stacks.values():
        stack["outputs"] = {key: [named(value, physical, written), export] for key, (value, export) in stack["outputs"].items()}
    pathlib.Path(to).write_text(json.dumps({"stacks": stacks, "releases": releases(), "files": files()}, indent=1, sort_keys=True))
    kept = sorted(name for name, it in stacks.items() if it["protection"])
    print(f"  {len(stacks)} stacks, {sum(len(it['outputs']) for it in stacks.values())} outputs,"
          f" {sum(len(it['resources']) for it in stacks.values())} resources; protected: {', '.join(kept) or 'none'}")


def named(value: str, physical: dict[str, str], written: str) -> str:
    """Returns a physical id as its stack and logical id. In other texts, such as ARNs, a long word that is in no template was invented by
    the emulator, and differs in each rollout."""
    if value in physical:
        return physical[value]
    value = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "<id>", value)
    return re.sub(r"[A-Za-z0-9]{8,}", lambda word: word[0] if word[0] in written else "<id>", value)


def releases() -> dict[str, list[str]]:
    """Returns the images of every service."""
    ecs = account.client("ecs")
    found = {}
    for cluster in ecs.list_clusters()["clusterArns"]:
        arns = ecs.list_services(cluster=cluster)["serviceArns"]
        for service in ecs.describe_services(cluster=cluster, services=arns)["services"] if arns else []:
            definition = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
            found[service["serviceName"]] = sorted(it["image"] for it in definition["containerDefinitions"])
    account.require(found, "no service runs, so there is no release to compare.")
    return found


def files() -> list[str]:
    """Returns the published files, such as functions. Templates are not among them: the pipeline does not publish them."""
    s3 = account.client("s3")
    names = [it["Name"] for it in s3.list_buckets()["Buckets"] if it["Name"].startswith("cdk-")]
    keys = [it["Key"] for name in names for it in s3.list_objects_v2(Bucket=name).get("Contents", [])]
    return sorted(it for it in keys if not it.endswith(".json"))


def same(hand: str, pipeline: str) -> None:
    left, right = (json.loads(pathlib.Path(it).read_text()) for it in (hand, pipeline))
    found = differences("", left, right)
    account.require(not found, "the two rollouts left different things:\n" + "\n".join(found[:20]))
    stacks = left["stacks"].values()
    account.require(any(it["protection"] for it in stacks), "no stack is protected from deletion, so protection was not compared.")
    account.require(all(it["tags"] and it["outputs"] for it in stacks), "a stack has no tags or no outputs to compare.")
    print(f"  cdk deploy and the pipeline left the same {len(stacks)} stacks: resources, templates, outputs, tags, protection,"
          f" releases of {len(left['releases'])} services and {len(left['files'])} published files")


def differences(where: str, hand, pipeline) -> list[str]:
    """Returns a line for each place at which the two differ."""
    if isinstance(hand, dict) and isinstance(pipeline, dict):
        return [line for key in sorted({*hand, *pipeline})
                for line in differences(f"{where}/{key}".lstrip("/"), hand.get(key), pipeline.get(key))]
    return [] if hand == pipeline else [f"{where}: {json.dumps(hand)} by cdk deploy, {json.dumps(pipeline)} by the pipeline"]


if __name__ == "__main__":
    {"deploy": deploy, "state": state, "same": same}[sys.argv[1]](*sys.argv[2:])
