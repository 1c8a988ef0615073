package report

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"kasha/internal/architecture"
	"kasha/internal/assembly"
	"kasha/internal/availability"
	"kasha/internal/cloudformation"
	"kasha/internal/inventory"
	"kasha/internal/permissions"
	"kasha/internal/picture"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/internal/webpage"
	"kasha/lib/offers"
)

// environment is what environment.html shows.
type environment struct {
	ID, Name, Account, Region string
	Picture                   template.HTML
	Pipelines                 []pipeline
	Details                   []detail
	Matrices                  []matrix
	Cost                      cost
	Availability              available
	Alarms, Tables            []inventory.Table
	Dashboards                []board
	Compliance                compliance
	Calendar                  calendar
	NotModelled               []string
}

// detail is what the page shows below the picture when a reader points at a thing.
type detail struct {
	ID, Title               string
	Facts, Connects, Rights []string
}

func environmentOf(name string, stacks []assembly.Stack, options Options) (environment, error) {
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		return environment{}, err
	}
	rights := permissions.Build(env, promises.HarmlessActions())
	network := reach.Build(env, offers.OriginPrefixList)
	system := architecture.Read(name, network, rights)
	view := environment{
		ID: webpage.ID(name), Name: name, Account: system.Account, Region: system.Region,
		Picture:      template.HTML(picture.Of(system, picture.Options{Prefix: webpage.ID(name) + "-", InPage: true})),
		Details:      detailsOf(system, env, rights),
		Matrices:     matricesOf(network, rights),
		Availability: availableOf(system),
		Dashboards:   boardsOf(env, webpage.ID(name)),
		Compliance:   complianceOf(env),
		NotModelled:  system.NotModelled,
	}
	if view.Account == assembly.OpenAccount {
		view.Account = "decided by the credentials"
	}
	for _, table := range inventory.Tables(inventory.Environment{Stacks: stacks, Model: env, System: system, Rights: rights}) {
		if table.ID == inventory.AlarmsID {
			view.Alarms = append(view.Alarms, table)
			continue
		}
		view.Tables = append(view.Tables, table)
	}
	hours, problem := hoursOf(stacks, options.From)
	view.Cost, view.Calendar = costOf(stacks, system.Region, hours, options), calendarOf(env, hours, problem, options.From)
	return view, nil
}

// available is the section about outages.
type available struct {
	Outages  []availability.Outage
	Promises []availability.Promise
	Share    float64
	Known    bool
	Down     float64 // minutes a month
	Target   float64
	Weakest  availability.Promise
	Most     availability.Promise
	HasMost  bool
}

func availableOf(system architecture.System) available {
	promises := availability.Promises(system)
	share, known := availability.Together(promises)
	view := available{
		Outages: availability.Outages(system), Promises: promises, Share: share, Known: known, Target: availability.Target,
		Down: availability.Promise{Share: share}.Minutes(), Weakest: availability.Weakest(promises),
	}
	view.Most, view.HasMost = availability.Most(promises)
	return view
}

// detailsOf says for each thing of the picture who connects to it, whom it reaches, and what its role may do.
func detailsOf(system architecture.System, env cloudformation.Environment, rights *permissions.Model) []detail {
	var details []detail
	for _, component := range system.Components {
		d := detail{ID: component.ID, Title: component.Title, Facts: slices.Clone(component.Facts)}
		if component.DeadLetter != "" {
			d.Facts = append(d.Facts, component.DeadLetter)
		}
		for _, connection := range system.Connections {
			from, _ := system.Component(connection.From)
			to, _ := system.Component(connection.To)
			text := ""
			switch component.ID {
			case from.ID:
				text = "to " + to.Title + " on " + connection.Label
			case to.ID:
				text = "from " + from.Title + " on " + connection.Label
			default:
				continue
			}
			if connection.Only != "" {
				text += "; " + connection.Only
			}
			if !slices.Contains(d.Connects, text) {
				d.Connects = append(d.Connects, text)
			}
		}
		d.Connects = append(d.Connects, component.Out...)
		for _, role := range rolesOf(component, env) {
			d.Rights = append(d.Rights, inventory.Grants(rights, role)...)
		}
		for _, use := range system.Uses {
			if process, ok := system.Component(use.Process); ok && use.Thing == component.ID {
				d.Rights = append(d.Rights, process.Title+" may "+strings.Join(use.May, ", "))
			}
		}
		details = append(details, d)
	}
	return details
}

// rolesOf are the names of the roles that a process has: its code's, and the one with which ECS starts it.
func rolesOf(component architecture.Component, env cloudformation.Environment) []string {
	p := component.Resource.Properties
	definition, _ := env.Find(p.Text("TaskDefinition"))
	var names []string
	for _, text := range []string{
		definition.Properties.Text("TaskRoleArn"), definition.Properties.Text("ExecutionRoleArn"), cmp.Or(p.Text("Role"), p.Text("RoleArn")),
	} {
		if role, ok := env.Find(text); ok && component.Kind.IsProcess() {
			names = append(names, role.Name())
		}
	}
	return names
}
