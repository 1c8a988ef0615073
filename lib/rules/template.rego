package kasha

import rego.v1

# What the rules read from a template. All files are one package, because the engine evaluates each package separately and requires
# a rule named violation in each.
#
# When the engine validates several templates, it merges the findings of one rule and prints the first one's message for all of
# them. A rule therefore has one constant message, without names; the finding's location is printed beside it.

# The stacks of an environment tag their resources with tier and component (stages/environment.go). The template contains the two
# nowhere else.
tags contains pair if {
	some name
	some tag in input.resources[name].properties.Tags
	pair := [tag.Key, tag.Value]
}

production if ["tier", "production"] in tags

component(name) if ["component", name] in tags

properties(name) := input.resources[name].properties

databases contains name if some name in resources_of_type("AWS::RDS::DBInstance")

replicas contains name if {
	some name in databases
	properties(name).SourceDBInstanceIdentifier
}

primaries := databases - replicas

# kept means that CloudFormation keeps a resource when its stack is deleted and when the resource is replaced.
kept(name) if {
	input.resources[name].deletionPolicy in {"Retain", "RetainExceptOnCreate"}
	input.resources[name].updateReplacePolicy == "Retain"
}
