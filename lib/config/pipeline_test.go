package config

import (
	"strings"
	"testing"
)

const goodPipeline = `{"repository": "example/kasha", "account": "111111111111", "region": "us-east-1",
	"connectionArn": "arn:aws:codeconnections:us-east-1:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef"}`

func badPipelines() []bad {
	withAccount := strings.TrimSuffix(minimalDev, "}") + `,"account":"222222222222"}`
	pipeline := func(name, patch, path, wrong, fix string) bad {
		return bad{name: name, base: withAccount, patch: `/{"pipeline": ` + patch + `}`, path: "/pipeline." + path, wrong: wrong, fix: fix}
	}
	change := func(old, new string) string { return strings.Replace(goodPipeline, old, new, 1) }
	return []bad{
		pipeline("repository without an owner", change("example/kasha", "kasha"), "repository", `"kasha" is not a repository's full name`,
			"owner/name"),
		pipeline("repository by its address", change("example/kasha", "https://github.com/example/kasha"), "repository",
			"not a repository's full name", "owner/name"),
		pipeline("endless repository", change("example/kasha", "example/"+strings.Repeat("a", 193)), "repository",
			"not a repository's full name", "owner/name"),
		pipeline("an empty group", change("example/kasha", "example//kasha"), "repository", "not a repository's full name",
			"group/subgroup/name"),
		pipeline("no repository", change(`"repository": "example/kasha",`, ""), "repository", "the repository is missing", "owner/name"),
		pipeline("branch with a space", change(`{`, `{"branch": "my branch",`), "branch", `"my branch" is not the name of a branch`, `"main"`),
		pipeline("branch with two dots", change(`{`, `{"branch": "a..b",`), "branch", "is not the name of a branch", `"main"`),
		pipeline("no account of the pipeline", change(`"account": "111111111111",`, ""), "account", "the account is missing", "12 digits"),
		pipeline("region of the pipeline", change(`"region": "us-east-1"`, `"region": "us-east"`), "region", `"us-east" is not a region`,
			`"us-east-1"`),
		pipeline("region without the pipeline's services", strings.ReplaceAll(goodPipeline, "us-east-1", "eu-south-2"), "region",
			"eu-south-2 lacks services that the pipeline is made of", "eu-west-3"),
		pipeline("email of the pipeline", change(`{`, `{"email": "ops@",`), "email", `"ops@" is not an email address`, `"ops@example.com"`),
		pipeline("connection that is none", change("connection/", "host/"), "connectionArn", "is not the ARN of a connection",
			"list-connections"),
		pipeline("no connection", `{"repository": "example/kasha", "account": "111111111111", "region": "us-east-1"}`, "connectionArn",
			"the connectionArn is missing", "list-connections"),
		pipeline("connection of another region", change("codeconnections:us-east-1", "codeconnections:eu-west-1"), "connectionArn",
			"the connection is in eu-west-1, the pipeline in us-east-1", "in the pipeline's region"),
		pipeline("connection of another account", change(":111111111111:", ":333333333333:"), "connectionArn",
			"the connection is in account 333333333333", "in the pipeline's account"),
		{name: "environment where no pipeline deploys",
			base: strings.NewReplacer("us-east-1", "ca-west-1", `{"name"`, `{"edge": {"originPrefixList": "pl-0123456789abcdef0"}, "name"`).
				Replace(withAccount),
			patch: `/{"pipeline": ` + goodPipeline + `}`, path: "/environments[0].region",
			wrong: "a pipeline cannot deploy to ca-west-1, which has no CodePipeline", fix: "remove pipeline, and deploy by hand"},
		{name: "copy where no pipeline deploys",
			base:  strings.TrimSuffix(withAccount, "}") + `,"backup": {"archive": true, "copyRegion": "mx-central-1"}}`,
			patch: `/{"pipeline": ` + goodPipeline + `}`,
			path:  "/environments[0].backup.copyRegion",
			wrong: "a pipeline cannot deploy the copy's vault to mx-central-1, which has no CodePipeline",
			fix:   "another region; or remove pipeline"},
		{name: "environment without an account", patch: `/{"pipeline": ` + goodPipeline + `}`, path: "/environments[0].account",
			wrong: "a pipeline needs one to deploy to", fix: "12 digits, in quotes; or remove pipeline"},
	}
}

// TestPipelineDefaultsToMain catches a pipeline without a branch.
func TestPipelineDefaultsToMain(t *testing.T) {
	raw := configuration(t, minimalDev[:len(minimalDev)-1]+`,"account":"222222222222"}`, `/{"pipeline": `+goodPipeline+`}`)
	if pipeline := mustRead(t, raw).Pipeline; pipeline == nil || pipeline.Branch != "main" {
		t.Errorf("%+v", pipeline)
	}
}

// TestBranches catches a name that git does not allow for a branch and the rule accepts, or the reverse.
func TestBranches(t *testing.T) {
	for branch, good := range map[string]bool{
		"main": true, "release/2026-11": true, "feature/a_b.c#7": true, strings.Repeat("a", 255): true,
		"": false, "-main": false, "/main": false, "main/": false, "main.": false, "main.lock": false,
		"a//b": false, "a/.b": false, "a..b": false, "a~b": false, strings.Repeat("a", 256): false,
	} {
		if isBranchName(branch) != good {
			t.Errorf("%q: %v, want %v", branch, !good, good)
		}
	}
}

// TestAdministratorsOfNonproductionAreNotThoseOfProduction catches a pipeline in a nonproduction account, whose administrators could
// deploy anything to production.
func TestAdministratorsOfNonproductionAreNotThoseOfProduction(t *testing.T) {
	for _, c := range []struct {
		name, dev, prod, pipeline string
		shared, refused           bool
	}{
		{name: "an account of its own", dev: "111111111111", prod: "333333333333", pipeline: "444444444444"},
		{name: "dev's account", dev: "444444444444", prod: "333333333333", pipeline: "444444444444", refused: true},
		{name: "dev's account, accepted", dev: "444444444444", prod: "333333333333", pipeline: "444444444444", shared: true},
		{name: "production's account", dev: "111111111111", prod: "444444444444", pipeline: "444444444444"},
		{name: "one account for all", dev: "444444444444", prod: "444444444444", pipeline: "444444444444"},
	} {
		environment := func(name, tier, account string) map[string]any {
			return map[string]any{
				"name": name, "tier": tier, "account": account, "region": "us-east-1", "availabilityZones": []any{"us-east-1a", "us-east-1b"},
			}
		}
		pipeline := map[string]any{
			"repository": "example/kasha", "account": c.pipeline, "region": "us-east-1",
			"connectionArn": "arn:aws:codeconnections:us-east-1:" + c.pipeline + ":connection/01234567-89ab-cdef-0123-456789abcdef",
		}
		if c.shared {
			pipeline["sharedAccount"] = true
		}
		_, err := Read(map[string]any{
			"environments": []any{environment("dev", "nonproduction", c.dev), environment("prod", "production", c.prod)}, "pipeline": pipeline,
		})
		if refused := err != nil && strings.Contains(err.Error(), "whose administrators could then deploy to production"); refused != c.refused {
			t.Errorf("%s: got %v, want a refusal: %v", c.name, err, c.refused)
		}
	}
}

// TestRepositoriesInSubgroups catches a repository that a host of repositories accepts and Kasha refuses: GitLab nests groups.
func TestRepositoriesInSubgroups(t *testing.T) {
	for repository, ok := range map[string]bool{
		"example/kasha": true, "group/sub/kasha": true, "a/b/c/d/e.f/kasha-2": true, "group/" + strings.Repeat("s/", 20) + "kasha": true,
		"group/" + strings.Repeat("s/", 21) + "kasha": false, "group/sub/": false, "/group/kasha": false, "group/sub kasha": false,
	} {
		_, err := Read(decodeJSON(t, `{"environments": [`+strings.Replace(minimalDev, "{", `{"account": "111111111111", `, 1)+`],
			"pipeline": `+strings.Replace(goodPipeline, "example/kasha", repository, 1)+`}`))
		if accepted := err == nil; accepted != ok {
			t.Errorf("%s: accepted is %v, want %v: %v", repository, accepted, ok, err)
		}
	}
}
