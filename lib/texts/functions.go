package texts

import "slices"

// identity is IAM's names and descriptions; policies has the documents.
func identity() []Text {
	const role, policy, managed = "AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"
	roleName := Rule{
		Name: "RoleName", What: "name of a role", Characters: `A-Za-z0-9_+=,.@\-`, Least: 1, Most: 64,
		Write:   "letters, digits and _+=,.@-",
		Example: "shop-prod-task", Source: "IAM API, CreateRole",
	}
	policyName := roleName
	policyName.Name, policyName.What, policyName.Most, policyName.Source = "PolicyName", "name of a policy", 128, "IAM API, PutRolePolicy"
	description := Rule{
		Name: "IAMDescription", What: "description of a role or policy", Characters: `\t\n\r -~\xA1-\xFF`, Most: 1000,
		Write: "printable characters of Latin-1", Example: "Stops the database", Source: "IAM API, CreateRole and CreatePolicy",
	}
	path := Rule{
		Name: "IAMPath", What: "path of a role or policy", Characters: "!-~", Form: "/|/.+/", Least: 1, Most: 512,
		Write: "a path that begins and ends with a slash", Example: "/shop/", Source: "IAM API, CreateRole and CreatePolicy",
	}
	return slices.Concat(
		at(roleName, role, "RoleName"),
		at(policyName, role, "Policies[].PolicyName"),
		at(policyName, policy, "PolicyName"),
		at(policyName, managed, "ManagedPolicyName"),
		at(description, role, "Description"),
		at(description, managed, "Description"),
		at(path, role, "Path"),
		at(path, managed, "Path"), // the CDK divides the policy of a pipeline with many environments
	)
}

// functions is Lambda and CloudWatch Synthetics.
func functions() []Text {
	const (
		function = "AWS::Lambda::Function"
		canary   = "AWS::Synthetics::Canary"
		create   = "Synthetics API, CreateCanary"
	)
	description := Rule{
		Name: "FunctionDescription", What: "description of a function", Characters: oneLine, Most: 256, Write: lineWords,
		Example: "Closes the default security group", Source: "Lambda API, CreateFunction",
	}
	handler := Rule{
		Name: "Handler", What: "handler of a function", Characters: "!-~", Least: 1, Most: 128, Write: "visible ASCII characters",
		Example: "index.handler", Source: "Lambda API, CreateFunction",
	}
	variable := Rule{
		Name: "FunctionVariable", What: "value of a function's variable", Characters: oneLine, Most: 4096, Write: lineWords,
		Example: "two-users", Source: "Lambda quotas, environment variables, 4 KB in all",
	}
	variableName := Rule{
		Name: "FunctionVariableName", What: "name of a function's variable", Characters: "A-Za-z0-9_", Form: "[A-Za-z][A-Za-z0-9_]+",
		Never: "^(AWS_(DEFAULT_REGION|REGION|EXECUTION_ENV|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|" +
			"AWS_LAMBDA_(FUNCTION_(NAME|MEMORY_SIZE|VERSION)|INITIALIZATION_TYPE|LOG_(GROUP|STREAM)_NAME|RUNTIME_API)|" +
			"LAMBDA_(TASK_ROOT|RUNTIME_DIR))$",
		Least: 2, Most: 255, Example: "STRATEGY", Write: "letters, digits and _, beginning with a letter, and no reserved name",
		Source: "Lambda API, Environment; Lambda developer guide, \"Defined runtime environment variables\"",
	}
	action := Rule{
		Name: "FunctionPermission", What: "permission on a function", Characters: "A-Za-z:*", Form: `lambda:[A-Za-z]+|lambda:\*|\*`, Least: 1,
		Most: 128, Write: "an action of Lambda, such as lambda:InvokeFunction", Example: "lambda:InvokeFunction",
		Source: "Lambda API, AddPermission",
	}
	principal := Rule{
		Name: "FunctionPrincipal", What: "principal of a permission", Characters: "!-~", Form: serviceForm + `|[0-9]{12}|arn:.+|\*`,
		Least: 1, Most: 256, Write: "a service principal or an account", Example: "secretsmanager.amazonaws.com",
		Source: "Lambda API, AddPermission",
	}
	objectKey := Rule{
		Name: "CodeKey", What: "key of a function's code", Characters: printable, Least: 1, Most: 1024, Write: asciiWords,
		Example: "code.zip",
		Source:  "Lambda API, FunctionCode",
	}
	// A name may have 255 characters. Beyond 21, Synthetics cuts the name of its function, cwsyn-<name>-<36 characters> of at most 64.
	// The log group then has another name than the one that the canary's role may write to.
	name := Rule{
		Name: "CanaryName", What: "name of a canary", Characters: `a-z0-9_\-`, Least: 1, Most: 21,
		Write:   "lower case letters, digits, _ and -",
		Example: "shop-prod", Source: create,
	}
	tagKey := Rule{
		Name: "CanaryTagKey", What: "key of a canary's tag", Characters: `a-zA-Z0-9+,\-=._:/`, Least: 1, Most: 128, Never: "^aws:",
		Write: "letters, digits and +-=._:/", Example: "environment", Source: create,
	}
	script := Rule{
		Name: "CanaryScript", What: "script of a canary", Characters: anyText, Least: 1, Most: TemplateSize,
		Write:   "text without control characters",
		Example: "exports.handler = async () => {}", Source: "CloudFormation, AWS::Synthetics::Canary Code",
	}
	probed := Rule{
		Name: "CanaryVariable", What: "value of a canary's variable", Characters: oneLine, Most: 4096, Write: lineWords,
		Example: "https://shop.example.com/", Source: "Synthetics API, CanaryRunConfigInput, 4 KB in all",
	}
	runtime := Rule{
		Name: "CanaryRuntime", What: "runtime of a canary", Characters: `a-z0-9.\-`,
		Form:  `syn-(nodejs|python)-[a-z]+-[0-9]+\.[0-9]+|syn-nodejs-[0-9]+\.[0-9]+`,
		Least: 1, Most: 64, Write: "a runtime that Synthetics lists", Example: "syn-nodejs-puppeteer-16.1", Source: create,
	}
	return slices.Concat(
		at(description, function, "Description"),
		at(handler, function, "Handler"),
		at(variable, function, "Environment.Variables.*"),
		at(variableName, function, "Environment.Variables{}"),
		at(action, "AWS::Lambda::Permission", "Action"),
		at(principal, "AWS::Lambda::Permission", "Principal"),
		at(account(), "AWS::Lambda::Permission", "SourceAccount"),
		at(objectKey, function, "Code.S3Key"),
		at(name, canary, "Name"),
		at(tagKey, canary, "Tags[].Key"),
		at(script, canary, "Code.Script"),
		at(probed, canary, "RunConfig.EnvironmentVariables.*"),
		at(runtime, canary, "RuntimeVersion"),
		at(cron("CanarySchedule", "schedule of a canary", "Synthetics API, CanaryScheduleInput"), canary, "Schedule.Expression"),
	)
}

// backup is AWS Backup.
func backup() []Text {
	const (
		plan      = "AWS::Backup::BackupPlan"
		selection = "AWS::Backup::BackupSelection"
		testing   = "AWS::Backup::RestoreTestingPlan"
		tested    = "AWS::Backup::RestoreTestingSelection"
		planned   = "BackupPlan.BackupPlanRule[]."
	)
	name := Rule{
		Name: "BackupName", What: "name of a plan, rule or selection", Characters: wordDots, Least: 1, Most: 50, Write: dotWords,
		Example: "shop-prod-archive", Source: "AWS Backup API, BackupPlan, BackupRule and BackupSelection",
	}
	vault := Rule{
		Name: "VaultName", What: "name of a vault", Characters: wordDash, Least: 2, Most: 50, Write: dashWords,
		Example: "shop-prod-archive",
		Source:  "AWS Backup API, CreateBackupVault",
	}
	restore := Rule{
		Name: "RestoreTestingName", What: "name of a restore testing plan or selection", Characters: "A-Za-z0-9_", Least: 1, Most: 50,
		Write: "letters, digits and _", Example: "shop_prod_archive",
		Source: "AWS Backup API, CreateRestoreTestingPlan and CreateRestoreTestingSelection",
	}
	vaultARN := arn("VaultArn", "vault's ARN", "AWS Backup API, CopyAction", 1024)
	resource := arn("ProtectedResource", "ARN of a protected resource",
		"AWS Backup API, BackupSelection and RestoreTestingSelectionForCreate", 1024)
	resource.Form, resource.Write = `\*|`+resource.Form, "an ARN, or *"
	kind := oneOf("ProtectedResourceType", "type of a protected resource", "AWS Backup API, RestoreTestingSelectionForCreate", "RDS",
		"Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "S3")
	override := Rule{
		Name: "RestoreOverride", What: "override of a restore test", Characters: printable, Least: 1, Most: 1024, Write: asciiWords,
		Example: `["sg-0123456789abcdef0"]`, Source: "AWS Backup developer guide, \"Restore testing inferred metadata\"",
	}
	return slices.Concat(
		at(name, plan, "BackupPlan.BackupPlanName", planned+"RuleName"),
		at(name, selection, "BackupSelection.SelectionName"),
		at(vault, "AWS::Backup::BackupVault", "BackupVaultName"),
		at(restore, testing, "RestoreTestingPlanName"),
		at(restore, tested, "RestoreTestingSelectionName"),
		at(vaultARN, plan, planned+"CopyActions[].DestinationBackupVaultArn"),
		at(cron("BackupSchedule", "schedule of backups or restore tests", "AWS Backup API, BackupRule and RestoreTestingPlanForCreate"),
			plan,
			planned+"ScheduleExpression"),
		at(cron("BackupSchedule", "schedule of backups or restore tests", "AWS Backup API, BackupRule and RestoreTestingPlanForCreate"),
			testing,
			"ScheduleExpression"),
		at(resource, selection, "BackupSelection.Resources[]"),
		at(resource, tested, "ProtectedResourceArns[]"),
		at(kind, tested, "ProtectedResourceType"),
		at(override, tested, "RestoreMetadataOverrides.*"),
	)
}
