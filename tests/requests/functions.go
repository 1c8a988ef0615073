package requests

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"kasha/internal/cloudformation"
)

// runner is a program for Node.js that answers each line, a code and an event, by a line with what the code's handler returns.
const runner = `require('readline').createInterface({input: process.stdin}).on('line', (line) => {
  const {code, event} = JSON.parse(line);
  let answer;
  try { answer = {result: new Function(code + '\nreturn handler;')()(event)}; } catch (error) { answer = {error: String(error)}; }
  console.log(JSON.stringify(answer));
});`

// Functions runs the code of CloudFront functions in one process of Node.js.
type Functions struct {
	command *exec.Cmd
	input   io.WriteCloser
	output  *bufio.Reader
}

// StartFunctions starts Node.js. Close ends it.
func StartFunctions() (*Functions, error) {
	f := &Functions{command: exec.Command("node", "-e", runner)}
	input, err := f.command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := f.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	f.input, f.output = input, bufio.NewReader(output)
	return f, f.command.Start()
}

// Close ends Node.js.
func (f *Functions) Close() error {
	f.input.Close()
	return f.command.Wait()
}

// result is what a handler returns: the request that goes on, or a response.
type result struct {
	URI        string
	StatusCode int
	Headers    map[string]struct{ Value string }
}

func (f *Functions) call(code string, event any) (result, error) {
	line, err := json.Marshal(map[string]any{"code": code, "event": event})
	if err != nil {
		return result{}, err
	}
	if _, err := f.input.Write(append(line, '\n')); err != nil {
		return result{}, err
	}
	text, err := f.output.ReadBytes('\n')
	if err != nil {
		return result{}, err
	}
	var answer struct {
		Result result
		Error  string
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return result{}, fmt.Errorf("%s: %w", text, err)
	}
	if answer.Error != "" {
		return result{}, fmt.Errorf("the function fails: %s", answer.Error)
	}
	return answer.Result, nil
}

// run runs the function of a behavior. It returns the path with which the request goes on, or an answer.
func (e *Edge) run(behavior cloudformation.Properties, r Request) (uri, answer string, err error) {
	associations := behavior.Maps("FunctionAssociations")
	if len(associations) == 0 {
		return r.Path, "", nil
	}
	function, ok := e.env.Find(associations[0].Text("FunctionARN"))
	if !ok || len(associations) > 1 || associations[0].Text("EventType") != "viewer-request" {
		return "", "", fmt.Errorf("the functions %v are not known here", associations)
	}
	got, err := e.functions.call(function.Properties.Text("FunctionCode"), event(r))
	switch {
	case err != nil:
		return "", "", err
	case got.StatusCode == 301 || got.StatusCode == 308:
		return "", fmt.Sprintf("%d %s", got.StatusCode, got.Headers["location"].Value), nil
	case got.StatusCode != 0 || !strings.HasPrefix(got.URI, "/"):
		return "", "", fmt.Errorf("the function returns %+v", got)
	}
	return got.URI, "", nil
}

// event is a request as CloudFront hands it to a function. Source: CloudFront developer guide, "CloudFront Functions event structure".
func event(r Request) any {
	type value struct {
		Value      string  `json:"value"`
		MultiValue []value `json:"multiValue,omitempty"`
	}
	query, headers := map[string]*value{}, map[string]value{}
	for _, part := range strings.Split(r.Query, "&") {
		name, content, _ := strings.Cut(part, "=")
		switch known := query[name]; {
		case part == "":
		case known == nil:
			query[name] = &value{Value: content}
		default:
			if known.MultiValue == nil {
				known.MultiValue = []value{{Value: known.Value}}
			}
			known.MultiValue, known.Value = append(known.MultiValue, value{Value: content}), content
		}
	}
	for name, content := range r.Headers {
		headers[name] = value{Value: content}
	}
	return map[string]any{"version": "1.0", "context": map[string]any{"eventType": "viewer-request"}, "viewer": map[string]any{"ip": r.From},
		"request": map[string]any{"method": r.Method, "uri": r.Path, "querystring": query, "headers": headers, "cookies": map[string]any{}}}
}
