package kasha

import rego.v1

# Texts that AWS restricts: which characters, which values, how many characters. The table is lib/texts, and lib/rules/texts.go makes a
# rule of each of its places. This file says when a text is refused.

# A list that is made once; the engine's resources_of_type would go through all resources for each place.
names_by_type[kind] contains name if {
	some name, resource in input.resources
	kind := resource.resourceType
}

elements(value) := value if is_array(value)

# The engine marks what is known only at deployment by an object of its own.
entries(value) := value if {
	is_object(value)
	not value.__dynamic
	not value.__ref
	not value.__conditional
}

# fits and formed are the whole check of most texts, and of those with a form too. They are two functions with one body each because
# the engine evaluates every body of a function: that is most of what the rules cost.
fits(rule, text) if {
	is_string(text)
	length := count(text)
	length >= rule.least
	length <= rule.most
	not regex.match(rule.outside, text)
}

formed(rule, text) if {
	fits(rule, text)
	regex.match(rule.form, text)
	not regex.match(rule.never, text)
}

accepted(rule, text) if {
	rule.form
	formed(rule, text)
}

accepted(rule, text) if {
	not rule.form
	fits(rule, text)
}

# refusable says which values a rule may refuse: texts, and objects that compose one. CloudFormation's schema says where numbers and
# the like may stand.
refusable(_, text) if is_string(text)

refusable(rule, value) if {
	is_object(value)
	composed_badly(rule, value)
}

# Of a text that Fn::Join or Fn::Sub composes, the known parts are checked. A dynamic reference is a text that nobody knows.
composed_badly(rule, value) if regex.match(rule.outside, known(value))

composed_badly(rule, value) if count(known(value)) > rule.most

# The two values of Fn::If.
composed_badly(rule, value) if {
	some branch in ["__if_true", "__if_false"]
	is_string(value[branch])
	not accepted(rule, value[branch])
}

known(value) := regex.replace(value.__dynamic, `^Join:|\{(ref:[^{}]*|dynamic)\}`, "") if {
	startswith(value.__dynamic, "Join:")
	not contains(value.__dynamic, "}}")
}

known(value) := regex.replace(value.__dynamic, `^Sub:|\$\{[^{}]*\}`, "") if startswith(value.__dynamic, "Sub:")

refused(rule, name, place) := make_diag_full(
	sprintf("Kasha-Text%s", [rule]), "ERROR", name, place,
	facts.texts[rule].wrong,
	facts.texts[rule].fix, "",
)
