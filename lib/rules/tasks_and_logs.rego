package kasha

import rego.v1

# Tasks and logs.

# A shell in a task bypasses every review, and does not work with a read-only root file system. Source: design document, "No SSH
# access to tasks".
violation contains v if {
	some name in resources_of_type("AWS::ECS::Service")
	object.get(properties(name), "EnableExecuteCommand", false) != false
	v := make_diag_full(
		"Kasha-NoExec", "ERROR", name, "Properties.EnableExecuteCommand",
		"ECS Exec would allow a shell in running tasks",
		"Set EnableExecuteCommand to false; use the logs and make sql instead.", "",
	)
}

# With a tag that can point to another image tomorrow, a restarted task runs an image that nobody reviewed.
violation contains v if {
	some name in resources_of_type("AWS::ECS::TaskDefinition")
	some container in properties(name).ContainerDefinitions
	not pinned(image(container))
	v := make_diag_full(
		"Kasha-ImagePinned", "ERROR", name, "Properties.ContainerDefinitions",
		"the image has no tag, or the tag latest",
		"Use a version as the image's tag in cdk.json, such as ecr:1.4.2.", "",
	)
}

# An image whose registry is known only during deployment is a string with unresolved parts.
image(container) := container.Image if is_string(container.Image)

image(container) := container.Image.__dynamic

# A tag or a manifest's digest; both follow a colon.
pinned(text) if {
	regex.match(`[^/]:[A-Za-z0-9_][A-Za-z0-9_.-]*$`, text)
	not endswith(text, ":latest")
}

# A log group without a retention keeps its logs for ever, and storage is billed.
violation contains v if {
	some name in resources_of_type("AWS::Logs::LogGroup")
	not properties(name).RetentionInDays
	v := make_diag_full(
		"Kasha-LogRetention", "ERROR", name, "Properties.RetentionInDays",
		"the log group would keep its logs for ever, and they are billed",
		"Set RetentionInDays, as lib/logging does.", "",
	)
}
