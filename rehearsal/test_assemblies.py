"""What is read in an assembly and done to it."""

import json
import pathlib
import tempfile
import unittest

import assemblies
import stand_ins

LISTED = {it.name: it for it in [
    stand_ins.StandIn("AWS::EC2::EIP", "no address", ("PublicIp",)), stand_ins.StandIn("AWS::CloudWatch::Alarm Metrics", "never goes off", ()),
    stand_ins.StandIn("Transform AWS::Listed", "passed over", ()), stand_ins.StandIn("Function Fn::GetStackOutput", "mended", ()),
    stand_ins.StandIn("Mended AWS::S3::Bucket", "mended", ()),
]}
KNOWN = {"AWS::S3::Bucket", "AWS::CloudWatch::Alarm"}


def template(**parts) -> dict:
    return {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}, **parts}


class WhatNobodyKnows(unittest.TestCase):
    def problems(self, read: dict) -> list[str]:
        return assemblies.problems(assemblies.examine([read], LISTED), KNOWN, LISTED)

    def resource(self, kind: str, properties: dict | None = None, **outputs) -> dict:
        return template(Resources={"Thing": {"Type": kind, "Properties": properties or {}}}, Outputs=outputs)

    def test_known_and_listed_types_pass(self):
        for read in (template(), self.resource("AWS::EC2::EIP"), self.resource("Custom::Anything"), template(Transform="AWS::LanguageExtensions"),
                     template(Transform=["AWS::Listed"]), self.resource("AWS::CloudWatch::Alarm", {"Metrics": []}),
                     self.resource("AWS::EC2::EIP", x={"Value": {"Fn::GetAtt": ["Thing", "PublicIp"]}}),
                     self.resource("AWS::S3::Bucket", {"Name": {"Fn::GetStackOutput": {"StackName": "a", "OutputName": "b"}}})):
            self.assertEqual(self.problems(read), [], read)

    def test_an_unlisted_type_fails_with_the_line_to_add(self):
        [line] = self.problems(self.resource("AWS::DAX::Cluster", x={"Value": {"Fn::GetAtt": ["Thing", "Arn"]}}))
        self.assertRegex(line, r"^AWS::DAX::Cluster +\| no such type in the emulator; WHAT IS NOT PROVED THEREBY \| Arn$")

    def test_an_unlisted_transform_or_function_fails(self):
        for read, name in ((template(Transform="AWS::Unlisted"), "Transform AWS::Unlisted"), (template(Transform=["AWS::Listed", "AWS::Unlisted"]), "Transform AWS::Unlisted"),
                           (self.resource("AWS::S3::Bucket", {"Name": {"Fn::Base64": "x"}}), "Function Fn::Base64")):
            [line] = self.problems(read)
            self.assertTrue(line.startswith(name), line)

    def test_an_attribute_that_a_stand_in_would_not_answer_fails(self):
        [line] = self.problems(self.resource("AWS::EC2::EIP", x={"Value": {"Fn::GetAtt": ["Thing", "AllocationId"]}}))
        self.assertIn("AWS::EC2::EIP: templates read AllocationId", line)

    def test_what_is_stood_in_for_is_counted(self):
        used = assemblies.examine([template(), self.resource("AWS::CloudWatch::Alarm", {"Metrics": []}), self.resource("AWS::CloudWatch::Alarm")], LISTED).used
        self.assertEqual(used, {"AWS::S3::Bucket": 1, "Mended AWS::S3::Bucket": 1, "AWS::CloudWatch::Alarm Metrics": 1, "AWS::CloudWatch::Alarm": 1})


class WhatIsDoneToIt(unittest.TestCase):
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
            artifacts[part] = {"type": "aws:cloudformation:stack", "environment": "aws://000000000000/eu-west-1", "dependencies": ["data", "tree"] if part == "services" else [],
                               "properties": {"stackName": f"kasha-dev-{part}", "templateFile": f"{part}.template.json", "requiresBootstrapStackVersion": 6,
                                              "stackTemplateAssetObjectUrl": f"s3://assets/{self.digest(part)}.json"}}
        (inside / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))

    def digest(self, part: str) -> str:
        return part[:1] * 64 if part != "services" else "5" * 64

    def test_stacks_are_read_with_their_dependencies(self):
        data, services = assemblies.stacks(str(self.folder))
        self.assertEqual((data.name, data.region, data.bootstrap, services.dependencies), ("kasha-dev-data", "eu-west-1", 6, ("kasha-dev-data",)))

    def test_the_latest_reference_is_broken_and_its_template_uploaded_anew(self):
        assemblies.break_reference(str(self.folder))
        data = assemblies.stacks(str(self.folder))[0]
        self.assertEqual(set(data.template()["Outputs"]), {"Early", "RenamedLate"})
        for file in ("manifest.json", "data.assets.json"):
            self.assertNotIn(self.digest("data"), (self.folder / "assembly-dev" / file).read_text())

    def test_an_unlisted_type_can_be_planted(self):
        assemblies.add_unlisted(str(self.folder))
        planted = [it.template() for it in assemblies.stacks(str(self.folder))]
        [line] = assemblies.problems(assemblies.examine(planted, LISTED), KNOWN, LISTED)
        self.assertIn("AWS::Kasha::Unlisted", line)

    def test_the_shipped_environment_is_moved_and_nothing_else(self):
        source, to = pathlib.Path(__file__).parent.parent / "cdk.json", self.folder / "cdk.json"
        assemblies.shipped(str(source), str(to))
        before, after = json.loads(source.read_text()), json.loads(to.read_text())
        [dev] = after["context"]["kasha"].pop("environments")
        shipped = next(it for it in before["context"]["kasha"].pop("environments") if it["name"] == "dev")
        self.assertEqual(dev, {**shipped, "account": "000000000000", "region": "eu-west-1", "availabilityZones": ["eu-west-1a", "eu-west-1b"]})
        before["context"]["kasha"].pop("pipeline")
        self.assertEqual(after, {**{key: it for key, it in before.items() if key != "build"}, "app": "out"})


if __name__ == "__main__":
    unittest.main()
