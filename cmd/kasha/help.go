package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"kasha/internal/console"
)

// helpCommand is `kasha help cost`, which is `kasha cost --help`.
func helpCommand(c console.Console) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "explain a command",
		Example: lines("kasha help", "kasha help cost"),
		Args:    atMost(1),
		ValidArgsFunction: func(command *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return commandNames(command.Root()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(command *cobra.Command, args []string) error {
			about := command.Root()
			if len(args) > 0 {
				if err := checkCommand(about, args[0]); err != nil {
					return err
				}
				about, _, _ = about.Find(args)
			}
			printHelp(c.Out, about)
			return nil
		},
	}
}

func commandNames(root *cobra.Command) []string {
	var names []string
	for _, command := range root.Commands() {
		if command.IsAvailableCommand() || command.Name() == "help" {
			names = append(names, command.Name())
		}
	}
	return names
}

// printHelp prints what a command does, its flags and examples. Cobra's own templates do not fold their lines.
func printHelp(out console.Stream, command *cobra.Command) {
	fmt.Fprint(out, out.Fold(sentence(command.Short), ""))
	if command.Long != "" {
		fmt.Fprint(out, "\n"+out.Fold(command.Long, ""))
	}
	heading := func(text string) { fmt.Fprintln(out, "\n"+out.Bold(text)) }
	heading("Usage")
	if !command.HasParent() {
		fmt.Fprintln(out, "  kasha COMMAND [ARGUMENTS] [FLAGS]")
		printCommands(out, command, heading)
		heading("Exit codes")
		var rows [][2]string
		for _, exit := range exitMeanings() {
			rows = append(rows, [2]string{fmt.Sprint(exit.Code), exit.Meaning})
		}
		definitions(out, rows)
		return
	}
	fmt.Fprintln(out, "  "+command.UseLine())
	command.InitDefaultHelpFlag()
	heading("Flags")
	var rows [][2]string
	command.Flags().VisitAll(func(flag *pflag.Flag) {
		if !flag.Hidden {
			rows = append(rows, flagHelp(flag))
		}
	})
	definitions(out, rows)
	if command.Example != "" {
		heading("Examples")
		for _, line := range strings.Split(command.Example, "\n") {
			fmt.Fprintln(out, "  "+line)
		}
	}
}

// flagHelp returns a flag with its placeholder, and what it does.
func flagHelp(flag *pflag.Flag) [2]string {
	placeholder, help := pflag.UnquoteUsage(flag)
	name := "--" + flag.Name
	if placeholder != "" {
		name += " " + strings.ToUpper(placeholder)
	}
	if flag.Name == "help" {
		return [2]string{"-h, --help", "explain this command"}
	}
	if value := flag.DefValue; value != "" && value != "false" && value != "0" {
		help += "; by default " + value
	}
	return [2]string{name, help}
}

func printCommands(out console.Stream, root *cobra.Command, heading func(string)) {
	for _, g := range root.Groups() {
		var rows [][2]string
		for _, command := range root.Commands() {
			if command.GroupID == g.ID && !command.Hidden {
				rows = append(rows, [2]string{command.Name(), command.Short})
			}
		}
		heading(g.Title)
		definitions(out, rows)
	}
}

// definitions prints words with their meanings beside them, or below them where the terminal is narrow.
func definitions(out console.Stream, rows [][2]string) {
	widest := 0
	for _, row := range rows {
		widest = max(widest, len(row[0]))
	}
	for _, row := range rows {
		if out.Width > 0 && out.Width < widest+40 {
			fmt.Fprintf(out, "  %s\n%s", row[0], out.Fold(row[1], "      "))
			continue
		}
		indent := strings.Repeat(" ", widest+4)
		folded := out.Fold(row[1], indent)
		fmt.Fprintf(out, "  %-*s  %s", widest, row[0], strings.TrimPrefix(folded, indent))
	}
}

// sentence writes a short description as a sentence.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }
