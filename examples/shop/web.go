package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// web is the frontend: a page of orders with a form, and /seen, which shows what arrived of a request.
type web struct {
	settings webSettings
	client   *http.Client
	page     *template.Template
}

// CloudFront's policy of content allows no inline script or style, and this page needs none.
const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Shop</title></head><body>
<h1>Shop</h1>
<form method="post" action="/orders"><label>Article <input name="article" maxlength="80" required></label> <button>Order</button></form>
<ol reversed>{{range .}}<li value="{{.ID}}">{{.Article}}{{if .Packed}} (packed){{end}}</li>{{end}}</ol>
</body></html>
`

func newWeb(settings webSettings) http.Handler {
	w := web{
		settings: settings,
		client:   &http.Client{Timeout: 20 * time.Second}, // CloudFront waits for 60 seconds
		page:     template.Must(template.New("orders").Parse(page)),
	}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /{$}", w.orders)
	routes.HandleFunc("POST /orders", w.order)
	routes.HandleFunc("GET /seen", w.seen)
	routes.HandleFunc("GET /slow", slow)
	return routes
}

func (w web) orders(answer http.ResponseWriter, request *http.Request) {
	body, status, err := w.ask(request, http.MethodGet, "/orders", nil)
	var orders []order
	if err == nil && status == http.StatusOK {
		err = json.Unmarshal(body, &orders)
	}
	if err != nil || status != http.StatusOK {
		unavailable(answer, status, err)
		return
	}
	answer.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := w.page.Execute(answer, orders); err != nil {
		slog.Error("the page of orders", "error", err.Error())
	}
}

func (w web) order(answer http.ResponseWriter, request *http.Request) {
	request.Body = http.MaxBytesReader(answer, request.Body, 8<<10) // the web ACL blocks larger bodies anyway
	form := url.Values{"article": {request.FormValue("article")}}
	_, status, err := w.ask(request, http.MethodPost, "/orders", form)
	switch {
	case err == nil && status == http.StatusCreated:
		http.Redirect(answer, request, "/", http.StatusSeeOther)
	case err == nil && status == http.StatusBadRequest:
		http.Error(answer, "an order needs an article", http.StatusBadRequest)
	default:
		unavailable(answer, status, err)
	}
}

// seen shows what docs/application.md promises of a request and of the container.
func (w web) seen(answer http.ResponseWriter, request *http.Request) {
	backend, _, err := w.ask(request, http.MethodGet, "/seen", nil)
	if err != nil {
		unavailable(answer, 0, err)
		return
	}
	said := map[string]any{
		"host": request.Host, "viewer": viewerOf(request.Header), "forwardedFor": request.Header.Get("X-Forwarded-For"),
		"forwardedProto": request.Header.Get("X-Forwarded-Proto"), "container": container(), "backend": json.RawMessage(backend),
	}
	answer.Header().Set("Content-Type", "application/json")
	json.NewEncoder(answer).Encode(said)
}

// slow answers after some seconds, to try what a deployment does with requests in work.
func slow(answer http.ResponseWriter, request *http.Request) {
	select {
	case <-time.After(2 * time.Second):
		fmt.Fprintln(answer, "finished")
	case <-request.Context().Done():
	}
}

// ask sends a request to the backend, with what describes the viewer.
func (w web) ask(from *http.Request, method, path string, form url.Values) ([]byte, int, error) {
	request, err := http.NewRequestWithContext(from.Context(), method, w.settings.backend.JoinPath(path).String(),
		strings.NewReader(form.Encode()))
	if err != nil {
		return nil, 0, err
	}
	passOn(from.Header, request.Header)
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := w.client.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	return body, response.StatusCode, err
}

func unavailable(answer http.ResponseWriter, status int, err error) {
	slog.Error("the backend does not answer", "status", status, "error", fmt.Sprint(err))
	http.Error(answer, "the shop is not available at the moment", http.StatusBadGateway)
}

// container says who runs the process and where it can write.
func container() map[string]any {
	writable := map[string]bool{}
	for _, folder := range []string{"/", "/etc", os.TempDir()} {
		file, err := os.CreateTemp(folder, "shop-")
		if writable[folder] = err == nil; err == nil {
			err = errors.Join(file.Close(), os.Remove(file.Name()))
		}
		if err != nil {
			slog.Debug("not writable", "folder", folder, "error", err.Error())
		}
	}
	return map[string]any{"user": os.Getuid(), "writable": writable}
}
