package config

import (
	"regexp"
	"slices"
	"strings"

	"kasha/lib/offers"
)

// Pipeline is the self-updating pipeline: what it listens to, and where it is.
type Pipeline struct {
	// Repository is the source repository.
	//
	//	Default: none; required
	//	Allowed: owner/name, or group/subgroup/name with at most 20 subgroups, as GitLab has them; at most 200 characters
	//	Source:  CodePipeline user guide, "CodeStarSourceConnection", FullRepositoryId; GitLab, "Subgroups"
	Repository string `json:"repository"`

	// Branch is the branch whose pushes start the pipeline.
	//
	//	Default: "main"
	//	Allowed: a branch name of at most 255 characters
	//	Source:  what large hosts of repositories call it; git check-ref-format
	Branch string `json:"branch"`

	// ConnectionARN is the CodeConnections connection to the host of the repository.
	//
	//	Default: none; required
	//	Allowed: the ARN of a connection in the pipeline's account and region
	//	Source:  `aws codeconnections list-connections`
	ConnectionARN string `json:"connectionArn"`

	// Account is the AWS account of the pipeline.
	//
	//	Default: none; required
	//	Allowed: 12 digits
	//	Source:  IAM user guide, "AWS account identifiers"
	Account string `json:"account"`

	// SharedAccount accepts that the pipeline's account is also the account of a nonproduction environment, while the pipeline deploys
	// production elsewhere. Every administrator of that account can then deploy to production.
	//
	//	Default: false
	//	Allowed: true or false
	//	Source:  AWS Security Reference Architecture, "Shared Services account"
	SharedAccount bool `json:"sharedAccount"`

	// Region is the AWS region of the pipeline. The pipeline deploys to every region from there.
	//
	//	Default: none; required
	//	Allowed: a region of lib/offers/regions.go that has what the pipeline is made of
	//	Source:  aws-cdk-lib 2.270.0, rule F3006
	Region string `json:"region"`

	// Email is subscribed to failures and pending approvals; the recipient must confirm the subscription. Empty: the topic has no
	// subscriber.
	//
	//	Default: ""
	//	Allowed: one email address of at most 254 characters
	//	Source:  RFC 5321: a path of 256, less its angle brackets
	Email string `json:"email"`
}

// prepare fills a pipeline of which nothing was written.
func (p *Pipeline) prepare(map[string]any) { *p = Pipeline{Branch: "main"} }

var (
	repositoryNamePattern = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+){1,21}$`)
	branchPattern         = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./+#@-]*$`)
	// codestar-connections is the service's old name, which connections made before 2024 keep.
	connectionPattern = regexp.MustCompile(`^arn:aws:(?:codeconnections|codestar-connections):([a-z0-9-]+):([0-9]{12}):` +
		`connection/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

func checkPipeline(at object, p Pipeline) {
	if !repositoryNamePattern.MatchString(p.Repository) || len(p.Repository) > 200 {
		at.reject("repository", missing("repository", p.Repository, "a repository's full name"),
			`owner/name, such as "example/kasha", or "group/subgroup/name"`)
	}
	if !isBranchName(p.Branch) {
		at.reject("branch", quote(p.Branch)+" is not the name of a branch", `a branch such as "main"`)
	}
	if !accountPattern.MatchString(p.Account) {
		at.reject("account", missing("account", p.Account, "an account id"), "the 12 digits of the pipeline's account, in quotes")
	}
	checkRegion(at, p.Region)
	if !offers.RegionOf(p.Region).HasPipelines() {
		at.reject("region", p.Region+" lacks services that the pipeline is made of",
			oneOf(offers.PipelineRegions())+"; the pipeline deploys to every region from there")
	}
	checkEmail(at, p.Email)
	checkConnection(at, p)
}

func checkConnection(at object, p Pipeline) {
	const arn = "arn:aws:codeconnections:REGION:ACCOUNT:connection/ID, as `aws codeconnections list-connections` prints it"
	parts := connectionPattern.FindStringSubmatch(p.ConnectionARN)
	if parts == nil {
		at.reject("connectionArn", missing("connectionArn", p.ConnectionARN, "the ARN of a connection"), arn)
		return
	}
	region, account := parts[1], parts[2]
	if at.valid("region") && region != p.Region {
		at.reject("connectionArn", "the connection is in "+region+", the pipeline in "+p.Region,
			"a connection in the pipeline's region: "+arn)
	}
	if at.valid("account") && account != p.Account {
		at.reject("connectionArn", "the connection is in account "+account+", the pipeline in "+p.Account,
			"a connection in the pipeline's account: "+arn)
	}
}

// isBranchName follows git's check-ref-format, and leaves out characters that no one uses in a branch.
func isBranchName(branch string) bool {
	inside := func(part string) bool { return strings.Contains(branch, part) }
	last := func(part string) bool { return strings.HasSuffix(branch, part) }
	return branchPattern.MatchString(branch) && len(branch) <= 255 &&
		!slices.ContainsFunc([]string{"..", "//", "/."}, inside) && !slices.ContainsFunc([]string{"/", ".", ".lock"}, last)
}

// checkPipelineOwner checks that people who administer a nonproduction account do not administer production as well. Production's
// bootstrap trusts the pipeline's account, and trust in an account is trust in each of its administrators.
func checkPipelineOwner(at object, p Pipeline, environments []Environment) {
	if p.SharedAccount || !at.valid("account") {
		return
	}
	production := slices.ContainsFunc(environments, func(e Environment) bool { return e.IsProduction() && e.Account != p.Account })
	for _, e := range environments {
		if production && !e.IsProduction() && e.Account == p.Account {
			at.reject("account", p.Account+" is also the account of "+e.Name+", whose administrators could then deploy to production",
				`an account for the pipeline alone; or "sharedAccount": true, if they may`)
			return
		}
	}
}

// checkPipelineAccounts checks that each environment has an account: a pipeline deploys from its own account, and cannot ask whose
// credentials are in use.
func checkPipelineAccounts(at object, environments []Environment) {
	for i, e := range environments {
		at.element("environments", i).rejectIf(e.Account == "", "account",
			"the account is missing, and a pipeline needs one to deploy to",
			"the environment's 12 digits, in quotes; or remove pipeline, and deploy by hand")
	}
}

// checkPipelineTargets checks that the pipeline can deploy to each region of each environment. A deployment into another region is a
// cross-region action of CodePipeline, which needs CodePipeline there.
func checkPipelineTargets(at object, environments []Environment) {
	for i, e := range environments {
		element := at.element("environments", i)
		lacks := func(region string) bool {
			found := offers.RegionOf(region)
			return found.Name != "" && !found.HasCodePipeline()
		}
		if lacks(e.Region) {
			element.reject("region", "a pipeline cannot deploy to "+e.Region+", which has no CodePipeline",
				"remove pipeline, and deploy by hand; or "+oneOf(offers.DeployableRegions()))
		}
		if archive, elsewhere := e.ArchiveTarget(); elsewhere && archive.Region != e.Region && lacks(archive.Region) {
			element.reject("backup.copyRegion", "a pipeline cannot deploy the copy's vault to "+archive.Region+", which has no CodePipeline",
				"another region; or remove pipeline, and deploy by hand")
		}
	}
}
