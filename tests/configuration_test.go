package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestEveryFieldOfTheConfigurationReachesTheTemplates catches a field that is read and validated, but ignored in favour of its default. The
// shapes of the other tests mostly have defaults and would not notice.
func TestEveryFieldOfTheConfigurationReachesTheTemplates(t *testing.T) {
	t.Parallel()
	arrivals := map[string]struct{ resourceType, says string }{
		"network.cidr":               {resourceType: "AWS::EC2::VPC", says: `"CidrBlock":"172.20.0.0/20"`},
		"network.natGateways":        {resourceType: "AWS::EC2::NatGateway", says: `2 of them`},
		"network.interfaceEndpoints": {resourceType: "AWS::EC2::VPCEndpoint", says: `ca-central-1.sqs`},

		"frontend.image":           {resourceType: "AWS::ECS::TaskDefinition", says: `docker/library/httpd:2.4.65`},
		"frontend.architecture":    {resourceType: "AWS::ECS::TaskDefinition", says: `"CpuArchitecture":"ARM64"`},
		"frontend.port":            {resourceType: "AWS::ECS::Service", says: `"ContainerPort":3000`},
		"frontend.cpu":             {resourceType: "AWS::ECS::TaskDefinition", says: `"Cpu":"512"`},
		"frontend.memoryMiB":       {resourceType: "AWS::ECS::TaskDefinition", says: `"Memory":"2048"`},
		"frontend.minTasks":        {resourceType: "AWS::ApplicationAutoScaling::ScalableTarget", says: `"MinCapacity":3`},
		"frontend.maxTasks":        {resourceType: "AWS::ApplicationAutoScaling::ScalableTarget", says: `"MaxCapacity":6`},
		"frontend.healthCheckPath": {resourceType: "AWS::ElasticLoadBalancingV2::TargetGroup", says: `"HealthCheckPath":"/up"`},
		"frontend.startSeconds":    {resourceType: "AWS::ECS::Service", says: `"HealthCheckGracePeriodSeconds":90`},
		"frontend.spot":            {resourceType: "AWS::ECS::Service", says: `"CapacityProvider":"FARGATE"`},
		"frontend.writablePaths": {resourceType: "AWS::ECS::TaskDefinition",
			says: `"ContainerPath":"/cache","MountOptions":["exec","nosuid","nodev","mode=1777"],"Size":512`},
		"frontend.user":                        {resourceType: "AWS::ECS::TaskDefinition", says: `"User":"1001"`},
		"frontend.capabilities":                {resourceType: "AWS::ECS::TaskDefinition", says: `"Drop":["AUDIT_WRITE","DAC_OVERRIDE","FOWNER"`},
		"frontend.environment":                 {resourceType: "AWS::ECS::TaskDefinition", says: `{"Name":"GREETING","Value":"hello"}`},
		"frontend.egress":                      {resourceType: "AWS::EC2::SecurityGroupEgress", says: `"CidrIp":"203.0.113.0/24"`},
		"frontend.secrets":                     {resourceType: "AWS::ECS::TaskDefinition", says: `"Name":"FRONT_KEY","ValueFrom":"arn:aws:ssm:`},
		"frontend.uses":                        {resourceType: "AWS::ECS::TaskDefinition", says: `"Name":"QUEUE_ORDERS_URL"`},
		"frontend.command":                     {resourceType: "AWS::ECS::TaskDefinition", says: `"Command":["httpd-foreground"]`},
		"frontend.entryPoint":                  {resourceType: "AWS::ECS::TaskDefinition", says: `"EntryPoint":["/front.sh"]`},
		"frontend.stopSeconds":                 {resourceType: "AWS::ECS::TaskDefinition", says: `"StopTimeout":30`},
		"frontend.healthCheck.command":         {resourceType: "AWS::ECS::TaskDefinition", says: `"Command":["CMD","bin/up"]`},
		"frontend.healthCheck.intervalSeconds": {resourceType: "AWS::ECS::TaskDefinition", says: `"Interval":10,`},
		"frontend.healthCheck.timeoutSeconds":  {resourceType: "AWS::ECS::TaskDefinition", says: `"Timeout":4}`},
		"frontend.healthCheck.retries":         {resourceType: "AWS::ECS::TaskDefinition", says: `"Retries":5,`},
		"frontend.healthCheck.startSeconds":    {resourceType: "AWS::ECS::TaskDefinition", says: `"StartPeriod":45,`},
		"frontend.ephemeralStorageGiB":         {resourceType: "AWS::ECS::TaskDefinition", says: `"SizeInGiB":30`},
		"frontend.stickinessSeconds": {
			resourceType: "AWS::ElasticLoadBalancingV2::TargetGroup", says: `"stickiness.lb_cookie.duration_seconds","Value":"3600"`,
		},
		"frontend.idleSeconds": {resourceType: "AWS::ElasticLoadBalancingV2::LoadBalancer", says: `"idle_timeout.timeout_seconds","Value":"200"`},

		"backend.image":                       {resourceType: "AWS::ECS::TaskDefinition", says: `:1.4.2`},
		"backend.architecture":                {resourceType: "AWS::ECS::TaskDefinition", says: `"CpuArchitecture":"ARM64"`},
		"backend.port":                        {resourceType: "AWS::ECS::Service", says: `"ContainerPort":9000`},
		"backend.cpu":                         {resourceType: "AWS::ECS::TaskDefinition", says: `"Cpu":"1024"`},
		"backend.memoryMiB":                   {resourceType: "AWS::ECS::TaskDefinition", says: `"Memory":"4096"`},
		"backend.minTasks":                    {resourceType: "AWS::ApplicationAutoScaling::ScalableTarget", says: `"MinCapacity":1`},
		"backend.maxTasks":                    {resourceType: "AWS::ApplicationAutoScaling::ScalableTarget", says: `"MaxCapacity":5`},
		"backend.healthCheckPath":             {resourceType: "AWS::ElasticLoadBalancingV2::TargetGroup", says: `"HealthCheckPath":"/ready"`},
		"backend.startSeconds":                {resourceType: "AWS::ECS::Service", says: `"HealthCheckGracePeriodSeconds":240`},
		"backend.spot":                        {resourceType: "AWS::ECS::Service", says: `"CapacityProvider":"FARGATE"`},
		"backend.writablePaths":               {resourceType: "AWS::ECS::TaskDefinition", says: `"ContainerPath":"/back"`},
		"backend.user":                        {resourceType: "AWS::ECS::TaskDefinition", says: `"User":"1000:1000"`},
		"backend.capabilities":                {resourceType: "AWS::ECS::TaskDefinition", says: `"FSETID","MKNOD","NET_BIND_SERVICE"`},
		"backend.environment":                 {resourceType: "AWS::ECS::TaskDefinition", says: `{"Name":"FAREWELL","Value":"bye"}`},
		"backend.egress":                      {resourceType: "AWS::EC2::SecurityGroupEgress", says: `"Description":"SFTP of the bank"`},
		"backend.secrets":                     {resourceType: "AWS::ECS::TaskDefinition", says: `:secret:back:key::"`},
		"backend.uses":                        {resourceType: "AWS::ECS::TaskDefinition", says: `"Name":"QUEUE_SMS_URL"`},
		"backend.command":                     {resourceType: "AWS::ECS::TaskDefinition", says: `"Command":["serve","--all"]`},
		"backend.entryPoint":                  {resourceType: "AWS::ECS::TaskDefinition", says: `"EntryPoint":["/back.sh"]`},
		"backend.stopSeconds":                 {resourceType: "AWS::ECS::TaskDefinition", says: `"StopTimeout":90`},
		"backend.healthCheck.command":         {resourceType: "AWS::ECS::TaskDefinition", says: `"Command":["CMD","bin/ready"]`},
		"backend.healthCheck.intervalSeconds": {resourceType: "AWS::ECS::TaskDefinition", says: `"Interval":20,`},
		"backend.healthCheck.timeoutSeconds":  {resourceType: "AWS::ECS::TaskDefinition", says: `"Timeout":9}`},
		"backend.healthCheck.retries":         {resourceType: "AWS::ECS::TaskDefinition", says: `"Retries":2,`},
		"backend.healthCheck.startSeconds":    {resourceType: "AWS::ECS::TaskDefinition", says: `"StartPeriod":240,`},
		"backend.ephemeralStorageGiB":         {resourceType: "AWS::ECS::TaskDefinition", says: `"SizeInGiB":40`},
		"backend.stickinessSeconds": {
			resourceType: "AWS::ElasticLoadBalancingV2::TargetGroup", says: `"stickiness.lb_cookie.duration_seconds","Value":"60"`,
		},
		"backend.idleSeconds": {resourceType: "AWS::ElasticLoadBalancingV2::LoadBalancer", says: `"idle_timeout.timeout_seconds","Value":"300"`},

		"services": {resourceType: "AWS::ElasticLoadBalancingV2::ListenerRule", says: `"PathPatternConfig":{"Values":["/shop/*"]}`},

		"database.engineVersion":       {resourceType: "AWS::RDS::DBInstance", says: `"EngineVersion":"8.4.8"`},
		"database.instanceClass":       {resourceType: "AWS::RDS::DBInstance", says: `"DBInstanceClass":"db.t4g.large"`},
		"database.multiAz":             {resourceType: "AWS::RDS::DBInstance", says: `"MultiAZ":true`},
		"database.readReplica":         {resourceType: "AWS::RDS::DBInstance", says: `"SourceDBInstanceIdentifier"`},
		"database.storageGiB":          {resourceType: "AWS::RDS::DBInstance", says: `"AllocatedStorage":"400"`},
		"database.backupRetentionDays": {resourceType: "AWS::RDS::DBInstance", says: `"BackupRetentionPeriod":14`},
		"database.insights":            {resourceType: "AWS::RDS::DBInstance", says: `"EnablePerformanceInsights":true`},
		"database.generalLog":          {resourceType: "AWS::RDS::DBParameterGroup", says: `"general_log":"1"`},
		"database.deletionProtection":  {resourceType: "AWS::RDS::DBInstance", says: `"DeletionProtection":true`},
		"database.secretNamePrefix":    {resourceType: "AWS::SecretsManager::Secret", says: `"Name":"shop/db/`},
		"database.proxy":               {resourceType: "AWS::RDS::DBProxy", says: `"RequireTLS":true`},
		"database.poolSize":            {resourceType: "AWS::ECS::TaskDefinition", says: `{"Name":"DATABASE_POOL_SIZE","Value":"7"}`},
		"database.parameters":          {resourceType: "AWS::RDS::DBParameterGroup", says: `"time_zone":"Europe/Paris"`},

		"backup.archive":       {resourceType: "AWS::Backup::BackupPlan", says: `"BackupPlanRule"`},
		"backup.retentionDays": {resourceType: "AWS::Backup::BackupPlan", says: `"DeleteAfterDays":400`},
		"backup.lock":          {resourceType: "AWS::Backup::BackupVault", says: `"LockConfiguration"`},
		"backup.restoreTest":   {resourceType: "AWS::Backup::RestoreTestingPlan", says: `"ScheduleExpression"`},
		"backup.copyRegion":    {resourceType: "AWS::Backup::BackupPlan", says: `us-east-2`},

		"edge.rateLimit":   {resourceType: "AWS::WAFv2::WebACL", says: `"Limit":500`},
		"edge.cachedPaths": {resourceType: "AWS::CloudFront::Distribution", says: `"PathPattern":"/assets/*"`},
		"edge.aliases":     {resourceType: "AWS::CloudFront::Distribution", says: `"shop.example.com","example.com"`},
		"edge.redirectTo":  {resourceType: "AWS::CloudFront::Function", says: `https://example.com`},
		"edge.readTimeoutSeconds": {
			resourceType: "AWS::CloudFront::Distribution", says: `"OriginReadTimeout":100`,
		},
		"frontend.keepAliveSeconds": {resourceType: "AWS::ECS::TaskDefinition", says: `{"Name":"KEEP_ALIVE_SECONDS","Value":"310"}`},
		"backend.keepAliveSeconds":  {resourceType: "AWS::ECS::TaskDefinition", says: `{"Name":"KEEP_ALIVE_SECONDS","Value":"320"}`},
		"edge.static.paths":         {resourceType: "AWS::CloudFront::Distribution", says: `"PathPattern":"/files/*"`},
		"edge.static.except":        {resourceType: "AWS::CloudFront::Distribution", says: `"PathPattern":"/files/made/*"`},
		"edge.static.index":         {resourceType: "AWS::CloudFront::Function", says: `'/files/page.html'`},
		"edge.static.errorPage":     {resourceType: "AWS::CloudFront::Distribution", says: `"ResponsePagePath":"/files/away.html"`},
		"edge.access.cidrs":         {resourceType: "AWS::WAFv2::IPSet", says: `"Addresses":["203.0.113.0/24"]`},
		"edge.access.password":      {resourceType: "AWS::CloudFront::Function", says: `"KeyValueStoreAssociations"`},
		"edge.access.noindex":       {resourceType: "AWS::CloudFront::ResponseHeadersPolicy", says: `"Header":"X-Robots-Tag"`},
		"edge.waf.botControl":       {resourceType: "AWS::WAFv2::WebACL", says: `"InspectionLevel":"COMMON"`},
		"edge.waf.count":            {resourceType: "AWS::WAFv2::WebACL", says: `{"ActionToUse":{"Count":{}},"Name":"SizeRestrictions_BODY"}`},
		"edge.waf.countAt":          {resourceType: "AWS::WAFv2::WebACL", says: `"SearchString":"/comments"`},
		"edge.waf.rateLimits":       {resourceType: "AWS::WAFv2::WebACL", says: `"Limit":70`},
		"edge.waf.challenge":        {resourceType: "AWS::WAFv2::WebACL", says: `"SearchString":"/join"`},
		"edge.waf.block":            {resourceType: "AWS::WAFv2::IPSet", says: `"Addresses":["198.51.100.0/24"]`},
		"edge.waf.blockCountries":   {resourceType: "AWS::WAFv2::WebACL", says: `"CountryCodes":["KP"]`},
		"edge.headers":              {resourceType: "AWS::CloudFront::ResponseHeadersPolicy", says: `"Items":["https://shop.example.com"]`},
		"edge.origin":               {resourceType: "AWS::CloudFront::VpcOrigin", says: `"OriginProtocolPolicy":"https-only"`},
		"edge.bothOrigins":          {resourceType: "AWS::ElasticLoadBalancingV2::LoadBalancer", says: `"Scheme":"internet-facing"`},
		"edge.originPrefixList":     {resourceType: "AWS::EC2::SecurityGroupIngress", says: `"SourcePrefixListId":"pl-0123456789abcdef0"`},
		"edge.domain.name":          {resourceType: "AWS::CloudFront::Distribution", says: `"Aliases":["shop.example.com"`},
		"edge.domain.zoneName":      {resourceType: "AWS::CertificateManager::Certificate", says: `"origin.shop.example.com"`},
		"edge.domain.certificateArn": {
			resourceType: "AWS::CloudFront::Distribution",
			says:         `"AcmCertificateArn":"arn:aws:acm:us-east-1:222222222222:certificate/12345678-90ab-cdef-1234-567890abcdef"`,
		},
		"edge.domain.hostedZoneId": {resourceType: "AWS::Route53::RecordSet", says: `"HostedZoneId":"Z0123456789ABCDEFGHIJ"`},

		"messaging.main":         {resourceType: "AWS::SQS::Queue", says: `"QueueName":"kasha-other-orders"`},
		"messaging.notification": {resourceType: "AWS::SQS::Queue", says: `"QueueName":"kasha-other-pages"`},
		"messaging.queues":       {resourceType: "AWS::SQS::Queue", says: `"DelaySeconds":7`},
		"workers":                {resourceType: "AWS::ECS::Service", says: `{"Key":"process","Value":"worker-texts"}`},
		"jobs":                   {resourceType: "AWS::Scheduler::Schedule", says: `"ScheduleExpression":"cron(0 4 * * ? *)"`},
		"shell.timeoutMinutes":   {resourceType: "AWS::ECS::TaskDefinition", says: `"Command":["1500"]`},
		"shell.mfa":              {resourceType: "AWS::IAM::Role", says: `"RoleName":"kasha-other-shell"`},
		"release.runs":           {resourceType: "Custom::Release", says: `"Image":"ecr:1.4.2"`},
		"release.command":        {resourceType: "Custom::Release", says: `"Command":["migrate"]`},
		"release.timeoutMinutes": {resourceType: "AWS::StepFunctions::StateMachine", says: `had not ended after 12 minutes`},
		"release.uses":           {resourceType: "AWS::EC2::SecurityGroupIngress", says: `"Description":"Release tasks"`},
		"release.as":             {resourceType: "AWS::IAM::Policy", says: `ReleaseTaskDatabaseLogin`},
		"logs.retentionDays":     {resourceType: "AWS::Logs::LogGroup", says: `"RetentionInDays":14`},
		"alarms.email":           {resourceType: "AWS::SNS::Subscription", says: `"Endpoint":"oncall@example.com"`},
		"alarms.coverage":        {resourceType: "AWS::CloudWatch::Alarm", says: `"AlarmName":"kasha-other-warning-`},
		"alarms.errorPercent":    {resourceType: "AWS::CloudWatch::Alarm", says: `"Threshold":5,`},
		"alarms.latencyMs":       {resourceType: "AWS::CloudWatch::Alarm", says: `"Threshold":0.25,`},
		"alarms.canary":          {resourceType: "AWS::Synthetics::Canary", says: `"Name":"kasha-other`},
		"budget.monthlyUsd":      {resourceType: "AWS::Budgets::Budget", says: `"Amount":77`},
	}
	elsewhere := map[string]string{ // fields that exclude others of this environment, and the shape that has them
		"backup.copyAccount": "the shape prod-domain", "schedule": "the shape ap-southeast-2",
		"edge.domain.manualRecords": "the shape eu-west-1", "edge.domain.originCertificateArn": "the shape eu-west-1",
		"alarms.healthCheckPath": "the shape eu-west-1",
	}

	kasha, err := readConfiguration(everyFieldFile)
	if err != nil {
		t.Fatal(err)
	}
	whole := synthesizeTo(t, t.TempDir(), kasha)
	said := map[string][]string{}
	for _, stack := range whole.Stacks {
		for _, resource := range stack.Template.Sorted() {
			said[resource.Type] = append(said[resource.Type], asJSON(resource.Properties))
		}
	}
	for _, database := range said["AWS::RDS::DBInstance"] { // of 400 GiB: CloudFormation could change neither size nor anything else without
		if !strings.Contains(database, `"Iops":12000`) {
			t.Errorf("a database of 400 GiB states no IOPS, want 12000: %s", database)
		}
	}
	count := len(said["AWS::EC2::NatGateway"])
	said["AWS::EC2::NatGateway"] = append(said["AWS::EC2::NatGateway"], fmt.Sprintf("%d of them", count))

	for field, arrival := range arrivals {
		if !slices.ContainsFunc(said[arrival.resourceType], func(text string) bool { return strings.Contains(text, arrival.says) }) {
			t.Errorf("%s: no %s contains %s, want one", field, arrival.resourceType, arrival.says)
		}
	}
	for _, field := range leaves() {
		if _, tried := arrivals[field]; !tried && elsewhere[field] == "" {
			t.Errorf("%s is not set, want a value; fix: add it to testdata/every-field.json and to arrivals", field)
		}
	}
	for _, field := range unchanged(t, kasha.Environments[0]) {
		if elsewhere[field] == "" {
			t.Errorf("%s has its default, want another value in testdata/every-field.json", field)
		}
	}
}
