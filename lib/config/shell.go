package config

import (
	"fmt"
	"time"

	"kasha/lib/names"
	"kasha/lib/spelling"
)

// Shell lets people open a shell in a task that is made for it. The task has the image, the network and the uses of a service, and ends
// after some time. The services themselves stay without a shell.
type Shell struct {
	// TimeoutMinutes is how long a task lives, whether or not somebody is connected.
	//
	//	Unit:    minutes
	//	Default: 60
	//	Allowed: 5 to 480
	//	Source:  Kasha's own
	TimeoutMinutes int `json:"timeoutMinutes"`

	// MFA lets only people who have logged in with a second factor open a shell. IAM knows that of its own users alone. Set it to false where
	// people come from an identity provider that asks for a second factor itself.
	//
	//	Default: true
	//	Allowed: true or false
	//	Source:  IAM user guide, "Secure API access with MFA"
	MFA bool `json:"mfa"`
}

// The limits of a shell's time.
const (
	minShellMinutes = 5
	maxShellMinutes = 480
)

// prepare fills a shell of which nothing was written.
func (s *Shell) prepare(map[string]any) { *s = Shell{TimeoutMinutes: 60, MFA: true} }

// Timeout returns how long a task lives.
func (s Shell) Timeout() time.Duration { return time.Duration(s.TimeoutMinutes) * time.Minute }

// SessionHours is how long the credentials for a shell last: as long as a task, in whole hours. IAM takes one to twelve, and STS refuses
// more than the role allows.
func (s Shell) SessionHours() int { return (s.TimeoutMinutes + 59) / 60 }

// Shells returns the services in which a shell can be opened.
func (e Environment) Shells() []string {
	if e.Shell == nil {
		return nil
	}
	return []string{"backend", "frontend"}
}

// ShellContainer returns the container of a shell: that of the service, with a command that does nothing until its time is over.
func (e Environment) ShellContainer(service string) Container {
	container := e.container(service)
	container.EntryPoint, container.Command = []string{"sleep"}, []string{fmt.Sprint(int(e.Shell.Timeout().Seconds()))}
	return container
}

// shellProcesses returns the shells as processes.
func (e Environment) shellProcesses() []Process {
	var processes []Process
	for _, service := range e.Shells() {
		processes = append(processes, Process{
			Name: names.Shell(service), Field: "shell", Kind: KindShell, Container: e.ShellContainer(service),
		})
	}
	return processes
}

func checkShell(at object, s Shell) {
	if s.TimeoutMinutes < minShellMinutes || s.TimeoutMinutes > maxShellMinutes {
		at.reject("timeoutMinutes", "a shell cannot last "+spelling.Count(s.TimeoutMinutes, "minute"),
			fmt.Sprintf("%d to %d", minShellMinutes, maxShellMinutes))
	}
}
