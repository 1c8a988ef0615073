package example

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"kasha/lib/rotation/bundle"
	"kasha/lib/rotation/password"
)

// connection is the secret with the application's user.
const connection = "kasha/dev/rds/mysql/connection"

// testRotation catches a request that fails while the password is changed and the tasks that hold it are replaced. The rotation is Kasha's
// own program. The order is ECS's: the new task is healthy before the old one gets SIGTERM.
func (w *world) testRotation(t *testing.T) {
	requests := w.request()
	w.rotate(t, connection)
	if user := w.secrets[connection]["username"]; user != "kasha_app_clone" {
		t.Errorf("the secret has the user %s after the rotation, want kasha_app_clone", user)
	}
	what, err := w.task("backend")
	if err != nil {
		t.Fatal(err)
	}
	old := w.services["backend"]
	w.services["backend"], err = w.run(w.whole, what, backendAfter)
	if err != nil {
		t.Fatal(err)
	}
	if err := old.stop(20 * time.Second); err != nil {
		t.Errorf("the old backend ends with %v after SIGTERM, want no error; it said:\n%s", err, old.said())
	}
	w.rest(t)
	running := w.work(t)
	time.Sleep(time.Second) // some requests reach the new task alone
	sent, failed := requests()
	if len(failed) > 0 || sent < 20 {
		t.Errorf("%d of %d requests failed, want none of at least 20: %s", len(failed), sent, strings.Join(failed, "; "))
	}
	w.place(t, "cherries")
	w.packed(t, running, "cherries")
}

// request sends requests of viewers until the returned function is called, which says how many there were, and which failed.
func (w *world) request() func() (sent int, failed []string) {
	stop, ended := make(chan bool), sync.WaitGroup{}
	sent, failed := 0, []string(nil)
	ended.Go(func() {
		viewer := w.viewer()
		for ; ; sent++ {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
			want := http.StatusOK
			response, err := viewer.Get("https://" + w.site + "/")
			if sent%4 == 0 && err == nil {
				response.Body.Close()
				want = http.StatusSeeOther
				response, err = viewer.PostForm("https://"+w.site+"/orders", url.Values{"article": {"rowanberries"}})
			}
			if err != nil {
				failed = append(failed, err.Error())
				continue
			}
			response.Body.Close()
			if response.StatusCode != want {
				failed = append(failed, fmt.Sprintf("%s, want %d", response.Status, want))
			}
		}
	})
	return func() (int, []string) {
		close(stop)
		ended.Wait()
		return sent, failed
	}
}

// rotate runs the four steps of a rotation, as Secrets Manager calls them.
func (w *world) rotate(t *testing.T, secret string) {
	t.Helper()
	// The names of the databases are known to the containers only.
	mysql.RegisterDialContext("tcp", func(ctx context.Context, address string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		if known := w.hosts.names[host]; known != "" {
			host = known
		}
		return (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	})
	defer mysql.DeregisterDialContext("tcp")
	rotator := password.Rotator{
		Strategy: bundle.AlternatingUsers, Secrets: &vault{world: w}, Servers: password.MySQL{Roots: w.authority.Pool()},
	}
	for _, step := range []string{"createSecret", "setSecret", "testSecret", "finishSecret"} {
		if err := rotator.Rotate(context.Background(), password.Request{Step: step, SecretID: secret, Token: "second"}); err != nil {
			t.Fatal(err)
		}
	}
}

// vault is Secrets Manager with the secrets of this world. The version "first" is current until "second" takes its place.
type vault struct {
	*world
	pending string
}

func (v *vault) Versions(context.Context, string) (map[string][]string, bool, error) {
	return map[string][]string{"first": {"AWSCURRENT"}, "second": {"AWSPENDING"}}, true, nil
}

func (v *vault) Value(_ context.Context, secret, stage, _ string) (string, error) {
	if stage == "AWSPENDING" {
		if v.pending == "" {
			return "", password.ErrNoVersion
		}
		return v.pending, nil
	}
	if parts := strings.Split(secret, ":"); len(parts) == 7 { // the ARN of the master user's
		secret = strings.TrimSuffix(parts[6], "-AbCdEf")
	}
	fields, known := v.secrets[secret]
	if !known || stage != "AWSCURRENT" {
		return "", password.ErrNoVersion
	}
	resolved := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value, err := v.value(fields[name])
		if err != nil {
			return "", err
		}
		resolved[name] = value
	}
	text, err := json.Marshal(resolved)
	return string(text), err
}

func (v *vault) Put(_ context.Context, _ password.Request, text string) error {
	v.pending = text
	return nil
}

func (v *vault) Promote(_ context.Context, secret, _, _ string) error {
	fields := map[string]string{}
	if err := json.Unmarshal([]byte(v.pending), &fields); err != nil {
		return err
	}
	v.secrets[secret] = fields
	return nil
}

func (v *vault) NewPassword(context.Context) (string, error) { return invented(30), nil }
