package references

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"kasha/internal/assembly"
)

// Key is the entry in the metadata of a resource that reads values of other stacks. It maps each producer to what identifies it, so the
// text of the reader changes when CloudFormation replaces the producer.
const Key = "kasha:reads"

// Note writes the entry into every resource of an assembly that has a weak reference. Templates are assets, which are uploaded under
// the hash of their text, so the hash is updated wherever the assembly names it. Noting an assembly twice changes nothing.
func Note(dir string) error {
	a, err := assembly.Read(dir)
	if err != nil {
		return err
	}
	for _, environment := range a.Environments() {
		if err := noteEnvironment(environment.Stacks); err != nil {
			return err
		}
	}
	return nil
}

func noteEnvironment(stacks []assembly.Stack) error {
	notes, err := Notes(stacks)
	if err != nil {
		return err
	}
	for _, stack := range stacks {
		if len(notes[stack.Name]) == 0 {
			continue
		}
		if err := writeNotes(stack, notes[stack.Name]); err != nil {
			return fmt.Errorf("%s: %w", stack.TemplateFile, err)
		}
	}
	return nil
}

// Notes are the entries of one environment's resources: by stack and logical id, what identifies each producer.
func Notes(stacks []assembly.Stack) (map[string]map[string]map[string]string, error) {
	all := map[string]map[string]map[string]string{}
	var known identities
	for _, stack := range stacks {
		for _, reference := range Of(stack, stacks) {
			if reference.Strong {
				continue
			}
			if reference.Resource == "" {
				return nil, fmt.Errorf("%s: the output %s reads %s of %s weakly, and nothing would make it follow; fix: share the producer",
					stack.Name, reference.Property, reference.Output, reference.Producer)
			}
			if known.known == nil { // most sets of stacks have no weak reference
				var err error
				if known, err = newIdentities(stacks); err != nil {
					return nil, err
				}
			}
			if all[stack.Name] == nil {
				all[stack.Name] = map[string]map[string]string{}
			}
			if all[stack.Name][reference.Resource] == nil {
				all[stack.Name][reference.Resource] = map[string]string{}
			}
			known.note(stacks, reference, all[stack.Name][reference.Resource])
		}
	}
	return all, nil
}

// note adds what identifies the producers of one reference.
func (i identities) note(stacks []assembly.Stack, reference Reference, to map[string]string) {
	output, ok := outputOf(stacks, reference)
	targets := Targets(reference.Producer, output.Value)
	if !ok || len(targets) == 0 { // a stack outside this environment, or a value that no resource has
		to[reference.Producer+"."+reference.Output] = i.digest(output.Value)
		return
	}
	for _, target := range targets {
		to[nameOf(target)] = i.of(target)
	}
}

func outputOf(stacks []assembly.Stack, reference Reference) (assembly.Output, bool) {
	for _, stack := range stacks {
		if stack.Name == reference.Producer {
			output, ok := stack.Template.Outputs[reference.Output]
			return output, ok
		}
	}
	return assembly.Output{}, false
}

// writeNotes writes the notes of a stack's resources into its template.
func writeNotes(stack assembly.Stack, notes map[string]map[string]string) error {
	before, err := os.ReadFile(stack.TemplateFile)
	if err != nil {
		return err
	}
	after, err := noted(before, notes)
	if err != nil || bytes.Equal(before, after) {
		return err
	}
	if err := os.WriteFile(stack.TemplateFile, after, 0o644); err != nil {
		return err
	}
	return renameAsset(stack.TemplateFile, hash(after))
}

// noted inserts the notes into the text of a template. Everything else stays as the CDK wrote it, in its order.
func noted(template []byte, notes map[string]map[string]string) ([]byte, error) {
	places, err := findPlaces(template)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	done := 0
	for _, at := range places {
		note, ok := notes[at.resource]
		if !ok {
			continue
		}
		delete(notes, at.resource)
		text, err := json.MarshalIndent(note, "    ", " ")
		if err != nil {
			return nil, err
		}
		b.Write(template[done:at.from])
		fmt.Fprintf(&b, at.around, text)
		done = at.to
	}
	for resource := range notes {
		return nil, fmt.Errorf("the resource %s cannot be found in the text", resource)
	}
	b.Write(template[done:])
	return b.Bytes(), nil
}

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// templateURL finds the hash in the address from which CloudFormation reads a template.
var templateURL = regexp.MustCompile(`([0-9a-f]{64})\.json$`)

// renameAsset gives a template's asset another hash, in the manifest and in the stack's list of assets. An assembly whose stacks are
// not assets (an older synthesizer of the CDK) names no hash.
func renameAsset(template, fresh string) error {
	dir := filepath.Dir(template)
	manifest := filepath.Join(dir, "manifest.json")
	var read struct {
		Artifacts map[string]struct {
			Properties struct{ TemplateFile, StackTemplateAssetObjectURL string }
		}
	}
	text, err := os.ReadFile(manifest)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return fmt.Errorf("%s: %w", manifest, err)
	}
	for id, artifact := range read.Artifacts {
		found := templateURL.FindStringSubmatch(artifact.Properties.StackTemplateAssetObjectURL)
		if artifact.Properties.TemplateFile != filepath.Base(template) || found == nil {
			continue
		}
		for _, file := range []string{manifest, filepath.Join(dir, id+".assets.json")} {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			if !bytes.Contains(text, []byte(found[1])) {
				return fmt.Errorf("%s does not name the template's asset %s; fix: adapt internal/references to this version of the CDK", file, found[1])
			}
			if err := os.WriteFile(file, bytes.ReplaceAll(text, []byte(found[1]), []byte(fresh)), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
