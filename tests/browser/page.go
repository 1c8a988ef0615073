package browser

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"
)

// Page is one tab. Its methods fail the test where the browser refuses.
type Page struct {
	t       *testing.T
	browser *Browser
	session string
	events  *events
}

// Call sends a command of the DevTools protocol.
func (p *Page) Call(method string, params, result any) {
	p.t.Helper()
	p.browser.must(p.t, p.session, method, params, result)
}

// Go opens an address and waits until everything is loaded. It returns an empty text, or what the browser says of an address that it
// does not open.
func (p *Page) Go(address string) string {
	p.t.Helper()
	before := len(p.events.from(0))
	var answer struct{ ErrorText string }
	p.Call("Page.navigate", map[string]any{"url": address}, &answer)
	if answer.ErrorText == "" {
		p.wait(before, func(e Event) bool { return e.Method == "Page.loadEventFired" })
	}
	return answer.ErrorText
}

// wait waits for an event after the first n.
func (p *Page) wait(n int, wanted func(e Event) bool) {
	p.t.Helper()
	for deadline := time.After(patience); ; {
		for _, e := range p.events.from(n) {
			if wanted(e) {
				return
			}
		}
		select {
		case <-p.events.came:
		case <-deadline:
			p.t.Fatalf("an event did not come within %s", patience)
		}
	}
}

// Evaluate runs an expression in the page, waits for its promise, and decodes its value into result.
func (p *Page) Evaluate(expression string, result any) {
	p.t.Helper()
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	p.Call("Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true,
		"allowUnsafeEvalBlockedByCSP": false}, &answer)
	if e := answer.ExceptionDetails; e != nil {
		p.t.Fatalf("%s: %s %s", shortened(expression), e.Text, e.Exception.Description)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(answer.Result.Value, result); err != nil {
		p.t.Fatalf("%s has the value %s: %v", shortened(expression), answer.Result.Value, err)
	}
}

// Text runs an expression and returns its value as text, that of a promise when it is there.
func (p *Page) Text(expression string) string {
	p.t.Helper()
	var text string
	p.Evaluate("(async () => String(await ("+expression+")))()", &text)
	return text
}

// Until waits some seconds for an expression to become true. It is an error of the test if it does not.
func (p *Page) Until(expression string) {
	p.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if p.Text(expression) == "true" {
			return
		}
	}
	p.t.Errorf("%s does not become true within 10 s", shortened(expression))
}

func shortened(text string) string { return text[:min(len(text), 120)] }

// Press presses and releases a key: Tab, Enter, Escape, a letter.
func (p *Page) Press(key string) {
	p.t.Helper()
	codes := map[string]int{"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowLeft": 37, "ArrowRight": 39, "ArrowDown": 40}
	event := map[string]any{"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": codes[key]}
	switch {
	case key == "Enter":
		event["text"] = "\r"
	case len(key) == 1:
		event["text"] = key
	}
	p.Call("Input.dispatchKeyEvent", event, nil)
	p.Call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": codes[key]}, nil)
}

// Type enters a text where the focus is.
func (p *Page) Type(text string) {
	p.t.Helper()
	p.Call("Input.insertText", map[string]any{"text": text}, nil)
}

// Show makes the page as wide as a device, in one of the two colour schemes.
func (p *Page) Show(width, height int, scheme string) {
	p.t.Helper()
	p.Call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1,
		"mobile": width < 600}, nil)
	p.Call("Emulation.setEmulatedMedia", map[string]any{"media": "", "features": []any{
		map[string]any{"name": "prefers-color-scheme", "value": scheme}, map[string]any{"name": "prefers-reduced-motion", "value": "reduce"},
	}}, nil)
}

// Picture writes the whole page as PNG.
func (p *Page) Picture(file string) {
	p.t.Helper()
	var answer struct{ Data string }
	p.Call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &answer)
	p.save(file, answer.Data)
}

// Print writes the page as PDF on A4, and returns its size in bytes.
func (p *Page) Print(file string) int {
	p.t.Helper()
	var answer struct{ Data string }
	p.Call("Page.printToPDF", map[string]any{"printBackground": true, "paperWidth": 8.27, "paperHeight": 11.69}, &answer)
	return p.save(file, answer.Data)
}

func (p *Page) save(file, data string) int {
	p.t.Helper()
	content, err := base64.StdEncoding.DecodeString(data)
	if err == nil {
		err = os.WriteFile(file, content, 0o644)
	}
	if err != nil {
		p.t.Fatal(fmt.Errorf("%s: %w", file, err))
	}
	return len(content)
}

// Answer answers the next request for an address by itself. The domain Fetch must be on for that address.
func (p *Page) Answer(address, body string) {
	seen := 0
	for {
		for _, e := range p.events.from(seen) {
			seen++
			var paused struct {
				RequestID string
				Request   struct{ URL string }
			}
			if e.Method != "Fetch.requestPaused" || json.Unmarshal(e.Params, &paused) != nil || paused.Request.URL != address {
				continue
			}
			_ = p.browser.wire.call(p.session, "Fetch.fulfillRequest", map[string]any{"requestId": paused.RequestID, "responseCode": 200,
				"body":            base64.StdEncoding.EncodeToString([]byte(body)),
				"responseHeaders": []any{map[string]any{"name": "Content-Type", "value": "text/html"}}}, nil)
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}
