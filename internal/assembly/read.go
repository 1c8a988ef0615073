package assembly

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Read reads an assembly and everything nested in it.
func Read(dir string) (Assembly, error) {
	assembly := Assembly{Dir: dir}
	err := assembly.read(dir, "")
	if err == nil && len(assembly.Stacks) == 0 {
		err = fmt.Errorf("%s: an assembly without stacks", dir)
	}
	return assembly, err
}

type manifest struct {
	Version   string
	Artifacts ordered
}

type artifact struct {
	Type         string
	Environment  string
	DisplayName  string
	Dependencies []string
	Properties   struct {
		TemplateFile          string
		StackName             string
		DirectoryName         string
		DisplayName           string
		TerminationProtection bool
		Tags                  map[string]string
		AssumeRoleArn         string
		ExecutionRole         string `json:"cloudFormationExecutionRoleArn"`
		NotificationArns      []string
	}
	AdditionalMetadataFile string
}

func (a *Assembly) read(dir, stage string) error {
	var m manifest
	if err := readJSON(filepath.Join(dir, "manifest.json"), &m); err != nil {
		return err
	}
	major, _, _ := strings.Cut(m.Version, ".")
	number, err := strconv.Atoi(major)
	if err != nil && m.Version != "" { // assemblies that tests write have none
		return fmt.Errorf("%s: the version %q is not of the form 54.0.0", filepath.Join(dir, "manifest.json"), m.Version)
	}
	a.Schema = max(a.Schema, number)
	for _, id := range m.Artifacts.ids {
		item := m.Artifacts.items[id]
		switch item.Type {
		case "aws:cloudformation:stack":
			stack, err := readStack(dir, stage, id, item, m.Artifacts.items)
			if err != nil {
				return err
			}
			a.Stacks = append(a.Stacks, stack)
		case "cdk:cloud-assembly":
			if err := a.read(filepath.Join(dir, item.Properties.DirectoryName), item.Properties.DisplayName); err != nil {
				return err
			}
		case "cdk:tree", "cdk:asset-manifest", "cdk:feature-flag-report", "none": // they deploy nothing of their own
		default:
			a.Unknown = append(a.Unknown, id+" ("+item.Type+")")
		}
	}
	return nil
}

func readStack(dir, stage, id string, item artifact, siblings map[string]artifact) (Stack, error) {
	stack := Stack{
		Name:                  item.Properties.StackName,
		Stage:                 stage,
		TemplateFile:          filepath.Join(dir, item.Properties.TemplateFile),
		TerminationProtection: item.Properties.TerminationProtection,
		Tags:                  item.Properties.Tags,
		DeployRole:            item.Properties.AssumeRoleArn,
		ExecutionRole:         item.Properties.ExecutionRole,
		Notified:              item.Properties.NotificationArns,
	}
	if stack.Name == "" {
		stack.Name = id
	}
	stack.Path, _, _ = strings.Cut(item.DisplayName, " (")
	if stack.Path == "" {
		stack.Path = id
	}
	stack.Account, stack.Region = readEnvironment(item.Environment)
	for _, dependency := range item.Dependencies {
		if other := siblings[dependency]; other.Type == "aws:cloudformation:stack" {
			stack.DependsOn = append(stack.DependsOn, cmp.Or(other.Properties.StackName, dependency))
		}
	}
	if err := readJSON(stack.TemplateFile, &stack.Template); err != nil {
		return stack, err
	}
	paths, err := readPaths(dir, stack.Path, item.AdditionalMetadataFile)
	if err != nil {
		return stack, err
	}
	for logicalID, resource := range stack.Template.Resources {
		resource.LogicalID, resource.Path = logicalID, paths[logicalID]
		stack.Template.Resources[logicalID] = resource
	}
	return stack, nil
}

// readEnvironment reads the CDK's aws://ACCOUNT/REGION, and is the one place that knows how the CDK writes what is left open.
func readEnvironment(text string) (account, region string) {
	account, region, _ = strings.Cut(strings.TrimPrefix(text, "aws://"), "/")
	if account == "" || account == "unknown-account" {
		account = OpenAccount
	}
	if region == "" || region == "unknown-region" {
		region = OpenRegion
	}
	return account, region
}

// readPaths maps logical ids to construct paths within their stack.
func readPaths(dir, stackPath, file string) (map[string]string, error) {
	paths := map[string]string{}
	if file == "" {
		return paths, nil
	}
	var entries map[string][]struct {
		Type string
		Data any
	}
	if err := readJSON(filepath.Join(dir, file), &entries); err != nil {
		return nil, err
	}
	for path, all := range entries {
		for _, entry := range all {
			if id, ok := entry.Data.(string); ok && entry.Type == "aws:cdk:logicalId" {
				paths[id] = strings.TrimPrefix(strings.TrimPrefix(path, "/"), stackPath+"/")
			}
		}
	}
	return paths, nil
}

func readJSON(file string, into any) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
