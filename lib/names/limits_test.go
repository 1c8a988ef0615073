package names

import (
	"reflect"
	"strings"
	"testing"
)

// limit is what AWS allows for a name.
type limit struct {
	most    int
	service string // whose limit it is
	name    string // the longest name that the method returns
}

// limits holds the limit of every method of Environment that returns a name, under the method's name.
func limits(longest Environment, queue string) map[string]limit {
	alarm := longest.Alarm(Critical, "dead-letters-"+queue)
	return map[string]limit{
		"Title":               {128, "CloudFront, comment", longest.Title()},
		"Prefix":              {128, "CloudFormation, stack", longest.Prefix()},
		"Stack":               {128, "CloudFormation, stack", longest.Stack(Services)},
		"Cluster":             {255, "ECS, cluster", longest.Cluster()},
		"TasksCluster":        {255, "ECS, cluster", longest.TasksCluster()},
		"Machine":             {64, "EventBridge Scheduler, schedule", longest.Machine(Job(strings.Repeat("j", MaxJob)))},
		"SQLTask":             {255, "ECS, cluster and family", longest.SQLTask()},
		"Dashboard":           {255, "CloudWatch, dashboard", longest.Dashboard()},
		"WebACL":              {128, "WAF, web ACL", longest.WebACL()},
		"RedirectFunction":    {64, "CloudFront, function", longest.RedirectFunction()},
		"IndexFunction":       {64, "CloudFront, function", longest.IndexFunction()},
		"AccessFunction":      {64, "CloudFront, function", longest.AccessFunction()},
		"VPCOrigin":           {64, "CloudFront, VPC origin", longest.VPCOrigin("https", "nonproduction")},
		"AccessStore":         {64, "CloudFront, key value store", longest.AccessStore()},
		"AssetsAccess":        {64, "CloudFront, origin access control", longest.AssetsAccess()},
		"Canary":              {255, "CloudWatch Synthetics, canary", longest.Canary()},
		"HealthCheck":         {256, "Route 53, value of the tag Name", longest.HealthCheck()},
		"OffHoursGroup":       {64, "EventBridge Scheduler, group", longest.OffHoursGroup()},
		"DatabaseSchedule":    {64, "EventBridge Scheduler, schedule", longest.DatabaseSchedule("start")},
		"Repository":          {256, "ECR, repository", longest.Repository("frontend")},
		"ImageCache":          {30, "ECR, prefix of a pull-through cache rule", longest.ImageCache()},
		"RestartStateMachine": {80, "Step Functions, state machine", longest.RestartStateMachine()},
		"HoldersStateMachine": {64, "EventBridge Scheduler, schedule", longest.HoldersStateMachine()},
		"RestartSchedule":     {64, "EventBridge Scheduler, schedule", longest.RestartSchedule()},

		"Alarm":        {255, "CloudWatch, alarm", alarm},
		"ScalingAlarm": {255, "CloudWatch, alarm", longest.ScalingAlarm(Worker(strings.Repeat("w", MaxWorker)))},
		"Budget":       {100, "AWS Budgets, budget", longest.Budget("ACTUAL")},
		"AlarmTopic":   {256, "SNS, topic", longest.AlarmTopic()},

		"DatabaseInstance": {63, "RDS, instance", longest.DatabaseInstance()},
		"ReadReplica":      {63, "RDS, instance", longest.ReadReplica(false)},
		"DatabaseProxy":    {63, "RDS, proxy", longest.DatabaseProxy()},
		"SecretPrefix":     {512 - len(ConnectionSecret("")+AdminSecret("")), "Secrets Manager, secret", longest.SecretPrefix()},
		"OriginSecret":     {512, "Secrets Manager, secret", longest.OriginSecret()},
		"AccessSecret":     {512, "Secrets Manager, secret", longest.AccessSecret()},
		"RotationFunction": {64, "Lambda, function", longest.RotationFunction(RotatedConnection)},

		"GeneralKey":     {256 - len("alias/"), "KMS, alias", longest.GeneralKey()},
		"DatabaseKey":    {256 - len("alias/"), "KMS, alias", longest.DatabaseKey()},
		"EdgeKey":        {256 - len("alias/"), "KMS, alias", longest.EdgeKey()},
		"ArchiveKey":     {256 - len("alias/"), "KMS, alias", longest.ArchiveKey()},
		"ArchiveCopyKey": {256 - len("alias/"), "KMS, alias", longest.ArchiveCopyKey()},

		"ServiceLogs":     {512, "CloudWatch Logs, group", longest.ServiceLogs("frontend")},
		"SQLTaskLogs":     {512, "CloudWatch Logs, group", longest.SQLTaskLogs()},
		"ClusterLogs":     {512, "CloudWatch Logs, group", longest.ClusterLogs()},
		"WebACLLogs":      {512, "CloudWatch Logs, group", longest.WebACLLogs()},
		"ShellCluster":    {255, "ECS, cluster", longest.ShellCluster()},
		"ShellRole":       {64, "IAM, role", longest.ShellRole()},
		"ShellFamily":     {255, "ECS, family", longest.ShellFamily("frontend")},
		"ShellLogs":       {512, "CloudWatch Logs, group", longest.ShellLogs()},
		"ReleaseMachine":  {80, "Step Functions, state machine", longest.ReleaseMachine()},
		"ReleaseFunction": {64, "Lambda, function", longest.ReleaseFunction()},
		"CanaryLogs":      {512 - len("00000000-0000-0000-0000-000000000000"), "CloudWatch Logs, group", longest.CanaryLogs()},

		"Queue":               {80, "SQS, queue", longest.Queue(queue)},
		"FIFOQueue":           {80, "SQS, queue", longest.FIFOQueue(queue)},
		"FIFODeadLetterQueue": {80, "SQS, queue", longest.FIFODeadLetterQueue(queue)},
		"DeadLetterQueue":     {80, "SQS, queue", longest.DeadLetterQueue(queue)},

		"ArchiveVault":        {50, "AWS Backup, vault", longest.ArchiveVault()},
		"ArchiveCopyVault":    {50, "AWS Backup, vault", longest.ArchiveCopyVault()},
		"ArchivePlan":         {50, "AWS Backup, plan", longest.ArchivePlan()},
		"RestoreTest":         {50, "AWS Backup, restore testing plan", longest.RestoreTest()},
		"CopyRestoreTest":     {50, "AWS Backup, restore testing plan", longest.CopyRestoreTest()},
		"CopyEventsRule":      {64, "EventBridge, rule", longest.CopyEventsRule()},
		"CopyEventsStatement": {64, "EventBridge, statement of an event bus policy", longest.CopyEventsStatement()},

		// KMS allows 8192 characters for the description of a key, CloudFormation 1024 bytes for that of a template.
		"Description": {1024, "CloudFormation, description", longest.Description(strings.Repeat("a", 1000))},
	}
}

// TestNamesKeepTheirLimits catches a name that AWS refuses for the longest environment and queue names that lib/config
// accepts, and a new method without a limit.
func TestNamesKeepTheirLimits(t *testing.T) {
	longest := Environment(strings.Repeat("a", MaxEnvironment))
	table := limits(longest, strings.Repeat("q", MaxQueue))
	methods := reflect.TypeFor[Environment]()
	for i := range methods.NumMethod() {
		method := methods.Method(i).Name
		limit, ok := table[method]
		if !ok {
			t.Errorf("Environment.%s has no limit here; fix: add one to limits", method)
		}
		if len(limit.name) > limit.most {
			t.Errorf("Environment.%s returns %d characters, want at most %d (%s): %s",
				method, len(limit.name), limit.most, limit.service, limit.name)
		}
		if !strings.Contains(limit.name, string(longest)) {
			t.Errorf("Environment.%s returns %q, want the environment's name in it", method, limit.name)
		}
		delete(table, method)
	}
	for method := range table {
		t.Errorf("Environment has no method %s any more; fix: remove its limit", method)
	}
}

// TestRestoreTestingPlansHoldNoHyphen catches a character that AWS Backup refuses in the name of a restore testing plan.
func TestRestoreTestingPlansHoldNoHyphen(t *testing.T) {
	for _, name := range []string{Environment("a-b").RestoreTest(), Environment("a-b").CopyRestoreTest()} {
		if strings.Contains(name, "-") {
			t.Errorf("%s, want no hyphen", name)
		}
	}
}

// TestApplicationUserFitsItsAlternate catches a user name that AWS's rotation function refuses: it adds _clone, and wants at
// most 16 characters.
func TestApplicationUserFitsItsAlternate(t *testing.T) {
	if clone := ApplicationUser + "_clone"; len(clone) > 16 {
		t.Errorf("%s has %d characters, want at most 16", clone, len(clone))
	}
}

// TestSecretNamesAreNoPartialARN catches a secret's name that ends in a hyphen and six characters, for environments of any length.
func TestSecretNamesAreNoPartialARN(t *testing.T) {
	for _, e := range []Environment{"dev", "a-secret", "a-header"} {
		for _, name := range []string{
			e.OriginSecret(), e.AccessSecret(), AdminSecret(e.SecretPrefix()), ConnectionSecret(e.SecretPrefix()),
		} {
			if PartialARN(name) {
				t.Errorf("%s ends in a hyphen and six characters; fix: another last part", name)
			}
		}
	}
}

// TestPartialARNsAreSeen catches a check that counts the characters after the hyphen wrongly.
func TestPartialARNsAreSeen(t *testing.T) {
	for name, want := range map[string]bool{
		"kasha/dev/origin-header": true, "-AbCdEf": true, "a-b-secret": true, "a/x-12_4.6": true,
		"kasha/dev/origin/secret": false, "AbCdEf": false, "": false, "a-short": false, "a-longest": false, "a-five5/": false, "a-b/abcd": false,
	} {
		if got := PartialARN(name); got != want {
			t.Errorf("PartialARN(%q) = %t, want %t", name, got, want)
		}
	}
}
