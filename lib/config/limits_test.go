package config

import (
	"fmt"
	"strings"
	"testing"
)

// What stands on a limit is good. The bad configurations stand one step beyond it.
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
		`{"frontend": {"port": 1, "minTasks": 1, "maxTasks": 1}}`, `{"frontend": {"port": 65535, "minTasks": 4}}`,
		`{"frontend": {"port": 8080}, "backend": {"port": 8080}}`, // every task has an address of its own
		`{"frontend": {"healthCheckPath": "/` + strings.Repeat("a", 1023) + `"}}`, `{"frontend": {"healthCheckPath": "/up?full=1&x=~"}}`,
		`{"frontend": {"startSeconds": 0}, "backend": {"startSeconds": 600}}`,
		`{"frontend": {"writablePaths": [` + many(`"/p%d"`, 10) + `]}}`, `{"frontend": {"writablePaths": ["/` + strings.Repeat("a", 254) + `"]}}`,
		`{"frontend": {"environment": {"A": "` + strings.Repeat("a", 32<<10-1) + `"}}}`, `{"frontend": {"environment": {"` + strings.Repeat("A", 255) + `": ""}}}`,
		`{"frontend": {"environment": {"TOKENIZER": "x", "_x": "https://example.com:8443/a@b", "QUEUE": "x", "awsome": "${NOT_A_TOKEN}"}}}`,
		`{"frontend": {"image": "ghcr.io/` + strings.Repeat("a", 200) + `:` + strings.Repeat("b", 128) + `"}}`,
		`{"database": {"storageGiB": 20, "backupRetentionDays": 0}}`, `{"database": {"storageGiB": 65536, "backupRetentionDays": 35}}`,
		`{"database": {"readReplica": true, "backupRetentionDays": 1}}`,
		`{"database": {"secretNamePrefix": "` + strings.Repeat("a", 400) + `"}}`,
		`{"edge": {"rateLimit": 10}}`, `{"edge": {"rateLimit": 2000000000}}`, `{"edge": {"maxBodyRule": "count"}}`, `{"edge": {"maxBodyRule": "block"}}`,
		`{"edge": {"cachedPaths": [` + many(`"/p%d/*"`, 74) + `]}}`, `{"edge": {"cachedPaths": ["/", "/*.css", "/` + strings.Repeat("a", 254) + `"]}}`,
		`{"edge": {"domain": {"name": "` + strings.Repeat("a", 45) + `.example.com", "zoneName": "example.com", "hostedZoneId": "Z` + strings.Repeat("A", 31) + `"}}}`,
		`{"edge": {"domain": {"name": "` + strings.Repeat("a", 49) + `.a.b.io", "zoneName": "b.io", "hostedZoneId": "Z1"}}}`,
		`{"messaging": {"main": ["` + strings.Repeat("a", 40) + `"], "notification": []}}`, `{"messaging": {"main": [` + many(`"q%d"`, 15) + `]}}`,
		`{"logs": {"retentionDays": 1}}`, `{"logs": {"retentionDays": 3653}}`,
		`{"alarms": {"errorPercent": 1, "latencyMs": 10}}`, `{"alarms": {"errorPercent": 50, "latencyMs": 60000, "coverage": "full", "canary": true}}`,
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

// Environments may share what does not clash: an address range, an account, a region; and with other accounts also the
// names of secrets.
func TestEnvironmentsMayShare(t *testing.T) {
	other := strings.Replace(minimalDev, `"dev"`, `"test"`, 1)
	mustRead(t, configuration(t, "{}", `/{"environments": [`+minimalDev+`,`+other+`]}`))
	secrets := `,"database":{"secretNamePrefix":"shop/db"}}`
	first, second := minimalDev[:len(minimalDev)-1]+`,"account":"111111111111"`+secrets, other[:len(other)-1]+`,"account":"222222222222"`+secrets
	mustRead(t, configuration(t, "{}", `/{"environments": [`+first+`,`+second+`]}`))
}

func TestBranches(t *testing.T) {
	for branch, good := range map[string]bool{
		"main": true, "release/2026-11": true, "feature/a_b.c#7": true, strings.Repeat("a", 255): true,
		"": false, "-main": false, "/main": false, "main/": false, "main.": false, "main.lock": false, "a//b": false, "a/.b": false, "a..b": false, "a~b": false, strings.Repeat("a", 256): false,
	} {
		if branchName(branch) != good {
			t.Errorf("%q: %v, want %v", branch, !good, good)
		}
	}
}

func TestHostNames(t *testing.T) {
	label := strings.Repeat("a", 63)
	for name, good := range map[string]bool{
		"example.com": true, "3.example.com": true, "42.io": true, "a-b.c0": true, label + ".com": true, strings.Repeat("a.", 126) + "a": true,
		"": false, "com": false, "example.": false, ".com": false, "a..com": false, "-a.com": false, "a-.com": false, "A.com": false,
		"10.0.0.1": false, "a.42": false, label + "a.com": false, strings.Repeat("a.", 126) + "ab": false,
	} {
		if hostName(name) != good {
			t.Errorf("%q: %v, want %v", name, !good, good)
		}
	}
}

func TestEdits(t *testing.T) {
	for words, want := range map[[2]string]int{
		{"", ""}: 0, {"abc", ""}: 3, {"", "abcd"}: 4, {"abc", "abc"}: 0, {"abc", "abd"}: 1, {"abc", "ab"}: 1, {"bc", "abc"}: 1,
		{"ab", "ba"}: 1, {"rateLimti", "rateLimit"}: 1, {"xaby", "xbay"}: 1, {"abcdef", "badcfe"}: 3, {"kitten", "sitting"}: 3, {"ca", "abc"}: 3,
	} {
		if got := edits(words[0], words[1]); got != want {
			t.Errorf("%q: %d edits, want %d", words, got, want)
		}
	}
}

func TestSuggestions(t *testing.T) {
	for word, want := range map[string]string{
		"PRODUCTION": "production", "prod": "production", "producton": "production", "nonprod": "nonproduction", "non-production": "nonproduction",
		"": "", "p": "", "pr": "", "pro": "production", "tier": "", "staging": "", strings.Repeat("production", 7): "",
	} {
		if got := nearest(word, []string{"production", "nonproduction"}); got != want {
			t.Errorf("%q suggests %q, want %q", word, got, want)
		}
	}
}
