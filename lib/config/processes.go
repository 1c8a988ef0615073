package config

import "kasha/lib/names"

// Kind is what starts the tasks of a process.
type Kind string

// The kinds.
const (
	KindService Kind = "service" // an ECS service behind a load balancer
	KindJob     Kind = "job"     // a state machine, for one task that runs to its end
	KindWorker  Kind = "worker"  // an ECS service without a load balancer, which takes messages from a queue
	KindShell   Kind = "shell"   // a person, for one task that ends after some time
	KindRelease Kind = "release" // a deployment, for one task that runs to its end before the services take a new image
)

// Process is one container that the environment runs, in as many tasks as its load needs.
type Process struct {
	Name  string // in names, logs and construct ids: backend
	Field string // the path of its section: backend
	Kind  Kind
	Container

	LeastTasks, MaxTasks int // between which it scales

	Spot bool // its tasks run on Fargate Spot

	Migrates bool // logs in to the database as the user that changes the schema

	job     Job // of KindJob
	implied int // how many of the uses, at their end, follow from other fields than uses
}

// MostTasks returns the most tasks that may run at once. A deployment starts every new task of a service before it stops an old one, which
// doubles them. The tasks of a job end, so it does not double those. For a job with Overlap, two years of its schedule are read.
func (p Process) MostTasks() int {
	switch p.Kind {
	case KindJob:
		return p.job.mostTasks()
	case KindRelease, KindShell:
		return 1
	}
	return 2 * p.MaxTasks
}

// Processes returns every process of the environment, in the order in which it is built.
func (e Environment) Processes() []Process {
	processes := []Process{e.Backend.process("backend", "backend"), e.Frontend.process("frontend", "frontend")}
	for _, name := range e.ServiceNames() {
		processes = append(processes, e.Services[name].process(names.Service(name), child("services", name)))
	}
	for _, name := range e.WorkerNames() {
		processes = append(processes, e.Workers[name].process(name))
	}
	for _, name := range e.JobNames() {
		processes = append(processes, e.Jobs[name].process(e, name))
	}
	if e.Release != nil {
		processes = append(processes, e.releaseProcess())
	}
	return append(processes, e.shellProcesses()...)
}

// FieldOf returns the path of a process's section by the process's name: services.api for service-api.
func (e Environment) FieldOf(name string) string {
	for _, process := range e.Processes() {
		if process.Name == name {
			return process.Field
		}
	}
	return name
}

// Ends reports whether the tasks of a process end by themselves. They wait for no message, and the next one reads secrets anew.
func (p Process) Ends() bool { return p.Kind != KindService && p.Kind != KindWorker }

func (s Service) process(name, field string) Process {
	return Process{
		Name: name, Field: field, Kind: KindService, Container: s.Container,
		LeastTasks: s.MinTasks, MaxTasks: s.MaxTasks, Spot: s.Spot,
	}
}

// Receivers returns the processes that take messages from a queue as they come.
func (e Environment) Receivers(queue string) []Process {
	var receivers []Process
	for _, process := range e.Processes() {
		if process.Uses.ReceivesFrom(queue) && !process.Ends() {
			receivers = append(receivers, process)
		}
	}
	return receivers
}

// PasswordHolders returns the processes whose tasks hold the application user's password until they are replaced. Behind a proxy there
// are none.
func (e Environment) PasswordHolders() []Process {
	var holders []Process
	for _, process := range e.Processes() {
		if process.Uses.MySQL() && !e.Database.Proxy && !process.Ends() {
			holders = append(holders, process)
		}
	}
	return holders
}

// Using returns the processes that use a thing all the time, and not only while one of their tasks runs.
func (e Environment) Using(thing Thing) []Process {
	var users []Process
	for _, process := range e.Processes() {
		if process.Uses.Has(thing) && !process.Ends() {
			users = append(users, process)
		}
	}
	return users
}
