"""Extracts from botocore what the flows' calls may say and what they answer, as Step Functions spells it:

    python3 apimodel.py > apimodel.json

Step Functions' SDK integrations capitalize the first letter of every member (ECS's API does not). What lies deeper than a
flow reads is cut off.
"""

import json

import botocore
import botocore.session

CALLS = [
    ("secretsmanager", "DescribeSecret"),
    ("ecs", "DescribeServices"),
    ("ecs", "UpdateService"),
    ("sns", "Publish"),
    ("ssm", "DescribeParameters"),
    ("ecs", "RunTask"),
    ("ecs", "DescribeTasks"),
    ("ecs", "StopTask"),
    ("stepfunctions", "ListExecutions"),
    ("stepfunctions", "StartExecution"),
    ("stepfunctions", "DescribeExecution"),
    ("cloudformation", "DescribeStacks"),
]
PREFIXES = {"stepfunctions": "sfn"}  # where Step Functions' name of a service is not botocore's
KINDS = {"integer": "number", "long": "number", "float": "number", "double": "number", "timestamp": "timestamp"}


def shape_of(shape, depth):
    kind = shape.type_name
    if kind in ("structure", "list", "map") and depth == 0:
        return {"type": kind}
    if kind == "structure":
        upper = lambda name: name[0].upper() + name[1:]
        return {
            "type": "structure",
            "required": sorted(upper(name) for name in shape.required_members),
            "members": {upper(name): shape_of(member, depth - 1) for name, member in sorted(shape.members.items())},
        }
    if kind == "list":
        return {"type": "list", "of": shape_of(shape.member, depth - 1)}
    if kind == "map":
        return {"type": "map", "of": shape_of(shape.value, depth - 1)}
    if getattr(shape, "enum", None):
        return {"type": "string", "enum": list(shape.enum)}
    return {"type": KINDS.get(kind, kind)}


session = botocore.session.get_session()
calls = {}
for service, operation in CALLS:
    model = session.get_service_model(service).operation_model(operation)
    name = operation[0].lower() + operation[1:]
    calls[PREFIXES.get(service, service) + ":" + name] = {"input": shape_of(model.input_shape, 4), "output": shape_of(model.output_shape, 5)}
# One line for each call: the file is read by a test, and its changes by nobody.
print('{"source": "botocore %s", "calls": {' % botocore.__version__)
print(",\n".join(json.dumps(name) + ": " + json.dumps(call) for name, call in calls.items()))
print("}}")
