"""Tests that VPC origins of templates reach the emulator's CloudFront, and that its refusals reach CloudFormation."""

import json
import pathlib
import tempfile
import unittest
import unittest.mock

from ministack.services import cloudfront

import stand_ins
import vpc_origins

PROPERTIES = {"VpcOriginEndpointConfig": {
    "Name": "kasha-dev", "Arn": "arn:aws:elasticloadbalancing:eu-west-1:000000000000:loadbalancer/app/one/0123456789abcdef",
    "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}}


def changed(**settings) -> dict:
    return {"VpcOriginEndpointConfig": {**PROPERTIES["VpcOriginEndpointConfig"], **settings}}


class VPCOrigins(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(cloudfront._vpc_origins.clear)
        self.addCleanup(cloudfront._distributions.clear)
        self.log = pathlib.Path(folder.name) / "log"
        self.handlers = vpc_origins.handlers(stand_ins.Recorder(stand_ins.StandIn(vpc_origins.TYPE, "why", ("Id",)), self.log), cloudfront)
        self.exists = unittest.mock.patch.object(cloudfront, "_vpc_origin_endpoint_missing", return_value=None)
        self.exists.start()
        self.addCleanup(unittest.mock.patch.stopall)

    def use(self, name: str) -> None:
        """Puts a distribution in front of a VPC origin."""
        through = f"<Origins><Items><Origin><VpcOriginConfig><VpcOriginId>{name}</VpcOriginId></VpcOriginConfig></Origin></Items></Origins>"
        cloudfront._distributions["D"] = {"config_xml": f"<DistributionConfig>{through}</DistributionConfig>"}

    def test_a_life_without_a_distribution(self):
        name, attributes = self.handlers["create"]("Origin", PROPERTIES, "edge")
        self.assertEqual(attributes["Id"], name)
        self.assertEqual(cloudfront._vpc_origins[name]["VpcOriginEndpointConfig"]["OriginSslProtocols"], ["TLSv1.2"])
        again, _ = self.handlers["update"](name, PROPERTIES, changed(OriginProtocolPolicy="http-only"), "edge")
        self.assertEqual(again, name)
        self.assertEqual(cloudfront._vpc_origins[name]["VpcOriginEndpointConfig"]["OriginProtocolPolicy"], "http-only")
        self.handlers["delete"](name, PROPERTIES)
        self.assertNotIn(name, cloudfront._vpc_origins)
        did = [json.loads(line)["did"] for line in self.log.read_text().splitlines()]
        self.assertEqual(did, ["create", "update", "delete"])

    def test_a_vpc_origin_in_use_is_neither_changed_nor_deleted(self):
        name, _ = self.handlers["create"]("Origin", PROPERTIES, "edge")
        self.use(name)
        with self.assertRaisesRegex(ValueError, "CannotUpdateEntityWhileInUse"):
            self.handlers["update"](name, PROPERTIES, changed(OriginProtocolPolicy="http-only"), "edge")
        with self.assertRaisesRegex(ValueError, "CannotDeleteEntityWhileInUse"):
            self.handlers["delete"](name, PROPERTIES)
        self.assertEqual(len(self.log.read_text().splitlines()), 1, "a refused change is recorded")

    def test_a_load_balancer_that_does_not_exist_is_refused(self):
        self.exists.stop()
        with self.assertRaisesRegex(ValueError, "LoadBalancerNotFound"):
            self.handlers["create"]("Origin", PROPERTIES, "edge")
        with self.assertRaisesRegex(ValueError, "should be resolved"):
            self.handlers["create"]("Origin", changed(Arn={"Ref": "Balancer"}), "edge")


if __name__ == "__main__":
    unittest.main()
