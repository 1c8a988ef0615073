package report

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// compliance is the section about rules of others.
type compliance struct {
	Acknowledged []acknowledged
	Frameworks   []framework
}

// acknowledged is a finding of a rule pack that is true and accepted.
type acknowledged struct {
	Rule, Reason string
	On           []string
}

// framework is what a set of rules wants beyond what templates can show.
type framework struct {
	Name, Here, Yours string
	Rules             string // the name of cdk-nag's pack; empty: it has none
	Pack              pack
}

// complianceOf reads the accepted findings from the metadata of the resources, where cdk-nag looks for them.
func complianceOf(env cloudformation.Environment) compliance {
	var c compliance
	for _, resource := range env.Resources() {
		for _, row := range resource.Metadata.Map("cdk_nag").Maps("rules_to_suppress") {
			rule, reason := row.Text("id"), row.Text("reason")
			i := slices.IndexFunc(c.Acknowledged, func(a acknowledged) bool { return a.Rule == rule && a.Reason == reason })
			if i < 0 {
				c.Acknowledged = append(c.Acknowledged, acknowledged{Rule: rule, Reason: reason})
				i = len(c.Acknowledged) - 1
			}
			if !slices.Contains(c.Acknowledged[i].On, resource.Name()) {
				c.Acknowledged[i].On = append(c.Acknowledged[i].On, resource.Name())
			}
		}
	}
	slices.SortFunc(c.Acknowledged, func(a, b acknowledged) int { return strings.Compare(a.Rule+a.Reason, b.Rule+b.Reason) })
	c.Frameworks = frameworks()
	for i, each := range c.Frameworks {
		if each.Rules != "" {
			c.Frameworks[i].Pack = packOf(env, each.Rules, c.Acknowledged)
		}
	}
	return c
}

// frameworks are those of the design document. What a template shows is in the tables; what stays with people is here.
func frameworks() []framework {
	return []framework{
		{Name: "SOC 2", Here: "encryption, least rights, logs with a retention, alarms, reviewed changes",
			Yours: "policies, reviews of access, training, suppliers, and the audit. AWS's own report covers AWS's part alone."},
		{Name: "PCI DSS", Rules: "pci-dss-321", Here: "segments without a way in, a web ACL, TLS to viewers, changes that leave a trace",
			Yours: "keep card data out of this system, or bring the system into scope: scans by an approved vendor, penetration tests, masking."},
		{Name: "HIPAA", Rules: "hipaa-security", Here: "encryption with keys of your own, logs, backups with tests of a restore",
			Yours: "a business associate agreement with AWS, only services that it covers, and who may see health data inside the application."},
		{Name: "GDPR", Here: "a region of your choice, retention of logs, deletion of old versions",
			Yours: "a legal basis, deletion on request inside the application, records of processing. Access logs hold viewers' addresses."},
	}
}
