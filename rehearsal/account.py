"""Checks the emulator's account between the steps of a rehearsal, and fails with a sentence if something is wrong.

    account.py bootstrapped ASSEMBLY        the CDK's bootstrap stack is in both regions, in a version that every template accepts
    account.py created ASSEMBLY             every stack exists, created after those that it reads from, with the outputs of its template
    account.py marks                        prints a line that changes whenever CloudFormation does anything
    account.py updated ASSEMBLY IMAGE       the frontend's service runs a task definition with that image; nothing else changed
    account.py followed ASSEMBLY            the replaced load balancer is the distribution's origin, and the old one is gone; a VPC origin
                                            in use cannot follow, and the edge stack was rolled back
    account.py refused ASSEMBLY             the data stack was rolled back because of an export in use; its readers were not touched
    account.py rolled-back ASSEMBLY OUTPUT  the services stack failed because that output is missing, and was rolled back completely
    account.py used                         adds what an environment in use has: objects in buckets, a cached image, a log group
    account.py destroyed ASSEMBLY LOG       only a snapshot remains, and the stacks were deleted in reverse order
"""

import collections
import json
import os
import pathlib
import sys

import botocore.session

import assemblies
import origins

SESSION = botocore.session.get_session()


def client(service: str, region: str = assemblies.REGION):
    return SESSION.create_client(service, region_name=region, endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def formations() -> list:
    """Returns CloudFormation clients for every region of the environment's stacks."""
    return [client("cloudformation", region) for region in (assemblies.REGION, "us-east-1")]


def require(holds, otherwise: str) -> None:
    if not holds:
        raise SystemExit(f"rehearse: {otherwise}")


def histories() -> dict[str, list[dict]]:
    """Returns every stack, deleted ones included, with its events, oldest first. Of stacks with the same name, the newest counts."""
    found = {}
    for formation in formations():
        summaries = [it for page in formation.get_paginator("list_stacks").paginate() for it in page["StackSummaries"]]
        for summary in sorted(summaries, key=lambda it: it["CreationTime"]):
            if summary["StackName"].startswith("kasha-"):
                pages = formation.get_paginator("describe_stack_events").paginate(StackName=summary["StackId"])
                newest_first = [event for page in pages for event in page["StackEvents"]]
                found[summary["StackName"]] = newest_first[::-1]
    return found


def of_stack(events: list[dict]) -> list[dict]:
    """Returns the events of the stack itself, without those of its resources."""
    return [it for it in events if it["ResourceType"] == "AWS::CloudFormation::Stack"
            and it["LogicalResourceId"] == it["StackName"]]


def when(events: list[dict], status: str):
    """Returns when the stack last reached a status."""
    times = [it["Timestamp"] for it in of_stack(events) if it["ResourceStatus"] == status]
    require(times, f"{events[0]['StackName']} did not reach {status}: its last status is {status_of(events)}.")
    return max(times)


def status_of(events: list[dict]) -> str:
    found = [it for formation in formations() for it in formation.list_stacks()["StackSummaries"]]
    return next(it["StackStatus"] for it in found if it["StackId"] == events[0]["StackId"])


def outputs(stack: assemblies.Stack) -> dict[str, str]:
    described = client("cloudformation", stack.region).describe_stacks(StackName=stack.name)["Stacks"][0]
    return {it["OutputKey"]: it["OutputValue"] for it in described.get("Outputs", [])}


def bootstrapped(assembly: str) -> None:
    required = max(stack.bootstrap for stack in assemblies.stacks(assembly))
    for region in (assemblies.REGION, "us-east-1"):
        stack = client("cloudformation", region).describe_stacks(StackName="CDKToolkit")["Stacks"][0]
        require(stack["StackStatus"] == "CREATE_COMPLETE", f"CDKToolkit in {region} is {stack['StackStatus']}.")
        version = client("ssm", region).get_parameter(Name="/cdk-bootstrap/hnb659fds/version")["Parameter"]["Value"]
        require(int(version) >= required, f"the bootstrap stack in {region} is version {version}, but {required} is required.")
    group = client("ec2").describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])["SecurityGroups"][0]
    require(group["IpPermissionsEgress"],
            "a new default security group has no rules, so their absence later would prove nothing.")
    print(f"  version {version} in both regions, and {required} is required")


def created(assembly: str) -> None:
    history = histories()
    live = {}
    read = collections.Counter()
    for stack in assemblies.stacks(assembly):
        require(stack.name in history, f"{stack.name} was not created.")
        require(status_of(history[stack.name]) == "CREATE_COMPLETE", f"{stack.name} is {status_of(history[stack.name])}.")
        template = stack.template()
        added = {it["LogicalResourceId"] for it in executed(stack) if it["Action"] == "Add"}
        differing = added ^ set(template["Resources"])
        require(not differing, f"{stack.name}'s change set does not add what is in its template: {differing}.")
        live[stack.name] = outputs(stack)
        require(set(live[stack.name]) == set(template.get("Outputs", {})), f"{stack.name} does not have the outputs of its template.")
        require(all(live[stack.name].values()), f"{stack.name} has an empty output.")
        for reference in assemblies.references(template):
            require(reference.output in live.get(reference.stack, {}),
                    f"{stack.name} reads {reference.output}, which is created later or never.")
            read[reference] += 1
        for producer in {it.stack for it in assemblies.references(template)} | set(stack.dependencies):
            require(when(history[producer], "CREATE_COMPLETE") <= history[stack.name][0]["Timestamp"],
                    f"{stack.name} was started before {producer} was complete.")
        done = {it["LogicalResourceId"] for it in history[stack.name] if it["ResourceStatus"] == "CREATE_COMPLETE"}
        require(set(template["Resources"]) <= done, f"{stack.name} lacks {sorted(set(template['Resources']) - done)}.")
    connected(assembly)
    vpc = the_vpc()
    require(vpc in live["kasha-dev-network"].values(), "the VPC is not the one in the network stack's outputs.")
    targets = client("elbv2").describe_target_groups()["TargetGroups"]
    require(targets and all(it["VpcId"] == vpc for it in targets),
            "the target groups are not in the VPC whose id the services stack reads from the network stack.")
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
    default = client("ec2").describe_security_groups(Filters=filters)
    group = default["SecurityGroups"][0]
    require(not group["IpPermissions"] and not group["IpPermissionsEgress"],
            "the VPC's default security group still has rules: the custom resource's function did not run.")
    print(f"  {len(live)} stacks in order, {sum(map(len, live.values()))} outputs, {sum(read.values())} references to {len(read)}"
          " outputs, also across regions; the custom resource's function removed the rules of the VPC's default security group")


def connected(assembly: str) -> None:
    """Checks that the distribution has the origin of the template, and that it leads to the load balancer of the services stack."""
    origin, now = assemblies.origin(assembly), deployed_origin(assembly)
    wrong = origins.wrong(origin, now)
    require(not wrong, wrong)
    if origin.kind == origins.VPC:
        print(f"  CloudFront's VPC origin {now.edge[origins.USED]} leads to the internal load balancer, and the distribution uses it")
        print(origins.UNCHECKED)


def deployed_origin(assembly: str) -> origins.Deployed:
    written = {it.name: outputs(it) for it in assemblies.stacks(assembly)}
    services, edge = written["kasha-dev-services"], written["kasha-dev-edge"]
    distribution = client("cloudfront").list_distributions()["DistributionList"]["Items"][0]
    found = client("cloudfront").get_vpc_origin(Id=edge[origins.USED])["VpcOrigin"] if origins.USED in edge else {}
    return origins.Deployed(distribution["Origins"]["Items"], found, client("elbv2").describe_load_balancers()["LoadBalancers"],
                            services, edge)


def executed(stack: assemblies.Stack) -> list[dict]:
    """Returns the changes of the last executed change set; CloudFormation does not keep earlier ones."""
    formation = client("cloudformation", stack.region)
    done = [it for it in formation.list_change_sets(StackName=stack.name)["Summaries"] if it["ExecutionStatus"] == "EXECUTE_COMPLETE"]
    require(len(done) == 1, f"{stack.name} was not deployed by a change set: {done}.")
    return [it["ResourceChange"] for it in formation.describe_change_set(ChangeSetName=done[0]["ChangeSetId"])["Changes"]]


def the_vpc() -> str:
    found = [it["VpcId"] for it in client("ec2").describe_vpcs()["Vpcs"] if not it["IsDefault"]]
    require(len(found) == 1, f"there are {len(found)} VPCs, want one.")
    return found[0]


def marks() -> None:
    print(json.dumps({name: len(events) for name, events in sorted(histories().items())}))


def updated(assembly: str, image: str) -> None:
    history = histories()
    for stack in assemblies.stacks(assembly):
        want = "UPDATE_COMPLETE" if stack.name == "kasha-dev-services" else "CREATE_COMPLETE"
        require(status_of(history[stack.name]) == want, f"{stack.name} is {status_of(history[stack.name])}, want {want}.")
        if want == "UPDATE_COMPLETE":
            changes = [(it["Action"], it["ResourceType"]) for it in executed(stack)]
            require(("Modify", "AWS::ECS::TaskDefinition") in changes, f"the change set does not change a task definition: {changes}.")
    ecs = client("ecs")
    listed = {cluster: ecs.list_services(cluster=cluster)["serviceArns"] for cluster in ecs.list_clusters()["clusterArns"]}
    services = [it for cluster, arns in listed.items() if arns for it in ecs.describe_services(cluster=cluster, services=arns)["services"]]
    running = [container["image"] for service in services for container in
               ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]["containerDefinitions"]]
    require(any(it.endswith(image) for it in running), f"no service's task definition has the image {image}: {running}.")
    print(f"  only the services stack was updated; a service's task definition has the image {image}")


def followed(assembly: str) -> None:
    history = histories()
    origin = assemblies.origin(assembly)
    follows = "UPDATE_COMPLETE" if origin.kind == origins.PUBLIC else "UPDATE_ROLLBACK_COMPLETE"
    for stack in assemblies.stacks(assembly):
        want = {"kasha-dev-services": "UPDATE_COMPLETE", "kasha-dev-edge": follows}.get(stack.name, "CREATE_COMPLETE")
        require(status_of(history[stack.name]) == want, f"{stack.name} is {status_of(history[stack.name])} and should be {want}.")
    if origin.kind == origins.PUBLIC:
        connected(assembly)
        print("  the load balancer was replaced, and the edge stack followed in the same deployment")
        return
    reasons = [it.get("ResourceStatusReason", "") for it in history["kasha-dev-edge"]]
    require(any("CannotUpdateEntityWhileInUse" in it for it in reasons), f"no event says that the VPC origin is in use: {reasons}.")
    now = deployed_origin(assembly)
    endpoint = now.vpc_origin["VpcOriginEndpointConfig"]["Arn"]
    require(endpoint != now.services[origins.ENDPOINT], "the VPC origin leads to the new load balancer, although its change was refused.")
    print("  the load balancer was replaced, and the same deployment told the edge stack. CloudFront changes no VPC origin that a"
          " distribution uses, so the edge stack was rolled back: a replacement needs the steps of edge.bothOrigins")
    print(origins.UNCHECKED)


def refused(assembly: str) -> None:
    history = histories()
    events = history["kasha-dev-data"]
    want = "UPDATE_ROLLBACK_COMPLETE"
    require(status_of(events) == want, f"kasha-dev-data is {status_of(events)} and should be {want}.")
    reasons = [it.get("ResourceStatusReason", "") for it in events]
    require(any("as it is in use by kasha-dev-services" in it for it in reasons), f"no event names the export in use: {reasons}.")
    reader = status_of(history["kasha-dev-services"])
    require(reader == "UPDATE_COMPLETE", f"kasha-dev-services is {reader} and should be as it was, UPDATE_COMPLETE.")
    [data] = [it for it in assemblies.stacks(assembly) if it.name == "kasha-dev-data"]
    [group] = [value for key, value in outputs(data).items() if key.startswith("ExportsOutputFnGetAttDatabaseSecurityGroup")]
    found = client("ec2").describe_security_groups(GroupIds=[group])["SecurityGroups"]
    require(found and found[0]["Description"] != assemblies.PRODUCERS["locked"][-1], f"the security group {group} was replaced: {found}.")
    print(f"  the data stack was rolled back and kept the security group {group}; the services stack was not touched")


def rolled_back(assembly: str, output: str) -> None:
    history = histories()
    events = history["kasha-dev-services"]
    require(status_of(events) == "ROLLBACK_COMPLETE", f"kasha-dev-services is {status_of(events)}, want ROLLBACK_COMPLETE.")
    reasons = [it.get("ResourceStatusReason", "") for it in events if it["ResourceStatus"] == "CREATE_FAILED"]
    require(any(output in it for it in reasons), f"the failure does not mention {output}: {reasons}.")
    made = {it["LogicalResourceId"] for it in events if it["ResourceStatus"] == "CREATE_COMPLETE"}
    gone = {it["LogicalResourceId"] for it in events if it["ResourceStatus"] == "DELETE_COMPLETE"}
    require(made and made <= gone, f"the rollback left {sorted(made - gone) or 'nothing to undo'}.")
    left = [it["LoadBalancerName"] for it in client("elbv2").describe_load_balancers()["LoadBalancers"]]
    require(not left, f"CloudFormation reports these as deleted, but they exist: {left}.")
    edge = history.get("kasha-dev-edge", [])
    require(not edge or status_of(edge) == "DELETE_COMPLETE", "the edge stack was deployed although the services stack failed.")
    print(f"  the creation failed and mentions the output; the rollback deleted {len(made)} resources; the edge stack was not started")


def used() -> None:
    """Adds two versions of an object and a delete marker to every bucket, an image to the cache, and the log group that Lambda creates
    for a canary."""
    s3, ecr = client("s3"), client("ecr")
    buckets = ours(s3)
    for name in buckets:
        for body in (b"first", b"second"):
            s3.put_object(Bucket=name, Key="logs/2026 ü", Body=body)
        s3.delete_object(Bucket=name, Key="logs/2026 ü")
        try:
            s3.delete_bucket(Bucket=name)
            require(False, f"{name} could be deleted with versions in it; S3 refuses that.")
        except s3.exceptions.ClientError as refusal:
            require(refusal.response["Error"]["Code"] == "BucketNotEmpty", str(refusal))
    cached = "kasha-dev-ecr-public/docker/library/nginx"
    ecr.create_repository(repositoryName=cached)
    ecr.put_image(repositoryName=cached, imageTag="1", imageManifest=json.dumps({"schemaVersion": 2, "layers": []}))
    client("logs", "us-east-1").create_log_group(logGroupName="/aws/lambda/cwsyn-kasha-dev-01234567-89ab-cdef-0123-456789abcdef")
    print(f"  objects in {len(buckets)} buckets, an image in the cache, a log group of a function")


def ours(s3) -> list[str]:
    return [it["Name"] for it in s3.list_buckets()["Buckets"] if not it["Name"].startswith("cdk-")]


def destroyed(assembly: str, log: str) -> None:
    history = histories()
    for stack in assemblies.stacks(assembly):
        if stack.name not in history:
            continue
        events = history[stack.name]
        require(status_of(events) == "DELETE_COMPLETE", f"{stack.name} is {status_of(events)}.")
        last = {it["LogicalResourceId"]: (it["ResourceType"], it["ResourceStatus"]) for it in events}
        # Buckets outlive their stacks, see lib/storage, and are removed afterwards, see leftovers below.
        left = {key: it for key, it in last.items()
                if it[1] not in ("DELETE_COMPLETE", "CREATE_FAILED") and it != ("AWS::S3::Bucket", "DELETE_SKIPPED")}
        require(not left, f"{stack.name} left {left} behind.")
        for producer in {it.stack for it in assemblies.references(stack.template())}:
            require(when(events, "DELETE_COMPLETE") <= when(history[producer], "DELETE_IN_PROGRESS"),
                    f"{producer} was deleted while {stack.name} still read from it.")
    left = leftovers()
    require(not left, f"these remain after the deletion: {left}.")
    snapshots = client("rds").describe_db_snapshots(DBInstanceIdentifier="kasha-dev-mysql", SnapshotType="manual")["DBSnapshots"]
    require(snapshots, "there is no snapshot of the deleted database.")
    balance = collections.Counter()
    for line in pathlib.Path(log).read_text().splitlines():
        entry = json.loads(line)
        balance[entry["id"]] += {"create": 1, "update": 0, "delete": -1}[entry["did"]]
    unbalanced = [it for it in balance if balance[it]]
    require(not unbalanced, f"stand-ins that were not created and deleted equally often: {unbalanced}.")
    print(f"  only a snapshot of the database is left, and none of {len(balance)} stand-ins; stacks were deleted before those that"
          " they read from")


def leftovers() -> list[str]:
    """Returns what the emulator still lists, of the types that it records and that only the environment creates."""
    found = [it["VpcId"] for it in client("ec2").describe_vpcs()["Vpcs"] if not it["IsDefault"]]
    found += [it["DBInstanceIdentifier"] for it in client("rds").describe_db_instances()["DBInstances"]]
    found += [it["LoadBalancerName"] for it in client("elbv2").describe_load_balancers()["LoadBalancers"]]
    found += client("ecs").list_clusters()["clusterArns"] + client("sqs").list_queues().get("QueueUrls", [])
    found += [it["Name"] for it in client("secretsmanager").list_secrets()["SecretList"]]
    found += ours(client("s3"))
    found += [it["Id"] for it in client("cloudfront").list_distributions()["DistributionList"].get("Items", [])]
    found += [it["Id"] for it in client("cloudfront").list_vpc_origins()["VpcOriginList"].get("Items", [])]
    found += [it["FunctionName"] for it in client("lambda").list_functions()["Functions"]]
    found += [it["Name"] for it in client("wafv2", "us-east-1").list_web_acls(Scope="CLOUDFRONT")["WebACLs"]]
    repositories = client("ecr").describe_repositories()["repositories"]
    found += [it["repositoryName"] for it in repositories if not it["repositoryName"].startswith("cdk-")]
    for region in (assemblies.REGION, "us-east-1"):
        found += [it["logGroupName"] for it in client("logs", region).describe_log_groups()["logGroups"] if "kasha" in it["logGroupName"]]
    return found + [it["RoleName"] for it in client("iam").list_roles()["Roles"] if it["RoleName"].startswith("kasha")]


if __name__ == "__main__":
    {"bootstrapped": bootstrapped, "created": created, "marks": marks, "updated": updated, "followed": followed, "refused": refused,
     "rolled-back": rolled_back, "used": used, "destroyed": destroyed}[sys.argv[1]](*sys.argv[2:])
