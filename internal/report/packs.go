package report

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/lib/spelling"
)

// The rules of cdk-nag's packs by their names. The same name is the same check in every pack. Source: cdk-nag 2.38.2, lib/packs; a test
// compares the lists with the module that is in use.
//
//go:embed packs/*.txt
var packFiles embed.FS

// ran is the prefix of the pack that the tests run, in which the packs of other frameworks are nearly contained.
const ran = "NIST.800.53.R5-"

// packFinding is what a rule of a pack finds in an environment, and why that is accepted.
type packFinding struct {
	Rule, Why string
	On        []string
}

// pack is a framework's rules as cdk-nag has them.
type pack struct {
	Says     string
	Findings []packFinding
	Open     []string // rules that are neither run by the tests nor evaluated here
}

func packRules(name string) []string {
	text, err := packFiles.ReadFile("packs/" + name + ".txt")
	if err != nil {
		panic(err) // a file of this package
	}
	return strings.Fields(string(text))
}

// packOf says what a pack finds: the acknowledged findings of rules that it shares with the pack that is run, and its other rules.
func packOf(env cloudformation.Environment, name string, acknowledged []acknowledged) pack {
	rules, shared := packRules(name), packRules("nist-800-53-r5")
	var p pack
	for _, each := range acknowledged {
		if rule, ok := strings.CutPrefix(each.Rule, ran); ok && slices.Contains(rules, rule) {
			p.Findings = append(p.Findings, packFinding{rule, each.Reason, each.On})
		}
	}
	own := 0
	for _, rule := range rules {
		if slices.Contains(shared, rule) {
			continue
		}
		own++
		found, known := otherRule(env, rule)
		switch {
		case !known:
			p.Open = append(p.Open, rule)
		case len(found.On) > 0:
			p.Findings = append(p.Findings, found)
		}
	}
	p.Says = fmt.Sprintf("cdk-nag's pack has %s. The tests run %d of them, because NIST 800-53 R5 has them too. "+
		"This page evaluates the other %d.",
		spelling.Count(len(rules), "rule"), len(rules)-own, own)
	return p
}

// otherRule evaluates a rule that the tests do not run. known is false where this package does not know how.
func otherRule(env cloudformation.Environment, rule string) (found packFinding, known bool) {
	found = packFinding{Rule: rule}
	about := map[string]string{ // rules about types that an environment of Kasha does not have
		"APIGWXrayEnabled": "AWS::ApiGateway::Stage", "CodeBuildProjectEnvVarAwsCred": "AWS::CodeBuild::Project",
		"CodeBuildProjectSourceRepoUrl": "AWS::CodeBuild::Project", "EC2InstanceDetailedMonitoringEnabled": "AWS::EC2::Instance",
		"EMRKerberosEnabled": "AWS::EMR::Cluster", "IAMGroupHasUsers": "AWS::IAM::Group",
	}
	if resourceType, ok := about[rule]; ok {
		return found, len(env.Resources(resourceType)) == 0
	}
	switch rule {
	case "ALBHttpDropInvalidHeaderEnabled":
		for _, balancer := range env.Resources("AWS::ElasticLoadBalancingV2::LoadBalancer") {
			if !slices.ContainsFunc(balancer.Properties.Maps("LoadBalancerAttributes"), func(p cloudformation.Properties) bool {
				return p.Text("Key") == "routing.http.drop_invalid_header_fields.enabled" && p.Is("Value")
			}) {
				found.On = append(found.On, balancer.Name())
			}
		}
		found.Why = "nothing accepts this: the load balancer passes invalid headers on"
	case "RDSAutomaticMinorVersionUpgradeEnabled":
		for _, database := range env.Resources("AWS::RDS::DBInstance") {
			if !database.Properties.Is("AutoMinorVersionUpgrade") {
				found.On = append(found.On, database.Name())
			}
		}
		found.Why = "otherwise the next deployment would ask for the older version and fail; docs/runbooks/engine-upgrade.md"
	default:
		return found, false
	}
	return found, true
}
