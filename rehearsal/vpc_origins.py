"""Hands the VPC origins of templates to the emulator's CloudFront. Its CloudFormation does not support them, but its API does: it refuses
a load balancer that does not exist, and a change or the deletion of a VPC origin that a distribution uses."""

import xml.etree.ElementTree as xml

import stand_ins

TYPE = "AWS::CloudFront::VpcOrigin"


def handlers(recorder: stand_ins.Recorder, cloudfront) -> dict:
    """Returns the handlers of the type. What they did is recorded as that of a stand-in, so that deletions are counted."""
    def create(_logical_id, properties, _stack):
        request = xml.Element("CreateVpcOriginRequest")
        request.append(endpoint(properties))
        answer = answered(cloudfront._create_vpc_origin(xml.tostring(request)))
        found = text(answer, "Id")
        recorder.record("create", found)
        return found, {"Id": found, "Arn": text(answer, "Arn")}

    def update(physical_id, _before, properties, *_where):
        answer = answered(cloudfront._update_vpc_origin(physical_id, version(physical_id), xml.tostring(endpoint(properties))))
        recorder.record("update", physical_id)
        return physical_id, {"Id": physical_id, "Arn": text(answer, "Arn")}

    def delete(physical_id, _properties):
        answered(cloudfront._delete_vpc_origin(physical_id, version(physical_id)))
        recorder.record("delete", physical_id)

    def version(physical_id) -> dict:
        return {"if-match": answered_headers(cloudfront._get_vpc_origin(physical_id))["ETag"]}

    return {"create": create, "update": update, "delete": delete}


def endpoint(properties: dict) -> xml.Element:
    """Returns what CloudFront's API takes: the property with the same names, except for a list."""
    left = stand_ins.unresolved(properties)
    if left:
        raise ValueError(f"{TYPE} received {left}, which should be resolved")
    written = xml.Element("VpcOriginEndpointConfig")
    for name, value in properties["VpcOriginEndpointConfig"].items():
        if name != "OriginSSLProtocols":
            xml.SubElement(written, name).text = str(value)
            continue
        listed = xml.SubElement(written, "OriginSslProtocols")
        xml.SubElement(listed, "Quantity").text = str(len(value))
        items = xml.SubElement(listed, "Items")
        for protocol in value:
            xml.SubElement(items, "SslProtocol").text = protocol
    return written


def answered(answer: tuple) -> xml.Element:
    """Returns the body of an answer. A refusal becomes an error, with which CloudFormation rolls back."""
    status, _headers, body = answer
    root = xml.fromstring(body)
    if status >= 400:
        raise ValueError(f"CloudFront: {text(root, 'Code')}: {text(root, 'Message')}")
    return root


def answered_headers(answer: tuple) -> dict:
    answered(answer)
    return answer[1]


def text(root: xml.Element, name: str) -> str:
    """Returns the text of an element, in any namespace."""
    return next((it.text or "" for it in root.iter() if it.tag.rsplit("}", 1)[-1] == name), "")
