package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"kasha/lib/spelling"
)

// checkCommand refuses a command that does not exist, before flags are read: without the command, no flag of it would be known either.
func checkCommand(root *cobra.Command, name string) error {
	if strings.HasPrefix(name, "-") || strings.HasPrefix(name, cobra.ShellCompRequestCmd) {
		return nil
	}
	var names []string
	for _, command := range root.Commands() {
		if command.Name() == name {
			return nil
		}
		names = append(names, command.Name())
	}
	return usage("there is no command %q; fix: %s", name, instead(name, names, "kasha --help lists the commands"))
}

// instead names the choice that was most likely meant, or says where to find all of them.
func instead(word string, choices []string, otherwise string) string {
	if guess := spelling.Nearest(word, choices); guess != "" {
		return guess + ", if you mean that"
	}
	return otherwise
}

// flagError explains a flag that does not exist, has no value, or has a wrong one.
func flagError(command *cobra.Command, err error) error {
	var flags []string
	command.Flags().VisitAll(func(flag *pflag.Flag) { flags = append(flags, flag.Name) })
	var unknown *pflag.NotExistError
	var empty *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		name, dashes := unknown.GetSpecifiedName(), "--"
		if short := unknown.GetSpecifiedShortnames(); short != "" { // -env is read as -e -n -v
			name, dashes = short, "-"
		}
		if guess := spelling.Nearest(name, flags); guess != "" {
			return usage("there is no flag %s%s; fix: --%s, if you mean that", dashes, name, guess)
		}
		return usage("there is no flag %s%s; fix: %s --help lists the flags", dashes, name, command.CommandPath())
	case errors.As(err, &empty):
		placeholder, _ := pflag.UnquoteUsage(empty.GetFlag())
		return usage("--%s has no value; fix: --%[1]s %s", empty.GetFlag().Name, strings.ToUpper(placeholder))
	case errors.As(err, &wrong):
		return usage("--%s is %q; fix: give it %s", wrong.GetFlag().Name, wrong.GetValue(), kindOf(wrong.GetFlag()))
	}
	return usage("%w; fix: see %s --help", err, command.CommandPath())
}

func kindOf(flag *pflag.Flag) string {
	switch flag.Value.Type() {
	case "int":
		return "a whole number"
	case "bool":
		return "no value, or true or false"
	}
	return "a " + flag.Value.Type()
}

// atMost refuses arguments beyond a command's own. An environment is the usual one: earlier versions took it without --env.
func atMost(most int) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) <= most {
			return nil
		}
		stray := args[most]
		if command.Flags().Lookup("env") != nil && environmentIsKnown(stray) {
			return usage("%q is one argument too many; fix: --env %[1]s, if you mean the environment", stray)
		}
		return usage("%q is one argument too many; fix: %s", stray, command.UseLine())
	}
}
