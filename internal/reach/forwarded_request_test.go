package reach_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/handmade"
)

// Catches a model that stops at the first hop. A viewer's request goes through CloudFront and the load balancer to a task.
func TestRequestsPassDistributionAndLoadBalancer(t *testing.T) {
	path := ask(t, build(t, handmade.Stacks(t)), "internet", "Frontend", 80)
	if !path.Open || !path.Certain {
		t.Fatal(path)
	}
	wantHop(t, path, "connected to Edge/Distribution on tcp 443", "connected to PublicLoadBalancer on tcp 80",
		"forwarded with header X-Kasha-Origin, which Edge/Distribution sends: HeaderRule", "PrefixListIn", "FrontendFromPublic")
	if path := ask(t, build(t, handmade.Stacks(t)), "internet", "Backend", 8080); path.Open {
		t.Errorf("the frontend is no load balancer: it does what its program does\n%s", path)
	}
}

// Catches a model that trusts CloudFront's addresses. Every customer's distributions connect from them.
func TestAnotherDistributionConnectsButIsNotForwarded(t *testing.T) {
	model := build(t, handmade.Stacks(t))
	if path := ask(t, model, "another's distribution", "PublicLoadBalancer", 80); !path.Open {
		t.Error(path)
	}
	path := ask(t, model, "another's distribution", "Frontend", 80)
	if path.Open {
		t.Error(path)
	}
	wantHop(t, path, "forwards to Frontend only requests with the secret header X-Kasha-Origin", "port 80 answers 403")
}

// Catches paths that end without saying where and why.
func TestBlockedPathsSayWhereTheyStop(t *testing.T) {
	model := build(t, handmade.Stacks(t))
	for _, c := range []struct {
		from, to string
		port     int
		stop     string
	}{
		{"Frontend", "Database/Primary", 3306, "no egress rule of FrontendTasks (services/FrontendTasks/Resource) lets tcp 3306 out"},
		{"Backend", "Frontend", 443, "no ingress rule of FrontendTasks (services/FrontendTasks/Resource) lets tcp 443 in"},
		{"Backend", "InternalLoadBalancer", 9, "no listener on tcp 9"},
		{"Network/Vpc/databaseSubnet1", "internet", 443, "has no route out of the VPC"},
		{"Network/Vpc/databaseSubnet1", "aws:s3", 443, "has no route out of the VPC"},
		{"internet", "Database/Primary", 3306, "it has no public address"},
		{"PublicLoadBalancer", "Backend", 8080, "no listener of PublicLoadBalancer forwards to Backend"},
		{"Edge/Distribution", "Frontend", 80, ""},
	} {
		path := ask(t, model, c.from, c.to, c.port)
		if path.Open != (c.stop == "") || !strings.Contains(path.Stop, c.stop) {
			t.Errorf("%s to %s: %s", c.from, c.to, path)
		}
	}
}

// Catches a redirect or refusal of plain HTTP read as access, and HTTP/3 overlooked.
func TestWhatTheDistributionDoesWithHTTP(t *testing.T) {
	for policy, only := range map[string]string{
		"allow-all": "", "redirect-to-https": "to be redirected to HTTPS", "https-only": "to be refused",
	} {
		model := change(t, func(templates map[string]assembly.Template) {
			config := templates["edge"].Resources["Distribution"].Properties["DistributionConfig"].(object)
			config["DefaultCacheBehavior"].(object)["ViewerProtocolPolicy"] = policy
			config["HttpVersion"] = "http2and3"
		})
		if path := ask(t, model, "internet", "Edge/Distribution", 80); path.Only != only {
			t.Errorf("%s: %s", policy, path)
		}
		http3 := false
		for _, edge := range model.Edges() {
			http3 = http3 || edge.Protocol == "udp" && edge.To == "Edge/Distribution" && edge.First == 443 && edge.Last == 443
		}
		if !http3 {
			t.Error("HTTP/3 uses udp 443")
		}
	}
}

// Catches an origin behind a DNS record of the templates taken for a server outside of them.
func TestOriginsAreFollowedThroughRecords(t *testing.T) {
	rename := func(templates map[string]assembly.Template) {
		config := templates["edge"].Resources["Distribution"].Properties["DistributionConfig"].(object)
		config["Origins"].([]any)[0].(object)["DomainName"] = "origin.example.com"
	}
	lost := change(t, rename)
	if unknown := strings.Join(lost.NotModelled(), "\n"); !strings.Contains(unknown, "origin.example.com") {
		t.Error(unknown)
	}
	found := change(t, rename, add("services", "Record", "AWS::Route53::RecordSet", object{
		"Name": "origin.example.com.", "AliasTarget": object{
			"DNSName": object{"Fn::Join": []any{"", []any{"dualstack.", object{"Fn::GetAtt": []any{"PublicBalancer", "DNSName"}}}}},
		}}))
	for _, violation := range check(found) {
		t.Error(violation)
	}
}
