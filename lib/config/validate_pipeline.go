package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	repositoryNamePattern = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]*/[A-Za-z0-9_.-]+$`)
	branchPattern         = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_./+#@-]*$`)
	// codestar-connections is the service's old name, which connections made before 2024 keep.
	connectionPattern = regexp.MustCompile(`^arn:aws:(?:codeconnections|codestar-connections):([a-z0-9-]+):([0-9]{12}):` +
		`connection/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

func checkPipeline(at place, p Pipeline) {
	at.refuse("repository", !repositoryNamePattern.MatchString(p.Repository) || len(p.Repository) > 200,
		missing("repository", p.Repository, "not a repository's full name"), `owner/name, such as "example/kasha"`)
	at.refuse("branch", !branchName(p.Branch), quote(p.Branch)+" is not the name of a branch", `a branch such as "main"`)
	at.refuse("account", !accountPattern.MatchString(p.Account),
		missing("account", p.Account, "not an account id"),
		"the 12 digits of the account that the pipeline runs in, in quotes")
	checkRegion(at, p.Region)
	at.refuse("region", !OffersPipeline(p.Region), p.Region+" lacks services that the pipeline is made of",
		"one of "+list(pipelineRegions(), "or")+"; the pipeline deploys to every region from there")
	checkEmail(at, p.Email)

	const arn = "arn:aws:codeconnections:REGION:ACCOUNT:connection/ID, as `aws codeconnections list-connections` prints it"
	parts := connectionPattern.FindStringSubmatch(p.ConnectionARN)
	if parts == nil {
		at.reject("connectionArn", missing("connectionArn", p.ConnectionARN, "not the ARN of a connection"), arn)
		return
	}
	at.refuse("connectionArn", at.sound("region") && parts[1] != p.Region,
		"the connection is in "+parts[1]+", the pipeline in "+p.Region, "a connection in the pipeline's region: "+arn)
	at.refuse("connectionArn", at.sound("account") && parts[2] != p.Account,
		"the connection is in account "+parts[2]+", the pipeline in "+p.Account,
		"a connection in the pipeline's account: "+arn)
}

// branchName follows git's check-ref-format, and leaves out the characters that nobody's branch has.
func branchName(branch string) bool {
	inside := func(part string) bool { return strings.Contains(branch, part) }
	last := func(part string) bool { return strings.HasSuffix(branch, part) }
	return branchPattern.MatchString(branch) && len(branch) <= 255 &&
		!slices.ContainsFunc([]string{"..", "//", "/."}, inside) && !slices.ContainsFunc([]string{"/", ".", ".lock"}, last)
}

// checkPipelineAccounts: a pipeline deploys from its own account and cannot ask whose credentials are in use.
func checkPipelineAccounts(at place, environments []Environment) {
	for i, e := range environments {
		at.in(fmt.Sprintf("environments[%d]", i)).refuse("account", e.Account == "",
			"the account is missing, and a pipeline must know where to deploy", "the environment's 12 digits, in quotes; or take pipeline out, and deploy by hand")
	}
}
