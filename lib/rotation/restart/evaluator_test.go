package restart

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// nodeModules finds what package-lock.json pins. A machine that builds releases must have it; a laptop may do without.
func nodeModules(t *testing.T) (modules, node string) {
	t.Helper()
	modules, _ = filepath.Abs("../../../node_modules")
	node = filepath.Join(modules, ".bin", "node")
	if _, err := os.Stat(filepath.Join(modules, "asl-validator")); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("asl-validator is not installed; run: npm ci")
		}
		t.Skip("asl-validator is not installed; run: npm ci")
	}
	return modules, node
}

// evaluator asks a running Node.js for the value of expressions.
type evaluator struct {
	in  io.Writer
	out *bufio.Scanner
}

func newEvaluator(t *testing.T) evaluator {
	t.Helper()
	modules, node := nodeModules(t)
	command := exec.Command(node, filepath.Join("testdata", "evaluate.js"), modules)
	command.Stderr = os.Stderr
	in, _ := command.StdinPipe()
	out, _ := command.StdoutPipe()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		command.Wait()
	})
	return evaluator{in: in, out: bufio.NewScanner(out)}
}

func (e evaluator) expression(text string, bindings map[string]any) (any, error) {
	line, err := json.Marshal(map[string]any{"expression": text, "bindings": bindings})
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(e.in, "%s\n", line)
	if !e.out.Scan() {
		return nil, fmt.Errorf("no answer from Node.js")
	}
	var answer struct {
		Value any
		Error string
	}
	if err := json.Unmarshal(e.out.Bytes(), &answer); err != nil {
		return nil, err
	}
	if answer.Error != "" {
		return nil, fmt.Errorf("%s: %s", text, answer.Error)
	}
	return answer.Value, nil
}

// resolve evaluates every {% expression %} inside a value.
func (e evaluator) resolve(value any, bindings map[string]any) (any, error) {
	switch value := value.(type) {
	case string:
		if expression, ok := expressionIn(value); ok {
			return e.expression(expression, bindings)
		}
	case []any:
		resolved := make([]any, len(value))
		for i := range value {
			var err error
			if resolved[i], err = e.resolve(value[i], bindings); err != nil {
				return nil, err
			}
		}
		return resolved, nil
	case map[string]any:
		resolved := map[string]any{}
		for key := range value {
			var err error
			if resolved[key], err = e.resolve(value[key], bindings); err != nil {
				return nil, err
			}
		}
		return resolved, nil
	}
	return value, nil
}

func expressionIn(text string) (string, bool) {
	inner, opened := strings.CutPrefix(text, "{%")
	inner, closed := strings.CutSuffix(inner, "%}")
	return strings.TrimSpace(inner), opened && closed
}
