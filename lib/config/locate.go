package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// position returns file:line:column of the last of the first offset bytes, which is how encoding/json counts.
func position(name string, data []byte, offset int64) string {
	before := data[:max(min(offset-1, int64(len(data))), 0)]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("%s:%d:%d", name, line, column)
}

// lines has file:line of every field below context.kasha, by its path.
type lines map[string]string

// of returns the line of a path, or of the innermost object around it, because a missing field has no line.
func (l lines) of(path string) string {
	for ; path != ""; path = parent(path) {
		if line, ok := l[path]; ok {
			return line
		}
	}
	return l[""]
}

// locate walks valid JSON once more, because a decoded value does not know its line, nor that a key was repeated.
func locate(name string, data []byte, report *report) lines {
	walk := walker{decoder: json.NewDecoder(bytes.NewReader(data)), name: name, data: data, lines: lines{}, report: report}
	walk.value("")
	return walk.lines
}

// walker reads JSON token by token. It keeps context.kasha and everything below.
type walker struct {
	decoder *json.Decoder
	name    string
	data    []byte
	line    int   // line breaks before offset
	offset  int64 // up to which they are counted
	lines   lines
	report  *report
}

func (w *walker) value(path string) {
	token, err := w.decoder.Token()
	if err != nil {
		return // unreachable: the caller decoded the same bytes
	}
	switch token {
	case json.Delim('{'):
		seen := map[string]string{}
		for w.decoder.More() {
			token, _ := w.decoder.Token()
			key, _ := token.(string)
			at := child(path, key)
			w.key(at, key, seen)
			w.value(at)
		}
		_, _ = w.decoder.Token()
	case json.Delim('['):
		for i := 0; w.decoder.More(); i++ {
			at := fmt.Sprintf("%s[%d]", path, i)
			w.keep(at)
			w.value(at)
		}
		_, _ = w.decoder.Token()
	}
}

// key keeps where a key is, and reports it if the object has it already.
func (w *walker) key(path, key string, seen map[string]string) {
	here := w.keep(path)
	ours, below := belowKasha(path)
	if first, again := seen[key]; again && (below || path == "context") {
		if ours == "" {
			ours = path
		}
		w.report.problems = append(w.report.problems, Problem{
			Path: ours, Where: here, Wrong: "written twice, first at " + first + "; JSON keeps only the last", Fix: "write it once",
		})
	}
	seen[key] = here
}

// keep remembers the line of a path below context.kasha, and returns file:line.
func (w *walker) keep(path string) string {
	offset := w.decoder.InputOffset()
	w.line += bytes.Count(w.data[w.offset:offset], []byte("\n"))
	w.offset = offset
	here := fmt.Sprintf("%s:%d", w.name, w.line+1)
	if ours, ok := belowKasha(path); ok {
		w.lines[ours] = here
	}
	return here
}

// belowKasha turns a path of cdk.json into a path of the configuration.
func belowKasha(path string) (string, bool) {
	if path == "context.kasha" {
		return "", true
	}
	return strings.CutPrefix(path, "context.kasha.")
}
