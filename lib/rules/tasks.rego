package kasha

import rego.v1

# What runs, and what it writes down.

# A shell in a task is a way around every review, and it does not work with a read-only root file system. Source: design
# document, "No SSH access to tasks".
violation contains v if {
	some name in resources_of_type("AWS::ECS::Service")
	object.get(properties(name), "EnableExecuteCommand", false) != false
	v := make_diag_full(
		"Kasha-NoExec", "ERROR", name, "Properties.EnableExecuteCommand",
		"ECS Exec would open a shell into running tasks",
		"Set EnableExecuteCommand to false; make sql and the logs are the ways to look.", "",
	)
}

# A tag that moves deploys what nobody reviewed, on the day a task restarts.
violation contains v if {
	some name in resources_of_type("AWS::ECS::TaskDefinition")
	some container in properties(name).ContainerDefinitions
	not pinned(image(container))
	v := make_diag_full(
		"Kasha-ImagePinned", "ERROR", name, "Properties.ContainerDefinitions",
		"the image has no tag, or one that moves",
		"Write a version as the image's tag in cdk.json, such as ecr:1.4.2.", "",
	)
}

# An image whose registry is only known when it is deployed is text with gaps.
image(container) := container.Image if is_string(container.Image)

image(container) := container.Image.__dynamic

# A tag, or the digest of a manifest, which comes after a colon too.
pinned(text) if {
	regex.match(`[^/]:[A-Za-z0-9_][A-Za-z0-9_.-]*$`, text)
	not endswith(text, ":latest")
}

# A log group without a retention never expires and bills for ever.
violation contains v if {
	some name in resources_of_type("AWS::Logs::LogGroup")
	not properties(name).RetentionInDays
	v := make_diag_full(
		"Kasha-LogRetention", "ERROR", name, "Properties.RetentionInDays",
		"the log group would keep everything for ever, and bill for it",
		"Set RetentionInDays; lib/logging does.", "",
	)
}
