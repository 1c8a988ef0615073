package names

// CloudWatch Logs allows 512 characters for the name of a log group. AWS services prescribe the prefixes below. Package stages builds
// these groups, internal/operate reads some of them, and runbooks name them.

// ServiceLogs returns the log group of a service's containers.
func (e Environment) ServiceLogs(service string) string {
	return "/" + Application + "/" + string(e) + "/" + service
}

// SQLTaskLogs returns the log group of the one-off SQL task. It does not end in "sql". The services stack once held a group of
// that name, and a stack cannot create what another one still has.
func (e Environment) SQLTaskLogs() string { return e.ServiceLogs("sql-task") }

// ShellLogs returns the log group of what people type and see in shells.
func (e Environment) ShellLogs() string { return e.ServiceLogs("shell") }

// ClusterLogs returns the log group that Container Insights writes to.
func (e Environment) ClusterLogs() string {
	return "/aws/ecs/containerinsights/" + e.Cluster() + "/performance"
}

// WebACLLogs returns the log group of the web ACL. WAF wants the prefix aws-waf-logs-.
func (e Environment) WebACLLogs() string { return "aws-waf-logs-" + e.WebACL() }

// StateMachineLogs returns the log group of a state machine. Step Functions recommends this prefix: the policy of a log
// delivery is limited to 5120 characters, and groups with it need no entry there.
func StateMachineLogs(machine string) string { return "/aws/vendedlogs/states/" + machine }

// FunctionLogs returns the log group of a Lambda function.
func FunctionLogs(function string) string { return "/aws/lambda/" + function }

// CanaryLogs returns what the log groups of the environment's canary begin with. A UUID follows. The same beginning can belong
// to another environment: "prod-" also begins the group of an environment "prod-2".
func (e Environment) CanaryLogs() string { return FunctionLogs("cwsyn-" + e.Canary() + "-") }

// InstanceLogs returns the log group to which RDS exports one of an instance's logs, such as "slowquery".
func InstanceLogs(instance, log string) string { return "/aws/rds/instance/" + instance + "/" + log }

// ProxyLogs returns the log group of an RDS Proxy.
func ProxyLogs(proxy string) string { return "/aws/rds/proxy/" + proxy }
