package operate

import (
	"fmt"
	"slices"
	"strings"

	"kasha/lib/config"
	"kasha/lib/names"
)

// FirstHourEntries returns the entries in the order of the page.
func FirstHourEntries() []Entry {
	return []Entry{
		{
			Title: "Service-linked roles", Expected: strings.Join(serviceLinkedRoles(), ", "), Ask: askServiceLinkedRoles,
		},
		{
			Title: "Cross-account backup", Expected: "true, asked in the organization's management account",
			Applies: func(o Operator) bool { return o.Environment.Backup.CopyAccount != "" }, Ask: askCrossAccountBackup,
		},
		{
			Title: "Scans of cached images", Expected: "SCAN_ON_PUSH or CONTINUOUS_SCAN for " + everyRepository + ", or for the cache",
			Ask: askScans,
		},
		{
			Title: "The database", Expected: "available, rds-ca-rsa2048-g1, open-source-rds-extended-support-disabled", Ask: askDatabase,
		},
		{
			Title: "No rotation is left unfinished", Expected: "rotation is on for both secrets, and no version is only AWSPENDING",
			Ask: askRotations,
		},
		{
			Title: "The restore test's role", Expected: "one selection with a role, and no restore job that failed",
			Applies: func(o Operator) bool { return o.Environment.Backup.Archive && o.Environment.Backup.RestoreTest }, Ask: askRestoreTest,
		},
		{
			Title: "Every stack is complete", Expected: "CREATE_COMPLETE or UPDATE_COMPLETE for each", Ask: askStacks,
		},
		{
			Title: "Load balancer attributes", Expected: "access logs and dropped invalid headers; deletion protection in production",
			Ask: askBalancers,
		},
		{
			Title: "Someone receives the alarms", Expected: "at least one subscription, and none is PendingConfirmation", Ask: askSubscriptions,
		},
		{
			Title: "EventBridge may publish to the encrypted topic", Expected: "no rule failed to publish in a day", Ask: askEventRules,
		},
		{
			Title: "Restore events of the second region", Expected: "ENABLED",
			Applies: func(o Operator) bool {
				return o.Environment.Backup.CopyRegion != "" && o.Environment.Backup.RestoreTest
			},
			Ask: askForwarding,
		},
		{
			Title: "The canary", Expected: "RUNNING, on a runtime without a date of deprecation",
			Applies: func(o Operator) bool { return o.Environment.Alarms.Canary }, Ask: askCanary,
		},
		{
			Title: "The site's password", Expected: "one store, READY, with 2 items",
			Applies: func(o Operator) bool { return o.Environment.Edge.Access.Password }, Ask: askPassword,
		},
	}
}

func serviceLinkedRoles() []string {
	return []string{"AWSServiceRoleForRDS", "AWSServiceRoleForECS", "AWSServiceRoleForElasticLoadBalancing",
		"AWSServiceRoleForApplicationAutoScaling_ECSService"}
}

func askServiceLinkedRoles(o Operator) (Answer, error) {
	var found []string
	err := o.AWS.Call(&found, "iam", "list-roles", "--path-prefix", "/aws-service-role/", "--query", "Roles[].RoleName")
	var missing []string
	for _, role := range serviceLinkedRoles() {
		if !slices.Contains(found, role) {
			missing = append(missing, "missing: "+role)
		}
	}
	if len(missing) > 0 {
		return Answer{Says: list(missing)}, err
	}
	return Answer{Says: "all are there", Right: true}, err
}

func askCrossAccountBackup(o Operator) (Answer, error) {
	var enabled string
	err := o.AWS.Call(&enabled, "backup", "describe-global-settings", "--query", "GlobalSettings.isCrossAccountBackupEnabled")
	return Answer{Says: enabled, Right: enabled == "true"}, err
}

// everyRepository is a filter of the registry's scanning configuration.
const everyRepository = "*"

func askScans(o Operator) (Answer, error) {
	var rules []struct {
		ScanFrequency     string
		RepositoryFilters []struct{ Filter string }
	}
	err := o.AWS.Call(&rules, "ecr", "get-registry-scanning-configuration", "--query", "scanningConfiguration.rules")
	var says []string
	right := false
	for _, rule := range rules {
		for _, each := range rule.RepositoryFilters {
			says = append(says, rule.ScanFrequency+" for "+each.Filter)
			ours := each.Filter == everyRepository || strings.HasPrefix(each.Filter, o.names().ImageCache())
			right = right || ours && rule.ScanFrequency != "MANUAL"
		}
	}
	return Answer{Says: list(says), Right: right}, err
}

func askDatabase(o Operator) (Answer, error) {
	var found []string
	err := o.AWS.Call(&found, "rds", "describe-db-instances", "--db-instance-identifier", o.names().DatabaseInstance(),
		"--query", "DBInstances[0].[DBInstanceStatus,CACertificateIdentifier,EngineLifecycleSupport,to_string(PendingModifiedValues)]")
	want := []string{"available", "rds-ca-rsa2048-g1", "open-source-rds-extended-support-disabled", "{}"}
	return Answer{Says: list(found), Right: slices.Equal(found, want)}, err
}

func askRotations(o Operator) (Answer, error) {
	var says []string
	right := true
	for _, which := range o.Environment.RotatedSecrets() {
		secret, err := o.secret(which)
		if err != nil {
			return Answer{}, err
		}
		var found struct {
			RotationEnabled    bool
			VersionIdsToStages map[string][]string
		}
		if err := o.AWS.Call(&found, "secretsmanager", "describe-secret", "--secret-id", secret); err != nil {
			return Answer{}, err
		}
		says = append(says, fmt.Sprintf("%s: rotation %t", secret, found.RotationEnabled))
		right = right && found.RotationEnabled
		for version, stages := range found.VersionIdsToStages {
			if slices.Contains(stages, "AWSPENDING") && !slices.Contains(stages, "AWSCURRENT") {
				says = append(says, "unfinished: "+version)
				right = false
			}
		}
	}
	return Answer{Says: list(says), Right: right}, nil
}

func askRestoreTest(o Operator) (Answer, error) {
	var selection, jobs []string
	if err := o.AWS.Call(&selection, "backup", "get-restore-testing-selection", "--restore-testing-plan-name", o.names().RestoreTest(),
		"--restore-testing-selection-name", "database",
		"--query", "RestoreTestingSelection.[ProtectedResourceType,IamRoleArn]"); err != nil {
		return Answer{}, err
	}
	err := o.AWS.Call(&jobs, "backup", "list-restore-jobs", "--query",
		"RestoreJobs[?Status=='FAILED' || Status=='ABORTED'].join(' ', [Status, not_null(StatusMessage, '')])")
	says := append(selection, jobs...)
	return Answer{Says: list(says), Right: len(selection) == 2 && selection[0] == "RDS" && selection[1] != "" && len(jobs) == 0}, err
}

func askStacks(o Operator) (Answer, error) {
	var says []string
	right := true
	for _, region := range o.regions() {
		var stacks []struct{ StackName, StackStatus, StackStatusReason string }
		if err := o.in(region).Call(&stacks, "cloudformation", "describe-stacks", "--query",
			"Stacks[].{StackName: StackName, StackStatus: StackStatus, StackStatusReason: StackStatusReason}"); err != nil {
			return Answer{}, err
		}
		for _, stack := range stacks {
			if slices.Contains(LeftoverNames(o.names()).Stacks(), stack.StackName) {
				says = append(says, strings.TrimSpace(stack.StackName+" "+stack.StackStatus+" "+stack.StackStatusReason))
				right = right && (stack.StackStatus == "CREATE_COMPLETE" || stack.StackStatus == "UPDATE_COMPLETE")
			}
		}
	}
	return Answer{Says: list(says), Right: right && len(says) >= len(names.Parts())}, nil
}

func askForwarding(o Operator) (Answer, error) {
	var state string
	there := o.in(o.Environment.Backup.CopyRegion)
	err := there.Call(&state, "events", "describe-rule", "--name", o.names().CopyEventsRule(), "--query", "State")
	return Answer{Says: state, Right: state == "ENABLED"}, err
}

func askCanary(o Operator) (Answer, error) {
	edge := o.in(config.EdgeRegion)
	var canary []string
	if err := edge.Call(&canary, "synthetics", "get-canary", "--name", o.names().Canary(),
		"--query", "Canary.[Status.State,RuntimeVersion]"); err != nil {
		return Answer{}, err
	}
	if len(canary) != 2 {
		return Answer{Says: list(canary)}, nil
	}
	var ends []string
	err := edge.Call(&ends, "synthetics", "describe-runtime-versions",
		"--query", "RuntimeVersions[?VersionName=='"+canary[1]+"' && DeprecationDate].to_string(DeprecationDate)")
	return Answer{Says: list(append(canary, ends...)), Right: canary[0] == "RUNNING" && len(ends) == 0}, err
}
