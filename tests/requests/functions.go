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

// runner is a program for Node.js. Each line has a code, an event and the pairs of a key value store. It answers by a line with what the
// code's handler returns. CloudFront's two modules are there as they are documented: a key that the store lacks is an error.
const runner = `const known = {crypto: require('crypto'), cloudfront: null};
const importing = /^import ([a-z]+) from '([a-z]+)';$/gm;
async function answer({code, event, store}) {
  const kvs = () => {
    if (!store) throw new Error('no key value store is associated');
    return {get: async (key) => { if (!(key in store)) throw new Error('no key ' + key); return store[key]; }};
  };
  const names = [], modules = [];
  for (const [, name, module] of code.matchAll(importing)) {
    if (!(module in known)) throw new Error('no module ' + module);
    names.push(name), modules.push(module === 'cloudfront' ? {kvs} : known[module]);
  }
  return {result: await new Function(...names, code.replace(importing, '') + '\nreturn handler;')(...modules)(event)};
}
let queue = Promise.resolve();
require('readline').createInterface({input: process.stdin}).on('line', (line) => {
  queue = queue.then(() => answer(JSON.parse(line))).catch((error) => ({error: String(error)}))
    .then((said) => console.log(JSON.stringify(said)));
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

// call runs a handler. The store is nil where no key value store is associated with the function.
func (f *Functions) call(code string, event any, store map[string]string) (result, error) {
	line, err := json.Marshal(map[string]any{"code": code, "event": event, "store": store})
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

// run runs the function of a behavior. It returns the request that goes on, or an answer.
func (e *Edge) run(behavior cloudformation.Properties, r Request) (on Request, answer string, err error) {
	associations := behavior.Maps("FunctionAssociations")
	if len(associations) == 0 {
		return r, "", nil
	}
	function, ok := e.env.Find(associations[0].Text("FunctionARN"))
	if !ok || len(associations) > 1 || associations[0].Text("EventType") != "viewer-request" {
		return r, "", fmt.Errorf("the functions %v are not known here", associations)
	}
	store, err := e.storeOf(function, r)
	if err != nil {
		return r, "", err
	}
	got, err := e.functions.call(function.Properties.Text("FunctionCode"), event(r), store)
	switch {
	case err != nil:
		return r, "", err
	case got.StatusCode == 301 || got.StatusCode == 308:
		return r, fmt.Sprintf("%d %s", got.StatusCode, got.Headers["location"].Value), nil
	case got.StatusCode == 401 && got.Headers["www-authenticate"].Value != "" && got.Headers["cache-control"].Value == "no-store":
		return r, "401 password", nil
	case got.StatusCode != 0 || !strings.HasPrefix(got.URI, "/"):
		return r, "", fmt.Errorf("the function returns %+v", got)
	}
	r.Path, r.Headers = got.URI, map[string]string{}
	for name, header := range got.Headers {
		r.Headers[name] = header.Value
	}
	return r, "", nil
}

// Fill puts pairs into the key value store, as a command on the deployed environment does. Until then, it is empty.
func (e *Edge) Fill(store map[string]string) { e.store = store }

// storeOf is what a function reads; nil where no store is associated with it.
func (e *Edge) storeOf(function cloudformation.Resource, r Request) (map[string]string, error) {
	associations := function.Properties.Map("FunctionConfig").Maps("KeyValueStoreAssociations")
	if len(associations) == 0 {
		return nil, nil
	}
	store, ok := e.env.Find(associations[0].Text("KeyValueStoreARN"))
	if !ok || len(associations) > 1 || store.Type != "AWS::CloudFront::KeyValueStore" {
		return nil, fmt.Errorf("the key value stores %v are not known here", associations)
	}
	if e.store == nil || r.StoreIsEmpty {
		return map[string]string{}, nil
	}
	return e.store, only(store.Properties, "a key value store", "Comment", "Name", "Tags")
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
	headers["host"] = value{Value: r.Host}
	return map[string]any{"version": "1.0", "context": map[string]any{"eventType": "viewer-request"}, "viewer": map[string]any{"ip": r.From},
		"request": map[string]any{"method": r.Method, "uri": r.Path, "querystring": query, "headers": headers, "cookies": map[string]any{}}}
}
