package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/logging"
)

// TestEveryLogGroupHasTheConfiguredRetention catches a log group without a retention, which is billed for ever, and one with another
// retention than the configured one. It also catches a function without a log group. Lambda would create one that never expires and that
// stays when the environment is deleted.
func TestEveryLogGroupHasTheConfiguredRetention(t *testing.T) {
	eachShape(t, func(p platform) {
		names := map[string]bool{}
		for _, group := range p.some("AWS::Logs::LogGroup") {
			names[group.Properties.Text("LogGroupName")] = true
			p.equal(group, "RetentionInDays", p.env.Logs.RetentionDays)
			if group.Region == p.env.Region && !strings.HasPrefix(group.Path, "edge/") {
				p.leadsTo(group, "KmsKeyId", "network/Key/Resource")
			}
		}
		for _, schedule := range p.some("AWS::SecretsManager::RotationSchedule") {
			if name := "/aws/lambda/" + p.rotationFunction(schedule).Properties.Text("FunctionName"); !names[name] {
				p.t.Errorf("no log group %s, want one", name)
			}
		}
		for _, function := range p.some("AWS::Lambda::Function") {
			group, ok := p.model.Find(function.Properties.Map("LoggingConfig").Text("LogGroup"))
			if !ok || group.Type != "AWS::Logs::LogGroup" {
				p.t.Errorf("%s logs to %q, want a log group of the template", function, function.Properties.Map("LoggingConfig").Text("LogGroup"))
			}
		}
	})
}

// TestContainersLogToGroupsThatExpire catches a container whose output is lost, one that stops while CloudWatch is slow, and a production
// without Container Insights. TestContainerInsightsAreOnWhereTheyAreRead covers the other environments.
func TestContainersLogToGroupsThatExpire(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			logs := c.says.Map("LogConfiguration")
			options := logs.Map("Options")
			if logs.Text("LogDriver") != "awslogs" || options.Text("mode") != "non-blocking" {
				p.t.Errorf("%s logs by %v, want awslogs in the mode non-blocking", c.definition, logs)
			}
			group := p.follow(options.Text("awslogs-group"))
			p.equal(group, "LogGroupName", "/kasha/"+p.env.Name+"/"+c.says.Text("Name"))
		}
		settings := pairs(p.at("services/Cluster/Resource").Properties.Maps("ClusterSettings"), "Name", "Value")
		if p.env.IsProduction() && settings["containerInsights"] != "enabled" {
			p.t.Errorf("cluster settings %v, want containerInsights enabled", settings)
		}
	})
}

// TestDatabaseLogsExpire catches a log export without a log group in the template. RDS would create the group on first write, without
// Kasha's key and without a retention.
func TestDatabaseLogsExpire(t *testing.T) {
	eachShape(t, func(p platform) {
		groups := map[string]resource{}
		for _, group := range p.some("AWS::Logs::LogGroup") {
			groups[group.Properties.Text("LogGroupName")] = group
		}
		for _, instance := range p.some("AWS::RDS::DBInstance") {
			exports := instance.Properties.Texts("EnableCloudwatchLogsExports")
			for _, needed := range []string{"error", "slowquery"} {
				if !slices.Contains(exports, needed) {
					p.t.Errorf("%s does not export its %s log, want it exported", instance, needed)
				}
			}
			if slices.Contains(exports, "general") != p.env.Database.GeneralLog {
				p.t.Errorf("%s exports %v, want the general log if configured: %v", instance, exports, p.env.Database.GeneralLog)
			}
			for _, file := range exports {
				name := "/aws/rds/instance/" + instance.Properties.Text("DBInstanceIdentifier") + "/" + file
				group, ok := groups[name]
				if !ok || !strings.Contains(fmt.Sprint(instance.written.DependsOn), group.LogicalID) {
					p.t.Errorf("%s writes to %s, want that log group to be created before it", instance, name)
				}
			}
		}
	})
}

// TestSlowQueriesAreLogged catches log exports that stay empty. By default MySQL has no slow query log, a limit of ten seconds, and writes
// to tables instead of files. The general log contains every value of every statement, so it is off in production.
func TestSlowQueriesAreLogged(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, parameters := range p.parameters() {
			got := fmt.Sprint(parameters.Text("slow_query_log"), parameters.Text("long_query_time"), parameters.Text("log_output"))
			if got != "12FILE" {
				p.t.Errorf("slow log parameters %v, want slow_query_log 1, long_query_time 2, log_output FILE", parameters)
			}
			if p.env.IsProduction() && parameters.Text("general_log") != "0" {
				p.t.Errorf("the general log is on in production, want it off")
			}
		}
	})
}

// TestEveryRetentionThatIsAcceptedIsWritten catches a retention that lib/config accepts and that lib/logging writes as another number or
// not at all.
func TestEveryRetentionThatIsAcceptedIsWritten(t *testing.T) {
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Logs"), nil)
	for _, days := range config.LogRetentionDays() {
		logging.NewGroup(stack, fmt.Sprintf("Group%d", days), logging.GroupProps{Name: fmt.Sprint(days), RetentionDays: days})
	}
	template := assertions.Template_FromStack(stack, nil)
	for _, days := range config.LogRetentionDays() {
		template.HasResourceProperties(jsii.String("AWS::Logs::LogGroup"), map[string]any{
			"LogGroupName": fmt.Sprint(days), "RetentionInDays": days,
		})
	}
}
