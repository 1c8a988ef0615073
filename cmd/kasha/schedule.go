package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kasha/internal/assembly"
	"kasha/internal/console"
	"kasha/internal/schedule"
)

// scheduleAnswer is what `kasha schedule --json` prints.
type scheduleAnswer struct {
	Environments []scheduleOfEnvironment `json:"environments"`
}

type scheduleOfEnvironment struct {
	Name          string             `json:"name"`
	Note          string             `json:"note,omitempty"`          // instead of everything below, where there is no schedule
	TimeZone      string             `json:"timeZone,omitempty"`      // of the schedule
	Events        []scheduleEvent    `json:"events,omitempty"`        // in their order
	HoursOn       map[string]float64 `json:"hoursOn,omitempty"`       // how long each thing is on in these days
	UnmutedAlarms []string           `json:"unmutedAlarms,omitempty"` // those that off-hours would raise

	markdown string // the same for people
}

type scheduleEvent struct {
	At      string   `json:"at"`                // RFC 3339, in the schedule's time zone
	Changes []string `json:"changes,omitempty"` // such as "frontend starts"
	Again   []string `json:"again,omitempty"`   // what is stopped again, in case a person or AWS started it
}

// scheduleCommand prints when an environment is switched off and on, read from its templates. It fails if an alarm is not muted in
// off-hours.
func scheduleCommand(c console.Console) *cobra.Command {
	var environment, first string
	var days int
	var asJSON bool
	command := &cobra.Command{
		Use:               "schedule " + assemblyArgument,
		Short:             "list when an environment is switched off and on",
		Long:              "It fails if an alarm is not muted in off-hours: the alarm would then wake someone up for nothing.",
		Example:           lines("kasha schedule --env dev", "kasha schedule --env dev --from 2026-10-22 --days 14", "kasha schedule --json"),
		Args:              oneAssembly,
		ValidArgsFunction: completeFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			if first == "" {
				first = time.Now().Format(time.DateOnly)
			}
			from, err := time.Parse(time.DateOnly, first)
			switch {
			case err != nil:
				return usage("--from is %q, which is no day; fix: write it as 2026-10-22", first)
			case days < 1 || days > 400:
				return usage("--days is %d; fix: 1 to 400", days)
			}
			answer, err := describeSchedules(assemblyFolder(args), environment, from, days)
			if asJSON && len(answer.Environments) > 0 {
				err = errors.Join(c.Out.JSON(answer), err)
			} else {
				printSchedules(c.Out, answer)
			}
			return err
		},
	}
	environmentFlag(command, &environment)
	command.Flags().StringVar(&first, "from", "", "the first `day`, such as 2026-10-22; by default today")
	command.Flags().IntVar(&days, "days", 7, "the `number` of days, at most 400")
	jsonFlag(command, &asJSON)
	return command
}

func describeSchedules(dir, environment string, from time.Time, days int) (scheduleAnswer, error) {
	answer := scheduleAnswer{Environments: []scheduleOfEnvironment{}}
	err := eachStage(dir, environment, func(name string, stacks []assembly.Stack) error {
		found, err := schedule.Read(stacks)
		switch {
		case errors.Is(err, schedule.ErrNone):
			answer.Environments = append(answer.Environments, scheduleOfEnvironment{Name: name, Note: err.Error()})
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w", name, err)
		}
		answer.Environments = append(answer.Environments, describeCalendar(name, found.Calendar(from, days), found.Unmuted()))
		if unmuted := found.Unmuted(); len(unmuted) > 0 {
			return fmt.Errorf("%s: alarms that are not muted in off-hours: %s", name, strings.Join(unmuted, ", "))
		}
		return nil
	})
	return answer, err
}

func describeCalendar(name string, calendar schedule.Calendar, unmuted []string) scheduleOfEnvironment {
	described := scheduleOfEnvironment{
		Name: name, TimeZone: calendar.Zone.String(), HoursOn: map[string]float64{}, UnmutedAlarms: unmuted, markdown: calendar.Markdown(),
	}
	for _, event := range calendar.Events {
		described.Events = append(described.Events, scheduleEvent{
			At: event.At.In(calendar.Zone).Format(time.RFC3339), Changes: event.Changes, Again: event.Again,
		})
	}
	for what, on := range calendar.On {
		described.HoursOn[what] = on.Hours()
	}
	return described
}

func printSchedules(out console.Stream, answer scheduleAnswer) {
	for _, environment := range answer.Environments {
		if environment.Note != "" {
			fmt.Fprintf(out, "%s: %s\n", environment.Name, environment.Note)
			continue
		}
		fmt.Fprintf(out, "%s\n\n%s\n", out.Bold("## "+environment.Name), environment.markdown)
	}
}
