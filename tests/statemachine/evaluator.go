package statemachine

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// Evaluator asks a Node.js process how Step Functions validates a definition and evaluates its expressions.
type Evaluator struct {
	once sync.Once
	node *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Scanner
	err  error
}

// shared is started by the first test that needs it, because a start takes a tenth of a second. It answers one question at a time;
// the tests of this package do not run in parallel.
var shared Evaluator

// Main runs the tests of a package that uses an Evaluator, and ends its process.
func Main(m *testing.M) {
	code := m.Run()
	if shared.node != nil {
		shared.in.Close()
		shared.node.Wait()
	}
	os.Exit(code)
}

// NewEvaluator needs the npm packages that package-lock.json pins. Without them it fails in CI, and skips the test elsewhere.
func NewEvaluator(t *testing.T) *Evaluator {
	t.Helper()
	modules := filepath.Join(testdata(), "..", "..", "..", "node_modules")
	if _, err := os.Stat(filepath.Join(modules, "asl-validator")); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("asl-validator is not installed; run: npm ci")
		}
		t.Skip("asl-validator is not installed; run: npm ci")
	}
	shared.once.Do(func() { shared.start(modules) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return &shared
}

func (e *Evaluator) start(modules string) {
	node := exec.Command(filepath.Join(modules, ".bin", "node"), filepath.Join(testdata(), "stepfunctions.js"), modules)
	node.Stderr = os.Stderr
	e.in, _ = node.StdinPipe()
	out, _ := node.StdoutPipe()
	if e.err = node.Start(); e.err == nil {
		e.node, e.out = node, bufio.NewScanner(out)
	}
}

// Validate returns what is wrong with a definition; nil if nothing is.
func (e *Evaluator) Validate(definition string) (any, error) {
	return e.ask(map[string]any{"definition": definition})
}

// resolve evaluates every {% expression %} inside a value.
func (e *Evaluator) resolve(value any, bindings map[string]any) (any, error) {
	text, err := json.Marshal(value)
	if err != nil || !bytes.Contains(text, []byte("{%")) {
		return value, err // as for half of the arguments, and for a rule that assigns nothing
	}
	return e.ask(map[string]any{"value": json.RawMessage(text), "bindings": bindings})
}

// choose returns the index of the first condition that is true, or -1. It does not evaluate the conditions after that one.
func (e *Evaluator) choose(conditions []string, bindings map[string]any) (int, error) {
	met, err := e.ask(map[string]any{"conditions": conditions, "bindings": bindings})
	if err != nil {
		return 0, err
	}
	return int(met.(float64)), nil
}

// ask makes one round trip. The round trip costs more than the evaluation, so callers ask for a whole value, not for each expression.
func (e *Evaluator) ask(question map[string]any) (any, error) {
	line, err := json.Marshal(question)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(e.in, "%s\n", line)
	if !e.out.Scan() {
		return nil, errors.New("no answer from Node.js")
	}
	var answer struct {
		Value any
		Error string
	}
	if err := json.Unmarshal(e.out.Bytes(), &answer); err != nil {
		return nil, err
	}
	if answer.Error != "" {
		return nil, errors.New(answer.Error)
	}
	return answer.Value, nil
}

// testdata is the folder beside this file, for tests of any package.
func testdata() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "testdata")
}
