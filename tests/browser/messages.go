package browser

import (
	"encoding/json"
	"strings"
)

// Messages are what the console has shown so far: errors of scripts, what a policy refuses, what could not be loaded.
func (p *Page) Messages() []string {
	var all []string
	for _, e := range p.events.from(0) {
		var m struct {
			Entry            struct{ Level, Text, URL string }
			Type             string
			Args             []struct{ Value any }
			ExceptionDetails struct {
				Text      string
				Exception struct{ Description string }
			}
		}
		if json.Unmarshal(e.Params, &m) != nil {
			continue
		}
		switch {
		case e.Method == "Log.entryAdded" && (m.Entry.Level == "error" || m.Entry.Level == "warning"):
			all = append(all, strings.TrimSpace(m.Entry.Text+" "+m.Entry.URL))
		case e.Method == "Runtime.exceptionThrown":
			all = append(all, m.ExceptionDetails.Text+" "+m.ExceptionDetails.Exception.Description)
		case e.Method == "Runtime.consoleAPICalled" && (m.Type == "error" || m.Type == "warning"):
			text, _ := json.Marshal(m.Args)
			all = append(all, string(text))
		}
	}
	return all
}

// Response is what a page received.
type Response struct {
	URL     string
	Status  int
	Headers map[string]string
}

// Responses are those so far, in their order. Redirections have none of their own.
func (p *Page) Responses() []Response {
	var all []Response
	for _, e := range p.events.from(0) {
		var m struct{ Response Response }
		if e.Method == "Network.responseReceived" && json.Unmarshal(e.Params, &m) == nil {
			all = append(all, m.Response)
		}
	}
	return all
}
