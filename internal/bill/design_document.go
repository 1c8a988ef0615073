package bill

// DocumentLine compares one line of the design document's cost table with the same configuration at list prices.
type DocumentLine struct {
	What               string
	Document, ListPaid float64 // US dollars a month
	Why                string
}

// DesignDocument is the document's own configuration, recomputed line by line with the prices of this package. It has two tasks of each
// service, one NAT gateway and db.t3.micro instances. Usage is the document's where it names one.
func DesignDocument() []DocumentLine {
	tasks := func(vcpu, gb float64) float64 { return 2 * hourly(vcpu*fargateVCPU+gb*fargateGB) }
	const micro = 0.017 // db.t3.micro, as in instancePrice
	use := Usage{RequestsMillion: 1, NATGB: 20, LogsGB: 20, MessagesMillion: 0}
	return []DocumentLine{
		{"Fargate: two frontend and two backend tasks", 732, tasks(0.25, 0.5) + tasks(0.5, 1),
			"the document's own hourly prices give a tenth of its totals"},
		{"two load balancers", 52, 2*hourly(loadBalancer) + loadBalancerUse, "light use: a quarter of an LCU each"},
		{"database, Multi-AZ, with a read replica", 48, hourly(3*micro) + 20*storageGBMultiAZ + 20*storageGB + 30*backupGB,
			"the document leaves the standby out, and its other figures are higher"},
		{"CloudFront, 100 GB", 8.50, 0, "the first 1024 GB a month are free"},
		{"web ACL, three rules, a million requests", 12.50,
			webACL + 3*webACLRule + use.RequestsMillion*webACLMillion, "the middle of $10 to $15"},
		{"secrets, key, queues", 2.20, 2*secret + customerKey, "queues cost nothing without messages"},
		{"NAT gateway, 20 GB", 32, hourly(natGateway) + use.NATGB*natGB, "with traffic"},
		{"three public IPv4 addresses", 0, hourly(3 * publicIPv4), "billed since 2024-02-01; the document has no line for it"},
		{"logs, 20 GB", 10, use.LogsGB * logsGB, ""},
	}
}

const (
	loadBalancerUse = 2 * 0.25 * 0.008 * hoursPerMonth // $0.008 an LCU-hour; rate card, 2026-09-30
	backupGB        = 0.095                            // backup storage beyond the size of the database; estimator, 2026-08-21
)
