"""Tests what runs the pipeline's actions, and what compares two rollouts."""

import contextlib
import copy
import io
import json
import pathlib
import tempfile
import unittest
import unittest.mock

import account
import assemblies
import pipeline


def action(name: str, provider: str, **more) -> dict:
    return {"Name": name, "ActionTypeId": {"Provider": provider}, **more}


def written(*stages: tuple[str, list[dict]], **projects) -> dict:
    resources = {"Pipeline": {"Type": "AWS::CodePipeline::Pipeline", "Properties": {
        "Stages": [{"Name": name, "Actions": actions} for name, actions in stages]}}}
    return {"Resources": {**resources, **projects}}


ROLE = {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::000000000000:role/deploy"]]}
PREPARE = {"StackName": "kasha-dev-data", "ActionMode": "CHANGE_SET_REPLACE", "ChangeSetName": "c", "Capabilities": "CAPABILITY_NAMED_IAM",
           "RoleArn": ROLE, "TemplatePath": "Out::data.json", "TemplateConfiguration": "Out::data.json.config.json"}


class Actions(unittest.TestCase):
    def test_they_run_in_the_order_of_the_pipeline(self):
        found = pipeline.actions(written(
            ("Build", [action("Synth", "CodeBuild", RunOrder=1)]),
            ("dev", [action("B", "CloudFormation", RunOrder=2, RoleArn=ROLE, Region="us-east-1"),
                     action("A", "CloudFormation", RoleArn=ROLE)])))
        self.assertEqual([(it.name, it.region) for it in found], [("Synth", "eu-west-1"), ("A", "eu-west-1"), ("B", "us-east-1")])
        self.assertEqual(found[1].role, "arn:aws:iam::000000000000:role/deploy")

    def test_a_value_of_the_deployment_is_not_guessed(self):
        with self.assertRaisesRegex(SystemExit, "cannot resolve"):
            pipeline.literal({"Fn::GetAtt": ["A", "Arn"]})


class Deploying(unittest.TestCase):
    """deploy with a fake account. self.made has the change sets, self.ran the builds."""

    def setUp(self):
        self.made, self.folder = [], tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)
        (self.root / "data.json").write_text("{}")
        self.configure({"Tags": {"component": "data"}})
        formation = unittest.mock.MagicMock()
        formation.create_change_set = lambda **given: self.made.append(given)
        formation.describe_change_set.return_value = {"Status": "CREATE_COMPLETE"}
        formation.describe_stacks.return_value = {"Stacks": [{"StackStatus": "CREATE_COMPLETE"}]}
        for module, name, fake in ((account, "client", unittest.mock.MagicMock()), (pipeline, "assumed", lambda *_: formation),
                                   (pipeline, "stack_of", lambda *_: None), (assemblies, "stacks", lambda _: []),
                                   (pipeline, "wait", lambda *_: None)):
            patched = unittest.mock.patch.object(module, name, fake)
            patched.start()
            self.addCleanup(patched.stop)
        environment = unittest.mock.patch.dict("os.environ", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"})
        environment.start()
        self.addCleanup(environment.stop)

    def configure(self, settings: dict) -> None:
        (self.root / "data.json.config.json").write_text(json.dumps(settings))

    def deploy(self, template: dict) -> None:
        (self.root / "kasha-pipeline.template.json").write_text(json.dumps(template))
        with contextlib.redirect_stdout(io.StringIO()):
            pipeline.deploy(self.folder.name, self.folder.name)

    def test_tags_role_and_capabilities_are_those_of_the_action(self):
        self.deploy(written(("dev", [action("kasha-dev-data.Prepare", "CloudFormation", RoleArn=ROLE, Configuration=PREPARE)])))
        [made] = self.made
        self.assertEqual(made["Tags"], [{"Key": "component", "Value": "data"}])
        self.assertEqual(made["RoleARN"], "arn:aws:iam::000000000000:role/deploy")
        self.assertEqual((made["ChangeSetType"], made["Capabilities"]), ("CREATE", ["CAPABILITY_NAMED_IAM"]))

    def fails(self, because: str, *stages, **projects):
        with self.assertRaisesRegex(SystemExit, because):
            self.deploy(written(*stages, **projects))

    def prepare(self, **more) -> tuple:
        return "dev", [action("P", "CloudFormation", RoleArn=ROLE, Configuration={**PREPARE, **more})]

    def test_what_is_not_known_is_an_error(self):
        self.fails("settings that are not rehearsed: CHANGE_SET_REPLACE with .'ParameterOverrides'", self.prepare(ParameterOverrides="{}"))
        self.fails("settings that are not rehearsed: DELETE_ONLY", self.prepare(ActionMode="DELETE_ONLY"))
        self.fails("dev/Migrate .CodeBuild. is not rehearsed", ("dev", [action("Migrate", "CodeBuild")]))
        self.configure({"StackPolicy": {}})
        self.fails("template configuration .'StackPolicy'", self.prepare())

    def test_a_stack_without_actions_is_an_error(self):
        with unittest.mock.patch.object(assemblies, "stacks", lambda _: [unittest.mock.Mock()]):
            self.fails("no actions for", ("Source", [action("Push", "CodeStarSourceConnection")]))

    def project(self, command: str) -> dict:
        spec = {"phases": {"install": {}, "build": {"commands": [command]}}}
        return {"Properties": {"Source": {"BuildSpec": json.dumps(spec)}, "Environment": {
            "EnvironmentVariables": [{"Name": "STACKS", "Value": "eu-west-1 kasha-dev-data"}]}}, "Type": "AWS::CodeBuild::Project"}

    def test_builds_that_protect_run_with_their_variables(self):
        protect = ("dev", [action("Protect-dev", "CodeBuild", Configuration={"ProjectName": {"Ref": "Build"}})])
        self.deploy(written(protect, Build=self.project('printf %s "$STACKS" >protected')))
        self.assertEqual((self.root / "protected").read_text(), "eu-west-1 kasha-dev-data")
        self.fails("ended with 3", protect, Build=self.project("exit 3"))


class Comparing(unittest.TestCase):
    LEFT = {"stacks": {"kasha-dev-data": {"tags": {"component": "data"}, "protection": True, "outputs": {"A": ["<x>", None]}}},
            "releases": {"backend": ["nginx:1"]}, "files": ["a.zip"]}

    def same(self, right: dict) -> None:
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / name for name in ("hand", "pipeline")]
            for path, value in zip(paths, (self.LEFT, right)):
                path.write_text(json.dumps(value))
            with contextlib.redirect_stdout(io.StringIO()):
                pipeline.same(*map(str, paths))

    def test_equal_rollouts_pass_and_each_difference_fails(self):
        self.same(self.LEFT)
        for path, value in ((("stacks", "kasha-dev-data", "tags", "component"), "x"), (("stacks", "kasha-dev-data", "protection"), False),
                            (("stacks", "kasha-dev-data", "outputs", "A"), ["<y>", None]), (("stacks", "kasha-dev-more"), {}),
                            (("releases", "backend"), ["nginx:2"]), (("files",), [])):
            right = copy.deepcopy(self.LEFT)
            place = right
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = value
            with self.assertRaisesRegex(SystemExit, "/".join(path)):
                self.same(right)

    def test_invented_ids_are_not_compared_and_names_are(self):
        physical, text = {"vpc-0123456789abcdef0": "<network/Vpc>"}, '"kasha-dev-services BackendService0012F2D2"'
        service = "arn:aws:ecs:eu-west-1:1:service/BackendService0012F2D2"
        for value, want in (("vpc-0123456789abcdef0", "<network/Vpc>"), (service, service),
                            ("dqmxjzpuqqmvtf.cloudfront.net", "<id>.<id>.net"),
                            ("key/0a1b2c3d-b06a-4251-b7ed-0123456789ab", "key/<id>")):
            self.assertEqual(pipeline.named(value, physical, text), want)


if __name__ == "__main__":
    unittest.main()
