// Package browser drives a headless Chromium for tests, over its DevTools protocol. Its own tests look at Kasha's pages with it, and at
// what viewers of a synthesized edge see. `make browser` runs them.
//
// It starts one process with a profile of its own, and speaks to it over two pipes, so no port is open. Failure modes: a command that
// Chromium does not answer within three minutes is an error, and so is the end of the process.
package browser

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// Browser is a running Chromium.
type Browser struct {
	command *exec.Cmd
	profile string
	wire    *wire
}

// Start starts the program that KASHA_BROWSER names, and ends it with the test. Without that variable it skips the test: scripts/browser
// sets it, and reports a machine without a browser. The flags are added to those that every test needs.
func Start(t *testing.T, flags ...string) *Browser {
	t.Helper()
	program := os.Getenv("KASHA_BROWSER")
	if program == "" {
		t.Skip("KASHA_BROWSER is not set; fix: make browser")
	}
	b, err := start(program, flags)
	if err != nil {
		t.Fatalf("%s does not start: %v", program, err)
	}
	t.Cleanup(b.close)
	return b
}

func start(program string, flags []string) (*Browser, error) {
	profile, err := os.MkdirTemp("", "kasha-browser")
	if err != nil {
		return nil, err
	}
	fromTest, toBrowser, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	fromBrowser, toTest, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	// A container often has no user namespaces and little shared memory, so neither is used. The pages are Kasha's own.
	command := exec.Command(program, append([]string{
		"--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--disable-background-networking", "--disable-component-update",
		// A test asks by HTTP on purpose, and every name is a server on the loopback.
		"--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LocalNetworkAccessChecks",
		"--disable-extensions", "--disable-sync", "--hide-scrollbars",
		"--user-data-dir=" + profile,
	}, append(flags, "about:blank")...)...)
	command.ExtraFiles = []*os.File{fromTest, toTest} // 3 and 4, as --remote-debugging-pipe wants them
	if err := command.Start(); err != nil {
		return nil, err
	}
	fromTest.Close()
	toTest.Close()
	b := &Browser{command: command, profile: profile, wire: newWire(toBrowser, fromBrowser)}
	var version struct{ Product string }
	if err := b.wire.call("", "Browser.getVersion", nil, &version); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// close ends the process. It kills it where asking fails.
func (b *Browser) close() {
	if err := b.wire.call("", "Browser.close", nil, nil); err != nil {
		_ = b.command.Process.Kill()
	}
	_ = b.command.Wait()
	b.wire.to.Close()
	os.RemoveAll(b.profile)
}

// Open opens an empty page with cookies and storage of its own.
func (b *Browser) Open(t *testing.T) *Page {
	t.Helper()
	var context struct{ BrowserContextID string }
	b.must(t, "", "Target.createBrowserContext", nil, &context)
	var target struct{ TargetID string }
	b.must(t, "", "Target.createTarget", map[string]any{"url": "about:blank", "browserContextId": context.BrowserContextID}, &target)
	var session struct{ SessionID string }
	b.must(t, "", "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &session)
	p := &Page{t: t, browser: b, session: session.SessionID, events: b.wire.listen(session.SessionID)}
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		p.Call(domain+".enable", nil, nil)
	}
	t.Cleanup(func() {
		_ = b.wire.call("", "Target.disposeBrowserContext", map[string]any{"browserContextId": context.BrowserContextID}, nil)
	})
	return p
}

func (b *Browser) must(t *testing.T, session, method string, params, result any) {
	t.Helper()
	if err := b.wire.call(session, method, params, result); err != nil {
		t.Fatal(fmt.Errorf("%s: %w", method, err))
	}
}
