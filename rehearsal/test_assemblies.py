"""Tests what a rehearsal reads in an assembly and changes in it."""

import json
import pathlib
import tempfile
import unittest
import unittest.mock

import assemblies
import stand_ins

LISTED = {it.name: it for it in [
    stand_ins.StandIn("AWS::EC2::EIP", "no address", ("PublicIp",)),
    stand_ins.StandIn("AWS::CloudWatch::Alarm Metrics", "never changes its state", ()),
    stand_ins.StandIn("Transform AWS::Listed", "ignored", ()),
    stand_ins.StandIn("Function Fn::GetStackOutput", "corrected", ()),
    stand_ins.StandIn("Mended AWS::S3::Bucket", "corrected", ()),
]}
KNOWN = {"AWS::S3::Bucket", "AWS::CloudWatch::Alarm"}


def template(**parts) -> dict:
    return {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}, **parts}


class Coverage(unittest.TestCase):
    def problems(self, read: dict) -> list[str]:
        return assemblies.problems(assemblies.examine([read], LISTED), KNOWN, LISTED)

    def resource(self, kind: str, properties: dict | None = None, **outputs) -> dict:
        return template(Resources={"Thing": {"Type": kind, "Properties": properties or {}}}, Outputs=outputs)

    def test_known_and_listed_types_pass(self):
        for read in (template(), self.resource("AWS::EC2::EIP"), self.resource("Custom::Anything"),
                     template(Transform="AWS::LanguageExtensions"), template(Transform=["AWS::Listed"]),
                     self.resource("AWS::CloudWatch::Alarm", {"Metrics": []}),
                     self.resource("AWS::EC2::EIP", x={"Value": {"Fn::GetAtt": ["Thing", "PublicIp"]}}),
                     self.resource("AWS::S3::Bucket", {"Name": {"Fn::GetStackOutput": {"StackName": "a", "OutputName": "b"}}})):
            self.assertEqual(self.problems(read), [], read)

    def test_an_unlisted_type_fails_with_the_line_to_add(self):
        [line] = self.problems(self.resource("AWS::DAX::Cluster", x={"Value": {"Fn::GetAtt": ["Thing", "Arn"]}}))
        self.assertRegex(line, r"^AWS::DAX::Cluster +\| no such type in the emulator; WHAT IS NOT PROVED \| Arn$")

    def test_an_unlisted_transform_or_function_fails(self):
        for read, name in ((template(Transform="AWS::Unlisted"), "Transform AWS::Unlisted"),
                           (template(Transform=["AWS::Listed", "AWS::Unlisted"]), "Transform AWS::Unlisted"),
                           (self.resource("AWS::S3::Bucket", {"Name": {"Fn::Base64": "x"}}), "Function Fn::Base64")):
            [line] = self.problems(read)
            self.assertTrue(line.startswith(name), line)

    def test_an_attribute_that_a_stand_in_does_not_return_fails(self):
        [line] = self.problems(self.resource("AWS::EC2::EIP", x={"Value": {"Fn::GetAtt": ["Thing", "AllocationId"]}}))
        self.assertIn("AWS::EC2::EIP: templates read AllocationId", line)

    def test_used_stand_ins_are_counted(self):
        templates = [template(), self.resource("AWS::CloudWatch::Alarm", {"Metrics": []}), self.resource("AWS::CloudWatch::Alarm")]
        used = assemblies.examine(templates, LISTED).used
        self.assertEqual(used, {"AWS::S3::Bucket": 1, "Mended AWS::S3::Bucket": 1, "AWS::CloudWatch::Alarm Metrics": 1,
                                "AWS::CloudWatch::Alarm": 1})

    def test_a_type_that_nothing_checks_fails(self):
        checks = assemblies.text_checks(["AWS::EC2::EIP Domain ElasticIPDomain", "AWS::EC2::EIP Tags[].Key TagKey OtherKey",
                                         "AWS::EC2::EIP Scope schema-warning", "AWS::EC2::Route - no-text"])
        self.assertEqual(checks, {"AWS::EC2::EIP": "2 by lib/texts, 1 by CloudFormation's schema", "AWS::EC2::Route": "none to check"})
        used = ["AWS::EC2::EIP", "AWS::EC2::EIP Domain", "Function Fn::Base64", "AWS::DAX::Cluster", "AWS::EC2::Route"]
        self.assertEqual(assemblies.unchecked(used, checks), ["AWS::DAX::Cluster"])

    def test_every_shape_is_in_the_table_of_checks(self):
        checks = assemblies.text_checks(assemblies.CHECKED.read_text().splitlines())
        self.assertGreater(len(checks), 70)
        self.assertIn("lib/texts", checks["AWS::EC2::SecurityGroup"])


class Changes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        read = {"Fn::GetStackOutput": {"StackName": "kasha-dev-data", "OutputName": "Early"}}
        late = {"Fn::GetStackOutput": {"StackName": "kasha-dev-data", "OutputName": "Late"}}
        self.stacks = {"data": template(Outputs={"Early": {"Value": "e"}, "Late": {"Value": "l"}}), "services": template(Resources={
            "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Dimensions": [read, late]}, "DependsOn": "Bucket"},
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"Name": read}}})}
        inside = self.folder / "assembly-dev"
        inside.mkdir()
        artifacts = {"tree": {"type": "cdk:tree"}}
        for part, written in self.stacks.items():
            (inside / f"{part}.template.json").write_text(json.dumps(written))
            (inside / f"{part}.assets.json").write_text(json.dumps({"files": {self.digest(part): f"{part}.template.json"}}))
            artifacts[part] = {"type": "aws:cloudformation:stack", "environment": "aws://000000000000/eu-west-1",
                               "dependencies": ["data", "tree"] if part == "services" else [],
                               "properties": {"stackName": f"kasha-dev-{part}", "templateFile": f"{part}.template.json",
                                              "requiresBootstrapStackVersion": 6,
                                              "stackTemplateAssetObjectUrl": f"s3://assets/{self.digest(part)}.json"}}
        (inside / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))

    def digest(self, part: str) -> str:
        return part[:1] * 64 if part != "services" else "5" * 64

    def test_stacks_are_read_with_their_dependencies(self):
        data, services = assemblies.stacks(str(self.folder))
        self.assertEqual((data.name, data.region, data.bootstrap), ("kasha-dev-data", "eu-west-1", 6))
        self.assertEqual(services.dependencies, ("kasha-dev-data",))

    def test_the_latest_reference_is_broken_and_its_template_is_a_new_asset(self):
        assemblies.break_reference(str(self.folder))
        data = assemblies.stacks(str(self.folder))[0]
        self.assertEqual(set(data.template()["Outputs"]), {"Early", "RenamedLate"})
        for file in ("manifest.json", "data.assets.json"):
            self.assertNotIn(self.digest("data"), (self.folder / "assembly-dev" / file).read_text())

    def test_an_export_is_read_and_is_not_broken(self):
        read = assemblies.references({"Fn::ImportValue": "kasha-dev-data:Late"})
        self.assertEqual(read, [assemblies.Reference("kasha-dev-data", "Late")])
        data = assemblies.stacks(str(self.folder))[0]
        assemblies.rewrite(data, template(Outputs={"Early": {"Value": "e"}, "Late": {"Value": "l", "Export": {"Name": "x"}}}))
        assemblies.break_reference(str(self.folder))
        self.assertEqual(set(data.template()["Outputs"]), {"RenamedEarly", "Late"})

    def test_a_create_only_property_is_changed(self):
        data = assemblies.stacks(str(self.folder))[0]
        group = {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "MySQL"}}
        assemblies.rewrite(data, template(Resources={"DatabaseSecurityGroup5C": group}))
        assemblies.replace(str(self.folder), "locked")
        self.assertEqual(data.template()["Resources"]["DatabaseSecurityGroup5C"]["Properties"]["GroupDescription"], "MySQL, described anew")

    def test_the_load_balancer_of_the_origin_is_replaced(self):
        kind = "AWS::ElasticLoadBalancingV2::LoadBalancer"
        both = {"PublicLoadBalancer1": {"Type": kind, "Properties": {}}, "VpcOriginLoadBalancer2": {"Type": kind, "Properties": {}}}
        for used, other in (("PublicLoadBalancer1", "VpcOriginLoadBalancer2"), ("VpcOriginLoadBalancer2", "PublicLoadBalancer1")):
            services = self.stacks["services"]
            services["Resources"] = json.loads(json.dumps(both))
            through = {"VpcOriginConfig": {}} if used.startswith("Vpc") else {}
            edge = {"Resources": {"D": {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {
                "Origins": [{"DomainName": "origin.example.com", **through}]}}}}}
            written = {"services": services, "edge": edge}
            stack = unittest.mock.Mock(side_effect=lambda _, part, written=written: self.written(part, written[part]))
            with unittest.mock.patch.object(assemblies, "stack_of", stack), unittest.mock.patch.object(assemblies, "rewrite"):
                assemblies.replace("out", "followed")
            self.assertEqual(services["Resources"][used]["Properties"], {"Name": "kasha-dev-replaced"})
            self.assertEqual(services["Resources"][other]["Properties"], {})

    def written(self, part: str, template: dict):
        made = unittest.mock.Mock()
        made.name, made.template = f"kasha-dev-{part}", lambda: template
        return made

    def test_an_unlisted_type_is_added(self):
        assemblies.add_unlisted(str(self.folder))
        changed = [it.template() for it in assemblies.stacks(str(self.folder))]
        [line] = assemblies.problems(assemblies.examine(changed, LISTED), KNOWN, LISTED)
        self.assertIn("AWS::Kasha::Unlisted", line)

    def test_one_environment_is_moved_and_nothing_else(self):
        test = {"name": "test", "tier": "nonproduction", "account": "555555555555", "frontend": {"image": "ecr:1", "port": 3000}}
        source, to = self.configured({"name": "live", "tier": "production"}, test), self.folder / "cdk.json"
        assemblies.one(str(source), str(to))
        moved = {"name": "dev", "account": "000000000000", "region": "eu-west-1", "availabilityZones": ["eu-west-1a", "eu-west-1b"]}
        alone = {"kasha": {"environments": [{**test, **moved}]}, "flag": True}
        self.assertEqual(json.loads(to.read_text()), {"app": "out", "context": alone})

    def test_arns_of_the_environment_move_with_it(self):
        of = "arn:aws:{}:{}:{}:certificate/1".format
        edge = {"originPrefixList": "pl-1", "domain": {
            "certificateArn": of("acm", "us-east-1", "555555555555"), "originCertificateArn": of("acm", "us-east-1", "555555555555"),
            "name": "arn.example.com"}}
        key = of("kms", "us-east-1", "555555555555")
        test = {"name": "test", "tier": "nonproduction", "account": "555555555555", "region": "us-east-1", "edge": edge,
                "backend": {"secrets": {"A": {"key": key}, "B": {"key": of("kms", "eu-west-2", "777777777777")}}}}
        to = self.folder / "cdk.json"
        assemblies.one(str(self.configured(test)), str(to))
        [moved] = json.loads(to.read_text())["context"]["kasha"]["environments"]
        self.assertEqual(moved["edge"], {"domain": {
            "certificateArn": of("acm", "us-east-1", "000000000000"), "originCertificateArn": of("acm", "eu-west-1", "000000000000"),
            "name": "arn.example.com"}})
        self.assertEqual(moved["backend"]["secrets"], {"A": {"key": of("kms", "eu-west-1", "000000000000")},
                                                       "B": {"key": of("kms", "eu-west-2", "777777777777")}})

    def test_another_image_is_another_tag_of_the_same_repository(self):
        to = self.folder / "cdk.json"
        for frontend, want in (({"image": "ecr:1"}, "ecr:rehearsed"), ({}, "default/nginx:rehearsed"),
                               ({"image": "ghcr.io:443/a/b:2@sha256:0"}, "ghcr.io:443/a/b:rehearsed")):
            assemblies.image(str(self.configured({"frontend": frontend})), str(to), "default/nginx:rehearsed")
            self.assertEqual(json.loads(to.read_text())["context"]["kasha"]["environments"][0]["frontend"]["image"], want)

    def configured(self, *environments: dict) -> pathlib.Path:
        source = self.folder / "source.json"
        kasha = {"environments": environments, "pipeline": {}}
        source.write_text(json.dumps({"app": "build/app", "build": "go build", "context": {"kasha": kasha, "flag": True}}))
        return source

    def test_a_configuration_that_cannot_be_rehearsed_is_refused(self):
        source = self.configured({"name": "live", "tier": "production"})
        with self.assertRaises(SystemExit) as refusal:
            assemblies.one(str(source), str(self.folder / "cdk.json"))
        self.assertIn("no nonproduction environment", str(refusal.exception))


if __name__ == "__main__":
    unittest.main()
