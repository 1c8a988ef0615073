package review_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

type object = map[string]any

// deployedEnvironment is an environment of the application that pipelineApp writes. Its account is twelve times its digit.
type deployedEnvironment struct{ name, tier, digit, region string }

func (e deployedEnvironment) account() string { return strings.Repeat(e.digit, 12) }

func (e deployedEnvironment) role(kind string) string {
	return fmt.Sprintf("arn:aws:iam::%s:role/cdk-hnb659fds-%s-role-%s-%s", e.account(), kind, e.account(), e.region)
}

func testAndLive() []deployedEnvironment {
	return []deployedEnvironment{{"test", "nonproduction", "5", "eu-west-1"}, {"live", "production", "6", "eu-central-1"}}
}

// edgeRegion is the region of every environment's second stack.
const edgeRegion = "us-east-1"

// pipelineApp is an application with a stack for each environment, and a pipeline that deploys them as CDK Pipelines does.
func pipelineApp(t *testing.T, environments []deployedEnvironment) assembly.Assembly {
	t.Helper()
	var app assembly.Assembly
	for _, e := range environments {
		for _, part := range []string{"data", "edge"} {
			region := e.region
			if part == "edge" {
				region = edgeRegion
			}
			app.Stacks = append(app.Stacks, assembly.Stack{
				Name: "kasha-" + e.name + "-" + part, Path: e.name + "/" + part, Stage: e.name, Account: e.account(), Region: region,
				Tags: map[string]string{"tier": e.tier}, TemplateFile: "assembly-" + e.name + "/" + e.name + part + ".template.json",
				Template: assembly.Template{Resources: map[string]assembly.Resource{
					"Jobs": {Type: "AWS::SQS::Queue", LogicalID: "Jobs", Path: "Jobs/Resource"},
				}},
			})
		}
	}
	text, err := json.Marshal(object{"Resources": pipelineResources(environments)})
	if err != nil {
		t.Fatal(err)
	}
	stack := assembly.Stack{Name: "kasha-pipeline", Path: "kasha-pipeline", Account: "777777777777", Region: "eu-central-1"}
	if err := json.Unmarshal(text, &stack.Template); err != nil {
		t.Fatal(err)
	}
	for id, r := range stack.Template.Resources {
		r.LogicalID, r.Path = id, strings.ReplaceAll(id, "0", "/")
		stack.Template.Resources[id] = r
	}
	return assembly.Assembly{Stacks: append(append(app.Stacks, storeStacks(environments)...), stack)}
}

// storeStacks are those that bring the pipeline's artifacts to the regions of the environments.
func storeStacks(environments []deployedEnvironment) []assembly.Stack {
	readers := map[string][]any{}
	for _, e := range environments {
		readers[e.region] = append(readers[e.region], e.role("deploy"))
		e.region = edgeRegion
		readers[e.region] = append(readers[e.region], e.role("deploy"))
	}
	var all []assembly.Stack
	for _, region := range slices.Sorted(maps.Keys(readers)) {
		name := "kasha-pipeline-support-" + region
		statement := allow([]any{"s3:GetObject*"}, []any{arn("Store")}, readers[region]...)
		all = append(all, assembly.Stack{Name: name, Path: name, Account: "777777777777", Region: region,
			Template: assembly.Template{Resources: map[string]assembly.Resource{
				"Store": {Type: "AWS::S3::Bucket", LogicalID: "Store", Path: "Store", Properties: object{"BucketName": "store-" + region}},
				"StorePolicy": {Type: "AWS::S3::BucketPolicy", LogicalID: "StorePolicy", Path: "StorePolicy", Properties: asJSON(object{
					"Bucket": object{"Ref": "Store"}, "PolicyDocument": object{"Statement": []any{statement}},
				}).(object)},
			}}})
	}
	return all
}

func arn(id string) object { return object{"Fn::GetAtt": []any{id, "Arn"}} }

// allow is a statement of a policy. Without a principal it belongs to the role that has the policy.
func allow(actions, resources []any, principals ...any) object {
	statement := object{"Effect": "Allow", "Action": actions, "Resource": resources}
	if len(principals) > 0 {
		statement["Principal"] = object{"AWS": principals}
	}
	return statement
}

func policy(role string, statements ...any) object {
	return object{"Type": "AWS::IAM::Policy", "Properties": object{
		"PolicyName": "p", "Roles": []any{object{"Ref": role}}, "PolicyDocument": object{"Statement": statements},
	}}
}

func role(principal object) object {
	return object{"Type": "AWS::IAM::Role", "Properties": object{"AssumeRolePolicyDocument": object{"Statement": []any{
		object{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal},
	}}}}
}

func build(role string, commands ...any) object {
	spec, _ := json.MarshalIndent(object{"phases": object{"build": object{"commands": commands}}, "version": "0.2"}, "", "  ")
	return object{"Type": "AWS::CodeBuild::Project", "Properties": object{
		"ServiceRole": arn(role), "Artifacts": object{"Type": "CODEPIPELINE"}, "Environment": object{"Image": "aws/codebuild/standard:7.0"},
		"Source": object{"Type": "CODEPIPELINE", "BuildSpec": string(spec)},
	}}
}

// pipelineResources are those of the pipeline's stack. A 0 in a logical id is a slash in its construct path.
func pipelineResources(environments []deployedEnvironment) object {
	var stages, deploy, publish, commands, projects []any
	var stores, storeARNs []any
	for _, store := range storeStacks(environments) {
		bucket := "store-" + store.Region
		stores = append(stores, object{"Region": store.Region, "ArtifactStore": object{"Type": "S3", "Location": bucket}})
		storeARNs = append(storeARNs, "arn:aws:s3:::"+bucket, "arn:aws:s3:::"+bucket+"/*")
	}
	r := object{
		"Role": role(object{"Service": "codepipeline.amazonaws.com"}), "FileRole": role(object{"Service": "codebuild.amazonaws.com"}),
		"BuildRole": role(object{"AWS": arn("Role")}), "Artifacts": object{"Type": "AWS::S3::Bucket"},
	}
	for _, e := range environments {
		smoke := "Pipeline0" + e.name + "0Smoke"
		r[smoke], r[smoke+"0Role"] = build(smoke+"0Role", "bash scripts/smoke"), role(object{"Service": "codebuild.amazonaws.com"})
		r[smoke+"0Policy"] = policy(smoke+"0Role", allow([]any{"s3:GetObject"}, []any{arn("Artifacts")}),
			allow([]any{"codebuild:UpdateReport"}, []any{arn(smoke)}))
		projects = append(projects, arn(smoke))
		var actions []any
		if e.tier == "production" {
			promote := "Pipeline0" + e.name + "0Promote"
			r[promote] = role(object{"AWS": arn("Role")})
			deploy = append(deploy, arn(promote))
			actions = append(actions, action("Promote-to-"+e.name, "Approval", "Manual", 1, arn(promote),
				object{"CustomData": "Deploy this revision to " + e.name + "?"}))
		}
		actions = append(actions, prepare(e), action("data.Deploy", "Deploy", "CloudFormation", 3, e.role("deploy"), object{
			"StackName": "kasha-" + e.name + "-data", "ActionMode": "CHANGE_SET_EXECUTE",
		}), action("Smoke-"+e.name, "Build", "CodeBuild", 4, arn("BuildRole"), object{"ProjectName": object{"Ref": smoke},
			"EnvironmentVariables": `[{"name":"SITE","type":"PLAINTEXT","value":"#{` + e.name + `.Site}"}]`}))
		for _, a := range actions {
			if category := a.(object)["ActionTypeId"].(object)["Category"]; category == "Deploy" {
				a.(object)["Region"] = e.region
			}
		}
		stages = append(stages, object{"Name": e.name, "Actions": actions})
		deploy, publish = append(deploy, e.role("deploy")), append(publish, e.role("file-publishing"))
		commands = append(commands, fmt.Sprintf(`cdk-assets --path "assembly-%s/%sdata.assets.json" --verbose publish "%s:%s-%s-a8a05a97"`,
			e.name, e.name, strings.Repeat("0a", 32), e.account(), e.region))
	}
	r["Files"] = build("FileRole", commands...)
	r["Policy"] = policy("Role", allow([]any{"sts:AssumeRole"}, append(deploy, arn("BuildRole"))), allow([]any{"s3:PutObject"}, storeARNs))
	r["FilePolicy"] = policy("FileRole", allow([]any{"sts:AssumeRole"}, publish))
	r["BuildPolicy"] = policy("BuildRole", allow([]any{"codebuild:StartBuild"}, projects))
	var readers []any
	for _, e := range environments {
		readers = append(readers, e.role("deploy"))
	}
	r["BucketPolicy"] = object{"Type": "AWS::S3::BucketPolicy", "Properties": object{"Bucket": object{"Ref": "Artifacts"},
		"PolicyDocument": object{"Statement": []any{allow([]any{"s3:GetObject*"}, []any{arn("Artifacts")}, readers...)}}}}
	r["Pipeline"] = object{"Type": "AWS::CodePipeline::Pipeline", "Properties": object{
		"RoleArn": arn("Role"), "Stages": stages, "ArtifactStores": stores,
	}}
	return r
}

func action(name, category, provider string, order float64, role any, configuration object) object {
	return object{"Name": name, "RunOrder": order, "RoleArn": role, "Configuration": configuration, "ActionTypeId": object{
		"Category": category, "Owner": "AWS", "Provider": provider, "Version": "1",
	}}
}

func prepare(e deployedEnvironment) object {
	template := "Synth_Output::assembly-" + e.name + "/" + e.name + "data.template.json"
	a := action("data.Prepare", "Deploy", "CloudFormation", 2, e.role("deploy"), object{
		"StackName": "kasha-" + e.name + "-data", "ActionMode": "CHANGE_SET_REPLACE", "RoleArn": e.role("cfn-exec"),
		"Capabilities": "CAPABILITY_NAMED_IAM", "TemplatePath": template, "TemplateConfiguration": template + ".config.json",
	})
	a["InputArtifacts"] = []any{object{"Name": "Synth_Output"}}
	return a
}
