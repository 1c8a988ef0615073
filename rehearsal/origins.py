"""Reads in the edge stack's template which origin the distribution has, and compares it with what is deployed."""

import typing

PUBLIC, VPC = "public", "vpc"  # as in edge.origin
BALANCER = {PUBLIC: "PublicLoadBalancer", VPC: "VpcOriginLoadBalancer"}  # how the logical id of its load balancer begins
ADDRESS = {PUBLIC: "PublicLoadBalancerDnsName", VPC: "VpcOriginLoadBalancerDnsName"}  # outputs of the services stack
ENDPOINT, USED = "VpcOriginLoadBalancerArn", "VpcOriginId"  # outputs of the services stack and of the edge stack
UNCHECKED = ("  NOT CHECKED: the emulator records a VPC origin and connects nothing. No network interface, no security group of CloudFront,"
             " no request and no time of up to 15 minutes is rehearsed")


class Origin(typing.NamedTuple):
    kind: str  # PUBLIC or VPC
    domain: str  # of the origin in the template; empty: the load balancer's own name, from an output


class Deployed(typing.NamedTuple):
    """What the account has, as its APIs answer."""
    origins: list[dict]  # of the distribution
    vpc_origin: dict  # the one of the output; empty without one
    balancers: list[dict]
    services: dict[str, str]  # outputs
    edge: dict[str, str]


def of(edge: dict) -> Origin:
    """Returns the origin of a template's distribution. The bucket of static files is another one."""
    [distribution] = [it["Properties"] for it in edge["Resources"].values() if it["Type"] == "AWS::CloudFront::Distribution"]
    found = [it for it in distribution["DistributionConfig"]["Origins"] if "S3OriginConfig" not in it]
    if len(found) != 1:
        raise SystemExit(f"rehearse: the distribution has the origins {found} beside buckets, and one is expected.")
    kind, domain = VPC if "VpcOriginConfig" in found[0] else PUBLIC, found[0]["DomainName"]
    if isinstance(domain, str):
        return Origin(kind, domain)
    if domain.get("Fn::GetStackOutput", {}).get("OutputName") != ADDRESS[kind]:
        raise SystemExit(f"rehearse: the origin's domain name is {domain}, not the output {ADDRESS[kind]} of the services stack.")
    return Origin(kind, "")


def wrong(origin: Origin, now: Deployed) -> str:
    """Returns how the deployed origin differs from the template's, as a sentence; an empty text if it does not."""
    names = [it["DomainName"] for it in now.origins if "S3OriginConfig" not in it]
    want = origin.domain or now.services[ADDRESS[origin.kind]]
    if names != [want]:
        return f"the distribution's origin is {names}, and the load balancer in the services stack's outputs is {want}."
    public = [it["DNSName"] for it in now.balancers if it["Scheme"] == "internet-facing"]
    expected = [now.services[ADDRESS[PUBLIC]]] if ADDRESS[PUBLIC] in now.services else []
    if public != expected:
        return f"the internet-facing load balancers are {public}, and the services stack's outputs name {expected}."
    if origin.kind == PUBLIC:
        return ""
    through = [it.get("VpcOriginConfig", {}).get("VpcOriginId") for it in now.origins if "S3OriginConfig" not in it]
    if through != [now.edge[USED]]:
        return f"the distribution connects through {through}, and the VPC origin in the edge stack's outputs is {now.edge[USED]}."
    endpoint = now.vpc_origin["VpcOriginEndpointConfig"]["Arn"]
    if endpoint != now.services[ENDPOINT]:
        return f"the VPC origin leads to {endpoint}, and the load balancer in the services stack's outputs is {now.services[ENDPOINT]}."
    schemes = [it["Scheme"] for it in now.balancers if it["LoadBalancerArn"] == endpoint]
    return "" if schemes == ["internal"] else f"the load balancer {endpoint} of the VPC origin is {schemes or 'missing'}, and not internal."
