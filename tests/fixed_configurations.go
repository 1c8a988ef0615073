package tests

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// The fixed configurations that these tests synthesize. cdk.json is not among them, because it is the user's. Package randomized generates
// configurations instead, and package handmade has an environment that is not synthesized.
const (
	// shapesFile has one environment for each shape that the tests look at: a kind of environment, such as one with a domain. Each is the
	// smallest configuration of its shape. They are synthesized together: one application, one CDK process, one validation.
	shapesFile = "testdata/shapes.json"

	// pipelineFile has a pipeline and three environments. Dev is in another region, staging in another account. Production has a domain
	// and a copy of its archive in a third region. Staging has the same paid options as in the cdk.json that Kasha ships.
	pipelineFile = "testdata/pipeline.json"

	// everyFieldFile has an environment in which every field differs from its tier's default.
	everyFieldFile = "testdata/every-field.json"

	// productFile is a team's own configuration: nothing in it is as Kasha ships it. scripts/on-product runs every check with it in cdk.json.
	productFile = "testdata/product.json"
)

// shapeEnvironments maps each shape to the environment in shapesFile that has it.
func shapeEnvironments() map[string]string {
	return map[string]string{
		"dev": "dev", "prod": "prod", "prod-domain": "domain", "eu-west-1": "ireland", "ap-southeast-2": "sydney", "spot": "spot",
		"application": "shop", "vpc-origin": "private", "both-origins": "moving",
	}
}

// shapes are the names of the shapes, sorted.
func shapes() []string { return slices.Sorted(maps.Keys(shapeEnvironments())) }

// readConfiguration reads one of the files above.
func readConfiguration(file string) (config.Kasha, error) {
	text, err := os.ReadFile(inRepository(file))
	if err != nil {
		return config.Kasha{}, err
	}
	return parseConfiguration(string(text))
}

// configurationOf reads a configuration that consists of these environments, each as JSON.
func configurationOf(t *testing.T, environments ...string) config.Kasha {
	t.Helper()
	kasha, err := parseConfiguration(fmt.Sprintf(`{"environments": [%s]}`, strings.Join(environments, ",")))
	if err != nil {
		t.Fatal(err)
	}
	return kasha
}

func parseConfiguration(text string) (config.Kasha, error) {
	var raw any
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return config.Kasha{}, err
	}
	return config.Read(raw)
}
