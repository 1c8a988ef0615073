package example

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// process is a running program whose output goes to a file.
type process struct {
	name    string
	command *exec.Cmd
	log     string
	ended   chan error
}

// start runs a program in a process group of its own until the test ends.
func start(t *testing.T, name, log string, environment []string, program string, arguments ...string) *process {
	t.Helper()
	file, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	command := exec.Command(program, arguments...)
	command.Env, command.Stdout, command.Stderr = environment, file, file
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		t.Fatalf("%s does not start: %v", name, err)
	}
	p := &process{name: name, command: command, log: log, ended: make(chan error, 1)}
	go func() { p.ended <- command.Wait() }()
	t.Cleanup(func() {
		syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		select {
		case err := <-p.ended:
			p.ended <- err
		case <-time.After(5 * time.Second):
		}
	})
	return p
}

// stop sends SIGTERM and returns how the program ended.
func (p *process) stop(within time.Duration) error {
	p.command.Process.Signal(syscall.SIGTERM)
	return p.end(within)
}

// kill sends SIGKILL, as when the machine below a task is lost.
func (p *process) kill(within time.Duration) error {
	syscall.Kill(-p.command.Process.Pid, syscall.SIGKILL)
	return p.end(within)
}

// end waits until the program ends, and returns how it ended.
func (p *process) end(within time.Duration) error {
	select {
	case err := <-p.ended:
		p.ended <- err
		return err
	case <-time.After(within):
		return fmt.Errorf("%s still runs after %v", p.name, within)
	}
}

// await waits until a check passes. It fails with the program's output as soon as the program ends, or when the time is over.
func (p *process) await(t *testing.T, within time.Duration, check func() error) {
	t.Helper()
	if err := p.ready(within, check); err != nil {
		t.Fatal(err)
	}
}

func (p *process) ready(within time.Duration, check func() error) error {
	var err error
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if err = check(); err == nil {
			return nil
		}
		select {
		case ended := <-p.ended:
			p.ended <- ended
			return fmt.Errorf("%s ended (%v) and said:\n%s", p.name, ended, p.said())
		default:
		}
	}
	return fmt.Errorf("%s is not ready after %v: %v; it said:\n%s", p.name, within, err, p.said())
}

func (p *process) said() string {
	text, _ := os.ReadFile(p.log)
	return string(text[max(0, len(text)-4000):])
}
