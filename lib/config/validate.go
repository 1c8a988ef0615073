package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// checkKasha runs every rule. A rule is one call of refuse: the field, when it is bad, why, and what to write.
func checkKasha(at place, k Kasha) {
	at.refuse("environments", len(k.Environments) == 0, "there is no environment", `at least one: [{"name": "dev", ...}]`)
	for i, e := range k.Environments {
		checkEnvironment(at.in(fmt.Sprintf("environments[%d]", i)), e)
	}
	checkTogether(at, k.Environments)
	if k.Pipeline != nil {
		checkPipeline(at.in("pipeline"), *k.Pipeline)
		checkPipelineAccounts(at, k.Environments)
	}
}

func checkEnvironment(at place, e Environment) {
	checkIdentity(at, e)
	at.guessed = !at.sound("tier") // from here on, only what was written
	checkNetwork(at.in("network"), e.Network)
	checkService(at.in("frontend"), e.Frontend, e)
	checkService(at.in("backend"), e.Backend, e)
	checkSubnetRoom(at, e)
	checkDatabase(at.in("database"), e.Database, e)
	checkSecretName(at, e)
	checkConnections(at, e)
	checkBackup(at.in("backup"), e)
	checkOffers(at, e)
	checkEdge(at.in("edge"), e.Edge)
	checkOriginPrefixList(at, e)
	checkMessaging(at.in("messaging"), e.Messaging)
	checkLogs(at.in("logs"), e.Logs)
	checkAlarms(at.in("alarms"), e.Alarms)
	if e.Schedule != nil {
		checkSchedule(at, e)
	}
	checkBudget(at.in("budget"), e.Budget)
}

// MaxEnvironmentName is the longest name of an environment. The tightest name made of it is the prefix of the ECR
// pull-through cache, kasha-<name>-ecr-public, of at most 30 characters; that would allow 13, and leaves one to spare.
// Load balancers and target groups allow 32, kasha-<name>-mysql-replica 63.
const MaxEnvironmentName = 12

var (
	environmentPattern = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	accountPattern     = regexp.MustCompile(`^[0-9]{12}$`)
	zoneIDPattern      = regexp.MustCompile(`^[a-z]{3,5}[0-9]-az[0-9]$`)
)

// checkIdentity checks who an environment is and where it lies.
func checkIdentity(at place, e Environment) {
	const names = `lower-case letters, digits and single hyphens, beginning with a letter, at most 12 characters, such as "staging"`
	at.refuse("name", e.Name == "", "the name is missing", names)
	at.refuse("name", !environmentPattern.MatchString(e.Name) || len(e.Name) > MaxEnvironmentName,
		quote(e.Name)+" cannot be part of the names of AWS resources", names)
	at.refuse("name", e.Name == "pipeline", `"pipeline" is the name of the stack that deploys the others`, "another name")

	at.refuse("tier", e.Tier != Production && e.Tier != Nonproduction, missing("tier", string(e.Tier), "no tier"),
		suggestion(string(e.Tier), []string{string(Production), string(Nonproduction)}))

	at.refuse("account", e.Account != "" && !accountPattern.MatchString(e.Account), quote(e.Account)+" is not an account id",
		"the 12 digits in quotes, or leave the field out for the account of your credentials")

	checkRegion(at, e.Region)
	checkZones(at, e)
}

func checkRegion(at place, region string) {
	if slices.Contains(Regions(), region) {
		return
	}
	elsewhere := strings.HasPrefix(region, "us-gov-") || strings.HasPrefix(region, "cn-")
	at.refuse("region", elsewhere,
		quote(region)+" is in another partition, which has no us-east-1 for CloudFront's web ACL",
		"one of "+list(Regions(), "or"))
	at.reject("region", missing("region", region, "no region of AWS's commercial partition"), suggestion(region, Regions()))
}

func checkZones(at place, e Environment) {
	var choices string
	if zones := ZonesOf(e.Region); len(zones) > 0 {
		choices = fmt.Sprintf("two of %s, as `aws ec2 describe-availability-zones` lists them for your account", list(zones, "and"))
	} else {
		choices = `two zones of the region, such as "us-east-1a" and "us-east-1b"`
	}
	zones := e.AvailabilityZones
	at.refuse("availabilityZones", len(zones) != 2, fmt.Sprintf("there are %d zones, want exactly two", len(zones)), choices)
	at.refuse("availabilityZones", len(zones) == 2 && zones[0] == zones[1], "it is the same zone twice", choices)
	elements := at.in("availabilityZones")
	for i, zone := range zones {
		element := fmt.Sprintf("[%d]", i)
		elements.refuse(element, zoneIDPattern.MatchString(zone),
			quote(zone)+" is a zone's id; the name is wanted, which differs between accounts", choices)
		elements.refuse(element, at.sound("region") && !slices.Contains(ZonesOf(e.Region), zone),
			quote(zone)+" is no zone of "+e.Region, choices)
	}
}

// missing says that a required value is not there, or what it is not.
func missing(field, value, not string) string {
	if value == "" {
		return "the " + field + " is missing"
	}
	return quote(value) + " is " + not
}

// suggestion is the most likely choice, or all of them.
func suggestion(value string, choices []string) string {
	if guess := nearest(value, choices); guess != "" {
		return quote(guess) + ", if you mean that"
	}
	return "one of " + list(choices, "or")
}
