"""Looks into the emulator's account between the steps of a rehearsal, and fails with a sentence where it is not as it should.

    account.py bootstrapped ASSEMBLY        the CDK's own stack is in both regions, in a version that every template accepts
    account.py created ASSEMBLY             every stack is there, made after those it reads from, with the outputs it promises
    account.py marks                        a line that changes whenever CloudFormation did anything
    account.py updated ASSEMBLY IMAGE       the frontend's service runs a task definition with that image; nothing else moved
    account.py rolled-back ASSEMBLY OUTPUT  the services stack failed for want of that output, and undid all it had made
    account.py used                         puts in what an environment in use has: objects in buckets, a cached image, a log
    account.py destroyed ASSEMBLY LOG       nothing is left but a snapshot, and the stacks went in the opposite order
"""

import collections
import json
import os
import pathlib
import sys

import botocore.session

import assemblies

SESSION = botocore.session.get_session()


def client(service: str, region: str = assemblies.REGION):
    return SESSION.create_client(service, region_name=region, endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def formations() -> list:
    """CloudFormation in every region that the environment has a stack in."""
    return [client("cloudformation", region) for region in (assemblies.REGION, "us-east-1")]


def require(holds, otherwise: str) -> None:
    if not holds:
        raise SystemExit(f"rehearse: {otherwise}")


def histories() -> dict[str, list[dict]]:
    """Every stack there ever was, with its events, oldest first. Of one name the youngest counts."""
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
    """The events of the stack itself, without its resources'."""
    return [it for it in events if it["ResourceType"] == "AWS::CloudFormation::Stack"
            and it["LogicalResourceId"] == it["StackName"]]


def when(events: list[dict], status: str):
    """When the stack last reached a status."""
    times = [it["Timestamp"] for it in of_stack(events) if it["ResourceStatus"] == status]
    require(times, f"{events[0]['StackName']} never reached {status}: its last status is {status_of(events)}.")
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
        require(int(version) >= required, f"the bootstrap stack in {region} is version {version}, and {required} is required.")
    group = client("ec2").describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])["SecurityGroups"][0]
    require(group["IpPermissionsEgress"], "a default security group has no rules to begin with: that they are gone later would show nothing.")
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
        require(added == set(template["Resources"]), f"{stack.name}'s change set does not add what is in its template: {added ^ set(template['Resources'])}.")
        live[stack.name] = outputs(stack)
        require(set(live[stack.name]) == set(template.get("Outputs", {})), f"{stack.name} has not the outputs of its template.")
        require(all(live[stack.name].values()), f"{stack.name} has an empty output.")
        for reference in assemblies.references(template):
            require(reference.output in live.get(reference.stack, {}), f"{stack.name} reads {reference.output}, made later or never.")
            read[reference] += 1
        for producer in {it.stack for it in assemblies.references(template)} | set(stack.dependencies):
            require(when(history[producer], "CREATE_COMPLETE") <= history[stack.name][0]["Timestamp"],
                    f"{stack.name} was begun before {producer} was complete.")
        done = {it["LogicalResourceId"] for it in history[stack.name] if it["ResourceStatus"] == "CREATE_COMPLETE"}
        require(set(template["Resources"]) <= done, f"{stack.name} lacks {sorted(set(template['Resources']) - done)}.")
    distribution = client("cloudfront").list_distributions()["DistributionList"]["Items"][0]
    origins = [it["DomainName"] for it in distribution["Origins"]["Items"]]
    require(origins == [live["kasha-dev-services"]["PublicLoadBalancerDnsName"]],
            f"the distribution's origin is {origins} and not the load balancer that the services stack put out in {assemblies.REGION}.")
    vpc = the_vpc()
    require(vpc in live["kasha-dev-network"].values(), "the VPC is not the one in the network stack's outputs.")
    targets = client("elbv2").describe_target_groups()["TargetGroups"]
    require(targets and all(it["VpcId"] == vpc for it in targets),
            "the target groups are not in the VPC whose id the services stack reads from the network stack.")
    default = client("ec2").describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}])
    group = default["SecurityGroups"][0]
    require(not group["IpPermissions"] and not group["IpPermissionsEgress"],
            "the VPC's default security group still has rules: the custom resource's function did not run.")
    print(f"  {len(live)} stacks in order, {sum(map(len, live.values()))} outputs, {sum(read.values())} references to {len(read)}"
          " of them, from region to region as well; the custom resource's function emptied the VPC's default security group")


def executed(stack: assemblies.Stack) -> list[dict]:
    """The changes of the change set that was executed last; CloudFormation forgets the earlier ones."""
    formation = client("cloudformation", stack.region)
    done = [it for it in formation.list_change_sets(StackName=stack.name)["Summaries"] if it["ExecutionStatus"] == "EXECUTE_COMPLETE"]
    require(len(done) == 1, f"{stack.name} was not deployed by a change set: {done}.")
    return [it["ResourceChange"] for it in formation.describe_change_set(ChangeSetName=done[0]["ChangeSetId"])["Changes"]]


def the_vpc() -> str:
    found = [it["VpcId"] for it in client("ec2").describe_vpcs()["Vpcs"] if not it["IsDefault"]]
    require(len(found) == 1, f"there should be one VPC and there are {len(found)}.")
    return found[0]


def marks() -> None:
    print(json.dumps({name: len(events) for name, events in sorted(histories().items())}))


def updated(assembly: str, image: str) -> None:
    history = histories()
    for stack in assemblies.stacks(assembly):
        want = "UPDATE_COMPLETE" if stack.name == "kasha-dev-services" else "CREATE_COMPLETE"
        require(status_of(history[stack.name]) == want, f"{stack.name} is {status_of(history[stack.name])} and should be {want}.")
        if want == "UPDATE_COMPLETE":
            changes = [(it["Action"], it["ResourceType"]) for it in executed(stack)]
            require(("Modify", "AWS::ECS::TaskDefinition") in changes, f"the change set does not change a task definition: {changes}.")
    ecs = client("ecs")
    listed = {cluster: ecs.list_services(cluster=cluster)["serviceArns"] for cluster in ecs.list_clusters()["clusterArns"]}
    services = [it for cluster, arns in listed.items() if arns for it in ecs.describe_services(cluster=cluster, services=arns)["services"]]
    running = [container["image"] for service in services for container in
               ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]["containerDefinitions"]]
    require(any(it.endswith(image) for it in running), f"no service's task definition has the image {image}: {running}.")
    print(f"  the services stack alone was updated; a service's task definition has the image {image}")


def rolled_back(assembly: str, output: str) -> None:
    history = histories()
    events = history["kasha-dev-services"]
    require(status_of(events) == "ROLLBACK_COMPLETE", f"kasha-dev-services is {status_of(events)} and should be ROLLBACK_COMPLETE.")
    reasons = [it.get("ResourceStatusReason", "") for it in events if it["ResourceStatus"] == "CREATE_FAILED"]
    require(any(output in it for it in reasons), f"the failure does not name {output}: {reasons}.")
    made = {it["LogicalResourceId"] for it in events if it["ResourceStatus"] == "CREATE_COMPLETE"}
    gone = {it["LogicalResourceId"] for it in events if it["ResourceStatus"] == "DELETE_COMPLETE"}
    require(made and made <= gone, f"the rollback left {sorted(made - gone) or 'nothing to undo'}.")
    left = [it["LoadBalancerName"] for it in client("elbv2").describe_load_balancers()["LoadBalancers"]]
    require(not left, f"the rollback says that it deleted these, and they are there: {left}.")
    edge = history.get("kasha-dev-edge", [])
    require(not edge or status_of(edge) == "DELETE_COMPLETE", "the edge stack was deployed although the services stack had failed.")
    print(f"  creation failed naming the output, and the rollback undid {len(made)} resources; the edge was not begun")


def used() -> None:
    """Puts into every bucket two versions of an object and a mark that it was deleted, and into the cache an image; and makes the
    log group that Lambda makes for a canary."""
    s3, ecr = client("s3"), client("ecr")
    buckets = ours(s3)
    for name in buckets:
        for body in (b"first", b"second"):
            s3.put_object(Bucket=name, Key="logs/2026 ü", Body=body)
        s3.delete_object(Bucket=name, Key="logs/2026 ü")
        try:
            s3.delete_bucket(Bucket=name)
            require(False, f"{name} could be deleted with versions in it, which S3 refuses.")
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
        # Buckets outlive their stacks: lib/storage says why. They are gone all the same, see leftovers below.
        left = {key: it for key, it in last.items() if it[1] not in ("DELETE_COMPLETE", "CREATE_FAILED") and it != ("AWS::S3::Bucket", "DELETE_SKIPPED")}
        require(not left, f"{stack.name} left {left}.")
        for producer in {it.stack for it in assemblies.references(stack.template())}:
            require(when(events, "DELETE_COMPLETE") <= when(history[producer], "DELETE_IN_PROGRESS"),
                    f"{producer} was deleted while {stack.name} still read from it.")
    left = leftovers()
    require(not left, f"the environment is gone and this is not: {left}.")
    snapshots = client("rds").describe_db_snapshots(DBInstanceIdentifier="kasha-dev-mysql", SnapshotType="manual")["DBSnapshots"]
    require(snapshots, "the database is gone and there is no snapshot of it.")
    balance = collections.Counter()
    for line in pathlib.Path(log).read_text().splitlines():
        entry = json.loads(line)
        balance[entry["id"]] += {"create": 1, "update": 0, "delete": -1}[entry["did"]]
    require(not any(balance.values()), f"stand-ins that were made or deleted once too often: {[it for it in balance if balance[it]]}.")
    print(f"  nothing is left of the environment but a snapshot of its database, nor of {len(balance)} stand-ins;"
          " the consumers went before what they read")


def leftovers() -> list[str]:
    """What the emulator still lists, of the kinds that it keeps a record of and that nothing but the environment makes."""
    found = [it["VpcId"] for it in client("ec2").describe_vpcs()["Vpcs"] if not it["IsDefault"]]
    found += [it["DBInstanceIdentifier"] for it in client("rds").describe_db_instances()["DBInstances"]]
    found += [it["LoadBalancerName"] for it in client("elbv2").describe_load_balancers()["LoadBalancers"]]
    found += client("ecs").list_clusters()["clusterArns"] + client("sqs").list_queues().get("QueueUrls", [])
    found += [it["Name"] for it in client("secretsmanager").list_secrets()["SecretList"]]
    found += ours(client("s3"))
    found += [it["Id"] for it in client("cloudfront").list_distributions()["DistributionList"].get("Items", [])]
    found += [it["FunctionName"] for it in client("lambda").list_functions()["Functions"]]
    found += [it["Name"] for it in client("wafv2", "us-east-1").list_web_acls(Scope="CLOUDFRONT")["WebACLs"]]
    found += [it["repositoryName"] for it in client("ecr").describe_repositories()["repositories"] if not it["repositoryName"].startswith("cdk-")]
    for region in (assemblies.REGION, "us-east-1"):
        found += [it["logGroupName"] for it in client("logs", region).describe_log_groups()["logGroups"] if "kasha" in it["logGroupName"]]
    return found + [it["RoleName"] for it in client("iam").list_roles()["Roles"] if it["RoleName"].startswith("kasha")]


if __name__ == "__main__":
    {"bootstrapped": bootstrapped, "created": created, "marks": marks, "updated": updated, "rolled-back": rolled_back, "used": used,
     "destroyed": destroyed}[sys.argv[1]](*sys.argv[2:])
