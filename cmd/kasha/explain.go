package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/fields"
)

// explainAnswer is what `kasha explain --json` prints.
type explainAnswer struct {
	Fields []fieldAnswer `json:"fields"`
}

type fieldAnswer struct {
	Path     string            `json:"path"`
	Kind     string            `json:"kind"` // what JSON it holds, in words
	Text     string            `json:"text"` // what it does
	Unit     string            `json:"unit,omitempty"`
	Default  string            `json:"default,omitempty"`  // in words
	Defaults map[string]string `json:"defaults,omitempty"` // JSON, by tier
	Allowed  string            `json:"allowed,omitempty"`
	Source   string            `json:"source,omitempty"`
	Costs    []fieldCost       `json:"costs,omitempty"`
	Fields   []string          `json:"fields,omitempty"` // the paths of the fields in it
}

type fieldCost struct {
	Setting string `json:"setting,omitempty"`
	Saves   string `json:"saves,omitempty"` // a month
	Note    string `json:"note"`            // what it takes, or what is billed
}

// explainCommand prints what lib/config says about fields of cdk.json.
func explainCommand(c console.Console) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "explain [FIELD]",
		Short: "explain a field of cdk.json: what it does, its default in each tier, what it costs",
		Long:  "A field is named by its path, such as database.multiAz, or by the end of the path. Without a field, it lists all fields.",
		Example: lines(
			"kasha explain database.multiAz", "kasha explain minTasks", "kasha explain backend", "kasha explain", "kasha explain --json",
		),
		Args: atMost(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			all, _ := fields.Read(".")
			var paths []string
			for _, field := range all {
				paths = append(paths, field.Path)
			}
			return paths, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := fields.Read(".")
			if err != nil {
				return err
			}
			found := all
			if len(args) == 1 {
				if found, err = fields.Find(all, args[0]); err != nil {
					return usage("%w", err)
				}
			}
			switch {
			case asJSON:
				return c.Out.JSON(describeFields(found))
			case len(args) == 0:
				listFields(c.Out, all)
			default:
				explain(c.Out, found, all)
			}
			return nil
		},
	}
	jsonFlag(command, &asJSON)
	return command
}

func listFields(out console.Stream, all []fields.Field) {
	var rows [][2]string
	for _, field := range all {
		rows = append(rows, [2]string{field.Path, summary(field)})
	}
	definitions(out, rows)
}

// summary is the first sentence of a field's text.
func summary(field fields.Field) string {
	first, _, _ := strings.Cut(field.Text, ". ")
	return strings.TrimSuffix(first, ".")
}

func explain(out console.Stream, found, all []fields.Field) {
	for i, field := range found {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "%s (%s)\n\n%s", out.Bold(field.Path), field.Kind, out.Fold(field.Text, ""))
		var rows [][2]string
		add := func(label, text string) {
			if text != "" {
				rows = append(rows, [2]string{label, text})
			}
		}
		add("unit", field.Unit)
		add("default", field.Default)
		for _, d := range field.Defaults {
			if d.Value != field.Default {
				add("in "+string(d.Tier), d.Value)
			}
		}
		add("allowed", field.Allowed)
		for _, cost := range field.Costs {
			add("cost", inWords(cost))
		}
		add("source", field.Source)
		if len(rows) > 0 {
			fmt.Fprintln(out)
			definitions(out, rows)
		}
		if len(field.Fields) > 0 {
			fmt.Fprintln(out, "\n"+out.Bold("Fields"))
			listFields(out, in(all, field.Fields))
		}
	}
}

// in returns the fields with these paths.
func in(all []fields.Field, paths []string) []fields.Field {
	var some []fields.Field
	for _, path := range paths {
		for _, field := range all {
			if field.Path == path {
				some = append(some, field)
				break
			}
		}
	}
	return some
}

func inWords(cost fields.Cost) string {
	if cost.Saves == "" {
		return cost.Note
	}
	return fmt.Sprintf("%s saves %s a month: %s", cost.Setting, cost.Saves, cost.Note)
}

func describeFields(found []fields.Field) explainAnswer {
	answer := explainAnswer{Fields: []fieldAnswer{}}
	for _, f := range found {
		one := fieldAnswer{
			Path: f.Path, Kind: f.Kind, Text: f.Text, Unit: f.Unit, Default: f.Default, Allowed: f.Allowed, Source: f.Source, Fields: f.Fields,
		}
		for _, d := range f.Defaults {
			if one.Defaults == nil {
				one.Defaults = map[string]string{}
			}
			one.Defaults[string(d.Tier)] = d.Value
		}
		for _, cost := range f.Costs {
			one.Costs = append(one.Costs, fieldCost{Setting: cost.Setting, Saves: cost.Saves, Note: cost.Note})
		}
		answer.Fields = append(answer.Fields, one)
	}
	return answer
}
