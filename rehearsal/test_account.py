"""Tests the checks between the steps of a rehearsal: each must fail on an account with something wrong."""

import contextlib
import copy
import datetime
import io
import json
import pathlib
import tempfile
import unittest
import unittest.mock

import account
import assemblies


def read(output: str) -> dict:
    return {"Fn::GetStackOutput": {"StackName": "kasha-dev-data", "OutputName": output, "Region": "eu-west-1"}}


def public_edge() -> dict:
    """Returns the template of an edge stack whose distribution has the public load balancer as its origin."""
    domain = {"Fn::GetStackOutput": {"StackName": "kasha-dev-services", "OutputName": "PublicLoadBalancerDnsName"}}
    return {"Resources": {"Queue": {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {
        "Origins": [{"DomainName": domain, "CustomOriginConfig": {}}]}}}, "Bucket": {"Type": "AWS::S3::Bucket"}}, "Outputs": {"Site": {}}}


def private_edge() -> dict:
    """Returns the same with a VPC origin."""
    read = {"StackName": "kasha-dev-services", "OutputName": "VpcOriginLoadBalancerDnsName"}
    template = public_edge()
    template["Resources"]["Queue"]["Properties"]["DistributionConfig"]["Origins"] = [
        {"DomainName": {"Fn::GetStackOutput": read}, "VpcOriginConfig": {"VpcOriginId": {"Fn::GetAtt": ["Bucket", "Id"]}}}]
    template["Outputs"]["VpcOriginId"] = {}
    return template


class FakeStack:
    """A stack of the assembly: two resources, one of them a bucket."""

    def __init__(self, part: str, dependencies: tuple[str, ...] = (), reads: str = ""):
        self.name, self.region, self.dependencies, self.bootstrap = f"kasha-dev-{part}", "eu-west-1", dependencies, 6
        self.written = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": read(reads)} if reads else {}},
                                      "Bucket": {"Type": "AWS::S3::Bucket"}}, "Outputs": {"Arn": {"Value": "x"}}}

    def template(self) -> dict:
        return self.written


def events(stack: str, *steps: tuple) -> list[dict]:
    """Returns events from (minute, resource, status); an empty resource is the stack itself."""
    kinds = {"": "AWS::CloudFormation::Stack", "Queue": "AWS::SQS::Queue", "Bucket": "AWS::S3::Bucket"}
    return [{"StackName": stack, "StackId": stack, "LogicalResourceId": resource or stack, "ResourceType": kinds[resource],
             "ResourceStatus": status, "ResourceStatusReason": reason[0] if reason else "",
             "Timestamp": datetime.datetime(2026, 1, 1, 0, minute)}
            for minute, resource, status, *reason in steps]


class Looking(unittest.TestCase):
    """A test with a fake account. clients has the answers by "service.operation"."""

    def setUp(self):
        self.stacks = [FakeStack("data"), FakeStack("services", ("kasha-dev-data",), "Arn")]
        self.history, self.status, self.clients = {}, {}, {}
        self.patch(account, "histories", lambda: self.history)
        self.patch(account, "status_of", lambda it: self.status[it[0]["StackName"]])
        self.patch(account, "client", self.client)
        self.patch(assemblies, "stacks", lambda _: self.stacks)

    def patch(self, module, name, fake):
        patched = unittest.mock.patch.object(module, name, fake)
        patched.start()
        self.addCleanup(patched.stop)

    def client(self, service: str, *_):
        made = unittest.mock.MagicMock()
        for call, answer in self.clients.items():
            if call.startswith(service + "."):
                getattr(made, call.split(".")[1]).side_effect = lambda answer=answer, **_: answer
        return made

    def passes(self, look, *arguments):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            look(*arguments)
        return printed.getvalue()

    def fails(self, because: str, look, *arguments):
        with self.assertRaisesRegex(SystemExit, because):
            look(*arguments)


class Bootstrapped(Looking):
    def setUp(self):
        super().setUp()
        self.group = {"IpPermissionsEgress": [{}]}
        self.clients = {"cloudformation.describe_stacks": {"Stacks": [{"StackStatus": "CREATE_COMPLETE"}]},
                        "ssm.get_parameter": {"Parameter": {"Value": "6"}},
                        "ec2.describe_security_groups": {"SecurityGroups": [self.group]}}

    def test_the_required_version_passes(self):
        self.assertIn("version 6 in both regions", self.passes(account.bootstrapped, "out"))

    def test_an_older_version_or_a_failed_stack(self):
        self.clients["ssm.get_parameter"]["Parameter"]["Value"] = "5"
        self.fails("is version 5, but 6 is required", account.bootstrapped, "out")
        self.clients["cloudformation.describe_stacks"]["Stacks"][0]["StackStatus"] = "ROLLBACK_COMPLETE"
        self.fails("CDKToolkit in eu-west-1 is ROLLBACK_COMPLETE", account.bootstrapped, "out")

    def test_default_security_groups_without_rules(self):
        self.group["IpPermissionsEgress"].clear()
        self.fails("would prove nothing", account.bootstrapped, "out")


class Created(Looking):
    def setUp(self):
        super().setUp()
        for minute, stack in ((0, "kasha-dev-data"), (5, "kasha-dev-services")):
            self.history[stack] = events(stack, (minute, "", "CREATE_IN_PROGRESS"), (minute + 1, "Queue", "CREATE_COMPLETE"),
                                         (minute + 1, "Bucket", "CREATE_COMPLETE"), (minute + 2, "", "CREATE_COMPLETE"))
            self.status[stack] = "CREATE_COMPLETE"
        self.live = {"kasha-dev-data": {"Arn": "a", "VpcId": "vpc-1"},
                     "kasha-dev-services": {"Arn": "a", "PublicLoadBalancerDnsName": "lb"}}
        for stack in self.stacks:
            stack.written["Outputs"] = dict.fromkeys(self.live[stack.name], {})
        self.live["kasha-dev-network"] = {"Vpc": "vpc-1"}
        self.stacks.append(FakeStack("edge", ("kasha-dev-services",)))
        self.stacks[-1].written = public_edge()
        self.live["kasha-dev-edge"] = {"Site": "d"}
        self.history["kasha-dev-edge"] = events("kasha-dev-edge", (8, "", "CREATE_IN_PROGRESS"), (9, "Queue", "CREATE_COMPLETE"),
                                                (9, "Bucket", "CREATE_COMPLETE"), (9, "", "CREATE_COMPLETE"))
        self.status["kasha-dev-edge"] = "CREATE_COMPLETE"
        self.stacks.insert(0, FakeStack("network"))
        self.stacks[0].written = {"Resources": {}, "Outputs": {"Vpc": {}}}
        self.history["kasha-dev-network"] = events("kasha-dev-network", (0, "", "CREATE_COMPLETE"))
        self.status["kasha-dev-network"] = "CREATE_COMPLETE"
        self.patch(account, "outputs", lambda stack: self.live[stack.name])
        self.added = ["Queue", "Bucket"]
        self.patch(account, "executed", lambda stack: [{"Action": "Add", "LogicalResourceId": it} for it in self.added
                                                       if stack.written["Resources"]])
        self.group = {"IpPermissions": [], "IpPermissionsEgress": []}
        self.clients = {
            "cloudfront.list_distributions": {"DistributionList": {"Items": [{"Origins": {"Items": [{"DomainName": "lb"}]}}]}},
            "ec2.describe_vpcs": {"Vpcs": [{"VpcId": "vpc-1", "IsDefault": False}, {"VpcId": "vpc-0", "IsDefault": True}]},
            "elbv2.describe_target_groups": {"TargetGroups": [{"VpcId": "vpc-1"}]},
            "elbv2.describe_load_balancers": {"LoadBalancers": [
                {"DNSName": "lb", "Scheme": "internet-facing", "LoadBalancerArn": "arn:lb"}]},
            "ec2.describe_security_groups": {"SecurityGroups": [self.group]},
        }

    def test_a_whole_environment_passes(self):
        self.assertIn("4 stacks in order, 6 outputs, 2 references to 2 outputs", self.passes(account.created, "out"))

    def test_a_stack_that_is_missing_or_unfinished(self):
        self.status["kasha-dev-services"] = "CREATE_FAILED"
        self.fails("kasha-dev-services is CREATE_FAILED", account.created, "out")
        del self.history["kasha-dev-services"]
        self.fails("kasha-dev-services was not created", account.created, "out")

    def test_a_stack_started_before_what_it_reads_from(self):
        for event in self.history["kasha-dev-services"]:
            event["Timestamp"] -= datetime.timedelta(minutes=4)
        self.fails("started before kasha-dev-data was complete", account.created, "out")

    def test_an_output_that_is_missing_or_empty(self):
        self.live["kasha-dev-data"]["Arn"] = ""
        self.fails("an empty output", account.created, "out")
        del self.live["kasha-dev-data"]["Arn"]
        self.fails("kasha-dev-data does not have the outputs of its template", account.created, "out")

    def test_a_reference_to_an_output_that_is_made_later(self):
        self.stacks.append(self.stacks.pop(1))  # the data stack
        self.fails("reads Arn, which is created later or never", account.created, "out")

    def test_a_resource_that_was_not_created(self):
        self.history["kasha-dev-data"] = [it for it in self.history["kasha-dev-data"] if it["LogicalResourceId"] != "Queue"]
        self.fails(r"lacks \['Queue'\]", account.created, "out")

    def test_a_change_set_without_a_resource(self):
        self.added.remove("Queue")
        self.fails("change set does not add", account.created, "out")

    def test_a_value_that_was_not_passed_on(self):
        self.clients["cloudfront.list_distributions"]["DistributionList"]["Items"][0]["Origins"]["Items"][0]["DomainName"] = ""
        self.fails("the distribution's origin is", account.created, "out")

    def use_vpc_origin(self) -> dict:
        self.stacks[-1].written = private_edge()
        self.stacks[-2].written["Outputs"] = {"Arn": {}, "VpcOriginLoadBalancerDnsName": {}, "VpcOriginLoadBalancerArn": {}}
        self.live["kasha-dev-services"] = {"Arn": "a", "VpcOriginLoadBalancerDnsName": "lb", "VpcOriginLoadBalancerArn": "arn:lb"}
        self.live["kasha-dev-edge"]["VpcOriginId"] = "vo_1"
        self.clients["elbv2.describe_load_balancers"]["LoadBalancers"][0]["Scheme"] = "internal"
        found = {"VpcOriginEndpointConfig": {"Arn": "arn:lb"}}
        self.clients["cloudfront.get_vpc_origin"] = {"VpcOrigin": found}
        self.clients["cloudfront.list_distributions"]["DistributionList"]["Items"][0]["Origins"]["Items"] = [
            {"DomainName": "lb", "VpcOriginConfig": {"VpcOriginId": "vo_1"}}]
        return found

    def test_a_vpc_origin_passes_and_what_is_not_checked_is_said(self):
        self.use_vpc_origin()
        printed = self.passes(account.created, "out")
        self.assertIn("VPC origin vo_1 leads to the internal load balancer", printed)
        self.assertIn("NOT CHECKED", printed)

    def test_a_vpc_origin_of_another_load_balancer(self):
        self.use_vpc_origin()["VpcOriginEndpointConfig"]["Arn"] = "arn:other"
        self.fails("the VPC origin leads to arn:other", account.created, "out")

    def test_target_groups_in_another_network(self):
        self.clients["elbv2.describe_target_groups"]["TargetGroups"][0]["VpcId"] = "vpc-0"
        self.fails("target groups are not in the VPC", account.created, "out")

    def test_a_custom_resource_that_did_not_run(self):
        self.group["IpPermissionsEgress"].append({"IpProtocol": "-1"})
        self.fails("the custom resource's function did not run", account.created, "out")


class RolledBack(Looking):
    def setUp(self):
        super().setUp()
        self.history = {
            "kasha-dev-services": events("kasha-dev-services", (0, "", "CREATE_IN_PROGRESS"), (1, "Queue", "CREATE_COMPLETE"),
                                         (2, "Bucket", "CREATE_FAILED", "Output 'Arn' not found in stack 'kasha-dev-data'"),
                                         (3, "Queue", "DELETE_COMPLETE")),
            "kasha-dev-edge": events("kasha-dev-edge", (0, "", "DELETE_COMPLETE")),
        }
        self.status = {"kasha-dev-services": "ROLLBACK_COMPLETE", "kasha-dev-edge": "DELETE_COMPLETE"}
        self.clients = {"elbv2.describe_load_balancers": {"LoadBalancers": []}}

    def test_a_clean_rollback_passes(self):
        self.assertIn("deleted 1 resources", self.passes(account.rolled_back, "out", "Arn"))

    def test_a_rollback_that_failed_or_is_missing(self):
        for status in ("ROLLBACK_FAILED", "CREATE_FAILED", "CREATE_COMPLETE"):
            self.status["kasha-dev-services"] = status
            self.fails(f"is {status}, want ROLLBACK_COMPLETE", account.rolled_back, "out", "Arn")

    def test_a_failure_for_another_reason(self):
        self.fails("does not mention Other", account.rolled_back, "out", "Other")

    def test_a_resource_that_is_not_undone(self):
        self.history["kasha-dev-services"].pop()
        self.fails("the rollback left", account.rolled_back, "out", "Arn")

    def test_nothing_to_undo(self):
        self.history["kasha-dev-services"] = [it for it in self.history["kasha-dev-services"] if it["LogicalResourceId"] != "Queue"]
        self.fails("nothing to undo", account.rolled_back, "out", "Arn")

    def test_a_resource_that_still_exists(self):
        self.clients["elbv2.describe_load_balancers"]["LoadBalancers"].append({"LoadBalancerName": "public"})
        self.fails("but they exist: .*public", account.rolled_back, "out", "Arn")

    def test_a_stack_that_is_deployed_nevertheless(self):
        self.status["kasha-dev-edge"] = "CREATE_COMPLETE"
        self.fails("the edge stack was deployed", account.rolled_back, "out", "Arn")


class Replaced(Looking):
    def setUp(self):
        super().setUp()
        self.stacks.append(FakeStack("edge", ("kasha-dev-services",)))
        self.stacks[-1].written = public_edge()
        self.history = {it.name: events(it.name, (0, "", "CREATE_COMPLETE")) for it in self.stacks}
        self.status = {"kasha-dev-data": "CREATE_COMPLETE", "kasha-dev-services": "UPDATE_COMPLETE", "kasha-dev-edge": "UPDATE_COMPLETE"}
        balancers = [{"DNSName": "new", "Scheme": "internet-facing", "LoadBalancerArn": "arn:new"},
                     {"DNSName": "inside", "Scheme": "internal", "LoadBalancerArn": "arn:inside"}]
        self.clients = {
            "elbv2.describe_load_balancers": {"LoadBalancers": balancers},
            "cloudfront.list_distributions": {"DistributionList": {"Items": [{"Origins": {"Items": [{"DomainName": "new"}]}}]}},
            "ec2.describe_security_groups": {"SecurityGroups": [{"Description": "MySQL"}]},
        }
        self.live = {"kasha-dev-data": {"ExportsOutputFnGetAttDatabaseSecurityGroup5C": "sg-1"},
                     "kasha-dev-services": {"PublicLoadBalancerDnsName": "new"}, "kasha-dev-edge": {}}
        self.patch(account, "outputs", lambda stack: self.live[stack.name])

    def fails(self, check, sentence: str):
        with self.assertRaisesRegex(SystemExit, sentence):
            check("")

    def test_a_reader_that_follows_passes(self):
        account.followed("")

    def test_a_reader_that_was_skipped_or_has_the_old_value(self):
        self.status["kasha-dev-edge"] = "CREATE_COMPLETE"
        self.fails(account.followed, "kasha-dev-edge is CREATE_COMPLETE and should be UPDATE_COMPLETE")
        self.status["kasha-dev-edge"] = "UPDATE_COMPLETE"
        self.clients["cloudfront.list_distributions"]["DistributionList"]["Items"][0]["Origins"]["Items"][0]["DomainName"] = "old"
        self.fails(account.followed, "origin is .'old'.")

    def test_a_load_balancer_that_was_not_deleted(self):
        old = {"DNSName": "old", "Scheme": "internet-facing", "LoadBalancerArn": "arn:old"}
        self.clients["elbv2.describe_load_balancers"]["LoadBalancers"].append(old)
        self.fails(account.followed, "internet-facing load balancers are .'new', 'old'.")

    def use_vpc_origin(self, reason: str, endpoint: str):
        self.stacks[-1].written = private_edge()
        self.status["kasha-dev-edge"] = "UPDATE_ROLLBACK_COMPLETE"
        self.history["kasha-dev-edge"] = events("kasha-dev-edge", (1, "Bucket", "UPDATE_FAILED", reason))
        self.live["kasha-dev-services"] = {"VpcOriginLoadBalancerDnsName": "inside", "VpcOriginLoadBalancerArn": "arn:inside"}
        self.live["kasha-dev-edge"] = {"VpcOriginId": "vo_1"}
        self.clients["cloudfront.get_vpc_origin"] = {"VpcOrigin": {"VpcOriginEndpointConfig": {"Arn": endpoint}}}

    def test_a_vpc_origin_in_use_that_stays_passes(self):
        self.use_vpc_origin("CloudFront: CannotUpdateEntityWhileInUse: x", "arn:gone")
        self.assertIn("NOT CHECKED", self.passes(account.followed, ""))

    def test_a_vpc_origin_that_was_not_asked_or_was_changed(self):
        self.use_vpc_origin("Throttling", "arn:gone")
        self.fails(account.followed, "no event says that the VPC origin is in use")
        self.use_vpc_origin("CannotUpdateEntityWhileInUse", "arn:inside")
        self.fails(account.followed, "leads to the new load balancer")
        self.status["kasha-dev-edge"] = "CREATE_COMPLETE"
        self.fails(account.followed, "kasha-dev-edge is CREATE_COMPLETE and should be UPDATE_ROLLBACK_COMPLETE")

    def refuse(self, reason: str):
        self.status["kasha-dev-data"] = "UPDATE_ROLLBACK_COMPLETE"
        self.history["kasha-dev-data"] = events("kasha-dev-data", (1, "", "UPDATE_FAILED", reason))

    def test_a_refusal_passes(self):
        self.refuse("Export x cannot be updated as it is in use by kasha-dev-services")
        account.refused("")

    def test_an_update_that_was_not_refused_or_failed_for_another_reason(self):
        self.fails(account.refused, "kasha-dev-data is CREATE_COMPLETE")
        self.refuse("Throttling")
        self.fails(account.refused, "no event names the export in use")

    def test_a_refusal_that_replaced_the_group(self):
        self.refuse("Export x cannot be updated as it is in use by kasha-dev-services")
        self.clients["ec2.describe_security_groups"] = {"SecurityGroups": [{"Description": "MySQL, described anew"}]}
        self.fails(account.refused, "sg-1 was replaced")


class Destroyed(Looking):
    def setUp(self):
        super().setUp()
        for minute, stack in ((0, "kasha-dev-services"), (5, "kasha-dev-data")):
            self.history[stack] = events(stack, (minute, "", "DELETE_IN_PROGRESS"), (minute + 1, "Queue", "DELETE_COMPLETE"),
                                         (minute + 1, "Bucket", "DELETE_SKIPPED"), (minute + 2, "", "DELETE_COMPLETE"))
            self.status[stack] = "DELETE_COMPLETE"
        self.left = []
        self.patch(account, "leftovers", lambda: self.left)
        self.clients = {"rds.describe_db_snapshots": {"DBSnapshots": [{}]}}
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = pathlib.Path(folder.name) / "log"
        self.did("create", "update", "delete")

    def did(self, *what: str):
        self.log.write_text("".join(json.dumps({"did": it, "type": "AWS::EC2::EIP", "id": "stand-in-1"}) + "\n" for it in what))

    def test_a_clean_deletion_passes_with_its_buckets_skipped(self):
        self.assertIn("none of 1 stand-ins", self.passes(account.destroyed, "out", self.log))

    def test_a_stack_that_stays(self):
        self.status["kasha-dev-data"] = "DELETE_FAILED"
        self.fails("kasha-dev-data is DELETE_FAILED", account.destroyed, "out", self.log)

    def test_a_resource_that_stays_and_is_not_a_bucket(self):
        for status in ("DELETE_SKIPPED", "DELETE_FAILED"):
            self.history["kasha-dev-data"][1]["ResourceStatus"] = status
            self.fails(f"kasha-dev-data left .*Queue.*{status}", account.destroyed, "out", self.log)

    def test_a_stack_deleted_while_another_reads_from_it(self):
        history = copy.deepcopy(self.history)
        for event in history["kasha-dev-services"]:
            event["Timestamp"] += datetime.timedelta(minutes=10)
        self.history = history
        self.fails("kasha-dev-data was deleted while kasha-dev-services", account.destroyed, "out", self.log)

    def test_what_is_left_in_the_account(self):
        self.left.append("kasha-dev-data-storage")
        self.fails("remain after the deletion: .*kasha-dev-data-storage", account.destroyed, "out", self.log)

    def test_a_database_without_a_snapshot(self):
        self.clients["rds.describe_db_snapshots"]["DBSnapshots"].clear()
        self.fails("no snapshot", account.destroyed, "out", self.log)

    def test_stand_ins_out_of_balance(self):
        for did in (["create"], ["create", "delete", "delete"], ["create", "create", "delete"]):
            self.did(*did)
            self.fails("equally often", account.destroyed, "out", self.log)


class Updated(Looking):
    def setUp(self):
        super().setUp()
        self.history = {it.name: events(it.name, (0, "", "CREATE_COMPLETE")) for it in self.stacks}
        self.status = {"kasha-dev-data": "CREATE_COMPLETE", "kasha-dev-services": "UPDATE_COMPLETE"}
        self.changes = [{"Action": "Modify", "ResourceType": "AWS::ECS::TaskDefinition"}]
        self.patch(account, "executed", lambda _: self.changes)
        self.container = {"image": "cache/nginx:new"}
        self.clients = {"ecs.list_clusters": {"clusterArns": ["c"]}, "ecs.list_services": {"serviceArns": ["s"]},
                        "ecs.describe_services": {"services": [{"taskDefinition": "t"}]},
                        "ecs.describe_task_definition": {"taskDefinition": {"containerDefinitions": [self.container]}}}

    def test_an_update_of_services_alone_passes(self):
        self.assertIn("only the services stack", self.passes(account.updated, "out", "nginx:new"))

    def test_an_update_that_touched_more_or_nothing(self):
        self.status["kasha-dev-data"] = "UPDATE_COMPLETE"
        self.fails("kasha-dev-data is UPDATE_COMPLETE", account.updated, "out", "nginx:new")
        self.status = {"kasha-dev-data": "CREATE_COMPLETE", "kasha-dev-services": "CREATE_COMPLETE"}
        self.fails("kasha-dev-services is CREATE_COMPLETE", account.updated, "out", "nginx:new")

    def test_an_image_that_did_not_arrive(self):
        self.container["image"] = "cache/nginx:old"
        self.fails("no service's task definition has the image nginx:new", account.updated, "out", "nginx:new")

    def test_a_change_set_about_something_else(self):
        self.changes[0]["ResourceType"] = "AWS::SQS::Queue"
        self.fails("does not change a task definition", account.updated, "out", "nginx:new")


if __name__ == "__main__":
    unittest.main()
