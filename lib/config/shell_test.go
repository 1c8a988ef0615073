package config

import (
	"slices"
	"testing"
)

func badShells() []bad {
	return []bad{
		{name: "shell of a moment", patch: `{"shell": {"timeoutMinutes": 4}}`, path: "shell.timeoutMinutes", wrong: "last 4 minutes",
			fix: "5 to 480"},
		{name: "shell of a day", patch: `{"shell": {"timeoutMinutes": 481}}`, path: "shell.timeoutMinutes", wrong: "last 481 minutes",
			fix: "5 to 480"},
	}
}

// TestAShellIsATaskOfItsOwn catches a shell that lives as long as a service, and one that is restarted after a rotation. It also catches a
// shell that nobody asked for.
func TestAShellIsATaskOfItsOwn(t *testing.T) {
	e := mustRead(t, configuration(t, minimalDev, `{"shell": {"timeoutMinutes": 5}}`)).Environments[0]
	if !e.Shell.MFA || len(e.Processes()) != 4 || len(e.PasswordHolders()) != 1 {
		t.Errorf("MFA %t, %d processes, %d holders of the password; want MFA, 4 and 1", e.Shell.MFA, len(e.Processes()), len(e.PasswordHolders()))
	}
	shell := e.Processes()[2]
	if got := slices.Concat(shell.EntryPoint, shell.Command); !slices.Equal(got, []string{"sleep", "300"}) || !shell.Ends() ||
		shell.MostTasks() != 1 {
		t.Errorf("%v %v, ends %t with %d tasks; want one task that sleeps for 300 seconds", shell.EntryPoint, shell.Command, shell.Ends(),
			shell.MostTasks())
	}
	if !slices.Equal(shell.Uses.Texts(), e.Backend.Uses.Texts()) {
		t.Errorf("uses %v, want those of the backend", shell.Uses.Texts())
	}
	if e := mustRead(t, configuration(t, minimalDev, `{}`)).Environments[0]; len(e.Shells()) != 0 {
		t.Errorf("shells %v without asking for one", e.Shells())
	}
}
