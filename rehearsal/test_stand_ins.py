"""Tests the stand-ins. They catch a stand-in that accepts anything and therefore proves nothing."""

import json
import pathlib
import tempfile
import unittest
import unittest.mock

import emulator
import stand_ins


class TheList(unittest.TestCase):
    def read(self, text: str) -> dict:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "list.txt"
            path.write_text(text)
            return stand_ins.read(path)

    def test_a_line_is_a_name_a_reason_and_attributes(self):
        read = self.read("# why\n\nAWS::A::B | nothing happens | Arn Id\nTransform X | ignored |\n")
        self.assertEqual(read["AWS::A::B"], stand_ins.StandIn("AWS::A::B", "nothing happens", ("Arn", "Id")))
        self.assertEqual(read["Transform X"].attributes, ())

    def test_a_line_without_a_reason_is_refused(self):
        for text in ("AWS::A::B | | Arn", "AWS::A::B", "AWS::A::B | nothing happens", "| why |", "A | why |\nA | why |"):
            with self.assertRaises(SystemExit, msg=text):
                self.read(text)

    def test_the_suggested_line_can_be_read(self):
        self.assertEqual(self.read(stand_ins.line_for("AWS::A::B", ["Arn"]))["AWS::A::B"].attributes, ("Arn",))


class AStandIn(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = pathlib.Path(folder.name) / "log"
        self.recorder = stand_ins.Recorder(stand_ins.StandIn("AWS::A::B", "why", ("Arn",)), self.log)

    def test_it_returns_the_listed_attributes_only(self):
        name, attributes = self.recorder.create("Thing", {"Size": 1}, "stack")
        self.assertEqual(attributes, {"Arn": name + "-Arn"})
        self.recorder.update(name, {"Size": 1}, {"Size": 2}, "stack", "Thing")
        self.recorder.delete(name, {})
        self.assertEqual([json.loads(line)["did"] for line in self.log.read_text().splitlines()], ["create", "update", "delete"])

    def test_it_refuses_unresolved_values(self):
        for left in ({"Ref": "Vpc"}, {"Fn::GetAtt": ["A", "Arn"]}, [{"Fn::Sub": "x"}], {"Deep": [{"Er": {"Fn::Join": ["", []]}}]}):
            with self.assertRaisesRegex(ValueError, "which should be resolved"):
                self.recorder.create("Thing", {"Property": left}, "stack")
            with self.assertRaises(ValueError):
                self.recorder.update("stand-in-x", {}, {"Property": left})
        self.assertFalse(self.log.exists())
        self.recorder.create("Thing", {"Reference": {"Ref": 1, "other": 2}}, "stack")  # a map that only resembles a function

    def test_the_emulator_keeps_the_other_resources_of_the_type(self):
        native = {"create": lambda *_: ("native", {}), "update": lambda *_: ("native", {}), "delete": lambda *_: None, "snapshot": 1}
        both = self.recorder.beside(native, "Metrics")
        self.assertEqual(both["create"]("Alarm", {"MetricName": "x"}, "stack"), ("native", {}))
        name, _ = both["create"]("Alarm", {"Metrics": []}, "stack")
        both["update"]("native", {}, {})
        both["delete"]("native", {})
        both["delete"](name, {})
        self.assertEqual([json.loads(line)["id"] for line in self.log.read_text().splitlines()], [name, name])
        self.assertEqual(both["snapshot"], 1)


class TheEmulator(unittest.TestCase):
    def register(self, name: str, known: dict) -> dict:
        with unittest.mock.patch.object(stand_ins, "read", lambda: {name: stand_ins.StandIn(name, "why", ())}), \
                unittest.mock.patch.object(emulator.provisioners, "_RESOURCE_HANDLERS", known):
            emulator.register(pathlib.Path("log"))
        return known

    def test_a_stand_in_for_a_supported_type_is_refused(self):
        with self.assertRaisesRegex(SystemExit, "supports AWS::A::B; fix: remove or correct the line"):
            self.register("AWS::A::B", {"AWS::A::B": {}})
        with self.assertRaisesRegex(SystemExit, "does not support AWS::A::B"):
            self.register("AWS::A::B Metrics", {})

    def test_listed_types_are_registered(self):
        self.assertIn("create", self.register("AWS::A::B", {})["AWS::A::B"])
        own = {"create": None, "update": None, "delete": None}
        self.assertIsNot(self.register("AWS::A::B Metrics", {"AWS::A::B": own})["AWS::A::B"]["create"], None)
        for name in ("Transform X", "Function Fn::X", "Mended AWS::A::B"):
            self.assertEqual(self.register(name, {}), {})

    def test_a_bucket_keeps_its_tags_until_the_emulator_does_so_itself(self):
        kept = {}

        def native(_logical_id, properties, _stack):
            kept.update({"b": {"own": "1"}} if properties.get("Own") else {})
            return "b", {}

        handlers = {"AWS::S3::Bucket": {"create": native}}
        with (unittest.mock.patch.object(emulator.provisioners, "_RESOURCE_HANDLERS", handlers),
              unittest.mock.patch.object(emulator.s3, "_bucket_tags", kept)):
            emulator.keep_tags()
            self.assertEqual(handlers["AWS::S3::Bucket"]["create"]("Bucket", {"Tags": [{"Key": "k", "Value": "v"}]}, "stack"), ("b", {}))
            self.assertEqual(kept, {"b": {"k": "v"}})
            kept.clear()
            with self.assertRaisesRegex(ValueError, "keeps the tags of buckets"):
                handlers["AWS::S3::Bucket"]["create"]("Bucket", {"Own": True}, "stack")

    def test_the_pinned_release_accepts_the_whole_list(self):
        with unittest.mock.patch.dict(emulator.provisioners._RESOURCE_HANDLERS):
            emulator.register(pathlib.Path("log"))


if __name__ == "__main__":
    unittest.main()
