// Package scaffold writes a first configuration into cdk.json from a few answers. The rest of the file stays byte for byte the same,
// because the CDK's feature flags in it change the templates.
//
// Failure modes: lib/config first checks the new configuration. If lib/config reports a problem, nothing is written.
package scaffold

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"kasha/lib/config"
)

// Answers is what a first configuration needs to know. Empty answers leave the field to its default.
type Answers struct {
	Name              string // of the nonproduction environment
	Account           string // empty: that of the credentials
	ProductionAccount string // empty: no production yet
	Region            string
	Zones             []string
	FrontendImage     string // empty: the placeholder
	FrontendPort      int
	BackendImage      string
	BackendPort       int
	Domain            string // of production, or of the only environment
	ZoneName          string
	HostedZoneID      string
	NoIndex           bool // of the nonproduction environment
}

// ProductionName is the name of the production environment.
const ProductionName = "prod"

type environment struct {
	Name              string      `json:"name"`
	Tier              config.Tier `json:"tier"`
	Account           string      `json:"account,omitempty"`
	Region            string      `json:"region"`
	AvailabilityZones []string    `json:"availabilityZones"`
	Frontend          *service    `json:"frontend,omitempty"`
	Backend           *service    `json:"backend,omitempty"`
	Edge              *edge       `json:"edge,omitempty"`
}

type service struct {
	Image string `json:"image"`
	Port  int    `json:"port,omitempty"`
}

type edge struct {
	Access *access `json:"access,omitempty"`
	Domain *domain `json:"domain,omitempty"`
}

type access struct {
	NoIndex bool `json:"noindex"`
}

type domain struct {
	Name         string `json:"name"`
	ZoneName     string `json:"zoneName"`
	HostedZoneID string `json:"hostedZoneId"`
}

// environments returns what the answers mean.
func (a Answers) environments() []environment {
	all := []environment{a.environment(a.Name, config.Nonproduction, a.Account)}
	if a.ProductionAccount != "" {
		all = append(all, a.environment(ProductionName, config.Production, a.ProductionAccount))
	}
	site := &all[len(all)-1]
	if a.NoIndex {
		all[0].Edge = &edge{Access: &access{NoIndex: true}}
	}
	if a.Domain != "" {
		if site.Edge == nil {
			site.Edge = &edge{}
		}
		site.Edge.Domain = &domain{Name: a.Domain, ZoneName: a.ZoneName, HostedZoneID: a.HostedZoneID}
	}
	return all
}

func (a Answers) environment(name string, tier config.Tier, account string) environment {
	e := environment{Name: name, Tier: tier, Account: account, Region: a.Region, AvailabilityZones: a.Zones}
	if a.FrontendImage != "" {
		e.Frontend = &service{a.FrontendImage, a.FrontendPort}
	}
	if a.BackendImage != "" {
		e.Backend = &service{a.BackendImage, a.BackendPort}
	}
	return e
}

// Problems returns what lib/config says about the answers.
func (a Answers) Problems() config.Problems {
	data, err := json.Marshal(map[string]any{"environments": a.environments()})
	if err != nil {
		return config.Problems{{Wrong: err.Error()}}
	}
	var raw any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&raw); err != nil {
		return config.Problems{{Wrong: err.Error()}}
	}
	_, err = config.Read(raw)
	var problems config.Problems
	errors.As(err, &problems)
	return problems
}

// IsExample reports whether a configuration is the shipped one, whose accounts are placeholders. Nobody's work is lost with it.
func IsExample(kasha config.Kasha) bool {
	for _, e := range kasha.Environments {
		if !config.IsPlaceholder(e.Account) {
			return false
		}
	}
	return len(kasha.Environments) > 0
}

// Write puts the configuration into a cdk.json, in place of the one that it has.
func (a Answers) Write(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	changed, err := replace(text, a.environments())
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	trial, err := os.MkdirTemp("", "trial")
	if err != nil {
		return err
	}
	defer os.RemoveAll(trial)
	if err := os.WriteFile(filepath.Join(trial, "cdk.json"), changed, 0o644); err != nil {
		return err
	}
	if _, err := config.ReadFile(filepath.Join(trial, "cdk.json")); err != nil {
		return err
	}
	return os.WriteFile(file, changed, 0o644)
}

// shortList matches a list of texts that json.MarshalIndent has broken into lines.
var shortList = regexp.MustCompile(`\[\s+("[^"]*",?\s+)+\]`)

// replace exchanges the value of the context key kasha.
func replace(text []byte, environments []environment) ([]byte, error) {
	from, to, err := find(text)
	if err != nil {
		return nil, err
	}
	var value bytes.Buffer
	encoder := json.NewEncoder(&value)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("    ", "  ")
	if err := encoder.Encode(map[string]any{"environments": environments}); err != nil {
		return nil, err
	}
	short := shortList.ReplaceAllStringFunc(strings.TrimSpace(value.String()), func(list string) string {
		words := strings.Fields(list)
		return strings.Replace(strings.Join(words, " "), "[ ", "[", 1)
	})
	short = strings.ReplaceAll(short, `" ]`, `"]`)
	return append(append(append([]byte{}, text[:from]...), short...), text[to:]...), nil
}

// find returns where the value of the context key kasha begins and ends.
func find(text []byte) (from, to int, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	for _, key := range []string{"context", "kasha"} {
		if err := enter(decoder, key); err != nil {
			return 0, 0, err
		}
	}
	var value json.RawMessage
	if err := decoder.Decode(&value); err != nil {
		return 0, 0, err
	}
	to = int(decoder.InputOffset())
	return to - len(value), to, nil
}

// enter reads the beginning of an object, up to the value of a key.
func enter(decoder *json.Decoder, key string) error {
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return errors.Join(errors.New("not an object; fix: git checkout cdk.json"), err)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		if name == key {
			return nil
		}
		var other json.RawMessage
		if err := decoder.Decode(&other); err != nil {
			return err
		}
	}
	return fmt.Errorf("there is no %q; fix: git checkout cdk.json", key)
}
