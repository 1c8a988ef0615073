package main

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// webSettings are the variables of the frontend.
type webSettings struct {
	backend *url.URL
}

// readKeepAlive reads how long the server keeps an idle connection open. Without keepAliveSeconds in kasha.json it is idleTimeout.
func readKeepAlive(variable func(string) string) (time.Duration, error) {
	text := variable("KEEP_ALIVE_SECONDS")
	if text == "" {
		return idleTimeout, nil
	}
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds < 1 {
		return 0, fmt.Errorf("KEEP_ALIVE_SECONDS is %q and no number of seconds; fix: keepAliveSeconds", text)
	}
	return time.Duration(seconds) * time.Second, nil
}

// settings are the variables of the other roles, each of which has some of them.
type settings struct {
	bucket   string
	queues   map[string]string // URL by name, as QUEUE_<NAME>_URL has it: ORDERS
	database databaseSettings
}

// databaseSettings say how to reach MySQL.
type databaseSettings struct {
	host, port, name string
	pool             int
	token            bool   // DATABASE_AUTH is iam: a token takes the place of the password
	user, password   string // of the primary, or of the proxy in front of it
	replica          string // empty: there is no replica
	replicaUser      string
	replicaToken     bool
	authorities      string // the file with the certificates of RDS's authorities
}

// ordersQueue is the queue that learns of each order: "orders" in messaging.main of kasha.json.
const ordersQueue = "ORDERS"

// authoritiesFile is where the Dockerfile puts AWS's global-bundle.pem. SHOP_AUTHORITIES names another file.
const authoritiesFile = "/etc/rds/global-bundle.pem"

func readWeb(variable func(string) string) (webSettings, error) {
	var v variables
	v.get = variable
	backend, err := url.Parse(v.required("BACKEND_URL"))
	if err == nil && v.problems == nil && backend.Host == "" {
		err = errors.New("it has no host")
	}
	if err != nil {
		v.problems = append(v.problems, fmt.Errorf("BACKEND_URL is no URL: %w", err))
	}
	return webSettings{backend: backend}, errors.Join(v.problems...)
}

// The roles read only what the "uses" of their process in kasha.json brings.
func readAPI(environment []string) (settings, error)     { return read(environment, true, true) }
func readWorker(environment []string) (settings, error)  { return read(environment, false, true) }
func readReport(environment []string) (settings, error)  { return read(environment, true, false) }
func readMigrate(environment []string) (settings, error) { return read(environment, false, false) }

// read reads an environment as os.Environ returns it, and reports all problems at once. No message has a value, because one of the
// variables is a password. Each of these roles uses the database.
func read(environment []string, bucket, queue bool) (settings, error) {
	all := map[string]string{}
	s := settings{queues: map[string]string{}}
	for _, entry := range environment {
		name, value, _ := strings.Cut(entry, "=")
		all[name] = value
		if queue, ok := strings.CutPrefix(name, "QUEUE_"); ok && strings.HasSuffix(queue, "_URL") {
			s.queues[strings.TrimSuffix(queue, "_URL")] = value
		}
	}
	v := variables{get: func(name string) string { return all[name] }}
	if bucket {
		s.bucket = v.required("BUCKET_NAME")
	}
	if queue && s.queues[ordersQueue] == "" {
		v.reject("QUEUE_"+ordersQueue+"_URL", `is not set; fix: list "orders" in messaging.main, and "queue:orders" in uses`)
	}
	s.database = v.database()
	return s, errors.Join(v.problems...)
}

type variables struct {
	get      func(string) string
	problems []error
}

func (v *variables) reject(name, why string) {
	v.problems = append(v.problems, errors.New(name+" "+why))
}

func (v *variables) required(name string) string {
	value := v.get(name)
	if value == "" {
		v.reject(name, "is not set; fix: give the service a \"uses\" that brings it, see docs/application.md")
	}
	return value
}

func (v *variables) database() databaseSettings {
	d := databaseSettings{
		host: v.required("DATABASE_HOST"), port: v.required("DATABASE_PORT"), name: v.required("DATABASE_NAME"),
		user: v.required("DATABASE_USERNAME"), replica: v.get("DATABASE_REPLICA_HOST"), authorities: authoritiesFile,
	}
	if file := v.get("SHOP_AUTHORITIES"); file != "" {
		d.authorities = file
	}
	pool, err := strconv.Atoi(v.required("DATABASE_POOL_SIZE"))
	if d.pool = pool; err != nil || pool < 1 {
		v.reject("DATABASE_POOL_SIZE", "is no number of connections; fix: database.poolSize")
	}
	switch auth := v.required("DATABASE_AUTH"); auth {
	case "password":
		d.password = v.required("DATABASE_PASSWORD")
	case "iam":
		d.token = true
	case "":
	default:
		v.reject("DATABASE_AUTH", fmt.Sprintf("is %q, and this program knows password and iam", auth))
	}
	// RDS Proxy is in front of the primary only. With it, the replica has a user of its own, who logs in with a token.
	if d.replicaUser = d.user; d.replica != "" && d.token {
		d.replicaUser, d.replicaToken = v.required("DATABASE_REPLICA_USERNAME"), true
	}
	return d
}
