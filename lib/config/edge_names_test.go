package config

import (
	"encoding/json"
	"slices"
	"testing"
)

// badNames are names in further zones, and names whose records someone else creates.
func badNames() []bad {
	const (
		id      = "12345678-90ab-cdef-1234-567890abcdef"
		viewers = `"certificateArn": "arn:aws:acm:us-east-1:222222222222:certificate/` + id + `"`
		origin  = `"originCertificateArn": "arn:aws:acm:us-east-1:222222222222:certificate/` + id + `"`
		zone    = `"zoneName": "example.com", "hostedZoneId": "Z123"`
	)
	domain := func(name, fields, path, wrong, fix string) bad {
		return bad{name: name, patch: `{"edge": {"domain": {"name": "app.example.com", ` + fields + `}}}`, path: "edge.domain." + path,
			wrong: wrong, fix: fix}
	}
	alias := func(name, alias, path, wrong, fix string) bad {
		return bad{name: name, patch: `{"edge": {"domain": {"name": "app.example.com", ` + zone + `}, "aliases": [` + alias + `]}}`,
			path: "edge.aliases[0]" + path, wrong: wrong, fix: fix}
	}
	return []bad{
		alias("alias outside its own zone", `{"name": "www.example.net", "zoneName": "example.org", "hostedZoneId": "Z1"}`, ".name",
			"is not inside the zone", `"www.example.org"`),
		alias("alias with half a zone", `{"name": "www.example.org", "zoneName": "example.org"}`, ".hostedZoneId", "is missing", "Z and capital"),
		alias("alias with the other half", `{"name": "www.example.org", "hostedZoneId": "Z1"}`, ".zoneName", "is missing", `"example.com"`),
		alias("alias without a name", `{"zoneName": "example.org", "hostedZoneId": "Z1"}`, ".name", "the name is missing", `"www.example.com"`),
		alias("alias with a name that is none", `{"name": "*.example.org", "zoneName": "example.org", "hostedZoneId": "Z1"}`, ".name",
			"is not a host name", `"www.example.com"`),
		alias("alias that waits for a certificate", `{"name": "www.example.org", "manualRecords": true}`, ".manualRecords",
			"ACM would wait for a record", "edge.domain.certificateArn"),
		alias("alias with two keepers", `{"name": "www.example.org", "manualRecords": true, "zoneName": "example.org", "hostedZoneId": "Z1"}`,
			".manualRecords", "uses no zone", "leave zoneName and hostedZoneId out"),
		{name: "alias twice in two forms", path: "edge.aliases[1]", wrong: "twice", fix: "it once",
			patch: `{"edge": {"domain": {"name": "app.example.com", ` + zone + `}, "aliases": ["www.example.com", {"name": "www.example.com"}]}}`},
		domain("manual records with a zone", `"manualRecords": true, `+zone+`, `+viewers+`, `+origin, "manualRecords", "uses no zone",
			"leave zoneName"),
		domain("manual records without a certificate", `"manualRecords": true, `+origin, "certificateArn", "would wait for ACM's validation",
			"request-certificate --region us-east-1 --validation-method DNS --domain-name app.example.com`"),
		domain("manual records without the origin's", `"manualRecords": true, `+viewers, "originCertificateArn", "would wait",
			"--region us-east-1"),
		domain("origin's certificate of a zone", zone+`, `+origin, "originCertificateArn", "Kasha requests the certificate", "manualRecords"),
		domain("origin's certificate elsewhere", `"manualRecords": true, `+viewers+`, "originCertificateArn": `+
			`"arn:aws:acm:eu-west-1:222222222222:certificate/`+id+`"`, "originCertificateArn",
			"is in eu-west-1, and the load balancer only uses", "in us-east-1"),
		domain("origin's certificate that is none", `"manualRecords": true, `+viewers+`, "originCertificateArn": "x"`, "originCertificateArn",
			"is not the ARN", "list-certificates --region us-east-1"),
	}
}

// TestWhoCreatesTheRecords catches a name whose records nobody creates, or whose records Kasha creates in the wrong zone.
func TestWhoCreatesTheRecords(t *testing.T) {
	own, other := HostName{Name: "own.example.org", ZoneName: "example.org", HostedZoneID: "Z2"}, HostName{Name: "other.example.net"}
	aliases := []Alias{
		{Name: "short.example.com"}, {Name: own.Name, ZoneName: own.ZoneName, HostedZoneID: own.HostedZoneID},
		{Name: other.Name, ManualRecords: true},
	}
	for name, c := range map[string]struct {
		domain Domain
		want   []HostName
	}{
		"a zone": {Domain{Name: "example.com", ZoneName: "example.com", HostedZoneID: "Z1"}, []HostName{
			{"example.com", "example.com", "Z1"}, {"short.example.com", "example.com", "Z1"}, own, other,
		}},
		"manual": {Domain{Name: "example.com", ManualRecords: true}, []HostName{{Name: "example.com"}, {Name: "short.example.com"}, own, other}},
	} {
		edge := Edge{Domain: &c.domain, Aliases: aliases}
		if got := edge.Hosts(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestAliasesAreWrittenAsTheyAreRead catches a form that does not survive: the report and the reference print what was read.
func TestAliasesAreWrittenAsTheyAreRead(t *testing.T) {
	for _, want := range []string{
		`"www.example.com"`, `{"name":"a.example.org","zoneName":"example.org","hostedZoneId":"Z1","manualRecords":false}`,
	} {
		var alias Alias
		if want[0] == '"' {
			_ = alias.UnmarshalText([]byte(want[1 : len(want)-1]))
		} else if err := json.Unmarshal([]byte(want), (*struct {
			Name, ZoneName, HostedZoneID string
			ManualRecords                bool
		})(&alias)); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(alias); err != nil || string(got) != want {
			t.Errorf("got %s (%v), want %s", got, err, want)
		}
	}
}
