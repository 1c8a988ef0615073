package exposure

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// actsAsBefore reports a new resource that acts with a role of before, or runs in a security group of before. No policy changes, but other
// code has the rights. What a role that is new too may do is compared as permissions.
func (e *Environment) actsAsBefore(s Stack, r Resource) []Finding {
	kind := values.Type(r.New)
	if strings.HasPrefix(kind, "AWS::IAM::") {
		return nil // who may use its rights is a permission
	}
	var roles, groups []string
	for _, leaf := range textsOf(r) {
		switch text := values.Text(leaf.Value); {
		case e.isRoleOfBefore(text) && !e.doesAsBefore(r, leaf):
			roles = with(roles, e.text(s, text))
		case e.isGroupOfBefore(text) && slices.Contains(runsInGroups(), kind):
			groups = with(groups, e.text(s, text))
		}
	}
	var found []Finding
	slices.Sort(roles)
	slices.Sort(groups)
	source := ""
	if code := e.codeOf(s, r); code != "" {
		source = "; its code: " + code
	}
	if len(roles) > 0 {
		found = append(found, e.isAfter(s, r, properties.Opening, "something new acts with a role that was there before"+source,
			strings.Join(roles, ", ")))
	}
	if len(groups) > 0 {
		found = append(found, e.isAfter(s, r, properties.Opening, "something new is in a security group that was there before, and reaches "+
			"what it reaches"+source, strings.Join(groups, ", ")))
	}
	return found
}

// runsInGroups are the types that run code in security groups.
func runsInGroups() []string {
	return []string{"AWS::ECS::Service", "AWS::Lambda::Function", "AWS::CodeBuild::Project", "AWS::Synthetics::Canary"}
}

// serviceLinked are roles that only one service of AWS can use, with rights that AWS defines.
var serviceLinked = regexp.MustCompile(`:role/aws-service-role/`)

var roleARN = regexp.MustCompile(`^arn:[^ ]*:iam::[^ ]*:role/[^ ]+$`)

func (e *Environment) isRoleOfBefore(text string) bool {
	if roleARN.MatchString(text) {
		return !serviceLinked.MatchString(text) && !e.allNew([]string{text[strings.LastIndex(text, "/")+1:]})
	}
	return e.isOfBefore(text, "AWS::IAM::Role")
}

func (e *Environment) isGroupOfBefore(text string) bool {
	return strings.HasPrefix(text, "sg-") || e.isOfBefore(text, "AWS::EC2::SecurityGroup")
}

// isOfBefore reports whether a text is a reference to a resource of a type that is there before.
func (e *Environment) isOfBefore(text, kind string) bool {
	at, ok := cloudformation.ParseReference(text)
	name := values.Name(at.Stack, at.LogicalID)
	return ok && !e.added[name] && values.Type(e.after.resources[name]) == kind
}

// doesAsBefore reports whether a role does for the new resource what it did for one of before. Then it calls the same
// target of a rule, or publishes files of the application.
func (e *Environment) doesAsBefore(r Resource, role properties.Leaf) bool {
	text := values.Text(role.Value)
	for _, old := range e.before.resources {
		if values.Type(old) != values.Type(r.New) {
			continue
		}
		switch values.Type(r.New) {
		case "AWS::Events::Rule":
			if slices.Contains(targetsWith(old, text), strings.Join(targetsWith(r.New, text), "\n")) {
				return true
			}
		case "AWS::CodeBuild::Project":
			if values.Text(at("ServiceRole")(old)) == text && publishesAs(old, r.New) {
				return true
			}
		}
	}
	return false
}

// targetsWith are the ARNs of a rule's targets that use a role.
func targetsWith(rule map[string]any, role string) []string {
	var all []string
	for _, target := range objects(at("Targets")(rule)) {
		if values.Text(target["RoleArn"]) == role {
			all = append(all, values.Text(target["Arn"]))
		}
	}
	return all
}

// publishesAs reports whether two build projects differ only in the files of the application that they publish.
func publishesAs(old, new map[string]any) bool {
	same := func(path ...string) bool { return values.Equal(at(path...)(old), at(path...)(new)) }
	return at("Source", "Type")(new) == "CODEPIPELINE" && same("Environment") && same("SecondarySources") &&
		anyFile(values.Text(at("Source", "BuildSpec")(old))) == anyFile(values.Text(at("Source", "BuildSpec")(new)))
}

// anyFile leaves out of a specification which files its commands publish, and how many.
func anyFile(specification string) string {
	var all []string
	for _, line := range lines(specification) {
		var command string
		if json.Unmarshal([]byte(line), &command) == nil && publishing.MatchString(command) {
			line = "publish"
		}
		if line != "publish" || len(all) == 0 || all[len(all)-1] != line {
			all = append(all, line)
		}
	}
	return strings.Join(all, "\n")
}

// codeOf says where the code of a new resource comes from.
func (e *Environment) codeOf(s Stack, r Resource) string {
	var parts []string
	for _, leaf := range textsOf(r) {
		switch leaf.Path {
		case "Code.S3Bucket", "Code.S3Key", "Code.ImageUri", "ContainerDefinitions[].Image", "Source.Type",
			"Source.Location", "Environment.Image":
			parts = append(parts, e.text(s, values.Text(leaf.Value)))
		case "Code.ZipFile", "Code.Script", "DefinitionString", "Source.BuildSpec":
			parts = append(parts, leaf.Path+" in the template")
		}
	}
	return strings.Join(parts, ", ")
}

// textsOf are the texts in the properties of a resource, in the order of their places. Those of policies are left out.
func textsOf(r Resource) []properties.Leaf {
	var all []properties.Leaf
	for _, leaf := range properties.Leaves(values.Properties(r.New)) {
		if _, isText := leaf.Value.(string); isText && !strings.Contains(leaf.Path, "Statement[") && !strings.Contains(leaf.Path, "Statement.") {
			all = append(all, leaf)
		}
	}
	slices.SortFunc(all, func(a, b properties.Leaf) int { return strings.Compare(a.At, b.At) })
	return all
}
