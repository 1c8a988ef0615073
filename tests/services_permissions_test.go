package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestServicesDependOnTheirRolesPolicies catches a service that ECS may start before its roles have their permissions. The first tasks
// could then not pull the image or read the secrets, and the deployment would be rolled back.
func TestServicesDependOnTheirRolesPolicies(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			var depends []string
			for _, each := range p.dependencies(c.service) {
				depends = append(depends, each.Path)
			}
			for _, property := range []string{"ExecutionRoleArn", "TaskRoleArn"} {
				role := p.follow(c.definition.Properties.Text(property))
				needed := []string{role.Path}
				for _, policy := range p.all("AWS::IAM::Policy") {
					if slices.Contains(policy.Properties.Texts("Roles"), role.Reference()) {
						needed = append(needed, policy.Path)
					}
				}
				for _, path := range needed {
					if !slices.Contains(depends, path) {
						p.t.Errorf("%s depends on %v, want %s among them", c.service, depends, path)
					}
				}
			}
		}
	})
}

// TestServicesMayAlwaysPullFromTheirRepositoryAndTheCache catches an execution role whose pull right follows the configured image.
func TestServicesMayAlwaysPullFromTheirRepositoryAndTheCache(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			name := c.says.Text("Name")
			may := p.actions(p.follow(c.definition.Properties.Text("ExecutionRoleArn")))
			own, cache := "repository/kasha-"+p.env.Name+"/"+name, "repository/kasha-"+p.env.Name+"-ecr-public/*"
			for _, want := range []string{
				"ecr:BatchGetImage " + own, "ecr:GetDownloadUrlForLayer " + own,
				"ecr:BatchGetImage " + cache, "ecr:BatchImportUpstreamImage " + cache, "ecr:CreateRepository " + cache,
			} {
				action, on, _ := strings.Cut(want, " ")
				if !slices.ContainsFunc(may, func(got string) bool { return strings.HasPrefix(got, action+" ") && strings.HasSuffix(got, on) }) {
					p.t.Errorf("%s: the execution role of %s may %v, want %s", p.env.Name, name, may, want)
				}
			}
		}
	})
}

// TestReleasesKeepWhatThePreviousTasksNeed catches a release that takes a permission from a role while tasks of the previous release still
// use it. CloudFormation changes a policy before the service, and deletes one only after the service is stable. A permission may
// therefore go with a whole policy, but not from one that stays. The same holds for a rule within a security group.
func TestReleasesKeepWhatThePreviousTasksNeed(t *testing.T) {
	const other = `"port": 8080, "image": "222222222222.dkr.ecr.us-east-1.amazonaws.com/shop-`
	const own = `{"image": "ecr:1", "port": 8080}`
	const public = `{"image": "public.ecr.aws/nginx/nginx-unprivileged:1.28.0"}`
	const job = `"runs": "backend", "command": ["report"], "schedule": "cron(0 3 * * ? *)"}}`
	releases := []string{
		`"frontend": ` + public + `, "backend": ` + public,
		`"frontend": ` + own + `, "backend": {` + other + `app:1"}, "database": {"proxy": true, "readReplica": true}`,
		`"frontend": {` + other + `front:1"}, "backend": ` + own + `, "database": {"readReplica": true}`,
		`"frontend": {"uses": ["database", "bucket", "queue:*"], "secrets": {"KEY": {"secret": "shop/key"}, "DSN": {"parameter": "/shop/dsn"}},
			"egress": [{"port": 587, "to": "0.0.0.0/0", "for": "mail"}, {"port": 22, "to": "203.0.113.7/32", "for": "bank"}]},
			"backend": {"uses": ["queue:jobs:receive"]}, "jobs": {"report": {"uses": ["queue:jobs:receive"], ` + job +
			`, "workers": {"mail": {"queue": "email", "maxTasks": 1, "uses": ["bucket", "database"], "secrets": {"KEY": {"secret": "shop/key"}}}}`,
		`"frontend": {"uses": ["queue:jobs:send"], "egress": [{"port": 22, "to": "203.0.113.7/32", "for": "SFTP"}]},
			"backend": {"uses": ["bucket", "queue:*"], "egress": [{"port": 25, "to": "0.0.0.0/0", "for": "mail"}],
			"secrets": {"KEY": {"secret": "shop/key"}}}, "jobs": {"report": {"uses": ["bucket"], ` + job +
			`, "workers": {"mail": {"queue": "jobs", "uses": ["queue:email:send"]}}`,
		`"services": {"api": {"routes": ["/api/*"], "uses": ["service:search", "queue:jobs:send"], "image": "ecr:1", "port": 8080},
			"search": {"internalPort": 9200, "uses": ["bucket"]}}, "backend": {"uses": ["service:search", "queue:*"]}`,
		`"services": {"api": {"routes": ["/api/*"], "uses": ["database"], "egress": [{"port": 25, "to": "0.0.0.0/0", "for": "mail"}]},
			"search": {"internal": true, "routes": ["/search/*"]}}, "database": {"poolSize": 2}`,
	}
	var policies []map[string][]string // of each release: the permissions of each policy of the tasks' roles
	var groups []map[string][]string   // of each release: the outbound rules within each security group
	for _, release := range releases {
		kasha := configurationOf(t, `{"name": "dev", "tier": "nonproduction", "account": "111111111111", "region": "us-east-1",
			"availabilityZones": ["us-east-1a", "us-east-1b"], `+release+`}`)
		environment := platform{t: t, env: kasha.Environments[0], stacks: synthesizeTo(t, t.TempDir(), kasha).Stage("dev")}
		environment.model = resolve(t, environment.stacks)
		policies, groups = append(policies, environment.taskPolicies()), append(groups, environment.inlineEgress())
	}
	for i, before := range groups {
		for j, after := range groups {
			for group, rules := range before {
				kept, stays := after[group]
				for _, rule := range rules {
					if stays && !slices.Contains(kept, rule) {
						t.Errorf("from release %d to %d: %s loses %s while the previous tasks run; fix: a rule of its own", i, j, group, rule)
					}
				}
			}
		}
	}
	for i, before := range policies {
		for j, after := range policies {
			for policy, permissions := range before {
				kept, stays := after[policy]
				for _, permission := range permissions {
					elsewhere := slices.ContainsFunc(kept, func(got string) bool { return covers(got, permission) })
					if stays && !elsewhere && !heldBySeparatePolicy(before, after, policy, permission) {
						t.Errorf("from release %d to %d: %s loses %s while the previous tasks run; fix: a policy of its own", i, j, policy, permission)
					}
				}
			}
		}
	}
}

// taskPolicies are the permissions in each policy of the services' task and execution roles, by the policy's path.
func (p platform) taskPolicies() map[string][]string {
	p.t.Helper()
	found := map[string][]string{}
	for _, grant := range p.grants() {
		if strings.HasPrefix(grant.from.Path, "services/") && strings.Contains(grant.from.Path, "/Task/") {
			for _, action := range grant.says.Texts("Action") {
				for _, on := range grant.says.Texts("Resource") {
					found[grant.from.Path] = append(found[grant.from.Path], fmt.Sprint(action, " ", on, " ", asJSON(grant.says.Map("Condition"))))
				}
			}
		}
	}
	if len(found) == 0 {
		p.t.Fatal("no policy of a task's role, want some")
	}
	return found
}

// inlineEgress are the outbound rules within each security group of the services, by the group's path.
func (p platform) inlineEgress() map[string][]string {
	p.t.Helper()
	found := map[string][]string{}
	for _, group := range p.some("AWS::EC2::SecurityGroup") {
		for _, rule := range group.Properties.Maps("SecurityGroupEgress") {
			opens := fmt.Sprint(rule.Text("IpProtocol"), " ", rule.Text("FromPort"), "-", rule.Text("ToPort"), " ", rule.Text("CidrIp"))
			found[group.Path] = append(found[group.Path], opens)
		}
	}
	return found
}

// covers reports whether one permission includes another. Only a wildcard before the condition counts.
func covers(wide, narrow string) bool {
	start, end, wildcard := strings.Cut(wide, "/* ")
	return wide == narrow || wildcard && strings.HasPrefix(narrow, start+"/") && strings.HasSuffix(narrow, " "+end)
}

// heldBySeparatePolicy reports whether another policy of the same task definition has the permission and goes as a whole, which is late.
func heldBySeparatePolicy(before, after map[string][]string, policy, permission string) bool {
	definition, _, _ := strings.Cut(policy, "/Task/")
	for name, permissions := range before {
		_, stays := after[name]
		if !stays && strings.HasPrefix(name, definition+"/Task/") && slices.Contains(permissions, permission) {
			return true
		}
	}
	return false
}

// TestTheGeneralKeyIsUsedThroughAService catches a role that may use the general key by itself. The key encrypts secrets, logs, objects and
// messages, so a role that needs one of these could decrypt all of them.
func TestTheGeneralKeyIsUsedThroughAService(t *testing.T) {
	eachShape(t, func(p platform) {
		found := 0
		for _, grant := range p.grants() {
			uses := slices.ContainsFunc(grant.says.Texts("Action"), func(action string) bool {
				return strings.HasPrefix(action, "kms:Decrypt") || strings.HasPrefix(action, "kms:GenerateDataKey")
			})
			onGeneral := slices.ContainsFunc(grant.says.Texts("Resource"), func(on string) bool {
				key, ok := p.model.Find(on)
				return on == "*" || ok && strings.HasPrefix(p.resource(key).Path, "network/Key")
			})
			if !uses || !onGeneral || grant.says.Map("Condition").Map("ForAnyValue:StringEquals").Text("kms:ResourceAliases") != "" {
				continue
			}
			found++
			equals := grant.says.Map("Condition").Map("StringEquals")
			if equals.Text("kms:ViaService") == "" && equals.Text("kms:EncryptionContext:aws:sns:topicArn") == "" {
				p.t.Errorf("%s: %v uses the general key, want a condition kms:ViaService or the topic's encryption context", grant.from, grant.says)
			}
		}
		if found < 4 {
			p.t.Errorf("%d grants of the general key found, want four or more", found)
		}
	})
}
