package kasha

import rego.v1

# What the rules ask of a template. All files are one package, because the engine evaluates each package by itself and
# wants a rule named violation in every one.
#
# An engine that validates several templates merges the findings of one rule into one and prints the first one's message
# for all. So a rule has one message, without the name of anything; where it happened stands beside it.

# A stack of an environment writes its tier and its component as tags on what it builds (stages/environment.go). The
# template says them nowhere else.
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

# kept says that CloudFormation leaves a resource alone when its stack is deleted and when another takes its place.
kept(name) if {
	input.resources[name].deletionPolicy in {"Retain", "RetainExceptOnCreate"}
	input.resources[name].updateReplacePolicy == "Retain"
}
