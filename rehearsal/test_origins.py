"""Tests how a deployed origin is compared with the template's: each difference must be found."""

import unittest

import origins

SERVICES = {"PublicLoadBalancerDnsName": "public.elb", "VpcOriginLoadBalancerDnsName": "inside.elb",
            "VpcOriginLoadBalancerArn": "arn:inside"}
PUBLIC = {"DNSName": "public.elb", "Scheme": "internet-facing", "LoadBalancerArn": "arn:public"}
INSIDE = {"DNSName": "inside.elb", "Scheme": "internal", "LoadBalancerArn": "arn:inside"}
BUCKET = {"DomainName": "assets.s3", "S3OriginConfig": {}}


def template(*written: dict) -> dict:
    return {"Resources": {"D": {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {"Origins": list(written)}}}}}


def read(output: str) -> dict:
    return {"Fn::GetStackOutput": {"StackName": "kasha-dev-services", "OutputName": output}}


class TheTemplate(unittest.TestCase):
    def test_each_kind_of_origin(self):
        for written, want in (({"DomainName": read("PublicLoadBalancerDnsName")}, ("public", "")),
                              ({"DomainName": "origin.example.com"}, ("public", "origin.example.com")),
                              ({"DomainName": read("VpcOriginLoadBalancerDnsName"), "VpcOriginConfig": {}}, ("vpc", "")),
                              ({"DomainName": "origin.example.com", "VpcOriginConfig": {}}, ("vpc", "origin.example.com"))):
            self.assertEqual(origins.of(template(BUCKET, written)), want)

    def test_what_is_not_understood_is_refused(self):
        for written in ([BUCKET], [{"DomainName": "a"}, {"DomainName": "b"}], [{"DomainName": read("VpcOriginLoadBalancerDnsName")}],
                        [{"DomainName": {"Ref": "X"}}]):
            with self.assertRaises(SystemExit, msg=written):
                origins.of(template(*written))


class TheAccount(unittest.TestCase):
    def deployed(self, origin: dict, balancers: list[dict], services: dict | None = None, endpoint: str = "arn:inside") -> origins.Deployed:
        return origins.Deployed([BUCKET, origin], {"VpcOriginEndpointConfig": {"Arn": endpoint}}, balancers, services or SERVICES,
                                {"VpcOriginId": "vo_1"})

    def private(self, name: str = "inside.elb", through: str = "vo_1") -> dict:
        return {"DomainName": name, "VpcOriginConfig": {"VpcOriginId": through}}

    def test_the_origin_of_the_template_passes(self):
        without = {key: it for key, it in SERVICES.items() if not key.startswith("Public")}
        for origin, now in ((("public", ""), self.deployed({"DomainName": "public.elb"}, [PUBLIC, INSIDE])),
                            (("public", "o.example"), self.deployed({"DomainName": "o.example"}, [PUBLIC])),
                            (("vpc", ""), self.deployed(self.private(), [PUBLIC, INSIDE])),
                            (("vpc", "o.example"), self.deployed(self.private("o.example"), [INSIDE], without))):
            self.assertEqual(origins.wrong(origins.Origin(*origin), now), "")

    def test_every_difference_is_found(self):
        without = {key: it for key, it in SERVICES.items() if not key.startswith("Public")}
        for kind, now, want in (
                ("public", self.deployed({"DomainName": "old.elb"}, [PUBLIC]), "the distribution's origin is ['old.elb']"),
                ("public", self.deployed({"DomainName": "public.elb"}, [INSIDE]), "internet-facing load balancers are []"),
                ("vpc", self.deployed(self.private("public.elb"), [PUBLIC, INSIDE]), "the distribution's origin is ['public.elb']"),
                ("vpc", self.deployed(self.private(), [PUBLIC, INSIDE], without), "internet-facing load balancers are ['public.elb']"),
                ("vpc", self.deployed(self.private(through="vo_2"), [PUBLIC, INSIDE]), "connects through ['vo_2']"),
                ("vpc", self.deployed({"DomainName": "inside.elb"}, [PUBLIC, INSIDE]), "connects through [None]"),
                ("vpc", self.deployed(self.private(), [PUBLIC, INSIDE], endpoint="arn:other"), "the VPC origin leads to arn:other"),
                ("vpc", self.deployed(self.private(), [PUBLIC]), "is missing, and not internal"),
                ("vpc", self.deployed(self.private(), [PUBLIC, {**INSIDE, "Scheme": "other"}]), "is ['other'], and not internal")):
            self.assertIn(want, origins.wrong(origins.Origin(kind, ""), now))


if __name__ == "__main__":
    unittest.main()
