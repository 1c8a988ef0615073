package preflight

import (
	"fmt"
	"strconv"

	"kasha/lib/config"
	"kasha/lib/quotas"
)

// newAccountLacks adds up what the environments in this one's account and region need. It reports what exceeds the quotas of a new account.
// It counts what cdk.json says. What the account was granted, and what else is there, only the account knows.
func newAccountLacks(kasha config.Kasha, env config.Environment) []string {
	var n needs
	for _, other := range kasha.Environments {
		if other.Account == env.Account {
			n.add(other, other.Region == env.Region)
		}
	}
	where := "in " + env.Region
	if env.Account != "" {
		where = "in account " + env.Account + ", " + env.Region
	}
	var notes []string
	note := func(region, service, code, format string, arguments ...any) {
		notes = append(notes, fmt.Sprintf(format, arguments...)+fmt.Sprintf(" See what it has with: aws service-quotas get-service-quota "+
			"--region %s --service-code %s --quota-code %s (docs/quotas.md)", region, service, code))
	}
	if n.addresses > quotas.ElasticIPs {
		note(env.Region, "ec2", "L-0263D0A3", "The %d environments of cdk.json %s need %d Elastic IP addresses for their NAT gateways, and a "+
			"new account has %d.", n.environments, where, n.addresses, quotas.ElasticIPs)
	}
	if n.environments+1 > quotas.VPCs { // and the VPC that every account begins with
		note(env.Region, "vpc", "L-F678F1CE", "The %d environments of cdk.json %s need %d VPCs beside the default one, and a new account has "+
			"%d in all.", n.environments, where, n.environments, quotas.VPCs)
	}
	for _, capacity := range []struct {
		name, code string
		units      int
	}{{"Fargate", "L-3032A538", n.onDemand}, {"Fargate Spot", "L-36FBB829", n.spot}} {
		if capacity.units > quotas.FargateVCPUs*unitsOfOneVCPU {
			note(env.Region, "fargate", capacity.code, "While they deploy with every task that they may have, the services of cdk.json %s take "+
				"%s vCPUs of %s, and a new account has %d.", where, vCPUs(capacity.units), capacity.name, quotas.FargateVCPUs)
		}
	}
	if n.inAccount > quotas.ResponseHeadersPolicies {
		note("us-east-1", "cloudfront", "L-CF0D4FC5", "The %d environments of cdk.json in this account have a response headers policy each, "+
			"and a new account has %d.", n.inAccount, quotas.ResponseHeadersPolicies)
	}
	return notes
}

// unitsOfOneVCPU is how many CPU units of Fargate are one vCPU.
const unitsOfOneVCPU = 1024

// needs are what environments take of an account, and of one region of it.
type needs struct{ inAccount, environments, addresses, onDemand, spot int }

func (n *needs) add(env config.Environment, here bool) {
	n.inAccount++
	if !here {
		return
	}
	n.environments++
	n.addresses += env.Network.NATGateways // each has one
	for _, process := range env.Processes() {
		if process.Spot {
			n.spot += process.CPU * process.MostTasks
		} else {
			n.onDemand += process.CPU * process.MostTasks
		}
	}
}

// vCPUs writes CPU units as vCPUs: 6.5.
func vCPUs(units int) string { return strconv.FormatFloat(float64(units)/unitsOfOneVCPU, 'f', -1, 64) }
