package config

import (
	"fmt"
	"strings"
	"testing"

	"kasha/lib/offers"
)

// TestLimitsAreInclusive catches a bound that is off by one: every value here is the last that is allowed.
// The bad configurations have the next.
func TestLimitsAreInclusive(t *testing.T) {
	many := func(format string, n int) string {
		var elements []string
		for i := range n {
			elements = append(elements, fmt.Sprintf(format, i))
		}
		return strings.Join(elements, ",")
	}
	for _, patch := range []string{
		`{"name": "abcdefghij-1"}`, `{"name": "a"}`, `{"account": ""}`, `{"account": "000000000000"}`,
		`{"network": {"cidr": "10.255.0.0/16"}}`, `{"network": {"cidr": "172.31.255.0/24"}}`, `{"network": {"cidr": "192.168.0.0/16"}}`,
		`{"network": {"natGateways": 2}}`,
		`{"network": {"cidr": "10.0.0.0/24"}, "frontend": {"maxTasks": 19}}`, `{"backend": {"maxTasks": 243}, "database": {"proxy": true}}`,
		`{"network": {"cidr": "10.0.0.0/22"}, "backend": {"maxTasks": 115}, "database": {"proxy": true}}`,
		`{"backend": {"maxTasks": 9}, "database": {"poolSize": 3}}`, // 18 x 3 + 10 is all of the 64 that the class takes
		`{"frontend": {"image": "ecr:1", "port": 1024, "minTasks": 1, "maxTasks": 1}}`,
		`{"frontend": {"image": "ecr:1", "port": 1, "capabilities": ["NET_BIND_SERVICE"]}}`,
		`{"frontend": {"image": "ecr:1", "port": 65535, "minTasks": 4}}`, `{"frontend": {"image": "public.ecr.aws/nginx/nginx-unprivileged:1"}}`,
		`{"frontend": {"image": "public.ecr.aws/docker/library/nginx:1", "port": 80, "capabilities": ["CHOWN", "NET_BIND_SERVICE"]}}`,
		`{"backend": {"user": "1", "capabilities": ["SYS_CHROOT"]}}`, `{"backend": {"user": "999999999:999999999"}}`,
		`{"backend": {"memoryMiB": 1024, "writablePaths": ["/tmp", {"path": "/cache", "sizeMiB": 959, "exec": true}]}}`,
		`{"frontend": {"port": 8080}, "backend": {"port": 8080}}`, // every task has an address of its own
		`{"frontend": {"healthCheckPath": "/` + strings.Repeat("a", 1023) + `"}}`, `{"frontend": {"healthCheckPath": "/up?full=1&x=~"}}`,
		`{"frontend": {"startSeconds": 0}, "backend": {"startSeconds": 600}}`,
		`{"frontend": {"memoryMiB": 1024, "writablePaths": [` + many(`"/p%d"`, 10) + `]}}`,
		`{"frontend": {"writablePaths": ["/` + strings.Repeat("a", 254) + `"]}}`,
		`{"frontend": {"environment": {"A": "` + strings.Repeat("a", 32<<10-1) + `"}}}`,
		`{"frontend": {"environment": {"` + strings.Repeat("A", 255) + `": ""}}}`,
		`{"frontend": {"environment": {"TOKENIZER": "x", "_x": "https://example.com:8443/a@b", "QUEUE": "x", "awsome": "$NOT_A_TOKEN"}}}`,
		`{"frontend": {"port": 80, "capabilities": ["NET_BIND_SERVICE"], "image": "ghcr.io/` + strings.Repeat("a", 200) + `:` +
			strings.Repeat("b", 46) + `"}}`,
		`{"frontend": {"port": 8080, "image": "ecr:` + strings.Repeat("b", 128) + `"}}`,
		`{"frontend": {"port": 8080, "image": "public.ecr.aws/` + strings.Repeat("a", 150) + `:` + strings.Repeat("b", 24) + `"}}`,
		`{"frontend": {"uses": ["replica", "database", "bucket", "queue:jobs:send"]}, "database": {"poolSize": 3}}`, // 16 x 3 + 10 of 64
		`{"frontend": {"uses": ["queue:*:receive"]}, "backend": {"uses": []}}`,
		`{"backend": {"stopSeconds": 2, "command": ["` + strings.Repeat("a", 8<<10) + `"], "entryPoint": [` + many(`"a%d"`, 100) + `]}}`,
		`{"backend": {"stopSeconds": 120}}`,
		`{"backend": {"healthCheck": {"command": ["a"], "intervalSeconds": 5, "timeoutSeconds": 2, "retries": 1, "startSeconds": 0}}}`,
		`{"backend": {"healthCheck": {"command": ["a"], "intervalSeconds": 300, "timeoutSeconds": 60, "retries": 10, "startSeconds": 300}}}`,
		`{"backend": {"ephemeralStorageGiB": 200, "writablePaths": [{"path": "/a", "disk": true, "exec": true}]}}`,
		`{"frontend": {"ephemeralStorageGiB": 20, "stickinessSeconds": 604800, "idleSeconds": 4000}, "backend": {"stickinessSeconds": 1}}`,
		`{"frontend": {"idleSeconds": 1}, "edge": {"readTimeoutSeconds": 1}}`,
		`{"services": {"` + strings.Repeat("s", 24) + `": {"routes": ["/` + strings.Repeat("a", 127) + `", "/a/b/c/d/e/f/*", "/", "/~.$@:+&_-/*",
			{"path": "/x/*", "priority": 2}, {"path": "/y/*", "priority": 999}]}}}`,
		`{"services": {` + many(`"s%d": {"routes": ["/r%[1]d/*"], "minTasks": 1, "maxTasks": 1}`, 6) + `}, "jobs": {` +
			many(`"j%d": {"runs": "s0", "command": ["a"], "schedule": "cron(0 3 * * ? *)"}`, 6) + `}}`,
		`{"services": {"a": {"routes": [` + many(`"/a%d/*"`, 20) + `]}, "b": {"internal": true, "routes": [` + many(`"/a%d/*"`, 20) + `]},
			"c": {"internalPort": 1024, "uses": ["service:b"]}, "d": {"internalPort": 65535, "uses": ["service:c", "service:backend"]}}}`,
		`{"services": {"api": {"routes": ["/api/*"]}, "search": {"routes": ["/api/search/*", "/api/find"]}}}`, // the more specific route wins
		`{"services": {"api": {"routes": ["/api/*"]}}, "edge": {"static": {"paths": ["/*"], "except": ["/api/*"]}}}`,
		`{"network": {"cidr": "10.0.0.0/24"}, "frontend": {"maxTasks": 10}, "services": {"api": {"routes": ["/api/*"], "maxTasks": 9},
			"b": {"internalPort": 9000}}}`,
		`{"jobs": {"` + strings.Repeat("j", 24) + `": {"runs": "frontend", "command": ["a"], "schedule": "cron(0/15 * * * ? *)", "retries": 5,
			"timeoutMinutes": 1380}}}`,
		`{"jobs": {"a": {"runs": "backend", "command": ["a"], "schedule": "cron(0 3 ? JAN-DEC/3 SUN *)", "timeoutMinutes": 1, "uses": [],
			"timeZone": "Europe/Berlin"}}}`,
		`{"shell": {"timeoutMinutes": 5}}`, `{"shell": {"timeoutMinutes": 480, "mfa": false}}`,
		`{"release": {"runs": "frontend", "command": ["a"], "timeoutMinutes": 40}}`,
		`{"release": {"runs": "backend", "command": ["a"], "timeoutMinutes": 1, "uses": ["database"], "as": "application"}}`,
		`{"jobs": {` + many(`"j%d": {"runs": "frontend", "command": ["a"], "schedule": "cron(0 3 * * ? *)"}`, 20) + `}}`,
		`{"schedule": {"start": "06:00", "stop": "21:00", "timeZone": "Europe/Berlin"}, "jobs": {"a": {"runs": "backend", "command": ["a"],
			"schedule": "cron(0 6,20 ? * MON-FRI *)", "timeZone": "Europe/Berlin"}}}`,
		`{"schedule": {}, "jobs": {"a": {"runs": "backend", "command": ["a"], "schedule": "cron(0 3 * * ? *)",
			"uses": ["bucket", "queue:jobs"]}}}`,
		`{"database": {"storageGiB": 20, "backupRetentionDays": 0}}`, `{"database": {"storageGiB": 65536, "backupRetentionDays": 35}}`,
		`{"database": {"readReplica": true, "backupRetentionDays": 1}}`,
		`{"database": {"secretNamePrefix": "` + strings.Repeat("a", 400) + `"}}`,
		`{"edge": {"readTimeoutSeconds": 1}, "frontend": {"idleSeconds": 1, "keepAliveSeconds": 2}}`,
		`{"frontend": {"idleSeconds": 4000, "keepAliveSeconds": 4001}, "backend": {"keepAliveSeconds": 4600}}`,
		`{"frontend": {"keepAliveSeconds": 61}}`, `{"frontend": {"idleSeconds": 60}}`,
		`{"edge": {"readTimeoutSeconds": 1}}`, `{"frontend": {"spot": true}, "edge": {"readTimeoutSeconds": 89}}`,
		`{"frontend": {"spot": false}, "backend": {"spot": false}, "edge": {"readTimeoutSeconds": 120}}`,
		`{"edge": {"waf": {"rateLimits": [{"path": "/` + strings.Repeat("a", 99) + `", "limit": 2000}]}}}`,
		`{"edge": {"waf": {"rateLimits": [` + many(`{"path": "/a%d", "limit": 10}`, 9) +
			`], "countAt": [{"rule": "SQLi_BODY", "paths": [` + many(`"/u%d"`, 7) + `]}]}}}`,
		`{"edge": {"waf": {"countAt": [{"rule": "SizeRestrictions_BODY", "paths": [` + many(`"/u%d"`, 16) + `]}]}}}`,
		`{"edge": {"waf": {"challenge": ["/` + strings.Repeat("a", 99) + `", ` + many(`"/c%d"`, 15) + `]}}}`,
		`{"edge": {"rateLimit": 10}}`, `{"edge": {"rateLimit": 2000000000}}`,
		`{"edge": {"waf": {"count": []}}}`, `{"edge": {"waf": {"count": ["` + strings.Join(offers.CountableRules(), `", "`) + `"]}}}`,
		`{"edge": {"waf": {"block": ["128.0.0.0/1", "192.0.2.1/32", "8000::/1", "2001:db8::1/128"]}}}`,
		`{"edge": {"waf": {"blockCountries": [` + countries(50) + `]}}}`, `{"edge": {"access": {"cidrs": ` + ranges(10_000) + `}}}`,
		`{"edge": {"cachedPaths": [` + many(`"/p%d/*"`, 74) + `]}}`,
		`{"edge": {"cachedPaths": [` + many(`"/p%d/*"`, 24) + `], "static": {"paths": [` + many(`"/s%d/*"`, 25) + `], "except": [` +
			many(`"/e%d/*"`, 25) + `]}}}`,
		`{"edge": {"static": {"paths": ["/*"], "except": ["/api/*"], "index": "/index.html", "errorPage": "/a/b_c.~1/` +
			strings.Repeat("s", 240) + `.html"}}}`,
		`{"edge": {"headers": [` + many(`{"paths": ["/p%d"]}`, 19) + `, {"paths": ["/*"]}]}}`,
		`{"edge": {"headers": [{"paths": [` + many(`"/p%d"`, 73) + `]}]}}`,
		`{"edge": {"headers": [{"paths": ["/*"], "contentSecurityPolicy": "img-src ` + strings.Repeat("a", 1775) + `", ` +
			`"permissionsPolicy": "a=(` + strings.Repeat(`src `, 444) + `src)"}]}}`,
		`{"edge": {"headers": [{"paths": ["/a"], "cors": {"allowOrigins": ["http://localhost:3000", "https://*.example.com"], ` +
			`"maxAgeSeconds": 0, "allowCredentials": true}}]}}`,
		`{"edge": {"headers": [{"paths": ["/a"], "cors": {"allowOrigins": ["*"], "allowHeaders": ["*"], "exposeHeaders": ["*"], ` +
			`"maxAgeSeconds": 86400}}]}}`,
		`{"edge": {"cachedPaths": ["/", "/*.css", "/` + strings.Repeat("a", 254) + `"]}}`,
		`{"edge": {"domain": {"name": "` + strings.Repeat("a", 45) + `.example.com", "zoneName": "example.com", ` +
			`"hostedZoneId": "Z` + strings.Repeat("A", 31) + `"}}}`,
		`{"edge": {"domain": {"name": "` + strings.Repeat("a", 49) + `.a.b.io", "zoneName": "b.io", "hostedZoneId": "Z1"}}}`,
		`{"account": "", "edge": {"domain": {"name": "a.b.io", "zoneName": "b.io", "hostedZoneId": "Z1", "certificateArn": ` +
			`"arn:aws:acm:us-east-1:333333333333:certificate/12345678-90ab-cdef-1234-567890abcdef"}}}`,
		`{"account": "", "edge": {"aliases": ["www.b.io", {"name": "c.io", "zoneName": "c.io", "hostedZoneId": "Z2"}],
			"domain": {"name": "a.b.io", "manualRecords": true,
			"certificateArn": "arn:aws:acm:us-east-1:333333333333:certificate/12345678-90ab-cdef-1234-567890abcdef",
			"originCertificateArn": "arn:aws:acm:us-east-1:333333333333:certificate/12345678-90ab-cdef-1234-567890abcdef"}}}`,
		`{"messaging": {"main": ["` + strings.Repeat("a", 40) + `"], "notification": []}}`,
		`{"messaging": {"main": [` + many(`"q%d"`, 15) + `]}}`,
		`{"logs": {"retentionDays": 1}}`, `{"logs": {"retentionDays": 3653}}`,
		`{"alarms": {"errorPercent": 1, "latencyMs": 10}}`,
		`{"alarms": {"errorPercent": 50, "latencyMs": 60000, "coverage": "full", "canary": true}}`,
		`{"budget": {"monthlyUsd": 0}}`, `{"budget": {"monthlyUsd": 10000000}}`,
		`{"alarms": {"email": ""}}`, `{"alarms": {"email": "` + strings.Repeat("a", 242) + `@example.com"}}`,
	} {
		if problems := problemsOf(t, configuration(t, minimalDev, patch)); len(problems) > 0 {
			t.Errorf("%.200s\n%v", patch, problems)
		}
	}
	for _, patch := range []string{
		`{"frontend": {"minTasks": 2, "maxTasks": 2, "spot": true}}`,
		`{"database": {"backupRetentionDays": 7, "readReplica": false}, "network": {"natGateways": 1}}`,
	} {
		if problems := problemsOf(t, configuration(t, minimalProd, patch)); len(problems) > 0 {
			t.Errorf("%s\n%v", patch, problems)
		}
	}
}
